"""What a form spreads over several inputs becomes the field it belongs to, before anything judges the record.

``title_translated-en`` … → the object of texts; ``schema-0-name`` … of a resource → its Table Schema (``core/item_rows``).
It runs ahead of the publish gate, so that the gate sees the same 信息项 whether they came by form or by API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core import item_rows
from ckanext.gxdata.core.codelists import LANGUAGES
from ckanext.gxdata.core.solr_values import loaded

TRANSLATED = ("title_translated", "notes_translated")


def fold(dataset: dict[str, Any]) -> None:
    """Of a dataset and its resources, in place; a record without such inputs stays as it is."""
    for field in TRANSLATED:
        fold_texts(dataset, field)
    resources = dataset.get("resources")
    for resource in resources if isinstance(resources, list) else []:
        if isinstance(resource, dict):
            fold_items(resource)


def fold_texts(form: dict[str, Any], field: str) -> None:
    """The texts of one field by language, empty ones left out."""
    names = {f"{field}-{language}": language for language in LANGUAGES}
    given = {names[name]: form.pop(name) for name in list(form) if name in names}
    if given:
        form[field] = {language: text for language, text in given.items() if text}


def fold_items(form: dict[str, Any]) -> None:
    """The rows of one resource; ``schema`` beside them is what they were made from."""
    if not item_rows.is_given(form):
        return
    rows = item_rows.taken_out(form)
    base = loaded(form.get("schema") or {})
    if not isinstance(base, Mapping):
        return  # no JSON object: its own validator says so
    schema = item_rows.merged(base, rows)
    form["schema"] = schema if schema["fields"] else ""
