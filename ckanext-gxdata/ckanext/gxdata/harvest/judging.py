"""What becomes of one record before anything is stored: refused, or mapped, repaired, checked, scanned, graded, packed.

A harvest and a dry run judge with the same ``Judge``, so that a dry run tells what a harvest would do. No network, and
no database but what ``RecordCheck``s look up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ckanext.gxdata.core import licence_fit, quality, resource_repair
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.former_divisions import former_divisions
from ckanext.gxdata.core.grading_review import Decided
from ckanext.gxdata.core.mapping import RecordMapping, map_record
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.core.turns import Turns, alone
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.links import Links
from ckanext.gxdata.harvest.packaging import Package, Packer
from ckanext.gxdata.rulebook import Rulebook


class RecordCheck(Protocol):
    """What is asked of the records of one source beside quality."""

    def refusal(self, raw: RawRecord) -> Finding | None:
        """Why the record is not taken at all; ``value`` is its guid, so that it does not count as withdrawn."""
        ...

    def arrived(self, raw: RawRecord, draft: DatasetDraft) -> DatasetDraft:
        """The mapped draft with what the check has to add. Raises ``RecordError`` to keep the record out."""
        ...


@dataclass(frozen=True, slots=True)
class Judge:
    """Bound to one source; ``refusal`` comes before ``judged``."""

    mapping: RecordMapping
    codelists: Mapping[str, CodeList]
    packer: Packer
    checks: tuple[RecordCheck, ...] = ()

    def refusal(self, raw: RawRecord) -> Finding | None:
        """Why the record is not taken, by the first check that says so."""
        return next((found for check in self.checks if (found := check.refusal(raw)) is not None), None)

    def judged(
        self,
        raw: RawRecord,
        files: Mapping[str, Mapping[str, Any]],
        decided: Decided = Decided(),  # noqa: B008  frozen
    ) -> Package:
        """All that the catalog would hold of the record. Raises ``RecordError`` for one that cannot land."""
        return alone(self.in_turns(raw, files, decided))

    def in_turns(
        self,
        raw: RawRecord,
        files: Mapping[str, Mapping[str, Any]],
        decided: Decided = Decided(),  # noqa: B008  frozen
    ) -> Turns[Package]:
        """As ``judged``."""
        draft = yield from self._draft(raw)
        yield
        return (yield from self.packer.package(draft, files, decided))

    def _draft(self, raw: RawRecord) -> Turns[DatasetDraft]:
        draft = map_record(raw, self.mapping, self.codelists)
        for check in self.checks:
            draft = check.arrived(raw, draft)
        yield
        draft = resource_repair.repaired(draft, self.codelists)
        yield
        found = (finding for each in quality.CHECKS for finding in each(draft))
        findings = (*draft.findings, *former_divisions(draft, self.codelists), *found)
        return DatasetDraft(draft.guid, draft.fields, draft.resources, draft.raw, findings)


def judge_of(
    source_name: str,
    organization: str,
    mapping: RecordMapping,
    rules: Rulebook,
    store: FileStore,
    checks: tuple[RecordCheck, ...] = (),
    address: str = "",
) -> Judge:
    """A judge by the rules of today; ``address`` is the source's, to which paths of resources are relative."""
    packer = Packer(
        source_name,
        organization,
        rules.codelists["zone"],
        rules.zones,
        rules.pii,
        rules.grading,
        store,
        licence_fit.promising(rules.codelists["license"]),
        Links(address),
    )
    return Judge(mapping, rules.codelists, packer, checks)
