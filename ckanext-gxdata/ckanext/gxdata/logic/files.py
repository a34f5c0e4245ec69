"""CKAN's files as objects of their own (``file_show``, ``/file/download``): they give away no more than their dataset does.

IFiles. Uploads of resources are not kept that way in our settings; an operator may choose a storage where they are.
"""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.types import Context

from ckanext.gxdata.logic import rights
from ckanext.gxdata.model.source import utc_now


class FileHooks:
    """Says no, or nothing: what CKAN's own rules say about the owner must hold as well."""

    def files_file_allows(self, context: Context, file: model.File, operation: str) -> bool | None:
        owner: Any = file.owner
        kind = owner.owner_type if owner else ""
        user, now = context.get("user") or "", utc_now()
        if kind == "resource" and not rights.may_take_resource(user, owner.owner_id, now):
            return False
        package = model.Package.get(owner.owner_id) if kind == "package" else None
        if package is not None and not rights.may_take_data(user, rights.stored(package), now):
            return False
        return None
