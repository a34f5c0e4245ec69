"""What the catalog said no to, as the error of a record: every field with every reason, the same however it was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.errors import RecordError


def refused(errors: Mapping[str, Any]) -> RecordError:
    """``errors`` as CKAN's ``ValidationError`` has them."""
    problems = [f"{field}：{_flat(texts)}" for field, texts in errors.items()]
    return RecordError("；".join(problems), pointer="、".join(errors), rule="refused-by-catalog")


def _flat(texts: Any) -> str:
    if isinstance(texts, Mapping):
        return "，".join(f"{field} {_flat(value)}" for field, value in texts.items())
    if isinstance(texts, (list, tuple)):
        return "，".join(_flat(text) for text in texts if text)
    return str(texts)
