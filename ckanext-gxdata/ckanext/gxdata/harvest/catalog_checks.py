"""What a run says of its records beside each other and beside the catalog: equal titles, series, codes that nobody has.

Made once a run, after loading, from the titles of the department and one query for codes, so that the order of records
plays no part; only titles that may be alike are kept in memory. A private dataset is only named to a record that is
private itself: findings of public records are public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ckan import model

from ckanext.gxdata.core import duplicates, identity
from ckanext.gxdata.core.duplicates import Titles
from ckanext.gxdata.core.records import Finding

SHOWN = 5
ROWS = 5_000
"""Titles fetched at a time."""


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """A record of this run as the catalog holds it now; ``related`` are the resource codes it points to."""

    guid: str
    name: str
    title: str
    private: bool
    related: tuple[str, ...] = ()


@dataclass(slots=True)
class Loaded:
    """The records of a run that the catalog holds: their guids, and by guid the codes that some of them point to."""

    guids: list[str] = field(default_factory=list)
    related: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, guid: str, related: Sequence[str]) -> None:
        """One record more."""
        self.guids.append(guid)
        if related:
            self.related[guid] = tuple(related)


def compare(organization: str, source_name: str, loaded: Loaded) -> Iterator[tuple[str, Finding]]:
    """Guid and finding, in the order of the records."""
    if not loaded.guids:
        return
    titles = _alike(organization)
    everything = Titles({name: title for name, (title, _) in titles.items()})
    public = Titles({name: title for name, (title, private) in titles.items() if not private})
    known = _codes() if loaded.related else frozenset()
    for record in _records(source_name, loaded, titles):
        for finding in _about(record, everything if record.private else public, known):
            yield record.guid, finding


def _records(source_name: str, loaded: Loaded, titles: Mapping[str, tuple[str, bool]]) -> Iterator[LoadedRecord]:
    """Those of which there may be something to say."""
    for guid in loaded.guids:
        name, related = identity.dataset_name(source_name, guid), loaded.related.get(guid, ())
        if name in titles or related:
            title, private = titles.get(name, ("", False))
            yield LoadedRecord(guid, name, title, private, related)


def _alike(organization: str) -> dict[str, tuple[str, bool]]:
    """Title and privacy by name, of the department's datasets whose title another one may share."""
    shared = duplicates.shared_keys(title for _, title, _ in _titles(organization))
    if not shared:
        return {}
    rows = _titles(organization)
    return {name: (title, private) for name, title, private in rows if not shared.isdisjoint(duplicates.keys(title))}


def _titles(organization: str) -> Iterator[tuple[str, str, bool]]:
    """Name, title and privacy of all datasets of the department."""
    query = model.Session.query(model.Package.name, model.Package.title, model.Package.private)
    query = query.join(model.Group, model.Group.id == model.Package.owner_org)
    rows = query.filter(model.Group.name == organization, model.Package.state == "active").order_by(model.Package.name)
    for name, title, private in rows.yield_per(ROWS):
        yield name, title or "", bool(private)


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
