"""``gxdata_grading_recheck``: stored datasets against today's grading rules, some at a time; administrators only."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.logic import arguments, recheck

AT_ONCE, MOST = 100, 1_000


def gxdata_grading_recheck(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """``after`` (an id) ``limit`` ``apply``: what is found in the next datasets, and ``next`` to go on from, or empty.

    With ``apply`` the grade is raised, and what is in breach leaves the catalog; nothing is ever lowered or published.
    """
    tk.check_access("gxdata_grading_recheck", context, data_dict)
    limit = min(arguments.count(data_dict, "limit", AT_ONCE), MOST)
    apply = tk.asbool(data_dict.get("apply") or False)
    ids = _ids(arguments.text(data_dict, "after") if data_dict.get("after") else "", limit)
    found = [entry for each in ids for entry in _checked(context, each, apply)]
    return {"checked": len(ids), "found": found, "next": ids[-1] if ids and len(ids) == limit else ""}


def _ids(after: str, limit: int) -> list[str]:
    query = model.Session.query(model.Package.id).filter(
        model.Package.type == "dataset", model.Package.state != "deleted"
    )
    return [found for (found,) in query.filter(model.Package.id > after).order_by(model.Package.id).limit(limit)]


def _checked(context: Context, dataset_id: str, apply: bool) -> list[dict[str, Any]]:
    """One dataset, in a transaction of its own: a faulty one costs itself only."""
    try:
        found = recheck.finding_of(dataset_id)
        if found is None:
            return []
        fault = _applied(context, found) if apply else ""
        return [{**recheck.told(found, apply and not fault), **({"fault": fault} if fault else {})}]
    except tk.ObjectNotFound:
        return []  # gone meanwhile
    finally:
        model.Session.rollback()
        model.Session.expunge_all()


def _applied(context: Context, found: recheck.Found) -> str:
    """Why it could not be put right; empty where it could."""
    try:
        recheck.settle(context, found)
    except tk.ValidationError as error:
        return "；".join(f"{field}：{texts}" for field, texts in error.error_dict.items())
    return ""
