"""Checks of a draft, one per file: a check is a callable ``(DatasetDraft) -> Iterable[Finding]`` with a stable slug.

A check says what a department should improve; what cannot be stored at all is decided in ``mapping`` and ``landing``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ckanext.gxdata.core.quality.broken_text import broken_text
from ckanext.gxdata.core.quality.disagreement import disagreement
from ckanext.gxdata.core.quality.machine_readable import machine_readable
from ckanext.gxdata.core.quality.title_digits_only import title_digits_only
from ckanext.gxdata.core.quality.unanswerable import unanswerable
from ckanext.gxdata.core.quality.uncoded import uncoded
from ckanext.gxdata.core.records import DatasetDraft, Finding

__all__ = ["CHECKS", "Check"]

Check = Callable[[DatasetDraft], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (title_digits_only, broken_text, disagreement, machine_readable, unanswerable, uncoded)
