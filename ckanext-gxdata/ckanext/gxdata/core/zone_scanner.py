"""Finds all words of a vocabulary in a text in one pass: every occurrence, overlapping ones too. Pure.

A table by the first two characters does it: with some thousand words it is far quicker than one regular expression,
whose alternatives are tried one by one at every place. Not here: what a word means (``zones.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import add

Span = tuple[int, int]
_LATIN_BLOCKS = (("0", "9"), ("a", "z"), ("\u00c0", "\u024f"), ("\u1e00", "\u1eff"))


@dataclass(frozen=True, slots=True, init=False)
class Scanner:
    """Words are folded; Latin ones are found as whole words only."""

    _starts: dict[str, tuple[tuple[str, bool, bool], ...]]
    _single: tuple[str, ...]
    """Words of one sign (铝): few, and looked for one by one."""

    def __init__(self, words: Iterable[str]) -> None:
        known = sorted(set(words) - {""})
        starts: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
        for word in known:
            starts[word[:2]].append((word, _is_latin(word[0]), _is_latin(word[-1])))
        object.__setattr__(self, "_starts", {start: tuple(found) for start, found in starts.items() if len(start) == 2})
        object.__setattr__(self, "_single", tuple(word for word in known if len(word) == 1))

    def scan(self, text: str) -> dict[str, list[Span]]:
        """Word → where it stands, from left to right."""
        found = {word: _places(word, text) for word in self._single if word in text}
        starting = map(self._starts.get, map(add, text, text[1:]))
        for place, candidates in enumerate(starting):
            if candidates is None:
                continue
            for word, bound_left, bound_right in candidates:
                if text.startswith(word, place):
                    end = place + len(word)
                    if not _inside_word(text, place, end, bound_left, bound_right):
                        found.setdefault(word, []).append((place, end))
        return found


def _places(sign: str, text: str) -> list[Span]:
    return [(place, place + 1) for place, each in enumerate(text) if each == sign]


def covered(span: Span, others: Iterable[Span]) -> bool:
    """Whether one of the others holds the span."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _inside_word(text: str, start: int, end: int, bound_left: bool, bound_right: bool) -> bool:
    before = bound_left and start > 0 and _is_latin(text[start - 1])
    return before or (bound_right and end < len(text) and _is_latin(text[end]))


def _is_latin(sign: str) -> bool:
    return any(low <= sign <= high for low, high in _LATIN_BLOCKS)
