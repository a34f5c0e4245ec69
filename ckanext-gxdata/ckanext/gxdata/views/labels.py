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
    ("what", ("title", "name", "notes", "owner_org", "tag_string", "resource_code", "source_identifier", "language",
              "version", "title_translated", "notes_translated", "machine_translated")),
    ("kind", ("theme", "catalog_class", "industry", "classification_object", "zone", "region", "admin_level",
              "spatial", "spatial_crs", "related_codes", "partner_countries", "hs_chapters")),
    ("when", ("update_frequency", "issued", "modified", "temporal_start", "temporal_end")),
    ("open", ("open_type", "open_condition", "closed_reason", "data_grade", "general_level", "contains_personal_info",
              "contains_sensitive_pi", "desensitisation", "license_id", "format_reason", "share_type",
              "share_condition", "share_mode", "cross_border_sensitive", "cross_border_note")),
    ("who", ("contact_name", "contact_phone", "contact_email", "provider_kind", "provider_code",
             "provider_inner_unit", "content_responsible", "safety_responsible", "rights_holder", "liability",
             "own_terms", "provenance", "source_system", "legal_basis", "registration_code",
             "registration_authority", "authorised_operation", "authorised_operator", "authorisation_start",
             "authorisation_end", "disclosure_url")),
)  # fmt: skip


def form_sections(fields: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Fields the form shows, by section; a field no section names comes last, under ``more``."""
    left = {str(field["field_name"]): field for field in fields if field.get("form_snippet", "") is not None}
    sections: list[tuple[str, list[Mapping[str, Any]]]] = []
    for section, wanted in FORM_SECTIONS:
        sections.append((section, [left.pop(field) for field in wanted if field in left]))
    sections.append(("more", list(left.values())))
    return [(section, members) for section, members in sections if members]
