"""What somebody is just typing: how titles that go on so are asked for, while the last word is not finished. Pure.

Every piece must be in the title: Chinese anywhere, Latin as part of a word, as pinyin whose last syllable is unfinished, or as
first letters. Not here: names that are matched in memory (``search_suggest.py``), questions that are finished (``search_terms.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckanext.gxdata.core.pinyin_terms import HAN, completions, is_syllable, readings
from ckanext.gxdata.core.search_query import quoted
from ckanext.gxdata.core.search_words import LATIN, SearchRules, fold

TYPED_MAX = 60
"""Signs that are read; a title is found long before."""
PIECES_MAX = 6
PHRASES_MAX = 60
_NGRAM = range(2, 11)
"""Lengths of the parts of titles in the index."""
_SYLLABLE_MAX = 6
_INITIALS = range(2, 9)
_PIECE = re.compile(rf"[{HAN}]+|[{LATIN}]+|[^\s{HAN}{LATIN}\u0000-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uffef]+")
_SPECIAL = re.compile(r"([^\w])")


def pieces(typed: str, rules: SearchRules) -> list[str]:
    """Runs of one script, folded, without punctuation."""
    return _PIECE.findall(fold(typed, rules)[:TYPED_MAX])[:PIECES_MAX]


def titles_query(typed: str, rules: SearchRules) -> str:
    """Of Solr's standard parser; empty when nothing is typed that a title could hold."""
    parts = [_asked(piece) for piece in pieces(typed, rules)]
    if not all(parts) or not parts:
        return ""
    beginning = _SPECIAL.sub(r"\\\1", typed.strip()[:TYPED_MAX])
    return f"({' AND '.join(parts)}) OR title_string:{beginning}*^20"


def _asked(piece: str) -> str:
    if not piece.isascii() or piece.isdigit():
        return f"(title_bi:{quoted(piece)}^5{_part(piece)})"
    forms = [f"gx_pinyin:{quoted(phrase)}^3" for phrase in spoken(piece)]
    forms += [f"gx_initials:{quoted(' '.join(piece))}^2"] if len(piece) in _INITIALS and piece.isalpha() else []
    part = _part(piece)
    return f"({' OR '.join(forms)}{part})" if forms else f"(title_bi:{quoted(piece)}{part})"


def _part(piece: str) -> str:
    return (
        f" OR title_ngram:{quoted(piece[: _NGRAM.stop - 1])}"
        if len(piece) in _NGRAM or len(piece) > len(_NGRAM)
        else ""
    )


def spoken(word: str) -> list[str]:
    """Phrases of syllables that the letters may become: ``ganz`` → gan za, gan ze, gan zhe …; one letter alone says nothing."""
    found: dict[str, None] = {}
    for at in range(max(0, len(word) - _SYLLABLE_MAX), len(word)):
        found |= dict.fromkeys(_ending(word[:at], word[at:]))
    return list(found)[:PHRASES_MAX]


def _ending(head: str, tail: str) -> Iterator[str]:
    if not head:
        yield from completions(tail) if len(tail) > 1 else ()
        return
    for start in (*([head] if is_syllable(head) else []), *readings(head)):
        yield from (f"{start} {last}" for last in completions(tail))
