"""Writes packages into the catalog through the action API (``package_create``, ``package_update``).

One bad record costs itself only. For portals whose other plugins' hooks must run (``ckanext.gxdata.load_mode = action``);
all others load in sets (``loader``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.harvest import dataset_files
from ckanext.gxdata.harvest.packaging import Package


def load(package: Package, user: str) -> tuple[str, Literal["added", "updated"]]:
    """Creates or updates the dataset; answers its id. Raises ``RecordError`` with every field that CKAN refused.

    Files are stored last: of a record that the publish gate refuses, no file must take the place of the one before.
    """
    existing = model.Package.get(package.dataset["name"])
    try:
        dataset = _write(package, existing, user)
    except tk.ValidationError as error:
        model.Session.rollback()
        raise _as_record_error(error) from error
    dataset_files.settle(package.files, [resource["id"] for resource in dataset["resources"]])
    return dataset["id"], "updated" if existing else "added"


def _write(package: Package, existing: model.Package | None, user: str) -> dict[str, Any]:
    context = {"user": user, "ignore_auth": True, "gxdata_landing": True, "gxdata_presumed": package.presumed}
    action = "package_create" if existing is None else "package_update"
    kept = {} if existing is None else {"id": existing.id, "state": existing.state}
    written: dict[str, Any] = tk.get_action(action)(context, {**package.dataset, **kept})
    return written


def _as_record_error(error: tk.ValidationError) -> RecordError:
    problems = [f"{field}：{_flat(texts)}" for field, texts in error.error_dict.items()]
    return RecordError("；".join(problems), pointer="、".join(error.error_dict), rule="refused-by-catalog")


def _flat(texts: Any) -> str:
    if isinstance(texts, Mapping):
        return "，".join(f"{field} {_flat(value)}" for field, value in texts.items())
    if isinstance(texts, (list, tuple)):
        return "，".join(_flat(text) for text in texts if text)
    return str(texts)
