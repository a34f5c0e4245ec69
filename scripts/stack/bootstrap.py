"""Entry of scripts/*: sets up what is missing, then becomes ``python -m stack`` in the virtual environment.

Presumes Python 3.10 with venv and pip, nothing else: standard library only.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from stack import arguments, installation
from stack.installation import SetupError, clean_environment
from stack.paths import Software
from stack.progress import Progress

OLDEST = (3, 10)
NEEDED = {"run": installation.TO_RUN, "ckan": installation.TO_CALL, "bench": installation.TO_RUN}
LATER = 4  # steps of a first start after the installation; one less without the demo
OF_WORKERS = 2  # the same where only workers run


def main(command: str, given: list[str]) -> int:
    """Returns only when something went wrong; else this process becomes the command."""
    if sys.version_info < OLDEST:
        print(f"需要 Python 3.10 或更新，当前是 {sys.version.split()[0]}。· Python >= 3.10 is needed.", file=sys.stderr)
        return 1
    options = arguments.parse(command, given)
    try:
        if command != "stop":
            steps = NEEDED.get(command, installation.TO_DEVELOP)
            installation.install(Software(), steps, _progress(command, options))
    except SetupError as error:
        print(f"\n错误：{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已中断；再次运行会从未完成的一步继续。· Interrupted; run again to go on.", file=sys.stderr)
        return 130
    return _become(Software(), command, given)


def _progress(command: str, options: Namespace) -> Progress:
    """Lines on standard output for ``run``; elsewhere that belongs to the command."""
    if command != "run":
        return Progress(installation.STEPS, sys.stderr)
    return Progress(installation.STEPS + (OF_WORKERS if options.workers_of else LATER - bool(options.no_demo)))


def _become(software: Software, command: str, given: list[str]) -> int:
    if not software.python.exists():
        print("没有安装任何东西，也就没有在运行的门户。· Nothing is installed, so nothing runs.")
        return 0
    words = [str(software.python), "-m", "stack", command, *given]
    os.execve(software.python, words, clean_environment(software))
