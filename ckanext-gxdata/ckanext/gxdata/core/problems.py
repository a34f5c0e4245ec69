"""Findings gathered into problems: the same thing said of many records is one problem, ranked by how many it hits. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ckanext.gxdata.core.records import Finding

EXAMPLES = 3
_QUOTED = re.compile("“[^”]*”")
_NUMBER = re.compile("[0-9]+")
_RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass(slots=True)
class Problem:
    """``first`` speaks for all while they say the same; else the words that they share do."""

    first: Finding
    messages: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    examples: list[dict[str, str]] = field(default_factory=list)
    findings: int = 0

    def add(self, guid: str, finding: Finding) -> None:
        self.findings += 1
        if len(self.messages) < 2:
            self.messages.add(finding.message)
        if guid not in self.records and len(self.examples) < EXAMPLES:
            self.examples.append({"guid": guid, "pointer": finding.pointer, "message": finding.message})
        self.records.add(guid)

    def told(self) -> dict[str, Any]:
        """As actions answer it."""
        message = self.first.message if len(self.messages) < 2 else _QUOTED.sub("“…”", self.first.message)
        return {
            "rule": self.first.rule,
            "severity": self.first.severity,
            "message": message,
            "hint": self.first.hint,
            "records": len(self.records),
            "findings": self.findings,
            "examples": self.examples,
        }


def ranked(findings: Iterable[tuple[str, Finding]]) -> list[dict[str, Any]]:
    """Problems of ``(guid, finding)``: errors first, and among equals those that hit most records."""
    problems: dict[tuple[str, str, str], Problem] = {}
    for guid, finding in findings:
        same = _NUMBER.sub("#", _QUOTED.sub("“…”", finding.message))
        problem = problems.setdefault((finding.rule, finding.severity, same), Problem(finding))
        problem.add(guid, finding)
    order = sorted(problems.values(), key=lambda each: (_RANK[each.first.severity], -len(each.records), each.first.rule))
    return [problem.told() for problem in order]
