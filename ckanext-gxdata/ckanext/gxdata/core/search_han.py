"""A run of Han cut into terms, by rules that are data: known terms are taken out first, what remains becomes overlapping pairs.

As only a share of the terms is required (``search_terms.py``), a wrong cut costs a little rank, never the hit. What remains
may also be an error: names that sound the same, or have one other sign, are looked for beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.gxdata.core.pinyin_terms import syllables
from ckanext.gxdata.core.search_spelling import HAN_MAX, HAN_MIN
from ckanext.gxdata.core.search_words import SearchRules, Term, named

_TERM_MAX = 16
_GUESS_MAX = 8
Span = tuple[int, int]


def han_terms(run: str, rules: SearchRules) -> Iterator[Term]:
    for start, end, known in _spans(run, rules):
        if known:
            yield from _known(run[start:end], rules)
        else:
            yield from _unknown(run, start, end, rules)


def _known(word: str, rules: SearchRules) -> Iterator[Term]:
    if word in rules.offices:
        yield Term(word, synonyms=rules.offices[word], office=True)
    else:
        yield named(word, rules)


def _spans(run: str, rules: SearchRules) -> Iterator[tuple[int, int, bool]]:
    """Start, end, whether it is a known word."""
    start = position = 0
    while position < len(run):
        known = _known_at(run, position, rules)
        if known:
            if position > start:
                yield start, position, False
            yield position, position + len(known), True
            position += len(known)
            start = position
        else:
            position += 1
    if start < len(run):
        yield start, len(run), False


def _known_at(run: str, position: int, rules: SearchRules) -> str:
    """The longest known word that begins here."""
    for length in range(min(_TERM_MAX, len(run) - position), 0, -1):
        word = run[position : position + length]
        if rules.knows(word):
            return word
    return ""


def _unknown(run: str, start: int, end: int, rules: SearchRules) -> Iterator[Term]:
    """Its pairs; the first one carries what was perhaps meant by all of it."""
    meant = tuple(dict.fromkeys(_meant(run, start, end, rules)))
    meant = meant or (rules.spelling.beginning(run) if end - start == len(run) else ())
    guesses = _spoken(run, start, end) if rules.guesses and not meant else ()
    for number, text in enumerate(_pairs(run, start, end)):
        yield Term(text, near=meant, guesses=guesses) if number == 0 else Term(text)


def _pairs(run: str, start: int, end: int) -> Iterator[str]:
    """Overlapping pairs of what lies between known words; a single sign borrows a neighbour (香|港口 → 香港)."""
    if end - start == 1 and len(run) > 1:
        start, end = (start - 1, end) if start else (start, end + 1)
    if end - start == 1:
        yield run[start:end]
    for position in range(start, end - 1):
        yield run[position : position + 2]


def _meant(run: str, start: int, end: int, rules: SearchRules) -> Iterator[str]:
    """Known names like a window that touches the unknown part: 六宝|茶 sounds like 六堡茶, 停车厂 has one other sign."""
    for first in range(max(0, start - HAN_MAX + 1), end):
        for last in range(max(first + 2, start + 1), min(len(run), first + HAN_MAX) + 1):
            window = run[first:last]
            found = rules.spelling.sounding("".join(syllables(window).split()))
            found += rules.spelling.near(window) if len(window) >= HAN_MIN else ()
            for name in found:
                yield from (name, *rules.synonyms.get(name, ()))


def _spoken(run: str, start: int, end: int) -> tuple[str, ...]:
    """The sounds of the unknown part with one sign of what is beside it: a homophone in a title that nobody listed."""
    first = start - 1 if start and end - start < HAN_MIN else start
    last = end + 1 if end < len(run) and end - start < HAN_MIN else end
    return (syllables(run[first:last]),) if 1 < last - first <= _GUESS_MAX else ()
