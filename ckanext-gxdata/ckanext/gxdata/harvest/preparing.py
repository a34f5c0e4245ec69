"""What is done with one staged record before it is written: judged, admitted, made rows and a document of the index.

All that costs time and touches nothing: it runs in child processes (``children``), or in the run's own for few records.
Not here: writing (``loader``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ckanext.gxdata.catalog import answers, dictized, made
from ckanext.gxdata.catalog.entries import Entry, entry
from ckanext.gxdata.catalog.known import Known
from ckanext.gxdata.catalog.rows import Change, DatasetRows
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.grading_review import GradeReview
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.core.turns import Turns, in_turns
from ckanext.gxdata.harvest import decisions
from ckanext.gxdata.harvest.admission import Admission
from ckanext.gxdata.harvest.judging import Judge
from ckanext.gxdata.harvest.outcomes import Kind, Outcome
from ckanext.gxdata.harvest.packaging import Package, StoredFile
from ckanext.gxdata.harvest.report import finding_of
from ckanext.gxdata.harvest.staging import StagedRow
from ckanext.gxdata.index import document
from ckanext.gxdata.index.posting import Encoded, encoded

log = logging.getLogger(__name__)

BROKEN = "程序处理这条记录时出错，未入库；其他记录不受影响"


@dataclass(frozen=True, slots=True)
class Task:
    """One staged record with what the catalog holds of it. ``moment`` is what its rows are dated, naive UTC."""

    row: StagedRow
    moment: datetime
    before: tuple[DatasetRows, ...] = ()
    reviews: tuple[GradeReview, ...] = ()
    """The last decision of a reviewer, if any."""

    @property
    def held(self) -> str:
        """Digest of the package that the catalog holds of the very same record; empty where it does not."""
        row = self.row
        return row.package_hash if self.before and row.state == "loaded" and row.hash == row.loaded_hash else ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """``changes`` is empty where nothing is to be written; ``documents`` are those of the index."""

    outcome: Outcome
    changes: tuple[Entry, ...] = ()
    documents: tuple[Encoded, ...] = ()
    files: tuple[StoredFile, ...] = ()

    @property
    def guid(self) -> str:
        return self.outcome.row.guid

    def without_record(self) -> Prepared:
        """The writer asks nothing of it any more; on the way from a child it would be the half of what is sent."""
        return replace(self, outcome=replace(self.outcome, row=self.outcome.row.without_record()))


@dataclass(frozen=True, slots=True)
class Preparer:
    """Bound to one run; passes to children by being forked."""

    judge: Judge
    admission: Admission
    known: Known
    user: str

    def prepared(self, tasks: Iterable[Task]) -> list[Prepared]:
        """Never raises: a record that cannot land, or breaks the program, costs itself only."""
        return in_turns(map(self._safely, tasks))

    def _safely(self, task: Task) -> Turns[Prepared]:
        try:
            return (yield from self._prepared(task))
        except RecordError as error:
            return Prepared(Outcome(task.row, "errored", (finding_of(error, task.row.pointer),)))
        except Exception:
            log.exception("a record could not be prepared")
            broken = Finding("program-error", BROKEN, "error", task.row.pointer, "请管理员查看日志", task.row.guid)
            return Prepared(Outcome(task.row, "errored", (broken,)))

    def _prepared(self, task: Task) -> Turns[Prepared]:
        package = yield from self._judged(task)
        yield
        outcome = self._outcome(task, package)
        if outcome.digest == task.held:
            return Prepared(replace(outcome, kind="unchanged"))
        yield
        rows = yield from self._rows(task, package)
        if task.before and made.same(rows, task.before[0]):
            return Prepared(outcome, files=package.files)  # what has changed of the record is nothing of the dataset
        yield
        written = entry(Change(rows, task.before))
        document = yield from self._document(rows)
        return Prepared(replace(outcome, dataset_id=rows.id), (written,), (document,), package.files)

    def _outcome(self, task: Task, package: Package) -> Outcome:
        related = tuple(listed(package.dataset.get("related_codes")))
        held = task.before[0].id if task.before else ""
        kind: Kind = "updated" if task.before else "added"
        return Outcome(task.row, kind, package.findings, package.digest(), held, related)

    def _judged(self, task: Task) -> Turns[Package]:
        if not task.before:
            return (yield from self.judge.in_turns(task.row.raw, task.row.files))
        review = task.reviews[0] if task.reviews else None
        decided, presumed = decisions.decided(task.before[0].package["extras"], review, task.row.said)
        package = yield from self.judge.in_turns(task.row.raw, task.row.files, decided)
        return replace(package, presumed=presumed)

    def _rows(self, task: Task, package: Package) -> Turns[DatasetRows]:
        dataset, stored = package.dataset, {}
        if task.before:
            stored = answers.answers(dictized.dictized(task.before[0], self.known))[1]
            dataset = {**dataset, "id": stored["id"], "state": stored["state"]}
        admitted = yield from self.admission.admitted(dataset, stored, package.presumed, task.reviews)
        yield
        return made.rows_of(admitted.dataset, admitted.groups, task.before, self.known, self.user, task.moment)

    def _document(self, rows: DatasetRows) -> Turns[Encoded]:
        yield
        stored = dictized.dictized(rows, self.known)
        yield
        shown = answers.answers(stored)
        yield
        labels = document.labels_of(rows)
        made = yield from document.in_turns(*shown, labels)
        yield
        return encoded(made)
