"""What an answer about a dataset has and no storage: effective zones, the box around its geometry, media types.

All of it may come back with a write and is then taken as what it says, never stored twice (``zone_fields.keep_declared``,
``gxdata_bbox``, ``gxdata_media_type``). Not here: badges (``value_fields``), what a reader may see (``rights``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.gxdata.core import geometry
from ckanext.gxdata.core.access import flat
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.logic import zone_fields


def with_derived(
    stored: Mapping[str, Any], shown: Mapping[str, Any], language: str, record: Sequence[Any] = ()
) -> dict[str, Any]:
    """``shown`` is what the reader gets of ``stored``; nothing is derived from what is withheld. ``record``: ``zone_record``."""
    answer = {**shown, **zone_fields.answered(stored, language, record)}
    box = geometry.bounds(loaded(flat(shown).get("spatial") or {}))
    answer.update({"bbox": box} if box else {})
    if isinstance(shown.get("resources"), list):
        answer["resources"] = [_with_media_type(resource) for resource in shown["resources"]]
    return answer


def _with_media_type(resource: Mapping[str, Any]) -> dict[str, Any]:
    media_type = resource.get("mimetype")
    return {**resource, **({"media_type": media_type} if media_type else {})}
