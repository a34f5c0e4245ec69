"""Data requests as stored: who may see and answer which, their answers in the form of actions, and how many there are.

Not here: arguments and steps (``action/data_request``, ``core/data_request``), sentences (``data_request_words``).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import readers
from ckanext.gxdata.core.data_request import OPEN, STEPS
from ckanext.gxdata.core.moments import written
from ckanext.gxdata.logic import zone_catalog as catalog
from ckanext.gxdata.model import DataRequest, RequestVote

HOUR = timedelta(hours=1)
ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(hashtext('gxdata_request'))")
"""Two that come together are counted one after the other."""


def account_id(context: Context) -> str:
    """Of who is logged in; empty for a stranger."""
    user = model.User.get(str(context["user"])) if context.get("user") else None
    return str(user.id) if user is not None and user.state == "active" else ""


def stored(request_id: str, *, to_change: bool = False) -> DataRequest:
    """Raises ``ObjectNotFound``."""
    query = model.Session.query(DataRequest).filter_by(id=request_id)
    found = (query.with_for_update() if to_change else query).one_or_none()
    if found is None:
        raise not_found()
    return found


def not_found() -> Exception:
    """The same for one that there is not and one that the reader may not see."""
    error: Exception = tk.ObjectNotFound(tk._("There is no such data request, or it is not public yet"))
    return error


def may_answer(user: str, request: DataRequest) -> bool:
    """Editors of its department; one without a department only administrators of the portal."""
    if not user or authz.is_sysadmin(user):
        return bool(user)
    owner = request.organization_id
    return bool(owner) and bool(authz.has_user_permission_for_group_or_org(owner, user, "update_dataset"))


def may_see(context: Context, request: DataRequest, key: str) -> bool:
    """Everybody a public one; else who asked, by account or by the token of the address, and who may answer."""
    if request.public or is_own(context, request, key):
        return True
    return may_answer(str(context.get("user") or ""), request)


def is_own(context: Context, request: DataRequest, key: str) -> bool:
    if key and request.digest and hmac.compare_digest(request.digest, digest(key)):
        return True
    return bool(request.user_id) and request.user_id == account_id(context)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def is_room(user_id: str, now: datetime) -> bool:
    """Whether one more may be handed in: by an account with too many open ones not, nor by strangers all together."""
    query = model.Session.query(DataRequest).filter_by(user_id=user_id)
    if user_id:
        return bool(query.filter(DataRequest.state.in_(OPEN)).count() < config.requests_open())
    return bool(query.filter(DataRequest.created > now - HOUR).count() < config.requests_by_strangers())


def answerable(user: str) -> tuple[str, ...] | None:
    """Ids of the departments whose requests the person answers; ``None`` for all of them."""
    if authz.is_sysadmin(user):
        return None
    listed = tk.get_action("organization_list_for_user")({"user": user}, {"permission": "update_dataset"})
    return tuple(each["id"] for each in listed)


def shown(context: Context, requests: Iterable[DataRequest], key: str = "") -> list[dict[str, Any]]:
    """As ``gxdata_request_show`` answers them. Three queries, and the rights of who is logged in."""
    each = list(requests)
    departments = _departments({request.organization_id for request in each})
    datasets = _datasets({str(name) for request in each for name in request.dataset_ids})
    votes, voted = _votes([request.id for request in each], account_id(context))
    return [
        {
            **_told(request, departments.get(request.organization_id, {})),
            "datasets": [datasets[name] for name in request.dataset_ids if name in datasets],
            "votes": votes.get(request.id, 0),
            "voted": request.id in voted,
            **_inside(context, request, key),
        }
        for request in each
    ]


def _told(request: DataRequest, department: Mapping[str, str]) -> dict[str, Any]:
    return {
        **{name: getattr(request, name) for name in ("id", "title", "text", "state", "answer", "public")},
        "state_title": config.rulebook().codelists["request_state"].label(request.state, catalog.language()),
        "department": department.get("name", ""),
        "department_title": department.get("title", ""),
        "created": written(request.created),
        "answered": written(request.answered) if request.answered else None,
    }


def _inside(context: Context, request: DataRequest, key: str) -> dict[str, Any]:
    """What is for the asker and for who answers."""
    own = {"own": is_own(context, request, key)}
    if not may_answer(str(context.get("user") or ""), request):
        return {**own, "steps": []}
    return {**own, "steps": list(STEPS.get(request.state, ())), "query": request.query}


def _departments(ids: set[str]) -> dict[str, dict[str, str]]:
    group = model.Group
    rows = model.Session.query(group.id, group.name, group.title).filter(
        group.id.in_(ids - {""}), group.state == "active"
    )
    return {found: {"name": name, "title": title or name} for found, name, title in rows}


def _datasets(ids: set[str]) -> dict[str, dict[str, str]]:
    """Those that are in the public catalog now, whatever they were when they were named."""
    found = model.Session.query(model.Package).filter(model.Package.id.in_(ids)) if ids else ()
    return {
        package.id: {"name": package.name, "title": package.title or package.name}
        for package in found
        if is_catalogued(package)
    }


def is_catalogued(package: model.Package) -> bool:
    """Whether everybody finds this dataset."""
    public = package.type == "dataset" and package.state == "active" and not package.private
    return public and not readers.is_protected(package.extras.get("data_grade"))


def _votes(ids: list[str], user_id: str) -> tuple[dict[str, int], set[str]]:
    """How many by request, and where this account is among them."""
    own = sa.func.bool_or(RequestVote.user_id == user_id)
    rows = model.Session.query(RequestVote.request_id, sa.func.count(), own).filter(RequestVote.request_id.in_(ids))
    counted = [tuple(row) for row in rows.group_by(RequestVote.request_id)] if ids else []
    return {name: count for name, count, _own in counted}, {name for name, _count, mine in counted if mine and user_id}
