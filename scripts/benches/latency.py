"""What a block of answers says: percentiles of the times, hits; and whether every answer was one. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benches.questions import Question

ROWS = 20
PERCENTILES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
MILLISECONDS = "ms"


class BadAnswer(Exception):
    """What came back is no answer to what was asked: its time means nothing."""


@dataclass(frozen=True)
class Answer:
    question: Question
    seconds: float
    status: int
    body: bytes


@dataclass(frozen=True)
class Told:
    """An answer that was looked into."""

    kind: str
    milliseconds: float
    hits: int
    size: int


def percentile(values: Sequence[float], share: float) -> float:
    """By nearest rank: a value that was measured, never one between two."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def checked(answer: Answer, facets: Sequence[str]) -> Told:
    """Raises BadAnswer: a refusal, no hits where some must be, fewer rows or facets than asked for."""
    result = _result(answer)
    rows = result if isinstance(result, list) else result["results"]
    hits = len(rows) if isinstance(result, list) else int(result["count"])
    if answer.question.must and hits == 0:
        raise BadAnswer(f"no hits: {dict(answer.question.params)}")
    if isinstance(result, dict) and len(rows) != min(hits, ROWS):
        raise BadAnswer(f"{len(rows)} rows of {hits} hits: {dict(answer.question.params)}")
    if isinstance(result, dict) and set(result["search_facets"]) != set(facets):
        raise BadAnswer(f"facets {sorted(result['search_facets'])}: {dict(answer.question.params)}")
    return Told(answer.question.kind, answer.seconds * 1000, hits, len(answer.body))


def _result(answer: Answer) -> Any:
    try:
        told = json.loads(answer.body) if answer.status == 200 else {}
    except ValueError:
        told = {}
    if not told.get("success"):
        said = answer.body[:300].decode("utf-8", "replace")
        raise BadAnswer(f"status {answer.status} to {dict(answer.question.params)}: {said}")
    return told["result"]


def figures(told: Sequence[Told]) -> Iterator[tuple[str, float, str]]:
    """Figure, value, unit."""
    times = [each.milliseconds for each in told]
    for name, share in PERCENTILES.items():
        yield name, percentile(times, share), MILLISECONDS
    yield "asked", len(told), "questions"
    yield "without hits", sum(each.hits == 0 for each in told), "questions"
    yield "hits, median", median(each.hits for each in told), "documents"
    yield "answer, median", median(each.size for each in told) / 1024, "KB"


def by_kind(told: Sequence[Told]) -> Iterator[tuple[str, list[Told]]]:
    for kind in dict.fromkeys(each.kind for each in told):
        yield kind, [each for each in told if each.kind == kind]
