"""Code lists: the controlled values of a field, and how a department's own words for them are understood.

Here: the lists as values, and look-up. Not here: reading their YAML (``rulebook``), a source's own codes (``mapping``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.wording import say

LANGUAGES = ("zh", "en", "vi", "th")
SHORTEST_NEEDLE = 2
"""A single character (日, 年) says too little to be looked for inside a text."""
HINTS_KEPT = 1_000
LONGEST_MISSPELLING = 100
NEAR, NEAR_LATIN = 0.4, 0.6
"""Likeness from which a code is worth naming. Letters are alike by chance; of two Chinese signs one wrong is half."""

# Han and Thai are written without blanks, so only letters of the Latin script (with Vietnamese marks) have word ends.
_LATIN = "0-9a-z\u00c0-\u024f\u1e00-\u1eff"
_LATIN_WORD = re.compile(f"[{_LATIN}].*[{_LATIN}]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list. ``parent`` is the id of the code above it, or empty."""

    id: str
    labels: Mapping[str, str]
    """By language: zh, en, vi, th; zh is always there."""
    aliases: tuple[str, ...] = ()
    parent: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """Labels of every language, then aliases."""
        return (*self.labels.values(), *self.aliases)


@dataclass(frozen=True)  # no slots: what is made late is kept in the instance
class CodeList:
    """Codes in the order of their file, a parent before its children."""

    id: str
    title: Mapping[str, str]
    codes: tuple[Code, ...]
    source: str = ""
    certainty: str = "unknown"
    """high, medium or unknown; what is not high must not be presented as law."""
    _by_id: Mapping[str, Code] = field(init=False, repr=False, compare=False)
    _by_key: Mapping[str, Code] = field(init=False, repr=False, compare=False)
    _branch: Mapping[str, tuple[Code, ...]] = field(init=False, repr=False, compare=False)
    """A code and all above it."""
    _below: Mapping[str, tuple[Code, ...]] = field(init=False, repr=False, compare=False)
    _near: dict[str, tuple[Code, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Hints found before: the same unknown words come with every record, and looking for near ones is slow."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {code.id: code for code in self.codes})
        object.__setattr__(self, "_by_key", _index(self.codes))
        object.__setattr__(self, "_branch", _branches(self._by_id))
        object.__setattr__(self, "_below", _by_parent(self.codes))

    def __contains__(self, code_id: object) -> bool:
        return code_id in self._by_id

    def __getitem__(self, code_id: str) -> Code:
        return self._by_id[code_id]

    @cached_property
    def _needles(self) -> tuple[tuple[Code, tuple[str, ...], re.Pattern[str]], ...]:
        """Made when a text is first looked through: a thousand patterns are half a second of every start."""
        return tuple(_needle(code) for code in self.codes)

    def resolve(self, text: str) -> Code | None:
        """The code whose id, label or alias equals the text after NFKC, blanks and case; ids go first, then labels."""
        return self._by_key.get(key(text))

    def only(self, text: str) -> Code | None:
        """The code whose id the text is, or the one that alone has it as label or alias: nobody's meaning is guessed."""
        if text in self._by_id:
            return self._by_id[text]
        plain = key(text)
        found = [code for code in self.codes if plain and any(key(word) == plain for word in (code.id, *code.words))]
        return found[0] if len(found) == 1 else None

    def contains(self, text: str) -> tuple[Code, ...]:
        """Every code of which a label or alias occurs inside the text, with its parents; in the order of the list."""
        haystack = key(text)
        found: set[str] = set()
        for code, plain, latin in self._needles:
            if any(word in haystack for word in plain) or latin.search(haystack):
                found.update(each.id for each in (code, *self.ancestors(code)))
        return tuple(code for code in self.codes if code.id in found)

    def ancestors(self, code: Code) -> tuple[Code, ...]:
        """Parent, its parent, and so on."""
        return self._branch.get(code.parent, ())

    def root_id(self, code_id: str) -> str:
        """The id of the code at the top of its branch; an unknown id is its own top."""
        above = self.ancestors(self._by_id[code_id]) if code_id in self._by_id else ()
        return above[-1].id if above else code_id

    def children(self, code_id: str) -> tuple[Code, ...]:
        """The codes directly below; an empty id asks for the top level."""
        return self._below.get(code_id, ())

    def label(self, code_id: str, language: str = "zh") -> str:
        """The label in ``language`` (``zh_Hans_CN`` counts as zh), else in English, else in Chinese; an unknown id is its own."""
        code = self._by_id.get(code_id)
        if code is None:
            return code_id
        return say(code.labels, language) or code_id

    def near(self, text: str) -> tuple[Code, ...]:
        """Up to three valid codes whose words look most like the text: for hints."""
        plain = key(text)[:LONGEST_MISSPELLING]
        if plain not in self._near:
            if len(self._near) >= HINTS_KEPT:
                self._near.clear()
            keys = difflib.get_close_matches(plain, list(self._by_key), n=6, cutoff=NEAR_LATIN if plain.isascii() else NEAR)
            self._near[plain] = tuple({self._by_key[each].id: self._by_key[each] for each in keys}.values())[:3]
        return self._near[plain]


def _index(codes: Iterable[Code]) -> dict[str, Code]:
    codes = tuple(codes)
    index: dict[str, Code] = {}
    for texts_of in (lambda code: (code.id,), lambda code: code.labels.values(), lambda code: code.aliases):
        for code in codes:
            for text in texts_of(code):
                index.setdefault(key(text), code)
    index.pop("", None)
    return index


def _branches(by_id: Mapping[str, Code]) -> dict[str, tuple[Code, ...]]:
    def branch(code: Code) -> tuple[Code, ...]:
        above = by_id.get(code.parent)
        return (code,) if above is None else (code, *branch(above))

    return {id_: branch(code) for id_, code in by_id.items()}


def _by_parent(codes: Iterable[Code]) -> dict[str, tuple[Code, ...]]:
    below: dict[str, list[Code]] = {}
    for code in codes:
        below.setdefault(code.parent, []).append(code)
    return {parent: tuple(found) for parent, found in below.items()}


def _needle(code: Code) -> tuple[Code, tuple[str, ...], re.Pattern[str]]:
    words = {key(word) for word in code.words}
    latin = {word for word in words if _LATIN_WORD.fullmatch(word)}
    plain = tuple(word for word in words - latin if len(word) >= SHORTEST_NEEDLE)
    any_of = "|".join(re.escape(word) for word in sorted(latin)) or "(?!)"
    return code, plain, re.compile(f"(?<![{_LATIN}])(?:{any_of})(?![{_LATIN}])")
