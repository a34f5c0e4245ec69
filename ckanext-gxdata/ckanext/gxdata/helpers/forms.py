"""Helpers of the forms of datasets and resources: their steps, errors, texts in other languages, rows of 信息项."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core import item_rows
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.helpers import codes
from ckanext.gxdata.logic import form_fields
from ckanext.gxdata.views import forms

BLANK_ROWS = 5
TRANSLATIONS = ("en", "vi", "th")


def gxdata_form_steps(fields: Any, data: Mapping[str, Any], errors: Any, is_resource: bool = False) -> list[forms.FormStep]:
    wanted = forms.RESOURCE_STEPS if is_resource else forms.DATASET_STEPS
    return forms.steps(wanted, fields, data, errors)


def gxdata_form_faults(fields: Any, data: Mapping[str, Any], errors: Any, is_resource: bool = False) -> list[forms.Fault]:
    """The lines of the summary of errors, in the order of the steps."""
    steps = gxdata_form_steps(fields, data, errors, is_resource)
    shown = [field for step in steps for field in (*step.usual, *step.rare)]
    hidden = [field for field in fields if field not in shown]
    return forms.faults([*shown, *hidden], data, errors or {}, gxdata_field_label)


def gxdata_field_label(field: Mapping[str, Any]) -> str:
    return str(tk.h.scheming_language_text(field["label"]))


def gxdata_form_texts(data: Mapping[str, Any], field: str) -> list[dict[str, str]]:
    """``[{"language", "label", "text"}]`` of a translated field: as typed, or as stored."""
    form = dict(data)
    form_fields.fold_texts(form, field)
    texts = loaded(form.get(field))
    known = texts if isinstance(texts, Mapping) else {}
    return [
        {"language": each, "label": codes.gxdata_code_label("translation_language", each), "text": str(known.get(each) or "")}
        for each in TRANSLATIONS
    ]


def gxdata_item_rows(data: Mapping[str, Any]) -> dict[str, Any]:
    """``{"schema", "rows", "blank", "too_many"}`` for the table of 信息项: as typed, or as stored."""
    form = dict(data)
    form_fields.fold_items(form)
    schema = loaded(form.get("schema"))
    known = schema if isinstance(schema, Mapping) else {}
    rows = item_rows.shown(known)
    blank = max(0, min(BLANK_ROWS, item_rows.MOST - len(rows)))
    return {"schema": known, "rows": rows, "blank": blank, "too_many": len(rows) > item_rows.MOST}


def gxdata_item_faults(told: Any) -> dict[int, list[str]]:
    return forms.item_faults(told)


def gxdata_item_choices() -> dict[str, list[dict[str, str]]]:
    """Codes of the columns that take one, by column."""
    lists = {"data_type": "item_data_type", "personal_info_kind": "personal_info_kind", "mask_rule": "mask_rule"}
    found = {column: codes.gxdata_choices({"code_list": list_id}) for column, list_id in lists.items()}
    grades = [*codes.gxdata_choices({"code_list": "data_grade"})[:2], *codes.gxdata_choices({"code_list": "general_level"})]
    return {**found, "item_grade": grades}
