"""``gxdata_grading_check``: what the grading rules say of a draft, for anybody. It reads no database and stores nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import grading
from ckanext.gxdata.core.grading import ItemGrade, Reason
from ckanext.gxdata.core.grading_draft import read_draft


def gxdata_grading_check(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Judges a dataset as for ``package_create`` by grading rules only, not for completeness.

    ``open_type`` is what it may have: the given one if it is allowed, else the widest that is, or the default of its grade
    where none is given. ``reasons`` are the breaches, then every step above level 1.
    """
    tk.check_access("gxdata_grading_check", context, data_dict)
    book = config.rulebook()
    draft, faults = read_draft(data_dict, book.codelists)
    if faults:
        raise tk.ValidationError(faults)
    assessment = grading.assess(draft, book.grading)
    grade = grading.least_grade(draft, assessment)
    breaches = grading.breaches(draft, grade, assessment, book.grading)
    steps = (*assessment.reasons, *grading.declared_reasons(draft, book.grading))
    return {
        "publishable": not breaches,
        "open_type": grading.allowed_open_type(grade, draft, book.grading),
        "data_grade": grade.data_grade,
        "general_level": grade.general_level,
        "reasons": _told((*breaches, *steps)),
        "items": [_item(each) for each in assessment.items],
    }


def _told(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    told = ((each.rule, each.item, each.message, each.source) for each in reasons)
    return [dict(zip(("rule", "item", "message", "source"), each, strict=True)) for each in dict.fromkeys(told)]


def _item(graded: ItemGrade) -> dict[str, str]:
    grade = graded.grade.general_level or graded.grade.data_grade
    return {
        "resource": graded.resource,
        "item": graded.item,
        "personal_info_kind": graded.personal_info_kind,
        "grade": grade,
    }
