"""Walking a paged listing to its end, and knowing whether that was the end.

Servers repeat their last page for ever, ignore the page size, give totals as text or not at all, and move rows between
pages while we read. Doubles are passed on (telling them apart is the harvest's business), but for the very rows of a page
that only repeats; here they decide when to stop. Once a page was read, whatever ends the walk early is a finding: what was
read lands. Not here: how a page is fetched.
"""

from __future__ import annotations

import json
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any, Literal

import msgspec

from ckanext.gxdata.core.digests import Digests
from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.sources.memory import PageRead, PageStood
from ckanext.gxdata.sources.proof import Proof

GROWTHS_ALLOWED = 50
"""Pages in a row on which the total grew before the listing counts as endless."""
_QUICK = msgspec.json.Encoder(order="sorted")
_UNREAD = 0
"""Stands for the digest of a row that came as it was and was not read."""
REPEATS_ALLOWED = 2
"""Pages in a row without a new id before the listing counts as repeating; rows that shift may cause one."""


@dataclass(frozen=True, slots=True)
class Paging:
    style: Literal["page", "offset", "none"] = "none"
    parameter: str = ""
    size_parameter: str = ""
    size: int = 50
    start: int = 1
    max_pages: int = 10_000

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Paging:
        """``start`` defaults to page 1 or offset 0."""
        return cls(**{"start": 0 if options.get("style") == "offset" else 1, **options})

    def parameters(self, number: int, taken: int) -> dict[str, int]:
        """Request parameters of the ``number``-th page, counted from 1, after ``taken`` items: an offset goes by what
        came, for servers give pages of another size than they were asked for."""
        if self.style == "none":
            return {}
        position = self.start + (taken if self.style == "offset" else number - 1)
        return {self.parameter: position} | ({self.size_parameter: self.size} if self.size_parameter else {})


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` (records) and ``pages`` as the server wrote them, None where it said nothing."""

    items: list[Any]
    total: Any = None
    pages: Any = None
    known: Sequence[str] = ()
    """Ids of the rows of a page that came as it was the last time; then it has no items."""
    trace: PageRead | PageStood | None = None
    """By which the page is remembered; none where it cannot be."""
    findings: Sequence[Finding] = ()
    """What was wrong with a page that came as it was the last time."""
    weight: int = 0
    """Bytes of the answer; 0 where nobody counted."""

    def __len__(self) -> int:
        return len(self.items) or len(self.known)


@dataclass(slots=True)
class _Walk:
    """What is known so far."""

    seen: Digests = field(default_factory=Digests)
    """Ids."""
    first: array[int] = field(default_factory=lambda: array("q"))
    """A digest of the first row of each id, to know a row that came again as it was."""
    others: set[int] = field(default_factory=set)
    """Digests of further rows that have an id of an earlier one."""
    taken: int = 0
    total: int | None = None
    pages: int | None = None
    repeated: int = 0
    again: int = 0
    """Ids of a page that an earlier page had already: rows move down while we read, or a source has doubles."""
    totals: set[int] = field(default_factory=set)
    grown: int = 0
    """Pages in a row on which the total was greater than on the page before."""
    sizes: list[int] = field(default_factory=list)
    page_counts: set[int | None] = field(default_factory=set)

    def take(self, page: Page, key: Callable[[Any], str], probing: bool) -> Page:
        """The page to pass on: of a probing one, or of one without a new id, no row that came before as it is."""
        rows = [(key(item) or _content(item), _digest(item)) for item in page.items]
        rows += [(guid, _UNREAD) for guid in page.known]
        ids = {identifier for identifier, _ in rows}
        again = sum(self.seen.find(identifier) >= 0 for identifier in ids)
        self._count(page, again, again == len(ids))
        kept = [not (probing or self.repeated) or not self._came(*row) for row in rows]
        for identifier, digest in rows:
            self._add(identifier, digest)
        if all(kept):
            return page
        return replace(
            page, items=list(compress(page.items, kept)), known=tuple(compress(page.known, kept)), trace=None
        )

    def _add(self, identifier: str, digest: int) -> None:
        number = self.seen.number(identifier)
        if number == len(self.first):
            self.first.append(digest)
        elif self.first[number] != digest:
            self.others.add(digest)

    def _came(self, identifier: str, digest: int) -> bool:
        """Whether this very row did before; of a row that was not read, its id is all that is known."""
        number = self.seen.find(identifier)
        if number < 0:
            return False
        before = self.first[number]
        return digest == before or _UNREAD in (digest, before) or digest in self.others

    def _count(self, page: Page, again: int, repeats: bool) -> None:
        self.taken += len(page)
        self.again += again
        self.repeated = self.repeated + 1 if repeats else 0
        self.sizes.append(len(page))
        before, self.total, self.pages = self.total, count(page.total), count(page.pages)
        self.page_counts.add(self.pages)
        grew = before is not None and self.total is not None and self.total > before
        self.grown = self.grown + 1 if grew else 0
        self.totals |= {self.total} if self.total is not None else set()

    def at_end(self, number: int) -> bool:
        return len(self.seen) == self.total or (self.total is None and self.pages == number)

    def proven(self, paging: Paging, number: int) -> bool:
        """By the total, by full pages as many as announced, or by being one answer; never where nothing was listed."""
        if not self.seen or self.uneven():
            return False
        if self.total is not None:
            return len(self.seen) == self.total and not self.moved()
        if self.pages is not None:
            return self.pages == number and not self.moved()
        return paging.style == "none"

    def uneven(self) -> str:
        """What speaks against a page count, which says nothing of rows; empty if nothing does, or a total counts."""
        if self.total is not None or self.pages is None:
            return ""
        if len(self.page_counts) > 1:
            return "页数在读取期间变了"
        full = self.sizes[0]
        odd = [number for number, size in enumerate(self.sizes[:-1], start=1) if size != full]
        if odd:
            return f"第 {odd[0]} 页有 {self.sizes[odd[0] - 1]} 条，第 1 页有 {full} 条"
        return f"最后一页有 {self.sizes[-1]} 条，比其他页多" if self.sizes[-1] > full else ""

    def counts_one_page(self, paging: Paging, number: int) -> bool:
        """Whether the total of a full first page may be that of the page only: some servers mean that by it."""
        asked = paging.size if paging.size_parameter else self.total
        return number == 1 and paging.style != "none" and self.total == self.taken == asked

    def short(self) -> bool:
        return self.total is not None and len(self.seen) < self.total

    def moved(self) -> str:
        """What tells that rows moved between pages, so that one may have been missed; empty if nothing does."""
        if len(self.totals) > 1:
            return f"总数从 {min(self.totals)} 到 {max(self.totals)} 条不等"
        return f"{self.again} 条在后面的页上再次出现" if self.total is None and self.again else ""

    def lacks_pages(self, number: int) -> bool:
        """Whether an empty page came although the server speaks of more pages than ``number``."""
        return self.total is None and self.pages is not None and number < self.pages


def walk(
    paging: Paging, fetch: Callable[[int, dict[str, int]], Page], key: Callable[[Any], str], proof: Proof
) -> Iterator[tuple[int, Page] | Finding]:
    """Yields ``(page number, page)``, and findings about the listing itself.

    ``fetch(number, parameters)`` gets one page; ``key`` is an item's id, empty if it has none; ``proof`` is told at the end.
    Raises what ``fetch`` raises for the first page, and ``FatalError``: ``growing-total``, ``too-many-pages``.
    """
    state, probing = _Walk(), False
    for number in range(1, paging.max_pages + 1):
        try:
            page = fetch(number, paging.parameters(number, state.taken))
        except GxdataError as error:
            if number == 1:
                raise
            if not probing:  # the page beyond the announced end: that there is none proves nothing either way
                yield page_failed(error, number)
            return
        if len(page):
            yield number, state.take(page, key, probing)
        probing = state.counts_one_page(paging, number)
        if not len(page) or paging.style == "none" or (state.at_end(number) and not probing):
            yield from _closing(state, page, number)
            proof.whole = state.proven(paging, number if len(page) else number - 1)
            return
        if state.grown >= GROWTHS_ALLOWED:
            raise _growing(state, number)
        if state.repeated >= REPEATS_ALLOWED:
            yield _repetition(state, number)
            return
    raise FatalError(
        f"取了 {paging.max_pages} 页仍未到目录末尾",
        pointer=f"第 {paging.max_pages} 页",
        rule="too-many-pages",
        hint="确认分页参数有效；目录确实很大的，调大 paging.max_pages",
    )


def _closing(state: _Walk, last: Page, number: int) -> Iterator[Finding]:
    if last.total is not None and count(last.total) is None:
        message = "目录给出的总数不是数字，无法确认是否取全"
        yield Finding("total-unreadable", message, "warning", "total", value=str(last.total)[:200])
    if not state.seen:
        yield _empty(count(last.total) == 0)
    if state.short() or state.lacks_pages(number):
        said = f"{state.pages} 页，第 {number} 页却是空的" if state.total is None else f"{state.total} 条"
        yield Finding(
            "listing-incomplete",
            f"目录称有 {said}，只取到 {len(state.seen)} 条不同的记录",
            "error",
            hint="读取期间目录可能有变动，请再采集一次；仍然如此的，检查分页参数",
        )
    elif moved := state.moved():
        message = f"读取期间目录有变动（{moved}），可能漏掉移到前面的记录，不能确认取全"
        yield Finding(
            "listing-incomplete", message, hint="请再采集一次；每次都这样的，是来源的标识有重复，请数源部门改正"
        )
    if uneven := state.uneven():
        message = f"目录只说明了页数，而{uneven}，不能确认取全"
        yield Finding("listing-incomplete", message, hint="请再采集一次；每次都这样的，请对方在回答中给出记录总数")
    if state.total is not None and len(state.seen) > state.total:
        yield Finding(
            "total-mismatch",
            f"目录称有 {state.total} 条，实际取到 {len(state.seen)} 条",
            hint="确认 total 指向记录总数；若是总页数，请改用 pages",
        )


def _empty(says_so: bool) -> Finding:
    """A department that withdraws everything is rarer than one whose search is down and answers 0."""
    if says_so:
        message = "目录称有 0 条；不据此认为原有的数据集已撤下"
        return Finding(
            "listing-empty", message, "warning", "第 1 页", "请确认接口仍有数据；确实全部撤下的，请在本平台下架"
        )
    return Finding("listing-empty", "目录是空的，也没有说明总数为 0", "error", "第 1 页", "请确认接口仍有数据")


def _growing(state: _Walk, number: int) -> FatalError:
    return FatalError(
        f"连续 {GROWTHS_ALLOWED} 页的总数一页比一页大（已到 {state.total} 条），目录没有尽头",
        pointer=f"第 {number} 页",
        rule="growing-total",
        hint="对方可能正在批量导入，过后再采集；每次都这样的，请对方检查总数",
    )


def page_failed(error: GxdataError, number: int) -> Finding:
    """A page after good ones that cannot be had: it ends the walk, not the run."""
    message = f"第 {number} 页没有取到，此后的各页没有再取：{error.message}"
    return Finding("listing-incomplete", message, "error", f"第 {number} 页", error.hint)


def _repetition(state: _Walk, number: int) -> Finding:
    first = number - REPEATS_ALLOWED + 1
    if state.short():
        ignored = "翻页参数可能没有生效：检查 paging.parameter 和 paging.start"
        clamped = "来源的标识可能有重复或为空，请数源部门改正；不是的，请再采集一次，并检查分页参数"
        return Finding(
            "repeating-page",
            f"从第 {first} 页起一再重复，目录称有 {state.total} 条，只取到 {len(state.seen)} 条不同的记录",
            "error",
            f"第 {number} 页",
            ignored if first == 2 else clamped,
        )
    return Finding(
        "repeating-page",
        f"从第 {first} 页起只有重复的记录，已停止翻页",
        pointer=f"第 {number} 页",
        hint="请对方在目录末尾之后答复空页，或在回答中给出总数",
    )


def count(value: Any) -> int | None:
    """A count as servers write it (``5993``, ``"5,993"``, full-width digits), or None."""
    if isinstance(value, bool) or value is None:
        return None
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
    return int(text) if text.isdigit() and len(text) < 12 else None


def _digest(item: Any) -> int:
    """Of one run only: Python's own hash of the text, which is the quickest."""
    try:
        return hash(_QUICK.encode(item)) or 1
    except (TypeError, ValueError, OverflowError, RecursionError):  # a lone surrogate, a number beyond 64 bits …
        return hash(_content(item)) or 1


def _content(item: Any) -> str:
    """Stands in for a missing id, so that pages of items without ids come to an end too."""
    try:
        return "\n" + json.dumps(item, ensure_ascii=True, sort_keys=True, default=str)
    except RecursionError:
        return "\n(too deep)"
