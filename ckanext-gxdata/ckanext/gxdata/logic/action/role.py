"""Roles of the portal beside CKAN's own (code list ``role``): given to a person, for one department or for all."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.logic import arguments, rights
from ckanext.gxdata.model import Role


def gxdata_role_grant(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Gives ``user`` the ``role``, for ``organization`` or, without one, for all; to give it again changes nothing."""
    tk.check_access("gxdata_role_grant", context, data_dict)
    key = _key(data_dict)
    role = model.Session.query(Role).filter_by(**key).first()
    if role is None:
        role = Role(**key, granted_by=str(context.get("user") or ""))
        model.Session.add(role)
        model.Session.commit()
        rights.forget()
    return _shown(role)


def gxdata_role_revoke(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Takes the ``role`` from ``user`` again, as it was given. Raises ``ObjectNotFound`` for one not held."""
    tk.check_access("gxdata_role_revoke", context, data_dict)
    role = model.Session.query(Role).filter_by(**_key(data_dict)).first()
    if role is None:
        raise tk.ObjectNotFound(tk._("“{user}” does not hold this role").format(user=data_dict["user"]))
    shown = _shown(role)
    model.Session.delete(role)
    model.Session.commit()
    rights.forget()
    return shown


@tk.side_effect_free
def gxdata_role_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Who holds which role, by name; ``user`` and ``role`` narrow the list."""
    tk.check_access("gxdata_role_list", context, data_dict)
    query = model.Session.query(Role).join(model.User, model.User.id == Role.user_id)
    if "user" in data_dict:
        query = query.filter(model.User.name == arguments.text(data_dict, "user"))
    if "role" in data_dict:
        query = query.filter(Role.role == arguments.text(data_dict, "role"))
    return [_shown(role) for role in query.order_by(model.User.name, Role.role, Role.organization_id)]


def _key(data: dict[str, Any]) -> dict[str, str]:
    """Ids of what was named. Raises ``ValidationError`` with every name that there is not."""
    errors: dict[str, list[str]] = {}
    user = model.User.get(arguments.text(data, "user"))
    if user is None or user.state != "active":
        errors["user"] = [tk._("There is no account “{name}”").format(name=data["user"])]
    role, roles = arguments.text(data, "role"), config.rulebook().codelists["role"]
    if role not in roles:
        known = "、".join(f"{code.id}（{code.labels['zh']}）" for code in roles.codes)
        errors["role"] = [tk._("There is no role “{name}”; there are: {known}").format(name=role, known=known)]
    organization = model.Group.get(arguments.text(data, "organization")) if data.get("organization") else None
    if data.get("organization") and (organization is None or not organization.is_organization):
        errors["organization"] = [tk._("There is no department “{name}”").format(name=data["organization"])]
    if errors:
        raise tk.ValidationError(errors)
    return {"user_id": user.id, "role": role, "organization_id": organization.id if organization else ""}


def _shown(role: Role) -> dict[str, Any]:
    user = model.User.get(role.user_id)
    organization = model.Group.get(role.organization_id) if role.organization_id else None
    return {
        "user": user.name if user else "",
        "user_title": (user.fullname or user.name) if user else "",
        "role": role.role,
        "organization": organization.name if organization else "",
        "organization_title": organization.title if organization else "",
        "granted_by": role.granted_by,
        "created": role.created.isoformat(timespec="seconds"),
    }
