"""Grants: leave for one person to take the data of one conditional dataset, until a day, for a purpose.

Given by the department's administrators, and for a year where they name no day: no grant is without an end.
Not here: what a grant opens (``logic/rights.py``), and applying for one (a later step).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from ckanext.gxdata.core import access
from ckanext.gxdata.core.moments import SHANGHAI, written
from ckanext.gxdata.logic import arguments, rights
from ckanext.gxdata.model import Grant
from ckanext.gxdata.model.source import utc_now

USUAL = timedelta(days=365)
LONGEST = timedelta(days=731)
"""Two years, one of them a leap year."""


def gxdata_grant_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Lets a person (``user``) take the data of a dataset (``id``) for a ``purpose`` until the end of a day (``expires``;
    without one a year from today)."""
    arguments.only(data_dict, "id", "user", "purpose", "expires")
    name, now = arguments.text(data_dict, "id"), utc_now()
    tk.check_access("gxdata_grant_create", context, data_dict)
    package = model.Package.get(name)
    if package is None or package.state != "active":
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    person = _person(arguments.text(data_dict, "user"))
    purpose = arguments.text(data_dict, "purpose").strip()
    given = arguments.text(data_dict, "expires") if data_dict.get("expires") not in (None, "") else ""
    expires = _end_of(given or (now.astimezone(SHANGHAI).date() + USUAL).isoformat(), now)
    if not purpose:
        raise tk.ValidationError({"purpose": [tk._("“{name}” must be a text").format(name="purpose")]})
    _check_dataset(package)
    _check_first(package, person, now)
    giver = model.User.get(context.get("user"))
    grant = Grant(
        dataset_id=package.id,
        user_id=person.id,
        purpose=purpose,
        expires=expires,
        granted_by=giver.id if giver else "",
    )
    model.Session.add(grant)
    model.Session.commit()
    rights.forget()
    return _shown(grant, package, person, now)


def gxdata_grant_revoke(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Ends a grant (``id``) at once; one that was revoked before stays as it is."""
    name, now = arguments.text(data_dict, "id"), utc_now()
    tk.check_access("gxdata_grant_revoke", context, data_dict)
    grant = model.Session.get(Grant, name)
    if grant is None:
        raise tk.ObjectNotFound(tk._("Grant not found"))
    if grant.revoked is None:
        revoker = model.User.get(context.get("user"))
        grant.revoked, grant.revoked_by = now, revoker.id if revoker else ""
        model.Session.commit()
        rights.forget()
    return _shown(grant, model.Package.get(grant.dataset_id), model.User.get(grant.user_id), now)


@tk.side_effect_free
def gxdata_grant_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Newest first: those of a dataset (``id``) for who edits it, or of an ``organization`` for who administers it; without
    either the asking person's own and those of every organization he administers."""
    arguments.only(data_dict, "id", "organization")
    tk.check_access("gxdata_grant_list", context, data_dict)
    query = model.Session.query(Grant, model.Package, model.User)
    query = query.join(model.Package, model.Package.id == Grant.dataset_id)
    query = query.join(model.User, model.User.id == Grant.user_id)
    if "id" in data_dict:
        query = query.filter(model.Package.id == model.Package.get(arguments.text(data_dict, "id")).id)
    if "organization" in data_dict:
        organization = model.Group.get(arguments.text(data_dict, "organization"))
        if organization is None:
            raise tk.ObjectNotFound(tk._("Organization not found"))
        query = query.filter(model.Package.owner_org == organization.id)
    if "id" not in data_dict and "organization" not in data_dict:
        own, theirs = model.User.name == context.get("user"), model.Package.owner_org.in_(_administered(context))
        query = query.filter(sa.or_(own, theirs))
    now = utc_now()
    return [_shown(grant, package, person, now) for grant, package, person in query.order_by(Grant.created.desc())]


def _administered(context: Context) -> list[str]:
    listed = tk.get_action("organization_list_for_user")
    return [each["id"] for each in listed(tk.fresh_context(context), {"permission": "admin"})]


def _person(name: str) -> model.User:
    person = model.User.get(name)
    if person is None or person.state != "active":
        raise _refuse("user", tk._("There is no active user “{name}”").format(name=name))
    return person


def _check_dataset(package: model.Package) -> None:
    if not access.is_grantable(rights.stored(package)):
        message = tk._("Only the data of a public conditional dataset can be granted; “{name}” is none")
        raise _refuse("id", message.format(name=package.name))


def _check_first(package: model.Package, person: model.User, now: datetime) -> None:
    """One valid grant at a time, so that revoking it ends the matter."""
    query = model.Session.query(Grant).filter(
        Grant.dataset_id == package.id, Grant.user_id == person.id, Grant.revoked.is_(None), Grant.expires > now
    )
    if query.first() is not None:
        message = tk._("“{name}” holds a valid grant for this dataset; revoke that first")
        raise _refuse("user", message.format(name=person.name))


def _end_of(text: str, now: datetime) -> datetime:
    """The last moment of a day in China, after today's begin and no more than two years ahead."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        message = tk._("“{value}” is no date of the form 2026-12-31")
        raise _refuse("expires", message.format(value=text)) from error
    today = now.astimezone(SHANGHAI).date()
    if not today <= day <= today + LONGEST:
        message = tk._("“{value}” must lie between today and two years from now ({latest})")
        raise _refuse("expires", message.format(value=text, latest=(today + LONGEST).isoformat()))
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI) - timedelta(seconds=1)


def _refuse(field: str, message: str) -> Exception:
    model.Session.rollback()
    refused: Exception = tk.ValidationError({field: [message]})
    return refused


def _shown(grant: Grant, package: model.Package | None, person: model.User | None, now: datetime) -> dict[str, Any]:
    return {
        "id": grant.id,
        "dataset": package.name if package else "",
        "dataset_title": package.title if package else "",
        "user": person.name if person else "",
        "purpose": grant.purpose,
        "created": written(grant.created),
        "expires": written(grant.expires),
        "revoked": written(grant.revoked) if grant.revoked else None,
        "valid": grant.revoked is None and grant.expires > now,
    }
