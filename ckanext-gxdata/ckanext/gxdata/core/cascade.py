"""A catalog that harvests another portal of our kind (county → city → region): whose dataset it is, and the way it came.

The identity of a dataset is the id it got where it was first published; it goes along the whole way, in the field
``lineage``, one hop per portal, the first one first. So a dataset that arrives by two ways is one, and one that arrives
where it came from is known. Decided in docs/decisions/0009-cascade.md. Not here: what the catalog holds
(``harvest/cascade_checks.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from ckanext.gxdata.core.records import DatasetDraft, Finding
from ckanext.gxdata.core.solr_values import loaded

FIELD = "lineage"
PORTAL = "from_portal"
"""Key of a staged payload beside the dataset's own: ``url`` and ``title`` of the portal that answered."""
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


@dataclass(frozen=True, slots=True)
class Held:
    """What the catalog has already, under the name people know: by identity, and by provider and catalog code."""

    ours: Mapping[str, str]
    """Name by id of every dataset of this portal, withdrawn ones too."""
    identities: Mapping[str, str]
    """Title of the source by identity, of datasets loaded from other sources."""
    codes: Mapping[tuple[str, str], str]
    """Title of the source (or of the department) by provider code and resource code, this source's own excepted."""


def hops(dataset: Mapping[str, Any]) -> tuple[Hop, ...]:
    """The way the dataset came to the portal that answers it; empty where it was first published there."""
    given = loaded(dataset.get(FIELD))
    entries = given if isinstance(given, list) else []
    return tuple(_hop(entry) for entry in entries[: LONGEST + 1] if isinstance(entry, Mapping) and entry.get("dataset"))


def _hop(entry: Mapping[str, Any]) -> Hop:
    return Hop(**{part: str(entry.get(part) or "")[:300] for part in Hop.__dataclass_fields__})


def identity(dataset: Mapping[str, Any]) -> str:
    """The id it got where it was first published; empty if nobody gave it one."""
    way = hops(dataset)
    own = dataset.get("id")
    return way[0].dataset if way else own.strip() if isinstance(own, str) else ""


def lineage(payload: Mapping[str, Any]) -> list[dict[str, str]]:
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
    return [asdict(hop) for hop in (*hops(payload), last)]


def same_portal(one: str, other: str) -> bool:
    """Same host and port and path, with http or https."""
    return bool(one and other) and _place(one) == _place(other)


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower().rpartition("@")[2], parts.path.rstrip("/")


def refusal(payload: Mapping[str, Any], portal: str, held: Held, pointer: str = "") -> Finding | None:
    """Why this record is not taken: it came from here, or another way was first. ``portal`` is our own address.

    ``value`` is the identity, so that nobody takes the record for withdrawn.
    """
    way, guid = hops(payload), identity(payload)
    ours = next((held.ours[each] for each in (guid, *(hop.dataset for hop in way)) if each in held.ours), "")
    if ours or any(same_portal(hop.portal, portal) for hop in way):
        return _loop(guid, ours, pointer)
    if len(way) > LONGEST:
        message, hint = f"经过的平台超过 {LONGEST} 个，未采用", "多半是几个平台互相采集；请核对各平台的采集源"
        return Finding("cascade-too-long", message, "warning", pointer, hint, guid)
    if source := held.identities.get(guid):
        return _already(f"另一采集源“{source}”已收录同一数据集（原始标识相同）", guid, pointer)
    code = (str(payload.get("provider_code") or ""), str(payload.get("resource_code") or ""))
    if all(code) and (source := held.codes.get(code)):
        return _already(f"“{source}”已收录提供方代码和信息资源代码都相同的数据集（{code[1][:50]}）", guid, pointer)
    return None


def _loop(guid: str, name: str, pointer: str) -> Finding:
    known = f"（{name}）" if name else ""
    message = f"这个数据集是对方从本平台采去的{known}，不再采回"
    return Finding("from-this-portal", message, "info", pointer, "无须处理；对方不列出采集来的数据时不再提示", guid)


def _already(message: str, guid: str, pointer: str) -> Finding:
    hint = "无须处理；要改由这一采集源提供的，先停用另一采集源并移除它的数据集"
    return Finding("already-held", f"{message}，未重复入库", "info", pointer, hint, guid)


def arrived(draft: DatasetDraft, payload: Mapping[str, Any]) -> DatasetDraft:
    """The mapped record with its way, and with a level where the other portal does not show one.

    Levels belong to the inside of a portal; what is not shown counts as the highest that its openness allows.
    """
    fields = {**draft.fields, FIELD: lineage(payload)}
    level = _HIGHEST.get(str(fields.get("open_type")), "")
    if not level or fields.get("data_grade") or fields.get("general_level"):
        return replace(draft, fields=fields)
    message = f"下级平台没有给出分级，按开放属性所允许的最高级暂定为 {level} 级"
    hint = "在采集源中填写有权查看分级的令牌，即按下级平台的分级入库"
    told = Finding("missing-general_level", message, "info", "general_level", hint, level)
    fields.update(data_grade="general", general_level=level)
    return replace(draft, fields=fields, findings=(*draft.findings, told))


def came_by_cascade(payload: Mapping[str, Any]) -> bool:
    """Whether the record was read from a portal of our kind."""
    return isinstance(payload.get(PORTAL), Mapping)


def taken_from(dataset: Mapping[str, Any], portal: str) -> bool:
    """Whether any CKAN says that it harvested this dataset from ``portal``: by ckanext-harvest's extras, or our field."""
    if not portal:
        return False
    marked = [value for key, value in _marks(dataset) if key in _MARKS]
    return any(_under(str(value), portal) for value in [*marked, *(hop.portal for hop in hops(dataset))])


_MARKS = frozenset({"harvest_source_url", "harvest_url", "harvest_catalogue_url", "source_url", "uri", "guid"})
"""What harvesters write of where they found a dataset (ckanext-harvest, ckanext-dcat, ckanext-spatial)."""


def _marks(dataset: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    extras = dataset.get("extras")
    for extra in extras if isinstance(extras, list) else ():
        if isinstance(extra, Mapping):
            yield str(extra.get("key")), extra.get("value")
    yield from ((key, dataset[key]) for key in _MARKS if key in dataset)


def _under(url: str, portal: str) -> bool:
    try:
        (host, path), (own_host, own_path) = _place(url), _place(portal)
    except ValueError:
        return False
    return host == own_host and (path == own_path or path.startswith(f"{own_path}/"))
