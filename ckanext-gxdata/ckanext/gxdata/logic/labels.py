"""CKAN's permission labels, by which it shows and finds datasets: ``core/readers`` says which, the database who holds them."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.plugins import DefaultPermissionLabels

from ckanext.gxdata.core import readers
from ckanext.gxdata.logic import rights


class LabelHooks(DefaultPermissionLabels):  # type: ignore[misc]
    """IPermissionLabels. Administrators of the portal are asked for no label."""

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        usual = super().get_dataset_labels(dataset_obj)
        return readers.of_dataset(rights.stored(dataset_obj), usual)

    def get_user_dataset_labels(self, user_obj: Any) -> list[str]:
        usual: list[str] = super().get_user_dataset_labels(user_obj)
        if not user_obj or user_obj.is_anonymous:
            return usual
        return [*usual, *_edited(user_obj), *_held(user_obj.name)]


def _edited(user: Any) -> list[str]:
    listed = tk.get_action("organization_list_for_user")({"user": user.id}, {"permission": "update_dataset"})
    found = [readers.label("editor", each["id"]) for each in listed]
    return [*found, *map(readers.editing_collaborator, _collaborations(user))]


def _collaborations(user: Any) -> list[str]:
    if not authz.check_config_permission("allow_dataset_collaborators"):
        return []
    ask = tk.get_action("package_collaborator_list_for_user")
    listed = ask({"ignore_auth": True}, {"id": user.id})
    return [each["package_id"] for each in listed if each["capacity"] in ("admin", "editor")]


def _held(user_name: str) -> list[str]:
    parts: dict[readers.Part, str] = {"reviewer": rights.REVIEWER, "keeper": rights.KEEPER}
    return [
        readers.label(part, organization)
        for part, role in parts.items()
        for organization in sorted(rights.organizations_of(user_name, role))
    ]
