"""Data requests to read: the public list, one's own, those that wait for one's answer, and each by its address."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context
from sqlalchemy.orm import Query

from ckanext.gxdata.core.data_request import OPEN, STATES
from ckanext.gxdata.core.text import clean
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import data_requests as requests
from ckanext.gxdata.model import DataRequest, RequestVote

SCOPES = ("public", "own", "waiting")
SORTS = ("newest", "votes")
LIMIT, LIMIT_MAX = 20, 100
OFFSET_MAX = 1_000_000
ARGUMENTS = ("q", "state", "department", "scope", "sort", "limit", "offset")


@tk.side_effect_free
def gxdata_request_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Requests as ``gxdata_request_show`` answers them: ``{"count", "results"}``, ``limit`` (20, up to 100) from ``offset`` on.

    Filters: ``q`` (words of title and text), ``state``, ``department``. ``sort``: newest (default) or votes. ``scope``:
    public (default), own (of who is logged in) or waiting (open ones that the person may answer).
    """
    arguments.only(data_dict, *ARGUMENTS)
    scope, sort = _choice(data_dict, "scope", SCOPES), _choice(data_dict, "sort", SORTS)
    limit, offset = (arguments.count(data_dict, *each) for each in (("limit", LIMIT), ("offset", 0)))
    tk.check_access("gxdata_request_list", context, data_dict)
    found = _filtered(_of_scope(context, scope), data_dict)
    rows = _ordered(found, sort).offset(min(offset, OFFSET_MAX)).limit(min(limit, LIMIT_MAX))
    return {"count": found.count(), "results": requests.shown(context, rows)}


@tk.side_effect_free
def gxdata_request_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A request (``id``): ``{"id", "title", "text", "department", "department_title", "state", "state_title", "votes", "voted",
    "answer", "datasets": [{"name", "title"}], "public", "own", "steps", "created", "answered"}``.

    One that is not public yet is shown to who asked (``key``, or logged in) and who may answer; those see ``query`` too.
    """
    arguments.only(data_dict, "id", "key")
    name = arguments.text(data_dict, "id")
    key = arguments.text(data_dict, "key") if data_dict.get("key") else ""
    tk.check_access("gxdata_request_show", context, data_dict)
    request = requests.stored(name)
    if not requests.may_see(context, request, key):
        raise requests.not_found()
    return requests.shown(context, [request], key)[0]


def _of_scope(context: Context, scope: str) -> Query[Any]:
    query = model.Session.query(DataRequest)
    if scope == "public":
        return query.filter(DataRequest.public.is_(True))
    if scope == "own":
        return query.filter(DataRequest.user_id == requests.account_id(context))
    waiting = query.filter(DataRequest.state.in_(OPEN))
    departments = requests.answerable(str(context["user"]))
    return waiting if departments is None else waiting.filter(DataRequest.organization_id.in_(departments))


def _filtered(query: Query[Any], data: dict[str, Any]) -> Query[Any]:
    for word in clean(str(data.get("q") or ""))[: arguments.LONGEST].split()[:10]:
        query = query.filter(
            DataRequest.title.icontains(word, autoescape=True) | DataRequest.text.icontains(word, autoescape=True)
        )
    if data.get("state"):
        query = query.filter(DataRequest.state == _choice(data, "state", STATES))
    if data.get("department"):
        group = model.Group.get(arguments.text(data, "department"))
        query = query.filter(DataRequest.organization_id == (group.id if group else None))
    return query


def _ordered(query: Query[Any], sort: str) -> Query[Any]:
    votes = sa.select(sa.func.count()).where(RequestVote.request_id == DataRequest.id).correlate(DataRequest)
    first = (votes.scalar_subquery().desc(),) if sort == "votes" else ()
    return query.order_by(*first, DataRequest.created.desc(), DataRequest.id)


def _choice(data: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = data.get(name) or choices[0]
    if value not in choices:
        message = tk._("“{name}” must be one of: {known}")
        raise tk.ValidationError({name: [message.format(name=name, known="、".join(choices))]})
    return str(value)
