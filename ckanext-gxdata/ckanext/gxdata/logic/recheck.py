"""Stored datasets against the rules of today: what they would grade higher, and what they would not let stand in public.

Rules may become stricter after a dataset was stored, or it came past the gate. ``finding_of`` judges one dataset;
``settle`` raises its grade and takes it out of the catalog, never the other way round. Not here: going through them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.core.grading_review import fields_of, name_of
from ckanext.gxdata.logic import gate, gate_record, reviewing
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.model import Review

WAITING = "grading_review"


@dataclass(frozen=True, slots=True)
class Found:
    """One dataset that today's rules do not leave as it is. ``dataset`` is as stored."""

    dataset: Mapping[str, Any]
    verdict: gate.Verdict
    raised: tuple[str, ...]
    """Why it is graded higher; empty where the stored grade is high enough."""
    breaches: tuple[str, ...]
    """Why it must not stand in the public catalog; empty where it does not, or may."""


def finding_of(dataset_id: str) -> Found | None:
    """What is wrong with a stored dataset; its row is locked until the transaction ends."""
    whole: Any = {"user": "", "ignore_auth": True, "use_cache": False}  # the index may be older than the database
    shown = tk.get_action("package_show")(whole, {"id": dataset_id})
    context: Any = {"user": "", "ignore_auth": True}
    verdict = gate.judge(context, dict(shown), shown)
    before = reviewing.grade_stored(verdict.stored)
    reasons = (reason for reason in verdict.assessment.reasons if reason.grade > before)
    raised = tuple(dict.fromkeys(reason.message for reason in reasons)) if verdict.grade > before else ()
    public = not gate_record.is_true(verdict.stored.get("private")) and verdict.stored.get("state") == "active"
    breaches = tuple(dict.fromkeys(text for _, text in gate.breaches(verdict, {}))) if public else ()
    return Found(verdict.stored, verdict, raised, breaches) if raised or breaches else None


def settle(context: Context, found: Found) -> None:
    """Stores the higher grade; what is in breach leaves the catalog and waits for a reviewer, with the reasons on record.

    Raises ``ValidationError`` where CKAN refuses the record for another fault of it.
    """
    fields: dict[str, Any] = {**fields_of(found.verdict.grade), **_flags(found)}
    if found.breaches:
        fields.update(private=True, review_state=WAITING)
        model.Session.add(_entry(context, found))
    inner: Any = {"user": context["user"], "ignore_auth": True, "gxdata_landing": True, gate.DECIDED: fields}
    tk.get_action("package_patch")(inner, {"id": found.dataset["id"], **fields})
    model.Session.commit()


def told(found: Found, applied: bool) -> dict[str, Any]:
    """As the action answers it."""
    before, after = reviewing.grade_stored(found.dataset), found.verdict.grade
    return {
        **{name: found.dataset.get(name) for name in ("id", "name", "title", "private", "open_type")},
        "before": {**fields_of(before), "title": name_of(before)},
        "after": {**fields_of(after), "title": name_of(after)},
        "raised": list(found.raised),
        "breaches": list(found.breaches),
        "applied": applied,
    }


def _flags(found: Found) -> dict[str, bool]:
    return {flag: True for flag in gate.FLAGS if getattr(found.verdict.assessment, flag)}


def _entry(context: Context, found: Found) -> Review:
    user = model.User.get(context["user"])
    return Review(
        dataset_id=found.dataset["id"],
        kind="state",
        reviewer_id=user.id if user else "",
        reason="；".join(dict.fromkeys((*found.raised, *found.breaches))),
        before={"review_state": reviewing.state_of(found.dataset)},
        after={"review_state": WAITING},
        created=clock(),
    )
