"""Helpers of the pages “grading and review” and “work list”."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.gxdata.core.grading import CORE, GENERAL, IMPORTANT
from ckanext.gxdata.helpers.codes import gxdata_code_label

_LEVELS = ("1", "2", "3", "4")


def gxdata_grade_choices() -> list[dict[str, str]]:
    """Every grade as one choice, the least protected first."""
    general = gxdata_code_label("data_grade", GENERAL)
    levels = [{"value": level, "text": f"{general} · {gxdata_code_label('general_level', level)}"} for level in _LEVELS]
    return levels + [{"value": grade, "text": gxdata_code_label("data_grade", grade)} for grade in (IMPORTANT, CORE)]


def gxdata_grade_label(grade: Mapping[str, str]) -> str:
    """A grade as its two fields say it, in the language of the request."""
    level = grade.get("general_level")
    kind = gxdata_code_label("data_grade", grade.get("data_grade") or GENERAL)
    return f"{kind} · {gxdata_code_label('general_level', level)}" if level else kind
