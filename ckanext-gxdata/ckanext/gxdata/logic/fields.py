"""What our validators share: what counts as empty, who is writing, and how a field is named in an error."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context
from flask import has_request_context

WITHOUT_FIELDS = frozenset(("api", "gxdata_file_order"))
"""Blueprints: programs, and the page that moves files. Nobody could fill in there what a form asks for."""


def is_empty(value: Any) -> bool:
    """Nothing was given; ``False`` and 0 are values."""
    return value is tk.missing or value is None or value == "" or value == [] or value == {}


def is_landing(context: Context) -> bool:
    """A harvest is writing: the landing rule goes before every rule for people."""
    return bool(context.get("gxdata_landing"))


def is_form(context: Context) -> bool:
    """A person is filling in a page of the portal. Programs are let off what only a form asks for (design.md)."""
    return not is_landing(context) and has_request_context() and tk.get_endpoint()[0] not in WITHOUT_FIELDS


def label(field: dict[str, Any]) -> str:
    """The field's name in the reader's language."""
    return str(tk.h.scheming_language_text(field.get("label", field["field_name"])))


def said(field: dict[str, Any], problem: str) -> str:
    """“联系电话”：… ."""
    return f"“{label(field)}”：{problem}"
