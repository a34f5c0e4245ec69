"""What a run says of its records beside each other and beside the catalog: equal titles, series, codes that nobody has.

Made once a run, after loading, with one query for titles and one for codes, so that the order of records plays no part.
A private dataset is only named to a record that is private itself: findings of public records are public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ckan import model

from ckanext.gxdata.core.duplicates import Titles
from ckanext.gxdata.core.records import Finding

SHOWN = 5


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """A record of this run as the catalog holds it now; ``related`` are the resource codes it points to."""

    guid: str
    name: str
    title: str
    private: bool
    related: tuple[str, ...] = ()


def compare(organization: str, records: Iterable[LoadedRecord]) -> Iterator[tuple[str, Finding]]:
    """Guid and finding, in the order of the records."""
    loaded = tuple(records)
    if not loaded:
        return
    titles = _titles(organization)
    everything = Titles({name: title for name, (title, _) in titles.items()})
    public = Titles({name: title for name, (title, private) in titles.items() if not private})
    known = _codes() if any(record.related for record in loaded) else frozenset()
    for record in loaded:
        for finding in _about(record, everything if record.private else public, known):
            yield record.guid, finding


def _titles(organization: str) -> dict[str, tuple[str, bool]]:
    """Title and privacy by name, of all datasets of the department."""
    query = model.Session.query(model.Package.name, model.Package.title, model.Package.private)
    query = query.join(model.Group, model.Group.id == model.Package.owner_org)
    rows = query.filter(model.Group.name == organization, model.Package.state == "active").order_by(model.Package.name)
    return {name: (title or "", bool(private)) for name, title, private in rows}


def _codes() -> frozenset[str]:
    code = model.Package.extras["resource_code"].astext
    query = model.Session.query(code).filter(model.Package.state == "active", code != "")
    return frozenset(found for (found,) in query)


def _about(record: LoadedRecord, titles: Titles, known: Collection[str]) -> Iterator[Finding]:
    same, series = titles.same(record.name, record.title), titles.series(record.name, record.title)
    if same:
        message = f"本部门另有同名的数据集：{_shown(same)}"
        hint = "请合并，或在名称中写明区别（范围、年份、口径）"
        yield Finding("duplicate-title", message, pointer="title", hint=hint, value=record.title[:200])
    if series:
        message = f"另有 {len(series)} 个数据集的名称只差年份：{_shown(series)}"
        hint = "可以合为一个系列：一个数据集，每年一个资源"
        yield Finding("series-suggested", message, "info", "title", hint, record.title[:200])
    for code in record.related:
        if code not in known:
            message = f"关联资源代码“{code[:50]}”在目录中没有收录"
            yield Finding("unknown-related-code", message, pointer="related_codes", hint=_ASK, value=code[:200])


_ASK = "请核对代码；所指的资源尚未编目的，编目后重新采集即可"


def _shown(names: tuple[str, ...]) -> str:
    more = " 等" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more


def by_guid(found: Iterable[tuple[str, Finding]]) -> Mapping[str, list[Finding]]:
    """Gathered for the report and for the staged records."""
    gathered: dict[str, list[Finding]] = {}
    for guid, finding in found:
        gathered.setdefault(guid, []).append(finding)
    return gathered
