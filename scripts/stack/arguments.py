"""Command lines of scripts/*, read before anything is installed, so that a wrong option costs nothing.

Standard library only.
"""

from __future__ import annotations

import argparse


def _home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", metavar="DIR", help="状态目录（默认 var/）· where this portal keeps its data")


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口应为 1–65535 的整数，收到“{text}”· not a port")
    return int(text)


def _run() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("scripts/run", description="启动门户 · start the portal", allow_abbrev=False)
    parser.add_argument(
        "--background", action="store_true", help="演示数据可检索后返回 · return when the demo is searchable"
    )
    parser.add_argument("--port", type=_port, default=0, help="门户端口（默认 5000）· port of the portal")
    parser.add_argument("--no-demo", action="store_true", help="不装演示部门 · without the demo departments")
    _home(parser)
    return parser


def parse(command: str, arguments: list[str]) -> argparse.Namespace:
    """Arguments of a command as a namespace; what is passed on (ckan, test) is in ``rest``. Exits with 2 on a fault."""
    if command == "run":
        return _run().parse_args(arguments)
    if command in ("stop", "lock"):
        parser = argparse.ArgumentParser(f"scripts/{command}", allow_abbrev=False)
        if command == "stop":
            _home(parser)
        return parser.parse_args(arguments)
    if command == "ckan":
        return _leading(arguments, "--home")
    return _test(arguments)


def _leading(arguments: list[str], option: str) -> argparse.Namespace:
    """``--home DIR`` at the very start; all that follows belongs to CKAN, also another --home."""
    first = arguments[0] if arguments else ""
    if first.startswith(option + "="):
        return argparse.Namespace(home=first.split("=", 1)[1], rest=arguments[1:])
    if first == option:
        if len(arguments) < 2:
            raise SystemExit("scripts/ckan：--home 之后缺少目录 · --home needs a folder")
        return argparse.Namespace(home=arguments[1], rest=arguments[2:])
    return argparse.Namespace(home=None, rest=arguments)


def _test(arguments: list[str]) -> argparse.Namespace:
    rest = [argument for argument in arguments if argument != "--full"]
    return argparse.Namespace(home=None, full="--full" in arguments, rest=rest)
