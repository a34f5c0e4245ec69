"""Who may see the inside of a dataset and who may take its data: the one place that asks the database for that.

Not here: what the others get to see (``core/access.py``), and where it is taken away (``hooks.py``, ``action/``, ``views/access.py``).
What was asked once is remembered for the rest of the request; nobody is asked about an anonymous reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from flask import has_request_context

from ckanext.gxdata.core import access
from ckanext.gxdata.model import Grant, Role

REVIEWER = "grading_reviewer"
KEEPER = "register_keeper"


def holds(user_name: str, role: str, organization_id: str = "") -> bool:
    """Whether the person was given the role for this organization or for every one; without one: for every one.

    Strict: an administrator of the portal holds only what he was given.
    """
    return bool(user_name) and bool(_person(user_name).roles & {(role, ""), (role, organization_id)})


def organizations_of(user_name: str, role: str) -> frozenset[str]:
    """Ids of the organizations the person holds the role for; an empty id among them means every organization."""
    held = _person(user_name).roles if user_name else frozenset()
    return frozenset(organization for name, organization in held if name == role)


def may_see_inside(user_name: str, dataset: Mapping[str, Any]) -> bool:
    """Whether the person has the right on this dataset: edits it, reviews its department, or administers the portal.

    ``dataset`` is as stored, with ``id`` and ``owner_org``.
    """
    if not user_name:
        return False
    person = _person(user_name)
    owner = str(dataset.get("owner_org") or "")
    return person.is_sysadmin or person.may_edit(dataset) or bool(owner and holds(user_name, REVIEWER, owner))


def may_take_data(user_name: str, dataset: Mapping[str, Any], now: datetime) -> bool:
    """Whether addresses, files, rows and counts go to this person. ``dataset`` is as stored, not as readers get it."""
    if access.is_open(dataset):
        return True
    if not user_name:
        return False
    granted = access.is_grantable(dataset) and _person(user_name).is_granted(dataset["id"], now)
    return granted or may_see_inside(user_name, dataset)


def may_take_resource(user_name: str, resource_id: str, now: datetime) -> bool:
    """``may_take_data`` of the dataset of a resource; nobody may of a resource that there is not."""
    resource = model.Resource.get(resource_id)
    package = model.Package.get(resource.package_id) if resource is not None else None
    return package is not None and may_take_data(user_name, stored(package), now)


def stored(package: model.Package) -> dict[str, Any]:
    """What the functions here look at, straight from the database."""
    facts = {"id": package.id, "owner_org": package.owner_org, "private": package.private}
    return {**dict(package.extras), **facts}


def for_reader(dataset: Mapping[str, Any], user_name: str, now: datetime) -> dict[str, Any]:
    """The dataset, as ``package_show`` answers it, as this person may read it; without an id it is no dataset."""
    if "id" not in dataset or may_see_inside(user_name, dataset):
        return dict(dataset)
    taken = may_take_data(user_name, access.flat(dataset), now)
    return access.outside(dataset) if taken else access.readable(dataset)


def forget() -> None:
    """To be called by who changes a role or a grant: what was remembered in this request no longer holds."""
    if has_request_context():
        tk.g.pop("gxdata_people", None)


class _Person:
    """What is known of one person; each property is one query, made when it is first needed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._edits: dict[str, bool] = {}

    @cached_property
    def id(self) -> str:
        user = model.User.get(self.name)
        return str(user.id) if user is not None and user.state == "active" else ""

    @cached_property
    def is_sysadmin(self) -> bool:
        return bool(self.id) and authz.is_sysadmin(self.name)

    @cached_property
    def roles(self) -> frozenset[tuple[str, str]]:
        if not self.id:
            return frozenset()
        query = model.Session.query(Role.role, Role.organization_id).filter(Role.user_id == self.id)
        return frozenset((role, organization) for role, organization in query)

    @cached_property
    def grants(self) -> Mapping[str, datetime]:
        """By dataset, the last end of those that were not revoked."""
        if not self.id:
            return {}
        query = model.Session.query(Grant.dataset_id, Grant.expires).filter(
            Grant.user_id == self.id, Grant.revoked.is_(None)
        )
        return dict(query.order_by(Grant.expires).all())

    def is_granted(self, dataset_id: str, now: datetime) -> bool:
        expires = self.grants.get(dataset_id)
        return expires is not None and expires > now

    @cached_property
    def collaborations(self) -> frozenset[str]:
        """Datasets of which the person is an editing collaborator."""
        if not self.id or not authz.check_config_permission("allow_dataset_collaborators"):
            return frozenset()
        member = model.PackageMember
        query = model.Session.query(member.package_id).filter(
            member.user_id == self.id, member.capacity.in_(["admin", "editor"])
        )
        return frozenset(package_id for (package_id,) in query)

    def may_edit(self, dataset: Mapping[str, Any]) -> bool:
        """CKAN's ``package_update``, with one look-up for each organization instead of some for each dataset."""
        owner = str(dataset.get("owner_org") or "")
        if not owner:
            return self._may_update(dataset["id"])
        return self._edits_for(owner) or dataset.get("id") in self.collaborations

    def _may_update(self, dataset_id: str) -> bool:
        try:
            return authz.is_authorized_boolean("package_update", {"user": self.name}, {"id": dataset_id})
        except tk.ObjectNotFound:
            return False  # the index tells of a dataset that the database has no more

    def _edits_for(self, organization_id: str) -> bool:
        if organization_id not in self._edits:
            answer = authz.has_user_permission_for_group_or_org(organization_id, self.name, "update_dataset")
            self._edits[organization_id] = bool(self.id) and answer
        return self._edits[organization_id]


def _person(name: str) -> _Person:
    if not has_request_context():  # a worker lives on: what it remembered would outlive a revocation
        return _Person(name)
    people: dict[str, _Person] = tk.g.setdefault("gxdata_people", {})
    return people.setdefault(name, _Person(name))
