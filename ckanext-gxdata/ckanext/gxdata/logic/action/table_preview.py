"""A look into a table: its first rows and what its columns are like. For whoever may take the data."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import uploader
from ckan.types import Context

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.table_profile import profile
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.tables import readers, types

FORMATS = frozenset(("CSV", "TSV", "TXT", "XLSX", "XLS"))
TEXTS = frozenset(("CSV", "TSV", "TXT"))
ROWS, MOST_ROWS = 10, 100
WHOLE = 1_000_000
"""Bytes of a file that is read to its end; of a longer text the head is."""
HEAD = 200_000


@tk.side_effect_free
def gxdata_table_preview(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The first rows of a resource (``id``) that is a table: ``{"fields", "rows", "total", "read"}``, cells as text.

    Optional: ``rows`` (10 unless told, up to 100). A field is ``{"name", "type", "profile"}``; profiles are of the ``read``
    rows, which are all of them for a file of up to a megabyte. ``total`` is null where nobody has counted.
    """
    arguments.only(data_dict, "id", "rows")
    identifier = arguments.text(data_dict, "id")
    limit = min(arguments.count(data_dict, "rows", ROWS), MOST_ROWS)
    tk.check_access("gxdata_table_preview", context, {"id": identifier})
    resource = _given(context, identifier) or tk.get_action("resource_show")({**context}, {"id": identifier})
    if resource.get("datastore_active"):
        return _of_datastore(context, identifier, limit)
    return _of_file(resource, limit)


def _given(context: Context, identifier: str) -> dict[str, Any] | None:
    """The resource as a page already has it for this reader."""
    resource: dict[str, Any] | None = context.get("gxdata_resource")
    return resource if resource and resource["id"] == identifier else None


def _of_datastore(context: Context, resource_id: str, limit: int) -> dict[str, Any]:
    found = tk.get_action("datastore_search")({**context}, {"resource_id": resource_id, "limit": limit})
    fields = [field for field in found["fields"] if field["id"] != "_id"]
    rows = [["" if row[each["id"]] is None else str(row[each["id"]]) for each in fields] for row in found["records"]]
    described = [{"name": each["id"], "type": _type(each["type"]), "profile": None} for each in fields]
    return {"fields": described, "rows": rows, "total": found.get("total"), "read": len(rows)}


def _type(column: str) -> str:
    """PostgreSQL's types as Frictionless names them."""
    known = {
        "int": "integer",
        "numeric": "number",
        "float": "number",
        "date": "date",
        "timestamp": "datetime",
        "bool": "boolean",
    }
    return next((name for start, name in known.items() if column.startswith(start)), "string")


def _of_file(resource: dict[str, Any], limit: int) -> dict[str, Any]:
    kind = str(resource.get("format") or "").upper()
    if resource.get("url_type") != "upload" or kind not in FORMATS:
        raise _no_table()
    try:
        path = Path(uploader.get_resource_uploader(resource).get_path(resource["id"]))
        facts = path.stat()
        name = str(resource.get("url") or "").rpartition("/")[2] or resource["id"]
        looked = _looked_into(path, facts.st_mtime_ns, facts.st_size, kind, name, str(resource.get("sheet") or ""))
    except (OSError, RecordError) as error:
        raise _no_table() from error
    total = looked["read"] if looked["whole"] else resource.get("row_count")
    return {"fields": looked["fields"], "rows": looked["rows"][:limit], "total": total, "read": looked["read"]}


def _no_table() -> tk.ValidationError:
    return tk.ValidationError({"id": [tk._("This resource is no table that can be looked into")]})


@lru_cache(maxsize=256)
def _looked_into(path: Path, _changed: int, size: int, kind: str, name: str, sheet: str) -> dict[str, Any]:
    """Remembered as long as the file is the same one. Raises ``RecordError`` for what is no table, or too long a workbook."""
    whole = size <= WHOLE
    if not whole and kind not in TEXTS:
        raise RecordError(f"{name}：工作簿过大，不在页面上预览", pointer=name, rule="too-large-to-look-into", hint="")
    with path.open("rb") as file:
        content = file.read() if whole else _lines(file.read(HEAD))
    table = readers.read_table(content, name, sheet=sheet)
    schema = types.table_schema(table)
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.header)
    described = zip(schema["fields"], columns, strict=True)
    fields = [
        {**field, "profile": asdict(profile(cells, field["type"], types.NULL_TOKENS))} for field, cells in described
    ]
    return {
        "fields": fields,
        "rows": [list(row) for row in table.rows[:MOST_ROWS]],
        "read": len(table.rows),
        "whole": whole,
    }


def _lines(head: bytes) -> bytes:
    """Without the last line, which may be cut."""
    return head[: head.rfind(b"\n") + 1] or head
