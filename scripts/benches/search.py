"""The bench ``search``: how long the API takes to answer questions to a large catalog; gxdata beside stock CKAN, gxdata also while
it harvests.

Here: homes, filling, order. Not here: what is asked (``questions``), how a block is put and measured (``search_blocks``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benches import facts, gxdata_source, judged, search_blocks
from benches.driving import driver, portal
from benches.harvesting import Harvests
from benches.questions import Questions
from benches.results import OURS, Measurement
from benches.search_blocks import FACETS, OWN_FACETS, Subject, kinds, measured, say, suggest
from benches.sites import GXDATA, STOCK, Homes, Kind
from benches.watching import processor, until, watching
from stack.paths import REPOSITORY

PEER = "ckan"
SUBJECTS = (OURS, PEER)
REPEATS = 5
CLIENTS = (1, 4)
OF_ROUND = 2 * len(CLIENTS)
BESIDE = (("as a harvest learns that people ask", 1), ("while it harvests", 1), ("while it harvests", 1), ("while it harvests", 4))
"""Blocks beside each harvest, with how many clients: the first meets one that had the machine to itself for half a minute."""
SLOWEST = 10.0  # datasets a second below which filling hangs
QUIET, LOOK, SETTLING = 0.1, 2.0, 300.0


def measure(size: int, wanted: Sequence[str], repeats: int, folder: Path) -> Iterator[Measurement]:
    """Blocks of the subjects in turns; then gxdata's while it harvests, for its catalog grows from there on."""
    known, homes = facts.read(REPOSITORY / "config"), Homes(folder)
    questions = Questions(known, size, judged.queries(REPOSITORY / "tests" / "relevance"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as stack:
            subjects = [stack.enter_context(_filled(homes, name, size)) for name in wanted or SUBJECTS]
            yield from _alone(subjects, questions, repeats)
            for ours in (subject for subject in subjects if subject.name == OURS):
                yield from _beside_a_harvest(ours, questions, size, repeats)
    finally:
        homes.clear()


@contextmanager
def _filled(homes: Homes, name: str, size: int) -> Iterator[Subject]:
    kind, fill = _KINDS[name]
    homes.prepare(kind)
    with ExitStack() as stack:
        site = stack.enter_context(homes.fresh(kind, web=True))
        told, watch = stack.enter_context(driver(site)), stack.enter_context(watching(site))
        subject, begun = Subject(name, site, told, watch), time.monotonic()
        fill(subject, size)
        until(lambda: watch.found() >= size, 600 + size / SLOWEST, f"{name}: {size} datasets found")
        say(f"{name}: filled with {watch.found():,} datasets in {time.monotonic() - begun:.0f} s")
        yield subject


def _harvested(subject: Subject, size: int) -> None:
    with portal(size, subject.site.home.log / "portal-harvested.log") as source:
        gxdata_source.register(subject.driver, source, "bench")
        job = gxdata_source.order(subject.driver, "bench")
        gxdata_source.await_end(subject.driver, subject.watch, job, 600 + size / SLOWEST)


def _posted(subject: Subject, size: int) -> None:
    subject.driver.ask("fill_index", size=size)


_KINDS: dict[str, tuple[Kind, Callable[[Subject, int], None]]] = {OURS: (GXDATA, _harvested), PEER: (STOCK, _posted)}


def _alone(subjects: Sequence[Subject], questions: Questions, repeats: int) -> Iterator[Measurement]:
    """Round 0 warms up and is thrown away."""
    for subject in subjects:
        _settle(subject)
        for _ in _round(subject, questions, 0):
            pass
    for number in range(1, repeats + 1):
        for subject in subjects[:: 1 if number % 2 else -1]:
            yield from _round(subject, questions, number)


def _round(subject: Subject, questions: Questions, number: int) -> Iterator[Measurement]:
    """Each block has questions of its own: one that was asked before would be answered from memory."""
    for place, clients in enumerate(CLIENTS):
        first = OF_ROUND * number + 2 * place
        block = search_blocks.search(subject, questions.block(first), FACETS, clients)
        yield from measured(subject, "search", clients, block)
        if clients == 1:
            yield from kinds(subject, block)
        if subject.name == OURS:
            block = search_blocks.search(subject, questions.block(first + 1), OWN_FACETS, clients)
            yield from measured(subject, "search, the portal's own facets", clients, block)
        yield from measured(subject, "suggest", clients, suggest(subject, questions, first, clients))


def _beside_a_harvest(subject: Subject, questions: Questions, size: int, repeats: int) -> Iterator[Measurement]:
    harvests, number = Harvests(subject.site, subject.driver, subject.watch, size), OF_ROUND * (repeats + 1)
    for _ in range(repeats):
        with harvests:
            for when, clients in BESIDE:
                block = search_blocks.search(subject, questions.block(number), FACETS, clients)
                yield from measured(subject, f"search {when}", clients, block)
                block = suggest(subject, questions, number, clients)
                yield from measured(subject, f"suggest {when}", clients, block)
                number += 1
            yield Measurement("loaded by the harvest beside", subject.name, harvests.rate())
        _settle(subject)
    found = subject.watch.found()
    yield Measurement("datasets after the harvest beside", subject.name, found, "documents")


def _settle(subject: Subject) -> None:
    """Waits until the portal has nothing left to do of what it was given: merges, vacuum, what follows a harvest."""
    pids, last = subject.site.pids("postgres", "solr", "worker", "clock", "portal"), time.monotonic() + SETTLING
    while time.monotonic() < last:
        before = processor(pids)
        time.sleep(LOOK)
        if processor(pids) - before < QUIET * LOOK:
            return
    say(f"{subject.name}: still busy after {SETTLING:.0f} s; measured all the same")
