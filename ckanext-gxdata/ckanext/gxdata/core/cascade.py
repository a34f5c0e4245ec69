"""A catalog that harvests another portal of our kind (county → city → region): whose dataset it is, and the way it came.

The identity of a dataset is the id it got where it was first published; it goes along the whole way, in the field
``lineage``, one hop per portal, the first one first. So a dataset that arrives by two ways is one, and one that arrives
where it came from is known. Decided in docs/decisions/0009-cascade.md. Not here: which records are
not taken (``cascade_refusals.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from ckanext.gxdata.core.records import DatasetDraft, Finding
from ckanext.gxdata.core.solr_values import loaded

FIELD = "lineage"
PORTAL = "from_portal"
"""Key of a staged payload beside the dataset's own: ``url`` and ``title`` of the portal that answered."""
AS_GIVEN = ("title_translated", "notes_translated", "spatial")
"""Fields with an inside, which mappings do not reach into; their values are judged like all others when they land."""
LONGEST = 20
"""Hops. A way that is longer goes in a circle somewhere."""
_HIGHEST = {"unconditional": "2", "conditional": "3", "closed": "4"}


@dataclass(frozen=True, slots=True)
class Hop:
    """One portal on the way, and what the dataset was there. ``portal`` is its public address."""

    portal: str
    dataset: str
    title: str = ""
    name: str = ""
    organization: str = ""


def hops(dataset: Mapping[str, Any]) -> tuple[Hop, ...]:
    """The way the dataset came to the portal that answers it; empty where it was first published there."""
    given = loaded(dataset.get(FIELD))
    found = given.get("hops") if isinstance(given, Mapping) else None
    entries = found if isinstance(found, list) else []
    return tuple(_hop(entry) for entry in entries[: LONGEST + 1] if isinstance(entry, Mapping) and entry.get("dataset"))


def _hop(entry: Mapping[str, Any]) -> Hop:
    said = {part: str(entry.get(part) or "")[:300] for part in Hop.__dataclass_fields__}
    return Hop(**{**said, "portal": address(said["portal"])})


def address(url: str) -> str:
    """A web address as other portals may be shown it; empty for anything else, which a portal may say of itself too."""
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        return text if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def identity(dataset: Mapping[str, Any]) -> str:
    """The id it got where it was first published; empty if nobody gave it one."""
    way = hops(dataset)
    own = dataset.get("id")
    return way[0].dataset if way else own.strip() if isinstance(own, str) else ""


def lineage(payload: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The way as we store it: as it was given, and the portal we have it from."""
    portal = payload.get(PORTAL)
    here = portal if isinstance(portal, Mapping) else {}
    organization = payload.get("organization")
    titled = organization if isinstance(organization, Mapping) else {}
    last = _hop(
        {
            "portal": here.get("url"),
            "title": here.get("title"),
            "dataset": payload.get("id"),
            "name": payload.get("name"),
            "organization": titled.get("title") or titled.get("name"),
        }
    )
    return {"hops": [asdict(hop) for hop in (*hops(payload), last)]}


def arrived(draft: DatasetDraft, payload: Mapping[str, Any]) -> DatasetDraft:
    """The mapped record with its way, with what has an inside, and with a level where the other portal shows none.

    Levels belong to the inside of a portal; what is not shown counts as the highest that its openness allows.
    """
    given = {name: value for name in AS_GIVEN if (value := loaded(payload.get(name)))}
    fields = {**draft.fields, **given, FIELD: lineage(payload)}
    draft = replace(draft, fields=fields, resources=_with_items(draft.resources, payload.get("resources")))
    level = _HIGHEST.get(str(fields.get("open_type")), "")
    if not level or fields.get("data_grade") or fields.get("general_level"):
        return draft
    message = f"下级平台没有给出分级，按开放属性所允许的最高级暂定为 {level} 级"
    hint = "在采集源中填写有权查看分级的令牌，即按下级平台的分级入库"
    told = Finding("missing-general_level", message, "info", "general_level", hint, level)
    fields.update(data_grade="general", general_level=level)
    return replace(draft, fields=fields, findings=(*draft.findings, told))


def _with_items(mapped: Sequence[Mapping[str, Any]], given: Any) -> tuple[Mapping[str, Any], ...]:
    """The resources with their 信息项 as the other portal answers them; nothing where the two cannot be paired."""
    listed = [each for each in given if isinstance(each, Mapping) and each] if isinstance(given, list) else []
    if len(listed) != len(mapped):
        return tuple(mapped)
    schemas = [loaded(each.get("schema")) for each in listed]
    return tuple(
        {**resource, "schema": schema} if isinstance(schema, Mapping) and schema.get("fields") else resource
        for resource, schema in zip(mapped, schemas, strict=True)
    )


def came_by_cascade(payload: Mapping[str, Any]) -> bool:
    """Whether the record was read from a portal of our kind."""
    return isinstance(payload.get(PORTAL), Mapping)
