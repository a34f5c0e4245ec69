"""Commands behind scripts/*, in the virtual environment: ``python -m stack run|stop|ckan|test|bench|lock …``."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from stack import arguments, locks, running, settings, status, testing
from stack.paths import Home, Software


def ckan(options: Namespace) -> int:
    """Become CKAN's command line with the settings of a home."""
    home, software = Home.at(options.home), Software()
    if not home.ini.exists():
        print(f"{home.root} 里还没有门户：请先运行 scripts/run。· Start the portal first.", file=sys.stderr)
        return 1
    if not status.is_supervised(home):
        print(
            "提示：门户没有在运行，需要数据库的命令会失败；请先运行 scripts/run。· The portal is not running.",
            file=sys.stderr,
        )
    os.execve(software.venv / "bin" / "ckan", ["ckan", *options.rest], settings.ckan_environment(home, software))


def bench(options: Namespace) -> int:
    """Loaded only when it is asked for: no other command needs what the benches are."""
    from benches import command

    return command.bench(options)


def main() -> int:
    command = sys.argv[1]
    options = arguments.parse(command, sys.argv[2:])
    commands = {"run": running.run, "stop": running.stop, "ckan": ckan, "test": testing.test, "lock": locks.lock}
    return (commands | {"bench": bench})[command](options)


if __name__ == "__main__":
    sys.exit(main())
