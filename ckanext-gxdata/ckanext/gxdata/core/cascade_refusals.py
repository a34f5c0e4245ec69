"""Which records of another portal are not taken: what came from here, and what another way has brought already.

Not here: whose a dataset is (``cascade.py``), what the catalog holds (``harvest/cascade_checks.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ckanext.gxdata.core import credit_code
from ckanext.gxdata.core.cascade import LONGEST, hops, identity
from ckanext.gxdata.core.records import Finding


@dataclass(frozen=True, slots=True)
class Held:
    """What the catalog has already, under the name people know: by identity, and by provider and catalog code."""

    ours: Mapping[str, str]
    """Name by id of every dataset of this portal, withdrawn ones too; no name for one that is not public."""
    identities: Mapping[str, str]
    """Title of the source by identity, of datasets loaded from other sources."""
    codes: Mapping[tuple[str, str], str]
    """Title of the source (or of the department) by provider code and resource code, this source's own excepted."""


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
    ours = [held.ours[each] for each in (guid, *(hop.dataset for hop in way)) if each in held.ours]
    if ours or any(same_portal(hop.portal, portal) for hop in way):
        return _loop(guid, next(filter(None, ours), ""), pointer)
    if len(way) > LONGEST:
        message, hint = f"经过的平台超过 {LONGEST} 个，未采用", "多半是几个平台互相采集；请核对各平台的采集源"
        return Finding("cascade-too-long", message, "warning", pointer, hint, guid)
    if source := held.identities.get(guid):
        return _already(f"另一采集源“{source}”已收录同一数据集（原始标识相同）", guid, pointer)
    code = (str(payload.get("provider_code") or ""), str(payload.get("resource_code") or ""))
    # A provider whose code is not known says nothing about whose dataset it is.
    if len(code[0]) == credit_code.LENGTH and code[1] and (source := held.codes.get(code)):
        return _already(f"“{source}”已收录提供方代码和信息资源代码都相同的数据集（{code[1][:50]}）", guid, pointer)
    return None


def _loop(guid: str, name: str, pointer: str) -> Finding:
    known = f"（{name}）" if name else ""
    message = f"这个数据集是对方从本平台采去的{known}，不再采回"
    return Finding("from-this-portal", message, "info", pointer, "无须处理；对方不列出采集来的数据时不再提示", guid)


def _already(message: str, guid: str, pointer: str) -> Finding:
    hint = "无须处理；要改由这一采集源提供的，先停用另一采集源并移除它的数据集"
    return Finding("already-held", f"{message}，未重复入库", "info", pointer, hint, guid)


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
