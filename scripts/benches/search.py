"""The bench ``search``: how long the API takes to answer questions to a large catalog; gxdata beside stock CKAN, gxdata also while
it harvests.

Here: homes, filling, order. Not here: what is asked (``questions``), how (``asking``), what a block of answers says (``latency``).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benches import facts, gxdata_source, judged, latency
from benches.asking import ask_all, search_path
from benches.driving import Driver, driver, portal
from benches.harvesting import Harvests
from benches.latency import Told
from benches.questions import Question, Questions
from benches.results import OURS, Measurement
from benches.sites import GXDATA, STOCK, BenchError, Homes, Kind, Site
from benches.watching import Watch, processor, until, watching
from stack.paths import REPOSITORY

PEER = "ckan"
SUBJECTS = (OURS, PEER)
REPEATS = 5
CLIENTS = (1, 4)
FACETS = ("organization", "groups", "tags", "res_format", "license_id")
"""CKAN's default five."""
OWN_FACETS = ("organization", "gx_theme", "gx_region", "gx_open_type", "gx_format")
SUGGESTIONS = 8
SLOWEST = 10.0  # datasets a second below which filling hangs
QUIET, LOOK, SETTLING = 0.1, 2.0, 300.0


@dataclass(frozen=True)
class Subject:
    """A portal that is filled and asked."""

    name: str
    site: Site
    driver: Driver
    watch: Watch

    @property
    def suggests(self) -> str:
        """Path of what answers while somebody types; the peer's nearest."""
        return "gxdata_suggest" if self.name == OURS else "package_autocomplete"


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
        _say(f"{name}: filled with {watch.found():,} datasets in {time.monotonic() - begun:.0f} s")
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
    """Block 0 warms up and is thrown away."""
    for subject in subjects:
        _settle(subject)
        for _ in _blocks(subject, questions, 0):
            pass
    for round_ in range(1, repeats + 1):
        for subject in subjects[:: 1 if round_ % 2 else -1]:
            yield from _blocks(subject, questions, round_)


def _blocks(subject: Subject, questions: Questions, round_: int) -> Iterator[Measurement]:
    """Each block has questions of its own: one that was asked before would be answered from memory."""
    of_round = 2 * len(CLIENTS)
    for place, clients in enumerate(CLIENTS):
        block = questions.block(of_round * round_ + place)
        told = _searched(subject, block, FACETS, clients)
        yield from _measured(subject, f"search, {_clients(clients)}", told)
        if clients == 1:
            yield from _kinds(subject, told)
        if subject.name == OURS:
            told = _searched(subject, questions.block(of_round * round_ + len(CLIENTS) + place), OWN_FACETS, clients)
            yield from _measured(subject, f"search, the portal's own facets, {_clients(clients)}", told)
        yield from _suggested(subject, questions, round_ * len(CLIENTS) + place, clients, "suggest")


def _beside_a_harvest(subject: Subject, questions: Questions, size: int, repeats: int) -> Iterator[Measurement]:
    harvests, last = Harvests(subject.site, subject.driver, subject.watch, size), 2 * len(CLIENTS) * (repeats + 1)
    for round_ in range(repeats):
        with harvests:
            for place, clients in enumerate(CLIENTS):
                number = last + len(CLIENTS) * round_ + place
                told = _searched(subject, questions.block(number), FACETS, clients)
                yield from _measured(subject, f"search while it harvests, {_clients(clients)}", told)
                yield from _suggested(subject, questions, number, clients, "suggest while it harvests")
            yield Measurement("harvest beside the searches: loaded", subject.name, harvests.rate())
        _settle(subject)
    yield Measurement(
        "harvest beside the searches: datasets at the end", subject.name, subject.watch.found(), "documents"
    )


def _searched(subject: Subject, block: Sequence[Question], facets: Sequence[str], clients: int) -> list[Told]:
    return _told(subject, [(each, search_path(each, facets)) for each in block], facets, clients)


def _suggested(subject: Subject, questions: Questions, number: int, clients: int, case: str) -> Iterator[Measurement]:
    """The peer finds what begins so only where its index holds it: nothing is asked of its hits."""
    path = f"/api/3/action/{subject.suggests}?"
    asked = [
        (each if subject.name == OURS else Question(each.kind, each.params, False)) for each in questions.typed(number)
    ]
    told = _told(
        subject, [(each, path + urlencode({**each.params, "limit": SUGGESTIONS})) for each in asked], (), clients
    )
    yield from _measured(subject, f"{case}, {_clients(clients)}", told)


def _told(subject: Subject, asked: list[tuple[Question, str]], facets: Sequence[str], clients: int) -> list[Told]:
    answers = ask_all(subject.site.ports["portal"], asked, clients)
    if len(answers) != len(asked):
        raise BenchError(f"{subject.name}: {len(answers)} answers to {len(asked)} questions")
    try:
        return [latency.checked(answer, facets) for answer in answers]
    except latency.BadAnswer as error:
        raise BenchError(f"{subject.name}: {error}") from error


def _measured(subject: Subject, situation: str, told: Sequence[Told]) -> Iterator[Measurement]:
    found = list(latency.figures(told))
    _say(f"{subject.name:8} {situation:52} " + ", ".join(f"{name} {value:.4g}" for name, value, _ in found))
    for name, value, unit in found:
        yield Measurement(f"{situation}: {name}", subject.name, value, unit)


def _kinds(subject: Subject, told: Sequence[Told]) -> Iterator[Measurement]:
    for kind, some in latency.by_kind(told):
        for name, value, unit in latency.figures(some):
            if name != "p99":
                yield Measurement(f"… of these: {kind}: {name}", subject.name, value, unit)


def _settle(subject: Subject) -> None:
    """Waits until the portal has nothing left to do of what it was given: merges, vacuum, what follows a harvest."""
    pids, last = subject.site.pids("postgres", "solr", "worker", "clock", "portal"), time.monotonic() + SETTLING
    while time.monotonic() < last:
        before = processor(pids)
        time.sleep(LOOK)
        if processor(pids) - before < QUIET * LOOK:
            return
    _say(f"{subject.name}: still busy after {SETTLING:.0f} s; measured all the same")


def _clients(number: int) -> str:
    return "1 client" if number == 1 else f"{number} clients"


def _say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)
