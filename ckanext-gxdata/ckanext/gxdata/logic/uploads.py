"""Tables that a person uploads, read before anything is stored: what holds personal data is refused, with the column.

What the file says of itself (信息项, rows, encoding, size) fills what was not given, and its columns stay with the resource
(``core/held_columns``), so that the publish gate judges what the file really has, now and at every later write.
Not here: tables that a harvest brings (``harvest/packaging``), DataStore tables (``table_columns``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context
from werkzeug.datastructures import FileStorage

from ckanext.gxdata import config
from ckanext.gxdata.catalog import plan_lookups
from ckanext.gxdata.core import held_columns, items, pii
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.held_columns import FILE, TABLE, Found
from ckanext.gxdata.core.records import Table
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.core.text import as_text
from ckanext.gxdata.tables import readers, types

TABLES = ("csv", "tsv", "txt", "xlsx", "xls")
DERIVED = frozenset(("name", "type"))
"""All that an item derived from a file has; what a person has described is never replaced."""


def take_in(context: Context, data: dict[str, Any], original: Mapping[str, Any]) -> None:
    """Reads every uploaded table of a dataset that is about to be written, in place.

    Raises ``ValidationError``, by resource, where one cannot be read or holds personal data.
    """
    resources = data.get("resources")
    if not isinstance(resources, list):
        return
    stored = _stored(context, original)
    landing = bool(context.get("gxdata_landing"))
    told = [_take(resource, stored, landing) if isinstance(resource, dict) else {} for resource in resources]
    if any(told):
        raise tk.ValidationError({"resources": told})


def _stored(context: Context, original: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By id, copies of the stored resources (a patch writes into the same objects), columns fresh from the database."""
    if not original.get("id"):
        return {}
    if plan_lookups.of(context):  # a write in sets, which has just read its datasets
        return {each["id"]: dict(each) for each in original.get("resources") or ()}
    query = model.Session.query(model.Resource.id, model.Resource.extras).filter_by(package_id=original["id"])
    held = {found: {name: (extras or {}).get(name) for name in (FILE, TABLE)} for found, extras in query}
    return {each["id"]: {**each, **held.get(each["id"], {})} for each in original.get("resources") or ()}


def _take(resource: dict[str, Any], known: Mapping[str, Any], landing: bool) -> dict[str, list[str]]:
    stored = known.get(as_text(resource.get("id"))) or {}
    given = {name: resource.pop(name, None) for name in (FILE, TABLE)}
    upload = resource.get("upload")
    is_new = isinstance(upload, FileStorage) and bool(upload)
    withdrawn = landing and resource.get("url_type") != "upload"
    if is_new or withdrawn or resource.get("clear_upload"):
        stored = {**stored, FILE: ""}  # the file they came from is gone
    for name, value in given.items():
        _put(resource, name, value if isinstance(value, Found) else stored.get(name))
    is_table = is_new and _is_table(resource, str(upload.filename))
    return _read(resource, stored, upload) if is_table else {}


def _put(resource: dict[str, Any], name: str, value: Any) -> None:
    if value:
        resource[name] = value


def _is_table(resource: Mapping[str, Any], filename: str) -> bool:
    """By its name or by the format it is given: a table that calls itself PDF must not pass unread."""
    return {filename.rpartition(".")[2].lower(), as_text(resource.get("format")).lower()} & set(TABLES) != set()


def _read(resource: dict[str, Any], stored: Mapping[str, Any], upload: FileStorage) -> dict[str, list[str]]:
    content = upload.stream.read()
    upload.stream.seek(0)
    try:
        table = readers.read_table(content, str(upload.filename), sheet=as_text(resource.get("sheet")))
    except RecordError as error:
        return {"upload": [f"{error.message} {error.hint}".strip()]}
    found = pii.scan_table(table, config.rulebook().pii)
    if found:
        return {"upload": [_sentence(item) for item in found]}
    _describe(resource, stored, table, len(content))
    return {}


def _describe(resource: dict[str, Any], stored: Mapping[str, Any], table: Table, size: int) -> None:
    schema = types.table_schema(table)
    resource[FILE] = held_columns.found(held_columns.of_file(table, schema))
    if not _is_described(resource.get("schema"), stored.get("schema")):
        complete, problems = items.tidied(schema, config.rulebook().codelists)
        resource["schema"] = "" if problems else complete
    facts = {"row_count": len(table.rows), "encoding": table.encoding, "size": size}
    for name, value in facts.items():
        given = resource.get(name)
        if given in (None, "") or str(given) == str(
            stored.get(name)
        ):  # what an edit form sends back is of the old file
            resource[name] = value


def _is_described(given: Any, stored: Any) -> bool:
    """Whether a person has said what the 信息项 are; what was only derived from the file before says nothing of this one."""
    if not given or given == {"fields": []}:
        return False
    schema, before = loaded(given), loaded(stored or {})
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    derived = isinstance(fields, list) and all(isinstance(each, Mapping) and each.keys() <= DERIVED for each in fields)
    same = isinstance(before, Mapping) and before.get("fields") == fields
    return not (derived and same)


def _sentence(item: pii.PersonalData) -> str:
    text = tk._("Column “{column}”: {count} × {kind} ({sample}); mask or remove it, then upload again")
    return str(text).format(column=item.column, count=item.count, kind=item.title, sample=item.sample)
