"""A dry run: records are read and judged as a harvest would judge them, and nothing is stored.

No row, no staging: fetched files, where they are asked for, lie in a folder that is gone when the trial is over.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ckanext.gxdata.core import identity, problems
from ckanext.gxdata.core.errors import GxdataError, RecordError
from ckanext.gxdata.core.mapping import RecordMapping
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.shortening import shortened
from ckanext.gxdata.harvest import fetching
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.judging import Judge, RecordCheck, judge_of
from ckanext.gxdata.harvest.report import finding_of
from ckanext.gxdata.rulebook import Rulebook
from ckanext.gxdata.sources.base import Source

SHOWN = 20
FINDING_BYTES = 40_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """A trial stops at so many records, or when ``is_late`` says so."""

    records: int
    is_late: Callable[[], bool]


@dataclass(slots=True)
class Trial:
    """What was seen so far. ``stopped``: nothing (read to the end), ``limit``, ``time``, or ``error``."""

    reachable: bool = True
    seen: int = 0
    stopped: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)
    found: list[tuple[str, Finding]] = field(default_factory=list)
    ended_by: tuple[Finding, ...] = ()

    def end(self, error: GxdataError) -> None:
        """The reading cannot go on."""
        self.stopped, self.ended_by = "error", (finding_of(error),)
        self.found.append(("", finding_of(error)))

    def told(self, kind: str) -> dict[str, Any]:
        """The answer of ``gxdata_source_check``."""
        sample = {"guid": one["guid"], "pointer": one["pointer"], "payload": one["raw"]} if (one := self._first()) else None
        general = [shortened(asdict(finding)) for guid, finding in self.found if not guid]
        return {
            "reachable": self.reachable,
            "kind": kind,
            "seen": self.seen,
            "stopped": self.stopped,
            "mapped": self.shown,
            "problems": problems.ranked(self.found, self.ended_by),
            "sample": sample,
            "findings": general,
        }

    def _first(self) -> dict[str, Any] | None:
        return self.shown[0] if self.shown else None


@dataclass(frozen=True, slots=True)
class Rules:
    """By what a trial judges: a source's, registered or not."""

    source_name: str
    organization: str
    mapping: RecordMapping
    rulebook: Rulebook
    checks: tuple[RecordCheck, ...] = ()
    address: str = ""


def try_records(records: Iterator[RawRecord | Finding], rules: Rules, bounds: Bounds, adapter: Source | None = None) -> Trial:
    """Reads and judges. With ``adapter`` the tables of the first records are fetched and scanned too."""
    trial = Trial()
    with tempfile.TemporaryDirectory(prefix="gxdata-trial-") as folder:
        store = FileStore(Path(folder))
        judge = judge_of(
            rules.source_name, rules.organization, rules.mapping, rules.rulebook, store, rules.checks, rules.address
        )
        try:
            for found in identity.unique(records):
                item = found if isinstance(found, Finding) else judge.refusal(found) or found
                _take(trial, item, judge, lambda raw: _files(adapter, raw, rules, store))
                trial.stopped = _stopped(trial, bounds)
                if trial.stopped:
                    break
        except GxdataError as error:
            trial.reachable = trial.seen > 0
            trial.end(error)
    return trial


def _stopped(trial: Trial, bounds: Bounds) -> str:
    if trial.seen >= bounds.records:
        return "limit"
    return "time" if bounds.is_late() else ""


def _files(adapter: Source | None, raw: RawRecord, rules: Rules, store: FileStore) -> dict[str, dict[str, Any]]:
    if adapter is None:
        return fetching.unread_files(raw, rules.mapping, rules.rulebook.codelists)
    return fetching.fetched_files(adapter, fetching.tables(raw, rules.mapping, rules.rulebook.codelists), store)


def _take(trial: Trial, item: RawRecord | Finding, judge: Judge, files: Callable[[RawRecord], Mapping[str, Any]]) -> None:
    if isinstance(item, Finding):
        trial.found.append(("", item))
        return
    trial.seen += 1
    mapped, findings = _judged(item, judge, files)
    trial.found.extend((item.guid, finding) for finding in findings)
    if len(trial.shown) < SHOWN:
        trial.shown.append(
            {
                "guid": item.guid,
                "pointer": item.pointer,
                "raw": shortened(item.payload),
                "mapped": shortened(mapped),
                "findings": shortened([asdict(finding) for finding in findings], FINDING_BYTES),
            }
        )


def _judged(
    raw: RawRecord, judge: Judge, files: Callable[[RawRecord], Mapping[str, Any]]
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    try:
        package = judge.judged(raw, files(raw))
    except RecordError as error:
        return {}, (finding_of(error, raw.pointer),)
    return {name: value for name, value in package.dataset.items() if name != "source_values"}, package.findings


def refused(error: GxdataError) -> Trial:
    """The trial of a source that cannot even be opened or asked."""
    trial = Trial(reachable=False)
    trial.end(error)
    return trial
