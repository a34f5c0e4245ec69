"""Finds all words of a vocabulary in a text in one pass: every occurrence, overlapping ones too. Pure.

A table by the first two characters does it: with some thousand words it is far quicker than one regular expression,
whose alternatives are tried one by one at every place. Not here: what a word means (``zones.py``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Span = tuple[int, int]
_Bounds = tuple[bool, bool]
"""Whether the word begins, and ends, with a Latin sign."""
_STOPS = "。，；：！？“”,;:!?\n"
_LONGEST_PART, _PARTS_KEPT = 250, 4_096
_LATIN_BLOCKS = (("0", "9"), ("a", "z"), ("\u00c0", "\u024f"), ("\u1e00", "\u1eff"))


@dataclass(frozen=True, slots=True, init=False)
class Scanner:
    """Words are folded; Latin ones are found as whole words only."""

    _starts: dict[str, tuple[tuple[int, dict[str, _Bounds]], ...]]
    """By their first two signs, the words of each length: some beginnings (中国) have a hundred."""
    _likely: re.Pattern[str]
    """A sign with which some word begins, before one that stands second in some word: five places of six are left out."""
    _single: tuple[str, ...]
    """Words of one sign (铝): few, and looked for one by one."""
    _parts: re.Pattern[str]
    """What stands between two stops: no word goes over one."""
    _heard: dict[str, tuple[tuple[str, int], ...]] = field(repr=False, compare=False)
    """Words and places of parts before: sentences recur from summary to summary."""

    def __init__(self, words: Iterable[str]) -> None:
        known = sorted(set(words) - {""})
        starts: dict[str, dict[int, dict[str, _Bounds]]] = defaultdict(lambda: defaultdict(dict))
        for word in known:
            starts[word[:2]][len(word)][word] = (_is_latin(word[0]), _is_latin(word[-1]))
        tables = {start: tuple(sorted(words.items())) for start, words in starts.items() if len(start) == 2}
        object.__setattr__(self, "_starts", tables)
        object.__setattr__(self, "_likely", _pairs(starts))
        object.__setattr__(self, "_single", tuple(word for word in known if len(word) == 1))
        object.__setattr__(self, "_parts", _between(set(_STOPS).difference(*known)))
        object.__setattr__(self, "_heard", {})

    def scan(self, text: str) -> dict[str, list[Span]]:
        """Word → where it stands, from left to right."""
        found = {word: _places(word, text) for word in self._single if word in text}
        for part in self._parts.finditer(text):
            before = part.start()
            for word, place in self._words_of(part[0]):
                found.setdefault(word, []).append((before + place, before + place + len(word)))
        return found

    def _words_of(self, part: str) -> Iterable[tuple[str, int]]:
        if len(part) > _LONGEST_PART:
            return self._looked_through(part)
        known = self._heard.get(part)
        if known is None:
            if len(self._heard) >= _PARTS_KEPT:
                self._heard.clear()
            self._heard[part] = known = tuple(self._looked_through(part))
        return known

    def _looked_through(self, part: str) -> Iterator[tuple[str, int]]:
        get = self._starts.get
        for likely in self._likely.finditer(part):
            place = likely.start()
            candidates = get(part[place : place + 2])
            if candidates is None:
                continue
            for length, words in candidates:
                word = part[place : place + length]
                bounds = words.get(word)
                if bounds is not None and not _inside_word(part, place, place + length, *bounds):
                    yield word, place


def _pairs(starts: Iterable[str]) -> re.Pattern[str]:
    whole = [start for start in starts if len(start) == 2]
    first, second = (re.escape("".join(sorted({start[place] for start in whole}))) for place in (0, 1))
    return re.compile(f"[{first}](?=[{second}])" if whole else "(?!)")


def _between(stops: Iterable[str]) -> re.Pattern[str]:
    signs = re.escape("".join(sorted(stops)))
    return re.compile(f"[^{signs}]+" if signs else r"(?s:.+)")


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
