"""What every detector of personal data shares: its rules, a column to look at, and what it answers.

A pattern finds candidates, a checksum or the cell's own text confirms them, words of the header (context) raise them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ckanext.gxdata.core.text import clean, key, nfkc

_NOTE = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class DetectorRules:
    """Words of one detector (``config/pii.yaml``), as ``text.key`` writes them."""

    context: tuple[str, ...] = ()
    """In a header or cell they make a weak match count."""
    headers: tuple[str, ...] = ()
    """A header that ends with one of them is reported even when no cell matches (masked columns)."""
    figures: tuple[str, ...] = ()
    """In a header they say that the column holds statistics."""
    share: float = 0.5
    """Bare numbers without context count when at least this share of the cells looks alike."""

    def in_context(self, text: str) -> bool:
        return _has(text, self.context)

    def names_it(self, header: str) -> bool:
        plain = _NOTE.sub("", key(header))
        return any(plain.endswith(word) and _stands_alone(word, plain) for word in self.headers)

    def is_figure(self, header: str) -> bool:
        return _has(header, self.figures)


@dataclass(frozen=True, slots=True)
class Rules:
    """By kind of detector; a kind without rules works without words."""

    detectors: Mapping[str, DetectorRules] = field(default_factory=dict)

    def of(self, kind: str) -> DetectorRules:
        return self.detectors.get(kind, DetectorRules())


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` and ``cells`` in NFKC without invisible characters; ``text`` is the cells, one a line."""

    name: str
    text: str

    @property
    def cells(self) -> list[str]:
        return [cell.strip() for cell in self.text.split("\n") if cell and not cell.isspace()]


@dataclass(frozen=True, slots=True)
class Detector:
    """``matches`` yields each occurrence that counts, as it is written; ``mask`` makes one fit to be shown."""

    kind: str
    title: str
    """Chinese name of what is found."""
    matches: Callable[[Column, DetectorRules], Iterator[str]]
    mask: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Personal data of one kind in one column. No raw value is in it: ``sample`` is masked."""

    kind: str
    title: str
    column: str
    """Header of the column, or ``第 n 列`` where the header itself holds personal data or is empty."""
    count: int
    sample: str


def column(name: str, cells: Iterable[str]) -> Column:
    """The header counts as a cell too: in a file without a header row it is the first row of data."""
    joined = "\n".join(cell.replace("\n", " ") for cell in (name, *cells))
    return Column(normal(name), joined if joined.isascii() else normal(joined))


def normal(text: str) -> str:
    """NFKC (full-width digits), without invisible characters; line breaks stay."""
    return nfkc(clean(text))


_UNUSUAL = re.compile("[^ -~\n、。〈-】〔〕一-鿿“”‘’（），：；！？…—]")
"""What a look at the raw text does not settle: signs that NFKC may make digits of, blanks and invisible signs."""
_FEWEST = 11
_RUN = re.compile(r"[0-9](?:[ \n-]?[0-9]){10}")  # a line break in a cell is read as a blank


def may_hold_number(text: str) -> bool:
    """False for most texts at once: neither an ID number nor a mobile number is shorter than eleven digits in a row."""
    if text.isascii() and text.isprintable():
        return len(text) >= _FEWEST and _RUN.search(text) is not None
    return _UNUSUAL.search(text) is not None or _RUN.search(text) is not None


def digits_of(text: str) -> str:
    """Without separators, in capitals."""
    return re.sub(r"[^0-9X]", "", text.upper())


def _has(text: str, words: tuple[str, ...]) -> bool:
    plain = key(text)
    return any(word in plain and _stands_alone(word, plain) for word in words)


def _stands_alone(word: str, text: str) -> bool:
    """``tel`` is not in ``hotel``; only words of the Latin script have ends."""
    return not word.isascii() or re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None
