"""What was measured, and what is made of several measurements: medians, and the list of the ``--json`` file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

OURS = "gxdata"
RATE = "datasets/s"


@dataclass(frozen=True)
class Measurement:
    """One figure of one run. Of a rate the higher is better; megabytes and documents are sizes, and say so by their unit."""

    case: str
    subject: str
    value: float
    unit: str = RATE


@dataclass(frozen=True)
class Result:
    bench: str
    case: str
    size: int
    subject: str
    value: float
    unit: str
    repeats: int


def medians(bench: str, size: int, measurements: Iterable[Measurement]) -> list[Result]:
    """One result per case, subject and unit, in the order in which they first came."""
    values: dict[tuple[str, str, str], list[float]] = {}
    for each in measurements:
        values.setdefault((each.case, each.subject, each.unit), []).append(each.value)
    return [
        Result(bench, case, size, subject, _rounded(median(found)), unit, len(found))
        for (case, subject, unit), found in values.items()
    ]


def _rounded(value: float) -> float:
    """Three digits are what a shared machine can vouch for."""
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))


def write(path: Path, results: Iterable[Result]) -> None:
    path.write_text(json.dumps([asdict(each) for each in results], ensure_ascii=False, indent=1) + "\n", "utf-8")
