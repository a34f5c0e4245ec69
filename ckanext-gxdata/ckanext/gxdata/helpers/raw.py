"""Helpers that show a record beside what became of it: raw values as they came, mapped ones with the names of the form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.core.wording import comma
from ckanext.gxdata.helpers import codes

LONGEST = 600
_WHEN = re.compile(r"^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}\+08:00$")
"""A moment as the catalog keeps it."""
_FORM_NAMES = {"tags": "tag_string"}
"""Fields that the form calls otherwise."""
_QUIET = frozenset({"id", "type", "state", "private", "owner_org", "name", "groups", "isopen", "extras", "resources"})

_OF_FILE = re.compile(r"resources\[(?P<number>\d+)\]\.(?P<field>\w+)")


def gxdata_raw(value: Any) -> str:
    """A raw value as text: JSON, in lines, with its Chinese readable."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, default=str)


def gxdata_raw_rows(payload: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """``[{"name", "text"}]`` of a raw record, its keys in their order; those of an object inside it stand by themselves."""
    rows = []
    for name, value in (payload or {}).items():
        inside = value.items() if isinstance(value, Mapping) and value else ()
        rows += [_row(f"{name}.{key}", each) for key, each in inside] or [_row(str(name), value)]
    return rows


def _row(name: str, value: Any) -> dict[str, str]:
    return {"name": name, "text": _cut(gxdata_raw(value)) if value is not None else "—"}


def gxdata_mapped_rows(mapped: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """``[{"name", "label", "text"}]`` of a mapped record, in the order of the form, codes by their names."""
    fields = _fields()
    known = [name for name in fields if name in (mapped or {})]
    others = [name for name in (mapped or {}) if name not in fields and name not in _QUIET]
    rows = [
        {"name": name, "label": gxdata_path_label(name), "text": gxdata_field_text(name, (mapped or {})[name])}
        for name in (*known, *others)
        if name not in _QUIET or name == "name"
    ]
    return [row for row in (*rows, _files(mapped or {})) if row["text"]]


def _files(mapped: Mapping[str, Any]) -> dict[str, str]:
    """The resources in one row: how many, and what they are called."""
    resources = [each for each in mapped.get("resources") or () if isinstance(each, Mapping)]
    names = (
        " · ".join(str(each[key]) for key in ("name", "format") if each.get(key)) or str(each.get("url", ""))
        for each in resources
    )
    return {"name": "resources", "label": str(tk._("Files")), "text": _cut("\n".join(names))}


def gxdata_path_label(name: str) -> str:
    """Name of a field of a dataset, as its form has it; a path keeps its tail, a place in the source stays before it."""
    place, blank, last = name.rpartition(" ")
    if blank and last:
        return f"{place} {gxdata_path_label(last)}"
    if found := _OF_FILE.fullmatch(name):
        field = _fields("resource_fields").get(found["field"], {}).get("label", found["field"])
        return str(tk._("{field} of file {number}")).format(number=int(found["number"]) + 1, field=field)
    first, _dot, _rest = name.partition(".")
    bare = first.partition("[")[0]
    known = _fields().get(_FORM_NAMES.get(bare, bare))
    return f"{known['label']}{name[len(bare) :]}" if known else name


def gxdata_field_text(name: str, value: Any) -> str:
    """A stored value for people."""
    if value in (None, "", [], {}):
        return ""
    field = _fields().get(name, {})
    if field.get("list") and isinstance(value, str | list):
        return comma(codes.language()).join(each["label"] for each in codes.gxdata_code_labels(field["list"], value))
    value = loaded(value) if isinstance(value, str) and value[:1] in "[{" else value
    if name == "tags" and isinstance(value, list):
        return comma(codes.language()).join(str(tag.get("name", tag) if isinstance(tag, Mapping) else tag) for tag in value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return comma(codes.language()).join(value)
    return _cut(_WHEN.sub(r"\1 \2", gxdata_raw(value)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _fields(part: str = "dataset_fields") -> dict[str, dict[str, str]]:
    """Field → its label and, for coded ones, its code list."""
    return _fields_in(codes.language(), part)


@lru_cache(maxsize=32)
def _fields_in(_language: str, part: str) -> dict[str, dict[str, str]]:
    """The form is the same as long as the portal runs; its words are those of the reader's language."""
    schema = tk.h.scheming_get_dataset_schema("dataset") or {part: []}
    return {
        str(field["field_name"]): {
            "label": str(tk.h.scheming_language_text(field.get("label", field["field_name"]))),
            "list": str(field.get("code_list", "")),
        }
        for field in schema[part]
    }
