"""``scripts/test``: pytest in our virtual environment, with a browser where one may be installed.

Which servers a test needs is its own matter: the fixture ``portal`` (tests/conftest.py) starts them on first use.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from stack import debian, settings
from stack.paths import REPOSITORY, Home, Software

BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk")


def test(options: Namespace) -> int:
    """Become pytest. ``--full`` adds the tests marked ``long``."""
    os.chdir(REPOSITORY)
    missing = debian.missing(BROWSER_PACKAGES) if wants_browser(options.rest) else []
    problem = debian.install(missing) if missing else ""
    if problem:
        print(f"缺少 {'、'.join(missing)}，浏览器测试可能跳过或缺字：{problem}", file=sys.stderr, flush=True)
    environment = settings.ckan_environment(Home.at(None), Software())
    environment.pop("CKAN_INI")
    environment["GXDATA_TEST_FULL"] = "1" if options.full else ""
    for name in [name for name in environment if name.startswith("GXDATA_") and name.endswith("_URL")]:
        if not name.startswith("GXDATA_TEST_"):
            del environment[name]  # tests never touch the operator's servers
    chosen = options.rest if options.full else ["-m", "not long", *options.rest]
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *chosen], environment)


def wants_browser(rest: list[str]) -> bool:
    """Whether the chosen paths take in tests/browser: all do when none is named."""
    paths = [Path(argument.split("::")[0]) for argument in rest if (REPOSITORY / argument.split("::")[0]).exists()]
    browser = REPOSITORY / "tests" / "browser"
    return not paths or any(
        browser.is_relative_to((REPOSITORY / path).resolve()) or "browser" in path.parts for path in paths
    )
