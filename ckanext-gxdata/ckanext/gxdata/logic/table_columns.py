"""DataStore tables: their columns are judged with the dataset, and their rows scanned, before anything is written.

The columns stay with the resource (``core/held_columns``), so they count at every later write of the dataset. Personal data
in rows is refused; where the dataset is closed to everybody, the column is remembered as personal instead.
Not here: the actions (``action/datastore``), who may read (``auth/data``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import fresh_context
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import held_columns, items, pii
from ckanext.gxdata.core.held_columns import TABLE, Column, Found
from ckanext.gxdata.logic import rights

KINDS = {"id_number": "id_number", "mobile": "phone"}
"""What a detector finds, as a kind of personal information of a 信息项."""
TYPES = {
    "int": "integer", "int4": "integer", "int8": "integer", "bigint": "integer", "numeric": "number", "float": "number",
    "float8": "number", "date": "date", "timestamp": "datetime", "bool": "boolean", "json": "object",
}  # fmt: skip
"""Types of columns as a table schema names them; all others are text."""


def given_columns(data: Mapping[str, Any]) -> list[Column]:
    """The columns that a call of ``datastore_create`` names, in ``fields`` or only in its rows."""
    fields = data.get("fields")
    named = [_column(field) for field in fields if isinstance(field, Mapping)] if isinstance(fields, list) else []
    known = {column["name"] for column in named}
    of_rows = dict.fromkeys(str(name) for row in rows_of(data) for name in row if name != "_id")
    return [*named, *({"name": name} for name in of_rows if name not in known)]


def rows_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows that the DataStore would take; it refuses everything else itself."""
    rows = data.get("records")
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, (list, tuple)) else []


def existing_columns(context: Context, resource: model.Resource) -> list[Column]:
    """Those of the table as it is; none where there is no table yet."""
    if not resource.extras.get("datastore_active"):
        return []
    try:
        answer = tk.get_action("datastore_info")(fresh_context(context, ignore_auth=True), {"id": resource.id})
    except tk.ObjectNotFound:
        return []
    return [_column(field) for field in answer["fields"] if field["id"] != "_id"]


def held(columns: Found) -> list[Column]:
    """They, as they are stored."""
    return held_columns.columns_in(columns)


def joined(columns: Iterable[Column], marks: Mapping[str, str]) -> Found:
    """Each column once, the later of two; with the kind of personal data that was found in it, now or before."""
    by_name = {str(column["name"]): column for column in columns}
    kinds = {name: {"personal_info_kind": marks[name]} for name in by_name if name in marks}
    return held_columns.found({**column, **kinds.get(name, {})} for name, column in by_name.items())


def marks_in(value: Any) -> dict[str, str]:
    """By column, what personal data was found in its rows before."""
    columns = held_columns.columns_in(value)
    return {str(each["name"]): str(each["personal_info_kind"]) for each in columns if each.get("personal_info_kind")}


def marks_of(rows: list[Mapping[str, Any]], is_closed: bool) -> dict[str, str]:
    """By column, the personal data that its rows hold. Raises ``ValidationError`` unless the dataset is closed."""
    header = list(dict.fromkeys(str(name) for row in rows for name in row))
    cells = [["" if row.get(name) is None else str(row[name]) for name in header] for row in rows]
    found = pii.scan(header, cells, config.rulebook().pii)
    if found and not is_closed:
        raise tk.ValidationError({"records": [_sentence(item) for item in found]})
    return {item.column: KINDS.get(item.kind, "other_sensitive") for item in found}


def is_closed(package: model.Package | None) -> bool:
    return package is not None and rights.stored(package).get("open_type") == "closed"


def schema_of(columns: Iterable[Column]) -> Mapping[str, Any]:
    """The columns as 信息项, for a resource that has none; empty where they would not be taken."""
    fields = [
        {name: value for name, value in column.items() if name in ("name", "title", "type")} for column in columns
    ]
    schema, problems = items.tidied({"fields": fields}, config.rulebook().codelists)
    return {} if problems or not fields else schema


def keep(context: Context, resource_id: str, columns: Found, schema: Mapping[str, Any] | str | None) -> None:
    """Stores them with the resource, through the publish gate. Raises ``ValidationError`` with every breach."""
    described = {} if schema is None else {"schema": schema}
    changes = {"id": resource_id, TABLE: columns, **described}
    tk.get_action("resource_patch")(fresh_context(context), changes)


def _column(field: Mapping[str, Any]) -> Column:
    info = field.get("info")
    label = str(info.get("label") or "") if isinstance(info, Mapping) else ""
    kind = TYPES.get(str(field.get("type") or "").lower(), "string")
    return {"name": str(field.get("id") or ""), "type": kind, **({"title": label} if label else {})}


def _sentence(item: pii.PersonalData) -> str:
    text = tk._(
        "Column “{column}”: {count} × {kind} ({sample}); mask or remove it, or close the dataset, then write the rows again"
    )
    return str(text).format(column=item.column, count=item.count, kind=item.title, sample=item.sample)
