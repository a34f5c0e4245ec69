"""The steps of a harvest in their order.

extract → stage → diff → map → check → scan → grade → package → load → index → report. Not here: the steps themselves
(``extraction``, ``judging``, ``loading``, ``disappearance``), and how a run is opened and closed (``closing``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import commit as commit_index

from ckanext.gxdata import config
from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest import disappearance, record_checks, report, sealed, source_mapping
from ckanext.gxdata.harvest.closing import brought_to_an_end
from ckanext.gxdata.harvest.extraction import extract
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.judging import judge_of
from ckanext.gxdata.harvest.kill_points import passing
from ckanext.gxdata.harvest.live import LiveJob
from ckanext.gxdata.harvest.loading import load_difference, load_one, load_staged, preparing_ahead
from ckanext.gxdata.harvest.run import Means, Run
from ckanext.gxdata.harvest.watch import Watch, watched
from ckanext.gxdata.index import outbox, wake
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource
from ckanext.gxdata.sources.base import Capability, SourceConfig, open_source

Steps = Callable[[Run], None]
ENDLESS = ("too-many-pages", "growing-total")
"""Rules of a listing that comes to no end."""


def source_config(source: HarvestSource) -> SourceConfig:
    """The adapter's view of a registered source. Raises ``FatalError`` where its secret cannot be opened any more."""
    secret = sealed.opened(source.secret)
    return SourceConfig(
        source.name, source.kind, source.url, source.options, tuple(source.allow), secret, config.portal_address()
    )


def run_source(source: HarvestSource, job: HarvestJob, means: Means) -> HarvestJob:
    """Runs one source and closes its job."""
    return _closing(source, job, means, _in_one_index_commit(_extract_and_load))


def replay(source: HarvestSource, job: HarvestJob, means: Means) -> HarvestJob:
    """Maps every staged record again with the rules of today and loads what that changes, without the network."""
    return _closing(source, job, means, _in_one_index_commit(_load_staged))


def retry(source: HarvestSource, job: HarvestJob, means: Means, guid: str) -> HarvestJob:
    """Loads one staged record again, without the network. In a page's thread: the portal's settings are left alone."""
    return _closing(source, job, means, lambda run: _load_for_somebody(run, guid))


def restore(source: HarvestSource, job: HarvestJob, means: Means, guid: str) -> HarvestJob:
    """The dataset of an archived record is there again, with all that was staged of it, without the network."""

    def steps(run: Run) -> None:
        disappearance.revive(run.source.id, [guid], run.clock())
        _load_for_somebody(run, guid)

    return _closing(source, job, means, steps)


def _load_for_somebody(run: Run, guid: str) -> None:
    """Who waits for it can search it: a load that finds nothing to change posts nothing, also where a row of the outbox stands."""
    load_one(run, guid)
    record = model.Session.get(HarvestRecord, (run.source.id, guid), populate_existing=True)
    wake.at_once(outbox.standing(model.Session.connection(), [record.dataset_id] if record else []))


def archive(source: HarvestSource, job: HarvestJob, means: Means) -> HarvestJob:
    """Archives what has been gone for the grace period, without asking the source."""

    def steps(watch: Watch) -> None:
        live = LiveJob(job, means.clock, means.progress, watch.check)
        disappearance.archive_due(source.id, job, _site_user(), means.clock(), partial(live, "归档"))
        report.finish(job, means.clock())

    return brought_to_an_end(source, job, means, steps)


def _closing(source: HarvestSource, job: HarvestJob, means: Means, steps: Steps) -> HarvestJob:
    def whole(watch: Watch) -> None:
        run = _open_run(source, job, means, watch)
        steps(run)
        # After the commit of the index: what is reported as finished can be searched.
        report.finish(job, means.clock(), run.incomplete, run.vanished)

    return brought_to_an_end(source, job, means, whole)


def _extract_and_load(run: Run) -> None:
    adapter = watched(open_source(source_config(run.source)), run.watch)
    with preparing_ahead(run) as ahead:
        try:
            extract(run, adapter, ahead.offer)
        except FatalError as error:
            if error.rule in ENDLESS:
                load_difference(run, proves_whole=False, ahead=ahead)  # the records that were read are good
            raise
        passing("extracted")
        # What a kind can do, a system of that kind may not, or not in this pass: the adapter says so itself.
        proves_whole = Capability.PROVES_WHOLE in adapter.capabilities and getattr(adapter, "proves_whole", False)
        load_difference(run, proves_whole, ahead)
    source_mapping.keep_mark(run.source, run.mark)
    _archive_due(run)


def _archive_due(run: Run) -> None:
    archiving = partial(run.progress, "归档")
    disappearance.archive_due(run.source.id, run.job, run.user, run.clock(), archiving)


def _load_staged(run: Run) -> None:
    load_staged(run)
    source_mapping.keep_mark(run.source, run.mark)


def _open_run(source: HarvestSource, job: HarvestJob, means: Means, watch: Watch) -> Run:
    rules, store = config.rulebook(), FileStore(config.staging_dir())
    answers = source_mapping.answers_of(source)
    mark = source_mapping.mark_of(source, rules, answers)
    mapping = source_mapping.mapping_with(source, rules, answers)
    checks = record_checks.for_source(source)
    judge = judge_of(source.name, source.organization, mapping, rules, store, checks, source.url)
    live = LiveJob(job, means.clock, means.progress, watch.check)
    return Run(
        source, job, rules, mapping, judge, means.clock, live, _site_user(), store, means.admission, watch, job.fence, mark
    )


def _site_user() -> str:
    return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])


def _in_one_index_commit(steps: Steps) -> Steps:
    """A commit of the index per dataset would cost more than the rest of the load; one at the end is enough, and none where
    nothing was written and nothing waits: then it would be the half of a run.
    """

    def run_steps(run: Run) -> None:
        before = tk.config["ckan.search.solr_commit"]
        tk.config["ckan.search.solr_commit"] = False
        ended = False
        try:
            steps(run)
            ended = True
        finally:
            tk.config["ckan.search.solr_commit"] = before
            if not ended or _touched(run.job) or outbox.due(model.Session.connection()):
                commit_index()

    return run_steps


def _touched(job: HarvestJob) -> bool:
    return bool(job.added or job.updated or job.deleted or job.errored)
