"""Every dataset of a CKAN, whatever its search cannot do: rows capped, start capped, rows that shift, no search at all.

By ``start`` while all is quiet. When the count changes between two pages, or the portal stops answering a high ``start``,
it goes on behind the last id: what comes after it cannot have shifted. Where the first search fails, by ``package_list``
and one ``package_show`` each. Not here: what becomes of a dataset (``ckan_records.py``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.records import Finding, KnownRecord
from ckanext.gxdata.sources.answers import as_guid
from ckanext.gxdata.sources.calls import DetailTally
from ckanext.gxdata.sources.ckan_actions import ActionApi
from ckanext.gxdata.sources.memory import Memory, PageRead, PageStood
from ckanext.gxdata.sources.page_memory import page_again, stands, stood, traced
from ckanext.gxdata.sources.pagination import Page, Paging, count, walk
from ckanext.gxdata.sources.proof import Proof

REFUSALS = ("http-status", "not-ok")
"""Faults of one question; a portal that is away or answers login pages is not asked in other words."""
FIRST_SIZE = 100
SIZES = (1_000, 500, 200)
"""Of the pages behind a first one that came soon and light, where nobody said how many datasets a page is to have."""
SOON = 2.0
"""Seconds for the first page: ten times as many datasets come within the time of a request."""
HEAVIEST = 8 << 20
"""Bytes of such a page."""
Step = tuple[str, Any] | Finding | KnownRecord | PageRead | PageStood
"""Pointer and dataset; or what is said of a page."""
PlaceOf = Callable[[Mapping[str, Any]], str]
"""Of the parameters of a search."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which datasets are wanted; all, when empty."""

    organizations: Sequence[str] = ()
    groups: Sequence[str] = ()
    fq: str = ""
    q: str = ""

    def filters(self) -> str:
        parts = [_any_of("organization", self.organizations), _any_of("groups", self.groups)]
        own = f"+({self.fq})" if " OR " in self.fq else self.fq
        return " ".join(part for part in (*parts, own) if part)

    def takes(self, dataset: Any) -> bool:
        """For a listing that cannot be filtered by the portal."""
        if not isinstance(dataset, Mapping):
            return True
        organization = dataset.get("organization")
        of_groups = [group for group in dataset.get("groups") or () if isinstance(group, Mapping)]
        return _has(self.organizations, [organization] if isinstance(organization, Mapping) else []) and _has(
            self.groups, of_groups
        )


def _any_of(name: str, values: Sequence[str]) -> str:
    quoted = " OR ".join(f'"{value}"' for value in values)
    return f"+{name}:({quoted})" if quoted else ""


def _has(wanted: Sequence[str], groups: Sequence[Mapping[str, Any]]) -> bool:
    return not wanted or any(group.get(part) in wanted for group in groups for part in ("name", "id"))


def listing(
    api: ActionApi, selection: Selection, size: int, proof: Proof, memory: Memory, place: PlaceOf
) -> Iterator[Step]:
    """By search, or without it where the portal's own is broken; only a count that was reached is a proof.

    ``size`` 0: as many on a page as the portal gives easily.
    """
    search = SearchListing(api, selection, size or FIRST_SIZE, memory, place, may_grow=not size)
    try:
        first = search.page(1)
    except (FatalError, RetriableError) as error:
        if error.rule not in REFUSALS or selection.q or selection.fq:
            raise
        yield from _by_name(api, selection, error)
        return
    yield from search.steps(first, proof)


# ── by search ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class SearchListing:
    api: ActionApi
    selection: Selection
    size: int
    memory: Memory
    place: PlaceOf
    may_grow: bool = False
    received: int = 0
    distinct: int = 0
    """Ids so far, as long as the portal keeps to their order."""
    total: int | None = None
    last: str = ""
    ordered: bool = True
    """Whether the portal keeps to the order by id; only then is ``last`` the greatest so far."""
    behind_last: bool = False

    def steps(self, first: Page, proof: Proof) -> Iterator[Step]:
        paging = Paging("offset", "start", "rows", self.size, max_pages=100_000)
        pages = walk(paging, lambda number, _: first if number == 1 else self.page(number), dataset_id, proof)
        for step in pages:
            if isinstance(step, Finding):
                yield step
                continue
            number, page = step
            yield from stood(page, number)
            yield from ((f"第 {number} 页第 {position} 条", item) for position, item in enumerate(page.items, start=1))
            if page.trace:
                yield page.trace

    def page(self, number: int) -> Page:
        if self.behind_last:
            return self._behind_last(number)
        try:
            page = self._page_of_any_size(number)
        except (FatalError, RetriableError) as error:
            if number == 1 or not self.ordered or error.rule not in REFUSALS:
                raise
            return self._behind_last(number)
        stopped = page.total is not None and not len(page) and self.received < page.total
        if number > 1 and self.ordered and (page.total != self.total or stopped):
            return self._behind_last(number)
        return self._taken(page, page.total)

    def _page_of_any_size(self, number: int) -> Page:
        """A portal that gives small pages and no large one is asked for small ones again."""
        started = time.monotonic()
        try:
            page = self._search(number, start=self.received)
        except (FatalError, RetriableError):
            if self.size <= FIRST_SIZE or not self.may_grow:
                raise
            self.size, self.may_grow = FIRST_SIZE, False
            return self._search(number, start=self.received)
        if number == 1 and self.may_grow and page.weight and time.monotonic() - started < SOON:
            most = HEAVIEST * len(page) / page.weight
            self.size = next((size for size in SIZES if size <= most), self.size)
        return page

    def _behind_last(self, number: int) -> Page:
        self.behind_last = True
        page = self._search(number, start=0, behind=self.last)
        if any(identifier and identifier <= self.last for identifier in _ids(page)):
            return Page([], total=self.total)  # the portal does not know this filter: what is missing stays missing
        return self._taken(page, None if page.total is None else self.distinct + page.total)

    def _taken(self, page: Page, total: int | None) -> Page:
        ids = _ids(page)
        way = [self.last, *ids]
        self.ordered = self.ordered and all(ids) and way == sorted(way)
        self.distinct += sum(one != other for one, other in pairwise(way))
        self.last = way[-1]
        self.received += len(page)
        self.total = total
        return replace(page, total=total)

    def _search(self, number: int, start: int, behind: str = "") -> Page:
        """``total`` as the portal says it, of this search."""
        filters = " ".join(filter(None, (self.selection.filters(), f'+id:{{"{behind}" TO *}}' if behind else "")))
        parameters = {"rows": self.size, "start": start, "sort": "id asc", "facet": "false"}
        parameters |= {name: text for name, text in (("q", self.selection.q), ("fq", filters)) if text}
        pointer, place = f"第 {number} 页", self.place(parameters)
        before = self.memory.at(place)
        answer = self.api.ask("package_search", parameters, before.validators)
        if stands(answer, before):
            return page_again(answer, before, place)
        result = self.api.result(answer, "package_search", pointer)
        rows = result.get("results") if isinstance(result, Mapping) else None
        if not isinstance(rows, list):
            message = f"{pointer}：package_search 的回答中没有 results 列表"
            raise FatalError(message, pointer=pointer, rule="items-not-a-list", hint="确认对方是 CKAN 2.9 或更新的版本")
        return traced(Page(rows, total=count(result.get("count"))), answer, place)


def _ids(page: Page) -> list[str]:
    return [dataset_id(row) for row in page.items] or [*page.known]


def dataset_id(dataset: Any) -> str:
    return as_guid(dataset.get("id")) if isinstance(dataset, Mapping) else ""


# ── by name ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _by_name(api: ActionApi, selection: Selection, broken: FatalError | RetriableError) -> Iterator[Step]:
    try:
        names = api.call("package_list", {}, "package_list")
    except (FatalError, RetriableError):
        raise broken from None  # the portal says no to everything; the first answer says why
    if not isinstance(names, list) or not names:
        raise broken
    message = f"检索接口不可用（{broken.message}），已改为逐条读取"
    yield Finding("search-broken", message, "warning", "package_search", "请对方修复检索接口；逐条读取要慢得多")
    tally, failed = DetailTally(), 0
    for position, name in enumerate(dict.fromkeys(as_guid(name) for name in names), start=1):
        pointer = f"第 {position} 条（{name[:100]}）"
        try:
            dataset = api.call("package_show", {"id": name}, pointer)
            tally.succeeded()
        except (FatalError, RetriableError) as error:
            yield tally.failed(error, name, pointer)
            failed += 1
            continue
        if selection.takes(dataset):
            yield pointer, dataset
    tally.refuse_if_mostly_failed()
    if failed:
        message = f"列出 {len(names)} 条，其中 {failed} 条没有取到"
        yield Finding(
            "listing-incomplete", message, "error", "package_show", "请再采集一次；仍然如此的，请对方检查这些数据集"
        )
