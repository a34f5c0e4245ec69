"""The steps of a harvest in their order, and how a run is opened and closed.

extract → stage → diff → map → check → scan → grade → package → load → index → report. Not here: the steps themselves
(``extraction``, ``judging``, ``loading``). Errors of a source end up in its job, never as an exception.
"""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import commit as commit_index

from ckanext.gxdata import config
from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.harvest import record_checks, report, sealed, source_mapping
from ckanext.gxdata.harvest.extraction import extract
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.judging import judge_of
from ckanext.gxdata.harvest.live import Cancelled, LiveJob
from ckanext.gxdata.harvest.loading import load, load_difference, load_what_changes
from ckanext.gxdata.harvest.lock import source_lock
from ckanext.gxdata.harvest.run import Means, Run
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource
from ckanext.gxdata.sources.base import Capability, SourceConfig, open_source

Steps = Callable[[Run], None]


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
    return _closing(source, job, means, lambda run: _load_one(run, guid))


def _closing(source: HarvestSource, job: HarvestJob, means: Means, steps: Steps) -> HarvestJob:
    try:
        with source_lock(source.id, source.name):
            report.start(job, means.clock())
            try:
                run = _open_run(source, job, means)
                steps(run)
                # After the commit: what is reported as finished can be searched.
                report.finish(job, means.clock(), run.incomplete, run.vanished)
            except Cancelled:
                report.cancel(job, means.clock())
            except GxdataError as error:
                report.fail(job, error, means.clock())
    except GxdataError as error:
        report.refuse(job, error, means.clock())  # another run has the lock
    except Exception:
        report.fail(job, FatalError("程序出错，采集中止", hint="请管理员查看日志；已入库的记录不受影响"), means.clock())
        raise
    closed: HarvestJob = model.Session.merge(job)
    return closed


def _extract_and_load(run: Run) -> None:
    adapter = open_source(source_config(run.source))
    extract(run, adapter)
    # What a kind can do, a system of that kind may not, or not in this pass: the adapter says so itself.
    load_difference(run, Capability.PROVES_WHOLE in adapter.capabilities and getattr(adapter, "proves_whole", False))
    source_mapping.keep_mark(run.source, run.mark)


def _load_staged(run: Run) -> None:
    rows = model.Session.query(HarvestRecord.guid, HarvestRecord.hash).filter(
        HarvestRecord.source_id == run.source.id, HarvestRecord.state != "missing"
    )
    run.seen = dict(rows.order_by(HarvestRecord.position).all())
    load_what_changes(run, list(run.seen))
    source_mapping.keep_mark(run.source, run.mark)


def _load_one(run: Run, guid: str) -> None:
    rows = model.Session.query(HarvestRecord.guid, HarvestRecord.hash)
    run.seen = dict(rows.filter(HarvestRecord.source_id == run.source.id, HarvestRecord.guid == guid).all())
    load(run, list(run.seen))


def _open_run(source: HarvestSource, job: HarvestJob, means: Means) -> Run:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    rules, store = config.rulebook(), FileStore(config.staging_dir())
    answers = source_mapping.answers_of(source)
    mark = source_mapping.mark_of(source, rules, answers)
    mapping = source_mapping.mapping_with(source, rules, answers)
    checks = record_checks.for_source(source)
    judge = judge_of(source.name, source.organization, mapping, rules, store, checks, source.url)
    live = LiveJob(job, means.clock, means.progress)
    return Run(source, job, rules, mapping, judge, means.clock, live, user, store, means.admission, mark=mark)


def _in_one_index_commit(steps: Steps) -> Steps:
    """A commit of the index per dataset would cost more than the rest of the load; one at the end is enough."""

    def run_steps(run: Run) -> None:
        before = tk.config["ckan.search.solr_commit"]
        tk.config["ckan.search.solr_commit"] = False
        try:
            steps(run)
        finally:
            tk.config["ckan.search.solr_commit"] = before
            commit_index()

    return run_steps
