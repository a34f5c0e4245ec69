"""Walking a DCAT catalog in RDF from page to page, and knowing whether that was the end.

The next page is named by Hydra (``hydra:next``, as ckanext-dcat serves it) or by the header ``Link: …; rel="next"``.
Not here: syntax (``rdf_graph.py``), what a dataset says (``dcat_rdf.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urldefrag, urljoin

from rdflib import Graph
from rdflib.namespace import Namespace
from rdflib.term import Node

from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError
from ckanext.gxdata.core.identity import record_hash
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.sources import dcat_rdf
from ckanext.gxdata.sources.answers import Answer, end_not_proven, fault_of
from ckanext.gxdata.sources.pagination import count, page_failed
from ckanext.gxdata.sources.proof import Proof, shielded

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
MAX_PAGES = 10_000
_LONGEST_LINKS = 8192
"""Characters of the header that are read: the expressions below take the square of them."""
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*!-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+))*)')
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)', re.IGNORECASE)

REPEATS_ALLOWED = 2
"""Pages in a row without a dataset that is new before the catalog counts as repeating."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page as it came, and parsed. ``end_proven``: by its syntax (a cut would be an error) or by the transport."""

    answer: Answer
    graph: Graph
    end_proven: bool


Load = Callable[[str, str], Loaded]
"""Fetches and parses the page at an address; the second argument is its pointer."""


@dataclass(slots=True)
class _Walk:
    """What is known so far. Datasets count by their node: one node on two pages is one dataset."""

    hashes: dict[str, str] = field(default_factory=dict)
    count: int = 0
    """Of distinct datasets."""
    named: dict[str, str] = field(default_factory=dict)
    """IRIs a catalog lists without describing them, with the pointer."""
    total: int | None = None
    cut: bool = False
    """Whether the end of a page is not proven."""

    def proven(self, pages: int) -> bool:
        """A catalog in one document says all; of several pages only the total does."""
        counted = self.total == self.count or (self.total is None and pages == 1)
        return bool(self.count) and counted and not self.cut and not self.undescribed()

    def undescribed(self) -> dict[str, str]:
        return {iri: pointer for iri, pointer in self.named.items() if iri not in self.hashes}


def records(first: Loaded, load: Load | None, proof: Proof) -> Iterator[RawRecord | Finding]:
    """Every dataset of the first page and of all that follow. Without ``load`` only the first page is read.

    A page after the first that cannot be had, or repeats, ends the walk with a finding: what was read lands.
    Raises ``FatalError``: ``too-many-pages``.
    """
    state, page = _Walk(), first
    visited: set[str] = set()
    repeated = 0
    for number in range(1, MAX_PAGES + 1):
        visited.add(urldefrag(page.answer.url).url)
        before = state.count
        if not page.end_proven:
            state.cut = True
            yield end_not_proven(f"第 {number} 页")
        yield from _page(page.graph, state, number)
        try:
            following = _next(page, f"第 {number} 页")
        except GxdataError as error:
            yield page_failed(error, number + 1)
            return
        if not following:
            yield from _closing(state)
            proof.whole = state.proven(number)
            return
        repeated = repeated + 1 if state.count == before else 0
        if repeated >= REPEATS_ALLOWED:
            yield _repeating(number)
            return
        if load is None:
            yield Finding("only-first-page", "目录有多页，只试读了这一页", "info", "第 1 页", "登记来源后会逐页采集")
            return
        if following in visited:
            yield _circle(number)
            return
        visited.add(following)
        try:
            page = load(following, f"第 {number + 1} 页")
        except GxdataError as error:
            yield page_failed(error, number + 1)
            return
    raise FatalError(f"取了 {MAX_PAGES} 页仍未到目录末尾", pointer=f"第 {MAX_PAGES} 页", rule="too-many-pages")


def _page(graph: Graph, state: _Walk, number: int) -> Iterator[RawRecord | Finding]:
    totals = (count(each) for each in graph.objects(None, HYDRA.totalItems))
    state.total = next((total for total in totals if total is not None), state.total)
    for iri in dcat_rdf.only_named(graph):
        state.named.setdefault(str(iri), f"第 {number} 页")
    for position, node in enumerate(dcat_rdf.datasets(graph), start=1):
        pointer = f"第 {number} 页第 {position} 条"
        item = shielded(partial(_item, graph, node, pointer), dcat_rdf.key_of(node), pointer)
        if not _again(item, node, state):
            yield item


def _item(graph: Graph, node: Node, pointer: str) -> RawRecord | Finding:
    guid = dcat_rdf.identifier_of(graph, node)
    try:
        payload = dcat_rdf.payload_of(graph, node)
    except RecordError as error:
        return Finding(error.rule, error.message, "error", pointer, error.hint, guid[:200])
    if fault := fault_of(payload):
        return Finding(
            "unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", storable(guid)[:200]
        )
    return RawRecord(guid, payload, pointer)


def _again(item: RawRecord | Finding, node: Node, state: _Walk) -> bool:
    """Whether this very node was met with the same content; with another content the harvest is to see the double."""
    key = dcat_rdf.key_of(node)
    digest = record_hash(item.payload) if isinstance(item, RawRecord) else ""
    known = state.hashes.get(key) if key else None
    if known is None:
        state.count += 1
    if key:
        state.hashes.setdefault(key, digest)
    return known is not None and known == digest


def _next(page: Loaded, pointer: str) -> str:
    """Address of the next page, empty at the end."""
    for predicate in (HYDRA.next, HYDRA.nextPage):
        for found in page.graph.objects(None, predicate):
            return _address(page.answer, str(found), pointer)
    for link, parameters in _LINK.findall(page.answer.headers.get("link", "")[:_LONGEST_LINKS]):
        if _NEXT.search(parameters):
            return _address(page.answer, link, pointer)
    return ""


def _address(answer: Answer, link: str, pointer: str) -> str:
    try:
        return str(urldefrag(urljoin(answer.url, link.strip())).url)
    except ValueError as error:
        message = f"{pointer}：下一页的地址不是网址：{storable(link)[:100]}"
        hint = "请对方检查 hydra:next 或 Link 中下一页的地址"
        raise FatalError(message, pointer=pointer, rule="wrong-address", hint=hint) from error


def _closing(state: _Walk) -> Iterator[Finding]:
    if not state.count:
        yield Finding("listing-empty", "目录中没有数据集", "error", "第 1 页", "请确认目录仍有数据")
    for iri, pointer in state.undescribed().items():
        message = "目录列出了这个数据集，却没有写它的内容"
        yield Finding("not-described", message, "error", pointer, "请对方在目录中写出每个数据集", iri[:200])
    if state.total is not None and state.count < state.total:
        message = f"目录称有 {state.total} 条，只取到 {state.count} 条不同的记录"
        hint = "读取期间目录可能有变动，请再采集一次；仍然如此的，请对方检查翻页"
        yield Finding("listing-incomplete", message, "error", hint=hint)
    if state.total is not None and state.count > state.total:
        message = f"目录称有 {state.total} 条，实际取到 {state.count} 条"
        yield Finding("total-mismatch", message, hint="请对方检查 hydra:totalItems")


def _repeating(number: int) -> Finding:
    return Finding(
        "repeating-page",
        f"到第 {number} 页，连续 {REPEATS_ALLOWED} 页没有新的数据集，却还有下一页",
        "error",
        f"第 {number} 页",
        hint="请对方检查 hydra:next 或 Link 中下一页的地址",
    )


def _circle(number: int) -> Finding:
    return Finding(
        "repeating-page",
        f"第 {number} 页的下一页是已经读过的一页",
        "error",
        f"第 {number} 页",
        hint="请对方检查 hydra:next 或 Link 中下一页的地址",
    )
