"""Checks of records that look further than the record (``judging.RecordCheck``): one entry each, made for one source per run."""

from __future__ import annotations

from collections.abc import Callable

from ckanext.gxdata import config
from ckanext.gxdata.core import cascade
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.harvest import cascade_checks
from ckanext.gxdata.harvest.judging import RecordCheck
from ckanext.gxdata.model import HarvestSource


class Cascade:
    """A dataset keeps its identity over portals, and comes once."""

    def __init__(self, source: HarvestSource) -> None:
        self._intake = cascade_checks.intake(source, config.portal_address())

    def refusal(self, raw: RawRecord) -> Finding | None:
        return self._intake(raw)

    def arrived(self, raw: RawRecord, draft: DatasetDraft) -> DatasetDraft:
        return cascade.arrived(draft, raw.payload) if cascade.came_by_cascade(raw.payload) else draft


FACTORIES: tuple[Callable[[HarvestSource], RecordCheck], ...] = (Cascade,)


def for_source(source: HarvestSource) -> tuple[RecordCheck, ...]:
    """The checks of this source."""
    return tuple(factory(source) for factory in FACTORIES)
