"""Blocks of questions put to a portal of the bench ``search``, and what is measured of each.

Here: the subject, its questions as addresses, figures. Not here: homes, filling, order (``search``).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from benches import latency
from benches.asking import ask_all, search_path
from benches.driving import Driver
from benches.latency import Told
from benches.questions import Question, Questions
from benches.results import OURS, Measurement
from benches.sites import BenchError, Site
from benches.watching import Watch, processor

FACETS = ("organization", "groups", "tags", "res_format", "license_id")
"""CKAN's default five."""
OWN_FACETS = ("organization", "gx_theme", "gx_region", "gx_open_type", "gx_format")
SUGGESTIONS = 8
PROCESSES = {"CPU portal": "portal", "CPU Solr": "solr", "CPU PostgreSQL": "postgres"}
"""Figure → service. Processor time does not double with the load of the machine; beside a harvest the servers' is the harvest's, too."""

Asked = list[tuple[Question, str]]


@dataclass(frozen=True)
class Subject:
    """A portal that is filled and asked."""

    name: str
    site: Site
    driver: Driver
    watch: Watch


@dataclass(frozen=True)
class Block:
    """Answers to a block of questions; milliseconds of processor time that each took, by figure."""

    told: list[Told]
    processor: dict[str, float]


def search(subject: Subject, questions: Sequence[Question], facets: Sequence[str], clients: int) -> Block:
    return _put(subject, [(each, search_path(each, facets)) for each in questions], facets, clients)


def suggest(subject: Subject, questions: Questions, number: int, clients: int) -> Block:
    """The peer finds what begins so only where its index holds it: nothing is asked of its hits."""
    typed, action = questions.typed(number), "gxdata_suggest"
    if subject.name != OURS:
        typed, action = [Question(each.kind, each.params, False) for each in typed], "package_autocomplete"
    path = f"/api/3/action/{action}?"
    asked = [(each, path + urlencode({**each.params, "limit": SUGGESTIONS})) for each in typed]
    return _put(subject, asked, (), clients)


def _put(subject: Subject, asked: Asked, facets: Sequence[str], clients: int) -> Block:
    """Raises BenchError for what is no answer."""
    pids = {figure: subject.site.pids(service) for figure, service in PROCESSES.items()}
    before = {figure: processor(found) for figure, found in pids.items()}
    answers = ask_all(subject.site.ports["portal"], asked, clients)
    taken = {figure: 1000 * (processor(found) - before[figure]) / len(asked) for figure, found in pids.items()}
    if len(answers) != len(asked):
        raise BenchError(f"{subject.name}: {len(answers)} answers to {len(asked)} questions")
    try:
        return Block([latency.checked(answer, facets) for answer in answers], taken)
    except latency.BadAnswer as error:
        raise BenchError(f"{subject.name}: {error}") from error


def measured(subject: Subject, situation: str, clients: int, block: Block) -> Iterator[Measurement]:
    situation = f"{situation}, {clients} client{'s' if clients > 1 else ''}"
    found = list(latency.figures(block.told))
    found += [(name, value, latency.MILLISECONDS) for name, value in block.processor.items()]
    say(f"{subject.name:8} {situation:52} " + ", ".join(f"{name} {value:.4g}" for name, value, _ in found))
    for name, value, unit in found:
        yield Measurement(f"{situation}: {name}", subject.name, value, unit)


def kinds(subject: Subject, block: Block) -> Iterator[Measurement]:
    """The same by kind of question; too few for a p99."""
    for kind, some in latency.by_kind(block.told):
        for name, value, unit in latency.figures(some):
            if name != "p99":
                yield Measurement(f"… of these {kind}: {name}", subject.name, value, unit)


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)
