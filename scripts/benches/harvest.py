"""The bench ``harvest``: a catalog's first load, its harvest when nothing or one record in a hundred has changed, its index
made anew; gxdata beside its peers.

Here: homes, order, repeats. What a subject does is in ``subjects``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from benches import facts, peers
from benches.driving import driver, portal
from benches.results import OURS, Measurement
from benches.sites import Homes
from benches.subjects import SUBJECTS, Run, Subject, write_datasets
from benches.watching import watching
from stack.paths import REPOSITORY

SLOWEST = 1.0  # datasets a second below which something hangs
LARGE = 1_000  # above it a peer takes many minutes: it runs once


def measure(size: int, wanted: Sequence[str], repeats: int, folder: Path) -> Iterator[Measurement]:
    """Every subject once, then every subject again: a slow minute of the machine hits them alike."""
    chosen = [subject for subject in SUBJECTS if takes_part(subject, size, wanted)]
    homes, datasets = Homes(folder), folder / "datasets.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        write_datasets(datasets, facts.read(REPOSITORY / "config"), size)
        for kind in dict.fromkeys(subject.kind for subject in chosen):
            homes.prepare(kind)
        for round_ in range(repeats):
            for subject in chosen:
                if round_ == 0 or subject.name == OURS or size <= LARGE:
                    yield from _run(homes, subject, size, datasets)
    finally:
        homes.clear()


def takes_part(subject: Subject, size: int, wanted: Sequence[str]) -> bool:
    """A slow peer at a great size only by its name: what it would take is not worked out from a smaller one."""
    return subject.name in wanted if wanted else size <= subject.largest


def _run(homes: Homes, subject: Subject, size: int, datasets: Path) -> Iterator[Measurement]:
    with ExitStack() as stack:
        site = stack.enter_context(homes.fresh(subject.kind))
        source = stack.enter_context(portal(size, site.home.log / "portal-harvested.log"))
        told, watch = stack.enter_context(driver(site)), stack.enter_context(watching(site))
        patience = 600 + size / SLOWEST
        for measured in subject.cases(Run(subject.name, size, site, told, watch, source, datasets, patience)):
            _tell(measured)
            yield measured


def _tell(measured: Measurement) -> None:
    line = f"{measured.subject:16} {measured.case:30} {measured.value:12,.1f} {measured.unit}"
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


def packages() -> dict[str, str]:
    peers.install()
    return peers.versions()
