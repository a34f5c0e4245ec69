"""``scripts/bench``: lists the benches, or runs one and prints its table. Its exit code says only whether something broke."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import psutil

from benches import harvest, machine, pages, peers, relevance, search
from benches.results import Measurement, medians, write
from benches.sites import BenchError
from benches.subjects import SUBJECTS
from benches.table import across, situations, table
from stack import processes

RELEVANCE, SEARCH, PAGES = "relevance", "search", "pages"
BENCHES = {
    "harvest": "catalog: first load, unchanged, one percent changed, index rebuild · 目录采集",
    SEARCH: "search: how long an answer of the API takes, also while a harvest runs · 检索用时",
    PAGES: "pages: how long they take on the server, and on a phone · 页面用时",
    RELEVANCE: "search: what the first page of answers is worth, by a judged set · 检索相关性",
}
SMALL = 1_000
REPEATS = 3


def bench(options: Namespace) -> int:
    if not options.name:
        print("\n".join(f"{name}  {about}" for name, about in BENCHES.items()))
        return 0
    problem = _problem(options)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    return _guarded(options)


def _problem(options: Namespace) -> str:
    if options.name not in BENCHES:
        return f"没有基准“{options.name}”；有：{'、'.join(BENCHES)} · no such bench"
    known = {SEARCH: search.SUBJECTS, PAGES: pages.SUBJECTS}.get(options.name, tuple(subject.name for subject in SUBJECTS))
    if unknown := [name for name in options.subjects if name not in known]:
        return f"没有对象“{'、'.join(unknown)}”；有：{'、'.join(known)} · no such subject"
    return ""


def _guarded(options: Namespace) -> int:
    measured: list[Measurement] = []
    code = 0
    try:
        about = machine.describe({} if options.name == RELEVANCE else harvest.packages())
        _measure(options, measured)
    except (BenchError, peers.PeersMissing, subprocess.CalledProcessError) as error:
        print(f"错误 · broken：{error}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print("已中断 · interrupted", file=sys.stderr)
        code = 130
    if measured:
        _report(options, measured, about)
    return code


def _measure(options: Namespace, measured: list[Measurement]) -> None:
    peers.ROOT.mkdir(parents=True, exist_ok=True)
    _clear_after_the_killed()
    folder = Path(tempfile.mkdtemp(prefix=f"homes-{os.getpid()}-", dir=peers.ROOT))
    folder.chmod(0o755)
    if options.name == RELEVANCE:
        measured += _judged(options, folder)
        return
    for each in _running(options, folder):
        measured.append(each)


def _running(options: Namespace, folder: Path) -> Iterator[Measurement]:
    if options.name == SEARCH:
        return search.measure(options.size, options.subjects, options.repeats or search.REPEATS, folder)
    if options.name == PAGES:
        return pages.measure(options.size, options.subjects, options.repeats or pages.REPEATS, folder)
    repeats = options.repeats or (REPEATS if options.size <= SMALL else 1)
    return harvest.measure(options.size, options.subjects, repeats, folder)


def _judged(options: Namespace, folder: Path) -> list[Measurement]:
    """The size is the judged set's."""
    options.size = len(relevance.titles())
    try:
        return list(relevance.measure(folder / RELEVANCE))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_after_the_killed() -> None:
    """Homes of benches that could not do it themselves."""
    for folder in peers.ROOT.glob("homes-*-*"):
        if not psutil.pid_exists(int(folder.name.split("-")[1])):
            for home in folder.iterdir():
                processes.reap(home, home / "run" / "processes.json")
            shutil.rmtree(folder, ignore_errors=True)


def _report(options: Namespace, measured: list[Measurement], about: list[str]) -> None:
    results = medians(options.name, options.size, measured)
    shown = {RELEVANCE: across, SEARCH: situations, PAGES: situations}.get(options.name, table)
    print("\n".join(about) + f"\nload after it: {os.getloadavg()[0]:.1f}\n\n" + shown(results))
    if options.json:
        write(Path(options.json), results)
