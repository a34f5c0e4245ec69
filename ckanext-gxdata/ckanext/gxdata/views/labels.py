"""Names of codes as a reader sees them: language, parents, sections of the form. Pure functions over code lists.

Not here: which language the reader has chosen (``helpers.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.gxdata.core.codelists import Code, CodeList

SEPARATOR = " › "
NATIONWIDE = "100000"
"""Division code of 全国: national figures are never shown as Guangxi's."""


def choices(codelist: CodeList, language: str) -> list[dict[str, str]]:
    """Options of a form in the order of the list; a child shows its parent: 桂字号产业专区 › 糖业（甘蔗）."""
    return [{"value": code.id, "label": _path(codelist, code, language)} for code in codelist.codes]


def _path(codelist: CodeList, code: Code, language: str) -> str:
    line = (*reversed(codelist.ancestors(code)), code)[-2:]
    return SEPARATOR.join(codelist.label(each.id, language) for each in line)


FORM_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("what", ("title", "name", "notes", "owner_org", "resource_code", "source_identifier", "tag_string")),
    ("kind", ("theme", "zone", "region")),
    ("when", ("update_frequency", "issued", "modified")),
    ("open", ("open_type", "open_condition", "closed_reason", "data_grade", "general_level", "license_id")),
    ("who", ("contact_name", "contact_phone", "contact_email")),
)


def form_sections(fields: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Fields the form shows, by section; a field no section names comes last, under ``more``."""
    left = {str(field["field_name"]): field for field in fields if field.get("form_snippet", "") is not None}
    sections: list[tuple[str, list[Mapping[str, Any]]]] = []
    for section, wanted in FORM_SECTIONS:
        sections.append((section, [left.pop(field) for field in wanted if field in left]))
    sections.append(("more", list(left.values())))
    return [(section, members) for section, members in sections if members]
