"""Tells the department by mail and webhook how its harvest ended, where that is news.

Runs when the job is closed already: whatever goes wrong here is logged and changes nothing. Not here: what is news, and
the words (``core/notices.py``).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.lib import mailer

from ckanext.gxdata import config
from ckanext.gxdata.core import moments, notices
from ckanext.gxdata.harvest import sealed
from ckanext.gxdata.logic import harvest_answers, resuming
from ckanext.gxdata.model import HarvestJob, HarvestSource, JobFinding
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.http import HttpClient

log = logging.getLogger(__name__)

KINDS = ("harvest", "")
"""Jobs from before there were kinds have none."""
STATES = ("finished", "partial", "failed")
KNOWN_PROBLEMS = 10_000


def tell(job_id: str) -> None:
    """To be called behind the end of a run; a person's own replay or retry is no news."""
    try:
        job = model.Session.get(HarvestJob, job_id, populate_existing=True)
        if job is None or job.kind not in KINDS or job.status not in STATES or job.finished is None:
            return
        if resuming.goes_on(job):
            return  # told when it has come to an end
        if event := _news(job):
            _send(event, job, model.Session.get(HarvestSource, job.source_id))
    except Exception:
        model.Session.rollback()
        log.exception("the end of harvest job %s could not be told", job_id)


def _news(job: HarvestJob) -> str:
    before = _earlier(job).order_by(HarvestJob.created.desc()).first()
    streak = _streak(job)
    since = streak.with_entities(sa.func.min(HarvestJob.finished)).scalar() or job.finished
    last = notices.Ended(job.status, job.finished, _problems([job.id]) if job.status == "partial" else frozenset())
    if before is None:
        return notices.news(last, None, since, frozenset())
    known = _problems([identifier for (identifier,) in streak.with_entities(HarvestJob.id)]) if last.problems else frozenset()
    return notices.news(last, notices.Ended(before.status, before.finished or since), since, known)


def _earlier(job: HarvestJob) -> Any:
    """Runs of the source before this one that were brought to an end."""
    return model.Session.query(HarvestJob).filter(
        HarvestJob.source_id == job.source_id,
        HarvestJob.kind.in_(KINDS),
        HarvestJob.status.in_(STATES),
        HarvestJob.finished.is_not(None),
        HarvestJob.created < job.created,
    )


def _streak(job: HarvestJob) -> Any:
    """Those among them that ended like this one, back to the last that did not."""
    changed = _earlier(job).filter(HarvestJob.status != job.status).with_entities(sa.func.max(HarvestJob.created)).scalar()
    same = _earlier(job).filter(HarvestJob.status == job.status)
    return same if changed is None else same.filter(HarvestJob.created > changed)


def _problems(jobs: list[str]) -> frozenset[tuple[str, str]]:
    query = model.Session.query(JobFinding.rule, JobFinding.guid).filter(JobFinding.job_id.in_(jobs))
    return frozenset((rule, guid) for rule, guid in query.filter_by(severity="error").distinct().limit(KNOWN_PROBLEMS))


def _facts(event: str, job: HarvestJob, source: HarvestSource) -> dict[str, Any]:
    """What leaves the portal: no address of the department, no raw value, nothing of a private dataset."""
    finished: datetime = job.finished
    return {
        "event": event,
        "source": source.name,
        "source_title": source.title or source.name,
        "organization": source.organization,
        "job_id": job.id,
        "status": job.status,
        "message": harvest_answers.in_public(job.message),
        "counts": job.counts(),
        "seconds": job.seconds(),
        "finished": moments.written(finished),
        "problems": notices.told(harvest_answers.problems(job, in_full=False)),
        "url": f"{config.portal_address().rstrip('/')}/harvest/job/{job.id}",
    }


def _send(event: str, job: HarvestJob, source: HarvestSource) -> None:
    """Each way by itself: a mail server that is away does not keep the webhook from being called."""
    facts = _facts(event, job, source)
    for send in (_mail, _call):
        try:
            send(facts, source)
        except Exception:
            log.exception("a notice of harvest job %s was not delivered", job.id)


def _mail(facts: dict[str, Any], source: HarvestSource) -> None:
    if not config.sends_mail():
        return
    subject, body = notices.letter(facts["event"], facts)
    organization = model.Group.get(source.organization)
    contact = str((organization.extras if organization else {}).get("contact_email") or "")
    title = organization.display_name if organization else source.organization
    for address in [part.strip() for part in (source.notify_email or contact).split(",") if part.strip()]:
        mailer.mail_recipient(title, address, subject, body)


def _call(facts: dict[str, Any], source: HarvestSource) -> None:
    """Signed with a key that only the department's administrators see, so that the receiver knows who calls."""
    if not source.notify_webhook:
        return
    body = json.dumps(facts, ensure_ascii=False).encode()
    signature = hmac.new(sealed.signing_key(source.id).hex().encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Gxdata-Signature": f"sha256={signature}", "X-Gxdata-Event": facts["event"], "Content-Type": "application/json"}
    options = {"headers": headers, "timeout_seconds": 10, "tries": 2, "delay_seconds": 0}
    client = HttpClient(SourceConfig(source.name, "webhook", source.notify_webhook, options, tuple(source.allow)))
    client.page("POST", source.notify_webhook, content=body)
