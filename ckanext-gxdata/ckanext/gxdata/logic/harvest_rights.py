"""Who stands behind a department system: its department's administrators run it, its editors see its records.

Not here: what anybody gets to see of it (``harvest_answers``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import arguments
from ckanext.gxdata.model import HarvestJob, HarvestSource


def source_of(value: Any) -> HarvestSource | None:
    """The source of this name or id."""
    if not arguments.is_text(value) or not value:
        return None
    query = model.Session.query(HarvestSource)
    return query.filter((HarvestSource.name == value) | (HarvestSource.id == value)).first()


def source_of_job(value: Any) -> HarvestSource | None:
    """The source of the job of this id."""
    job = model.Session.get(HarvestJob, value) if arguments.is_text(value) and value else None
    return source_of(job.source_id) if job is not None else None


def may_run(user: str, source: HarvestSource | None) -> bool:
    """Administrators of the department, and of the portal."""
    return source is not None and _has(user, source.organization, "update")


def run_by(user: str, sources: Iterable[HarvestSource]) -> set[str]:
    """Ids of those among the sources that the person may run; the queries are the same for any number of them."""
    sources = list(sources)
    if not user:
        return set()
    if authz.is_sysadmin(user):
        return {source.id for source in sources}
    found = tk.get_action("organization_list_for_user")(Context(user=user), {"id": user, "permission": "update"})
    own = {organization["name"] for organization in found}
    return {source.id for source in sources if source.organization in own}


def told_in_full(context: Context, identifiers: Collection[str]) -> Collection[str]:
    """Which of the sources, by id, this call reads in full."""
    if is_trusted(context):
        return identifiers
    return run_by(context.get("user", ""), model.Session.query(HarvestSource).filter(HarvestSource.id.in_(identifiers)))


def may_see_records(user: str, source: HarvestSource | None) -> bool:
    """Also the department's editors: raw records, raw values, addresses of files."""
    return source is not None and may_edit_for(user, source.organization)


def may_edit_for(user: str, organization: str) -> bool:
    """Whether the person writes datasets of this department."""
    return _has(user, organization, "update_dataset")


def _has(user: str, organization: str, permission: str) -> bool:
    return bool(user) and bool(authz.has_user_permission_for_group_or_org(organization, user, permission))


def answer(allowed: bool) -> AuthResult:
    """The auth function's answer."""
    if allowed:
        return {"success": True}
    return {"success": False, "msg": tk._("Only the department of this harvest source may do this")}


def is_trusted(context: Context) -> bool:
    """A call of the portal itself, not of a person."""
    return bool(context.get("ignore_auth"))
