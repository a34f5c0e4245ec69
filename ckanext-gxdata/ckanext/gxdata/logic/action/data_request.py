"""Data requests: handed in by anybody, wanted by many, answered by the department.

Not here: reading them (``data_request_read``), the rules (``core/data_request``), telling anybody by mail (a later step).
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context
from sqlalchemy.dialects.postgresql import insert

from ckanext.gxdata import config
from ckanext.gxdata.core import data_request as rules
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import data_request_words as words
from ckanext.gxdata.logic import data_requests as requests
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.model import DataRequest, RequestVote

_NAMES = re.compile(r"[\s,，、;；]+")
_ADDRESS = re.compile(r".*/dataset/([^/?#]+).*")


def gxdata_request_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Asks for data that is not here: ``title``; optional ``text``, ``query`` (what was searched for), ``department``.

    Open to everybody. Contact data in the words is refused. Answers the request with ``key``, under which the asker sees it
    until it is public; it is told this once.
    """
    arguments.only(data_dict, "title", "text", "query", "department")
    tk.check_access("gxdata_request_create", context, data_dict)
    asked = rules.asked(data_dict, config.rulebook().pii)
    errors = words.errors(asked.faults)
    organization_id = _department(data_dict, errors)
    if errors:
        raise tk.ValidationError(errors)
    key, user_id, now = secrets.token_urlsafe(24), requests.account_id(context), clock()
    _wait_for_room(user_id)
    request = DataRequest(organization_id=organization_id, user_id=user_id, digest=requests.digest(key), created=now)
    for name, text in asked.texts.items():
        setattr(request, name, text)
    model.Session.add(request)
    model.Session.commit()
    return {**requests.shown(context, [request], key)[0], "key": key}


def gxdata_request_vote(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Says that one needs the data of a public request (``id``) too; once for each account. ``withdraw`` takes it back."""
    arguments.only(data_dict, "id", "withdraw")
    name = arguments.text(data_dict, "id")
    tk.check_access("gxdata_request_vote", context, data_dict)
    request, user_id = requests.stored(name), requests.account_id(context)
    if not request.public:
        raise requests.not_found()
    if not user_id:
        raise tk.NotAuthorized(tk._("Log in to say that you need this data too"))
    vote = {"request_id": request.id, "user_id": user_id}
    if arguments.is_yes(data_dict, "withdraw"):
        model.Session.query(RequestVote).filter_by(**vote).delete()
    else:
        model.Session.execute(insert(RequestVote).values(**vote, created=clock()).on_conflict_do_nothing())
    model.Session.commit()
    return requests.shown(context, [request])[0]


def gxdata_request_answer(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Takes a step with a request (``id``): ``state`` accepted | answered | declined, with ``answer`` (words, needed for the
    last two; public) and ``datasets`` (names or ids) that answer it. Accepted and answered ones are shown to everybody.

    ``withhold`` takes a declined one out of the public list. ``department`` hands it on; then ``state`` may be left out.
    """
    arguments.only(data_dict, "id", "state", "answer", "datasets", "department", "withhold")
    name = arguments.text(data_dict, "id")
    tk.check_access("gxdata_request_answer", context, data_dict)
    request, errors = requests.stored(name, to_change=True), dict[str, list[str]]()
    if data_dict.get("department"):
        request.organization_id = _department(data_dict, errors)
    if data_dict.get("state") or not data_dict.get("department"):
        _step(request, data_dict, errors)
    if errors:
        model.Session.rollback()
        raise tk.ValidationError(errors)
    request.decided_by = requests.account_id(context)
    model.Session.commit()
    return requests.shown(context, [request])[0]


def _step(request: DataRequest, data: dict[str, Any], errors: dict[str, list[str]]) -> None:
    state = data.get("state")
    if not isinstance(state, str) or not rules.leads(request.state, state):
        message = tk._("“{value}” is no step from here; choose one of: {choices}")
        choices = "、".join(rules.STEPS.get(request.state, ()))
        errors["state"] = [message.format(value=str(state)[:50], choices=choices)]
        return
    after: rules.State = state  # type: ignore[assignment]
    said = rules.answered(data, config.rulebook().pii, after)
    errors.update(words.errors(said.faults))
    request.dataset_ids = _datasets(data.get("datasets"), errors) if after == "answered" else []
    request.public = rules.is_public(request.public, after, arguments.is_yes(data, "withhold"))
    request.state, request.answer = after, said.texts["answer"]
    request.answered = clock() if after in rules.WITH_WORDS else None


def _department(data: dict[str, Any], errors: dict[str, list[str]]) -> str:
    """Id of the department that is named; empty where none is."""
    name = data.get("department")
    if name in (None, ""):
        return ""
    group = model.Group.get(name) if arguments.is_text(name) else None
    if group is None or not group.is_organization or group.state != "active":
        errors["department"] = [tk._("There is no department “{name}”").format(name=str(name)[:100])]
        return ""
    return str(group.id)


def _datasets(given: Any, errors: dict[str, list[str]]) -> list[str]:
    """Ids of the datasets named, which everybody must find. Names, ids or addresses, as a list or with blanks between."""
    names = given if isinstance(given, list) else _NAMES.split(given) if isinstance(given, str) else []
    plain = [_ADDRESS.sub(r"\1", name) if isinstance(name, str) else "" for name in names if name]
    if len(plain) > rules.DATASETS_MAX:
        errors["datasets"] = [tk._("At most {count} datasets can be named").format(count=rules.DATASETS_MAX)]
        return []
    found = {name: model.Package.get(name) if arguments.is_text(name) and name else None for name in plain}
    unknown = [name for name, package in found.items() if package is None or not requests.is_catalogued(package)]
    if unknown or not (given is None or isinstance(given, (list, str))):
        message = tk._("There is no public dataset “{name}”")
        errors["datasets"] = [message.format(name=name[:100]) for name in unknown or [str(given)]]
        return []
    return list(dict.fromkeys(str(package.id) for package in found.values() if package is not None))


def _wait_for_room(user_id: str) -> None:
    """Raises ``ValidationError`` where too many were handed in; who comes at the same moment is counted after this one."""
    model.Session.execute(requests.ONE_AT_A_TIME)
    if requests.is_room(user_id, clock()):
        return
    model.Session.rollback()
    message = (
        tk._("You have {count} open requests; more can be handed in when some are answered")
        if user_id
        else tk._("Many requests came in during the last hour: please log in, or try again later")
    )
    raise tk.ValidationError({"request": [message.format(count=config.requests_open())]})
