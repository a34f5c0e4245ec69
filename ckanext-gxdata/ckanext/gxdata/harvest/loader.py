"""Loads staged records in sets: batches are prepared in child processes, written in one transaction each, and posted to the
index while the next is written. What it writes equals what ``package_create`` and ``package_update`` would write.

One bad record costs itself only, and a kill at any point at most the batch under way: the next run takes up what is staged
and not loaded. Not here: what is prepared (``preparing``), CKAN's tables (``catalog/writing``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set

from ckan import model

from ckanext.gxdata.catalog import batches, schema_version
from ckanext.gxdata.catalog.entries import Entry
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.harvest import dataset_files, fence, outcomes, ownership, report, staging
from ckanext.gxdata.harvest.ahead import Ahead, Share
from ckanext.gxdata.harvest.courtesy import REST, Courtesy
from ckanext.gxdata.harvest.kill_points import passing
from ckanext.gxdata.harvest.outcomes import Outcome
from ckanext.gxdata.harvest.posts import Posts
from ckanext.gxdata.harvest.preparing import Prepared, Preparer, Task
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.harvest.staging import StagedRow
from ckanext.gxdata.harvest.tasks import tasks_of
from ckanext.gxdata.index import asked, outbox

FEW = 60
"""Up to so many records are prepared in the run's own process: a fork would cost more."""
WAITING = 2
"""Batches beyond those that the children work on: then none is read until one is written."""


def load(run: Run, staged: Iterable[Sequence[StagedRow]], total: int, ahead: Ahead) -> None:
    """``total`` is about how many there are: for the progress, and for whether children are worth their start."""
    schema_version.check(model.Session.connection())
    preparer = ahead.children.preparer
    tasks = (tasks_of(run.source.name, batch, run.clock()) for batch in staged)
    in_children = total > FEW or ahead.children.are_forked
    posts, courtesy, done = Posts(), Courtesy(asked.lately, REST), 0
    try:
        for prepared in _by_children(ahead, tasks) if in_children else map(preparer.prepared, tasks):
            for part in courtesy.parts(prepared):
                run.progress("入库", done, total)
                _write(run, preparer, part, posts)
                done += len(part)
    except BaseException:
        posts.abandon()
        raise
    posts.close()
    passing("index-committed")
    run.progress("入库", done, done)


def _by_children(ahead: Ahead, tasks: Iterator[list[Task]]) -> Iterator[list[Prepared]]:
    """Batch by batch, in order."""
    pending: deque[list[Share]] = deque()
    for batch in tasks:
        pending.append(ahead.shares(batch))
        if len(pending) == ahead.children.count + WAITING:
            yield _all_of(pending.popleft())
    while pending:
        yield _all_of(pending.popleft())


def _all_of(shares: Sequence[Share]) -> list[Prepared]:
    return [each for share in shares for each in share.prepared()]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write(run: Run, preparer: Preparer, prepared: Sequence[Prepared], posts: Posts) -> None:
    """One batch, in one transaction, with all that is said of it."""
    connection = model.Session.connection()
    fence.hold(connection, run.source.id, run.fence)
    passing("batch-begun")
    prepared, retold = _written(run, preparer, _of_others(run, prepared))
    passing("batch-written")
    for each in prepared:
        if each.files or not all(change.is_new for change in each.changes):  # a new dataset has none to remove
            dataset_files.settle(each.files, _resource_ids(each.changes))
    passing("batch-files")
    outcomes.keep(run, [each.outcome for each in prepared])
    documents = {each.id: each for one in prepared for each in one.documents}
    rows = outbox.standing(connection, documents.keys() - retold)
    posts.settle()
    model.Session.commit()
    passing("batch-committed")
    outcomes.remember(run, [each.outcome for each in prepared])
    posts.send([documents[each] for each in rows], rows)


def _written(run: Run, preparer: Preparer, prepared: Sequence[Prepared]) -> tuple[list[Prepared], Set[str]]:
    """What was written, and datasets whose document is not what was prepared.

    What is refused is prepared once more as the catalog is now: somebody may have changed the dataset, or made it.
    """
    first = _carried(prepared)
    refused = [each.outcome.row.guid for each in prepared if _refusal(each, first)]
    if not refused:
        return list(prepared), first.other_tags
    fresh = preparer.prepared(tasks_of(run.source.name, staging.rows(run.source.id, refused), run.clock()))
    second = _carried(fresh)
    again = {each.guid: _told(each, _refusal(each, second)) for each in fresh}
    return [again.get(each.guid, each) for each in prepared], first.other_tags | second.other_tags


def _carried(prepared: Sequence[Prepared]) -> batches.Outcome:
    changes = [change for each in prepared for change in each.changes]
    return batches.write_all_that_can_be(model.Session.connection(), changes)


def _refusal(prepared: Prepared, written: batches.Outcome) -> str:
    return next((written.refused[change.id] for change in prepared.changes if change.id in written.refused), "")


def _told(prepared: Prepared, refusal: str) -> Prepared:
    if not refusal:
        return prepared
    error = RecordError(refusal, hint="请联系平台管理员", rule="refused-by-database")
    return _errored(prepared, error)


def _errored(prepared: Prepared, error: RecordError) -> Prepared:
    row = prepared.outcome.row
    return Prepared(Outcome(row, "errored", (report.finding_of(error, row.pointer),)))


def _resource_ids(changes: Sequence[Entry]) -> list[str]:
    """Also of resources that are there no more."""
    return list(dict.fromkeys(each for change in changes for each in (*change.resources, *change.former)))


def _of_others(run: Run, prepared: Sequence[Prepared]) -> list[Prepared]:
    """What would write a dataset that is another's is refused."""
    claims = [
        ownership.Claim(each.guid, change.name, change.resources, change.identifier)
        for each in prepared
        for change in each.changes
    ]
    refusals = ownership.refusals(model.Session.connection(), run.source, claims) if claims else {}
    return [_errored(each, refusals[each.guid]) if each.guid in refusals else each for each in prepared]
