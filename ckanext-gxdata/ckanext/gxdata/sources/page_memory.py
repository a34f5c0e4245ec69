"""A page of a listing against what was remembered of it: whether it stands, and by what it is known the next time.

Not here: what is remembered (``memory.py``), going from page to page (``pagination.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ckanext.gxdata.core.records import Finding, KnownRecord
from ckanext.gxdata.sources.answers import Answer
from ckanext.gxdata.sources.memory import ANY, PageItem, PageRead, PageStood, Remembered
from ckanext.gxdata.sources.pagination import Page
from ckanext.gxdata.sources.proof import Proof


def stands(answer: Answer, before: Remembered) -> bool:
    """Whether the answer says what was remembered: by its server's word, or byte for byte."""
    return answer.unchanged or bool(before.hash and answer.hash == before.hash)


def page_again(answer: Answer, before: Remembered, place: str) -> Page:
    """The page as it was."""
    total, pages, weight = (before.said.get(name) for name in ("total", "pages", "weight"))
    return Page([], total, pages, before.guids, PageStood(place), before.findings, len(answer.content) or weight or 0)


def traced(page: Page, answer: Answer, place: str) -> Page:
    """The page with all by which it is known again; an empty one is always read, for it ends a listing."""
    if not page.items:
        return page
    weight = len(answer.content)
    given = {"total": page.total, "pages": page.pages, "weight": weight}
    said = {name: value for name, value in given.items() if value is not None}
    return replace(page, trace=PageRead(place, answer.validators, answer.hash, len(page.items), said), weight=weight)


def stood(page: Page, number: int) -> Iterator[KnownRecord | Finding]:
    """The records of a page that came as it was."""
    yield from page.findings
    for position, guid in enumerate(page.known, start=1):
        yield KnownRecord(guid, f"第 {number} 页第 {position} 条")


def document_again(before: Remembered, place: str, proof: Proof) -> Iterator[PageItem]:
    """A whole catalog that came as it was: it proves what it proved."""
    yield from before.findings
    for position, guid in enumerate(before.guids, start=1):
        yield KnownRecord(guid, f"第 {position} 条")
    yield PageStood(place)
    proof.whole = bool(before.said.get("whole"))


def traced_document(answer: Answer, place: str, proof: Proof) -> PageRead:
    """By which a whole catalog is known again; to be called after the last record."""
    return PageRead(place, answer.validators, answer.hash, ANY, {"whole": proof.whole})
