"""One run of one source: what its steps share. Not here: the steps (``extraction``, ``loading``) and their order (``pipeline``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ckanext.gxdata.core.errors import GxdataError
from ckanext.gxdata.core.ledger import Ledger
from ckanext.gxdata.core.mapping import RecordMapping
from ckanext.gxdata.harvest import report
from ckanext.gxdata.harvest.admission import AdmissionFor
from ckanext.gxdata.harvest.catalog_checks import Loaded
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.judging import Judge
from ckanext.gxdata.harvest.live import Progress, silent
from ckanext.gxdata.harvest.watch import Unwatched
from ckanext.gxdata.model import HarvestJob, HarvestSource
from ckanext.gxdata.rulebook import Rulebook

Clock = Callable[[], datetime]
Refuse = Callable[[HarvestJob, GxdataError, datetime], None]


@dataclass(frozen=True, slots=True)
class Means:
    """What a run is given by who starts it."""

    clock: Clock
    admission: AdmissionFor
    progress: Progress = silent
    refuse: Refuse = report.refuse
    """What becomes of a job that cannot begin because another run of its source goes on."""


@dataclass(slots=True)
class Run:
    """``progress`` is called between records and nowhere else: it is where a run may be told to stop."""

    source: HarvestSource
    job: HarvestJob
    rules: Rulebook
    mapping: RecordMapping
    judge: Judge
    clock: Clock
    progress: Progress
    user: str
    store: FileStore
    admission: AdmissionFor
    watch: Unwatched = field(default_factory=Unwatched)
    fence: int = 0
    """Of this run; a later one of the source has a higher."""
    mark: str = ""
    """Of the mapping; ``source_mapping.mark_of``."""
    ledger: Ledger = field(default_factory=Ledger)
    """What staging held when the run began, and what was listed since."""
    loaded: Loaded = field(default_factory=Loaded)
    incomplete: list[str] = field(default_factory=list)
    """What is wrong with the listing as a whole: it costs no record, but the run is not all well."""
    vanished: str = ""
    """That many records are gone from a listing that is whole; empty where they are few."""
    doubts: set[str] = field(default_factory=set)
    """Rules of findings that leave it open whether the listing was had as a whole."""
