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
DATABASE_PACKAGES = ("mariadb-server-core",)
"""The server's programs without its service: tests start their own and end it."""


def test(options: Namespace) -> int:
    """Become pytest. ``--full`` adds the tests marked ``long``."""
    os.chdir(REPOSITORY)
    wanted = {"browser": BROWSER_PACKAGES, "contract": DATABASE_PACKAGES}
    packages = [each for folder, names in wanted.items() if takes_in(folder, options.rest) for each in names]
    missing = debian.missing(packages)
    problem = debian.install(missing) if missing else ""
    if problem:
        print(f"缺少 {'、'.join(missing)}，用到它们的测试会跳过，或页面缺字：{problem}", file=sys.stderr, flush=True)
    environment = settings.ckan_environment(Home.at(None), Software())
    environment.pop("CKAN_INI")
    environment["GXDATA_TEST_FULL"] = "1" if options.full else ""
    for name in [name for name in environment if name.startswith("GXDATA_") and name.endswith("_URL")]:
        if not name.startswith("GXDATA_TEST_"):
            del environment[name]  # tests never touch the operator's servers
    environment.pop(settings.FILES, None)
    chosen = options.rest if options.full else ["-m", "not long", *options.rest]
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *chosen], environment)


def takes_in(folder: str, rest: list[str]) -> bool:
    """Whether the chosen paths take in a folder of tests/: all do when none is named."""
    paths = [Path(argument.split("::")[0]) for argument in rest if (REPOSITORY / argument.split("::")[0]).exists()]
    whole = REPOSITORY / "tests" / folder
    return not paths or any(
        whole.is_relative_to((REPOSITORY / path).resolve()) or folder in path.parts for path in paths
    )
