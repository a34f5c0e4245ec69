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


def _workers(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"任务进程数应为 1–64 的整数，收到“{text}”· not a number of workers")
    return int(text)


def _run() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("scripts/run", description="启动门户 · start the portal", allow_abbrev=False)
    parser.add_argument(
        "--background", action="store_true", help="演示数据可检索后返回 · return when the demo is searchable"
    )
    parser.add_argument("--port", type=_port, default=0, help="门户端口（默认 5000）· port of the portal")
    parser.add_argument("--no-demo", action="store_true", help="不装演示部门 · without the demo departments")
    parser.add_argument("--no-warming", action="store_true", help="启动后不预热 Solr · Solr is not warmed up")
    parser.add_argument(
        "--workers", type=_workers, default=0, help="同时采集几个源（默认 2，单核机器 1）· harvests at a time"
    )
    parser.add_argument(
        "--workers-of",
        metavar="URL",
        default="",
        help="只为该地址的门户运行任务进程，见 docs/scale.md · only workers, for the portal at URL",
    )
    _home(parser)
    return parser


def _bench() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "scripts/bench", description="与同类软件比较 · benchmarks beside their peers", allow_abbrev=False
    )
    parser.add_argument(
        "name", nargs="?", default="", help="基准；不写则列出 · which bench; without it they are listed"
    )
    parser.add_argument("--size", type=_count, default=1000, help="数据集个数（默认 1000）· how many datasets")
    parser.add_argument("--repeats", type=_count, default=0, help="重复次数 · how often; the medians are told")
    parser.add_argument("--subjects", type=_words, default=[], help="只测这些，以逗号分隔 · only these")
    parser.add_argument("--json", metavar="FILE", default="", help="结果另存为 JSON · the results as a file too")
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应为正整数，收到“{text}”· not a positive number")
    return int(text)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


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
    if command == "bench":
        return _bench().parse_args(arguments)
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
