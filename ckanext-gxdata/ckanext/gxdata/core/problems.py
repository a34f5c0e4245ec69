"""Findings gathered into problems: the same thing said of many records is one problem, ranked by how many it hits. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from ckanext.gxdata.core.records import Finding

EXAMPLES = 3
_LISTING = "listing-incomplete listing-empty repeating-page total-unreadable total-mismatch end-not-proven not-proven-whole many-missing"
ABOUT_ALL = frozenset((*_LISTING.split(), "content-type-differs", "only-first-page", "search-broken", "role-can-write"))
"""Rules of findings that speak of the source as a whole: they hit no record, and cost none."""
VARYING = "“[^”]*”|[0-9]+"
"""What may differ between messages that say the same; read alike by Python and PostgreSQL."""
_VARYING = re.compile(VARYING)
_RANK = {"error": 0, "warning": 1, "info": 2}


def masked(message: str, places: Collection[int]) -> str:
    """The message without its varying parts at ``places`` (from 0): those that are not the same in all."""
    parts = iter(range(len(message)))
    return _VARYING.sub(lambda part: _mask(part[0]) if next(parts) in places else part[0], message)


def _mask(part: str) -> str:
    return "“…”" if part.startswith("“") else "…"


@dataclass(slots=True)
class Problem:
    """``first`` speaks for all; of its message only what they share is told."""

    first: Finding
    differing: set[int] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    nameless: int = 0
    """Records without an identifier: each finding is one."""
    examples: list[dict[str, str]] = field(default_factory=list)
    findings: int = 0

    def add(self, guid: str, finding: Finding, about_all: bool) -> None:
        self.findings += 1
        if finding.message != self.first.message:
            pairs = zip(_VARYING.findall(self.first.message), _VARYING.findall(finding.message), strict=True)
            self.differing.update(place for place, (one, other) in enumerate(pairs) if one != other)
        if (guid not in self.records or not guid) and len(self.examples) < EXAMPLES:
            self.examples.append({"guid": guid, "pointer": finding.pointer, "message": finding.message})
        if guid:
            self.records.add(guid)
        elif not about_all:
            self.nameless += 1

    def hit(self) -> int:
        """How many records; none where the source as a whole is meant."""
        return len(self.records) + self.nameless

    def told(self) -> dict[str, Any]:
        """As actions answer it."""
        return {
            "rule": self.first.rule,
            "severity": self.first.severity,
            "message": masked(self.first.message, self.differing),
            "hint": self.first.hint,
            "records": self.hit(),
            "findings": self.findings,
            "examples": self.examples,
        }


def ranked(findings: Iterable[tuple[str, Finding]], ended_by: Collection[Finding] = ()) -> list[dict[str, Any]]:
    """Problems of ``(guid, finding)``: errors first; among equals the source as a whole, then what hits most records.

    ``ended_by``: what stopped the reading; it is about the source, whatever its rule.
    """
    problems: dict[tuple[str, str, str], Problem] = {}
    for guid, finding in findings:
        template = _VARYING.sub(lambda part: _mask(part[0]), finding.message)
        problem = problems.setdefault((finding.rule, finding.severity, template), Problem(finding))
        problem.add(guid, finding, finding.rule in ABOUT_ALL or finding in ended_by)
    order = sorted(problems.values(), key=lambda each: (_RANK[each.first.severity], *_weight(each), each.first.rule))
    return [problem.told() for problem in order]


def _weight(problem: Problem) -> tuple[bool, int]:
    return problem.hit() > 0, -problem.hit()
