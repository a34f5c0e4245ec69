"""What became of records, kept with the batch that it tells of: with the record, in the job's report, and in its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ckan import model

from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.harvest import report, staging
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.harvest.staging import StagedRow

Kind = Literal["added", "updated", "unchanged", "errored"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``digest`` is of the package, ``related`` are codes that the dataset points to; both empty for an errored record."""

    row: StagedRow
    kind: Kind
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    dataset_id: str = ""
    related: tuple[str, ...] = ()


def keep(run: Run, outcomes: Sequence[Outcome]) -> None:
    """In the caller's transaction."""
    connection = model.Session.connection()
    staging.settle(connection, run.source.id, [_settled(run, each) for each in outcomes])
    report.add_batch(connection, run.job.id, [(each.row.guid, finding) for each in outcomes for finding in each.findings])
    for kind, count in Counter(each.kind for each in outcomes).items():
        setattr(run.job, kind, getattr(run.job, kind) + count)


def remember(run: Run, outcomes: Sequence[Outcome]) -> None:
    """For the comparison at the end of the run; after the commit."""
    for each in outcomes:
        if each.kind != "errored":
            run.loaded.add(each.row.guid, each.related)


def _settled(run: Run, outcome: Outcome) -> StagedRow:
    row = replace(outcome.row, findings=outcome.findings)
    if outcome.kind == "errored":
        return replace(row, state="errored", outcome="errored", last_job_id=run.job.id)
    row = replace(row, state="loaded", loaded_hash=row.hash)
    if outcome.kind == "unchanged":  # it stays the last job's that wrote it
        return row
    row = replace(row, dataset_id=outcome.dataset_id, package_hash=outcome.digest)
    return replace(row, outcome=outcome.kind, last_job_id=run.job.id)
