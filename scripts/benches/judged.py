"""The judged set (``tests/relevance/``): titles, queries and grades, and what a ranking earns by them. Pure.

Here: reading it, nDCG, recall. Not here: asking a search (``relevance``), and how the set was judged (its README).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

HALVES = ("tuning", "held-out")
FIRST = 10
DEEP = 50
WANTED = 2
"""From this grade on a dataset should be found; what is only related need not be."""


@dataclass(frozen=True)
class Query:
    id: str
    half: str
    kind: str
    text: str
    grades: Mapping[str, int]
    """Of datasets; what is not in it is 0."""


@dataclass(frozen=True)
class Earned:
    """What one query's answer is worth."""

    query: Query
    ndcg: float
    recall: float
    found: bool


def titles(folder: Path) -> list[dict[str, str]]:
    """``catalog.csv`` as it is."""
    return list(_rows(folder / "catalog.csv"))


def queries(folder: Path) -> list[Query]:
    grades: dict[str, dict[str, int]] = {}
    for row in _rows(folder / "judgements.csv"):
        grades.setdefault(row["need"], {})[row["dataset"]] = int(row["grade"])
    rows = _rows(folder / "queries.csv")
    return [Query(row["id"], row["half"], row["kind"], row["query"], grades[row["need"]]) for row in rows]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def earned(query: Query, found: Sequence[str]) -> Earned:
    wanted = {dataset for dataset, grade in query.grades.items() if grade >= WANTED}
    deep = len(wanted & set(found[:DEEP])) / min(len(wanted), DEEP)
    return Earned(query, ndcg(query.grades, found), deep, bool(found))


def ndcg(grades: Mapping[str, int], found: Sequence[str]) -> float:
    """Gain 2^grade − 1, discounted by place, of the first ten; 1 is the best order there is."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(dataset, 0) for dataset in found]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:FIRST]))


def figures(answers: Iterable[Earned]) -> Iterator[tuple[str, float, str]]:
    """Case, value, unit: of all, then of each half."""
    all_ = list(answers)
    for half in ("", *HALVES):
        some = [each for each in all_ if half in ("", each.query.half)]
        case = f" {half}".rstrip()
        yield f"nDCG@{FIRST}{case}", fmean(each.ndcg for each in some), "of 1"
        yield f"recall@{DEEP}{case}", fmean(each.recall for each in some), "of 1"
        yield f"zero hits{case}", 100 * fmean(not each.found for each in some), "%"


def by_kind(answers: Iterable[Earned]) -> dict[str, float]:
    """nDCG of each kind of query."""
    found: dict[str, list[float]] = {}
    for each in answers:
        found.setdefault(each.query.kind, []).append(each.ndcg)
    return {kind: fmean(values) for kind, values in found.items()}
