"""Names that are suggested while somebody types: zones, departments, themes, matched in memory. Pure.

By a part of the name in any language, Traditional too, by pinyin from the beginning of a syllable, and by first letters.
Not here: titles of datasets (``search_typed.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ckanext.gxdata.core.pinyin_terms import BREAK, syllables
from ckanext.gxdata.core.search_words import SearchRules, bare, fold

_LETTERS_MIN = 2


@dataclass(frozen=True, slots=True)
class Named:
    kind: str
    id: str
    label: str
    words: tuple[str, ...]
    """All its names, folded and without blanks."""
    sounds: tuple[tuple[str, ...], ...]
    """Of each Chinese name the syllables."""
    count: int = 0


def named(kind: str, id_: str, label: str, words: Iterable[str], rules: SearchRules, count: int = 0) -> Named:
    folded = tuple(dict.fromkeys(_joined(word, rules) for word in words if word.strip()))
    read = (tuple(part for part in syllables(word).split() if part != BREAK) for word in folded)
    return Named(kind, id_, label, folded, tuple(sound for sound in read if sound), count)


def matching(names: Sequence[Named], typed: str, rules: SearchRules, per_kind: int) -> list[Named]:
    """The best of each kind, in the order of the kinds; among equals the one with more datasets."""
    asked = _joined(typed, rules)
    ranked = sorted((rank, -name.count, place) for place, name in enumerate(names) if (rank := _rank(name, asked)) >= 0)
    kept: dict[str, list[Named]] = {}
    for _, _, place in ranked:
        kept.setdefault(names[place].kind, []).append(names[place])
    return [name for found in kept.values() for name in found[:per_kind]]


def _joined(text: str, rules: SearchRules) -> str:
    return "".join(bare(fold(text, rules)).split())


def _rank(name: Named, asked: str) -> int:
    """0 begins so, 1 holds it, 2 sounds so, 3 has these first letters; −1 is no match."""
    if not asked:
        return -1
    if any(word.startswith(asked) for word in name.words):
        return 0
    if len(asked) >= _LETTERS_MIN or not asked.isascii():
        if any(asked in word for word in name.words):
            return 1
        if asked.isascii() and any(_sounds(sound, asked) for sound in name.sounds):
            return 2
        if asked.isascii() and any(asked in "".join(part[0] for part in sound) for sound in name.sounds):
            return 3
    return -1


def _sounds(sound: Sequence[str], asked: str) -> bool:
    return any("".join(sound[at:]).startswith(asked) for at in range(len(sound)))
