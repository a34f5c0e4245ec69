"""Classification and grading (数据分类分级): how protected a dataset is, why, and what may therefore be opened.

The door of a pure engine: a dataset as for ``package_create`` and the rules of ``config/grading.yaml`` in, an
``Assessment`` out, and what the publish gate says of it. Terms of GB/T 43697-2024: core, important, general 1–4.
Not here: what a person decided (``grading_review``), who may see it.
"""

from __future__ import annotations

from ckanext.gxdata.core.grading_assessment import assess
from ckanext.gxdata.core.grading_gate import (
    INTERNAL,
    PUBLIC,
    allowed_open_type,
    breaches,
    declared_grades,
    declared_reasons,
    default_open_type,
    least_grade,
    widest_open_type,
)
from ckanext.gxdata.core.grading_rules import Rules
from ckanext.gxdata.core.grading_types import (
    CORE,
    GENERAL,
    IMPORTANT,
    LOWEST,
    Assessment,
    Grade,
    ItemGrade,
    Reason,
)

__all__ = [
    "CORE",
    "GENERAL",
    "IMPORTANT",
    "INTERNAL",
    "LOWEST",
    "PUBLIC",
    "Assessment",
    "Grade",
    "ItemGrade",
    "Reason",
    "Rules",
    "allowed_open_type",
    "assess",
    "breaches",
    "declared_grades",
    "declared_reasons",
    "default_open_type",
    "least_grade",
    "widest_open_type",
]
