"""Tables that a person uploads are scanned before they are stored: what holds personal data is refused, with the column.

IResourceController. Tables that a harvest brings are scanned in ``harvest/packaging.py``.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context
from werkzeug.datastructures import FileStorage

from ckanext.gxdata import config
from ckanext.gxdata.core import pii
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.tables import readers

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls")


class UploadHooks:
    """Both hooks see the upload while it is still in memory or in a temporary file."""

    def before_resource_create(self, context: Context, resource: dict[str, Any]) -> None:
        _refuse_personal_data(resource)

    def before_resource_update(self, context: Context, current: dict[str, Any], resource: dict[str, Any]) -> None:
        _refuse_personal_data(resource)


def _refuse_personal_data(resource: dict[str, Any]) -> None:
    upload = resource.get("upload")
    if not isinstance(upload, FileStorage) or not (upload.filename or "").lower().endswith(TABLES):
        return
    content = upload.stream.read()
    upload.stream.seek(0)
    try:
        table = readers.read_table(content, str(upload.filename))
    except RecordError as error:
        raise tk.ValidationError({"upload": [f"{error.message} {error.hint}".strip()]}) from error
    found = pii.scan_table(table, config.rulebook().pii)
    if found:
        raise tk.ValidationError({"upload": [_sentence(item) for item in found]})


def _sentence(item: pii.PersonalData) -> str:
    text = tk._("Column “{column}”: {count} × {kind} ({sample}); mask or remove it, then upload again")
    return str(text).format(column=item.column, count=item.count, kind=item.title, sample=item.sample)
