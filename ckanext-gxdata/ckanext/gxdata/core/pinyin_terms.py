"""Pinyin of Chinese text for the index, and what a Latin word of a query may mean as pinyin.

Here: syllables without tones, as tokens that stand in the order of the signs, so that ``ganzhe`` is looked up as the
phrase "gan zhe" and found anywhere within a title. Not here: typing errors, and tones (nobody types them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin, pinyin_dict
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.seg.mmseg import seg

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
BREAK = "_"
"""Stands for anything that is not Han: no phrase reaches across it."""

HAN_RUN = re.compile(f"[{HAN}]+")
_PARTS = re.compile(f"[{HAN}]+|[^{HAN}]+")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstwxyz]{4,12}")
_READINGS_MAX = 6
_SHORT = 20
_LETTERS_MAX = 60
_LETTERS = "abcdefghijklmnopqrstuwxyz"
_GUESSES_MAX = 12
_ALIKE = (("z", "zh"), ("c", "ch"), ("s", "sh"), ("n", "l"), ("f", "h"), ("in", "ing"), ("en", "eng"), ("an", "ang"))


def syllables(text: str) -> str:
    """``重庆2024年人口`` → ``chong qing _ nian ren kou``: words are read as words (pypinyin's phrases)."""
    return _known(text) if len(text) <= _SHORT else _syllables_of(text)


def _syllables_of(text: str) -> str:
    parts = (_read(part) if HAN_RUN.fullmatch(part) else [BREAK] for part in _PARTS.findall(text))
    return " ".join(syllable for part in parts for syllable in part)


_known = lru_cache(maxsize=8_192)(_syllables_of)
"""Names of columns recur from dataset to dataset."""


def initials(text: str) -> str:
    """The first letters of the syllables, one token each: ``货物吞吐量`` → ``h w t t l``."""
    return initials_of(syllables(text))


def initials_of(spoken: str) -> str:
    """``initials`` of a text whose syllables are known."""
    return " ".join(syllable[0] for syllable in spoken.split())


def readings(word: str) -> tuple[str, ...]:
    """Ways to cut a Latin word into two or more syllables, as phrases: ``fangan`` → ``fang an``, ``fan gan``.

    Empty when it is not pinyin. One syllable alone says too little and is not offered.
    """
    if len(word) > _LETTERS_MAX or not word.isascii() or not word.isalpha():
        return ()
    cuts = _cuts(word.lower(), frozenset(_syllables()))
    return tuple(" ".join(cut) for cut in cuts if len(cut) > 1)


def widened(spoken: tuple[str, ...]) -> tuple[str, ...]:
    """Readings as people of the south type them: zh for z, n for l, ing for in; one syllable is taken otherwise."""
    known = _syllables()
    found: dict[str, None] = {}
    for reading in spoken:
        parts = reading.split()
        for at, part in enumerate(parts):
            others = (end_ for pair in _ALIKE for end_ in _exchanged(part, *pair))
            found |= dict.fromkeys(" ".join([*parts[:at], other, *parts[at + 1 :]]) for other in others if other in known)
    return tuple(found)[:_GUESSES_MAX]


def corrected(word: str) -> tuple[str, ...]:
    """Readings of what is pinyin but for one letter: swapped, missing, too many or wrong; the fewest syllables first."""
    if not 6 <= len(word) <= _SHORT or not word.isascii() or not word.isalpha():
        return ()
    found = dict.fromkeys(cut_ for variant in _one_letter_off(word) for cut_ in readings(variant)[:1])
    return tuple(sorted(found, key=lambda reading: reading.count(" ")))[:_GUESSES_MAX]


def is_syllable(word: str) -> bool:
    return word.lower() in _syllables()


@lru_cache(maxsize=512)
def completions(beginning: str) -> tuple[str, ...]:
    """Syllables that begin so, the shortest first."""
    return tuple(sorted((known for known in _syllables() if known.startswith(beginning)), key=lambda known: (len(known), known)))


def initial_letters(word: str) -> str:
    """``hwttl`` → ``h w t t l``; empty unless the word is of four or more consonants, which no language writes."""
    return " ".join(word.lower()) if _CONSONANTS.fullmatch(word.lower()) else ""


def _exchanged(part: str, one: str, other: str) -> Iterator[str]:
    for short, long in ((one, other), (other, one)):
        if part.startswith(short) and not part.startswith(long + "h"):
            yield long + part[len(short) :]
        if part.endswith(short):
            yield part[: -len(short)] + long


def _one_letter_off(word: str) -> Iterator[str]:
    """Likelier errors first."""
    cuts_ = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (left + right[1] + right[0] + right[2:] for left, right in cuts_ if len(right) > 1)
    yield from (left + letter + right for left, right in cuts_ for letter in _LETTERS)
    yield from (left + right[1:] for left, right in cuts_ if right)
    yield from (left + letter + right[1:] for left, right in cuts_ if right for letter in _LETTERS)


def _read(run: str) -> list[str]:
    return [syllable for word in seg.cut(run) for syllable in _read_word(word)]


@lru_cache(maxsize=30_000)
def _read_word(word: str) -> tuple[str, ...]:
    """Words recur, and reading one costs as much as cutting a title."""
    return tuple(syllable.replace("ü", "v") for syllable in lazy_pinyin(word, errors=lambda signs: BREAK))


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    """Every syllable that some sign of pypinyin's table has; single consonants (``m``, ``n``, ``ng``) left out."""
    entries = (entry for code, entry in pinyin_dict.pinyin_dict.items() if 0x4E00 <= code <= 0x9FFF)
    plain = {to_normal(reading).replace("ü", "v") for reading in set(",".join(entries).split(","))}
    return frozenset(syllable for syllable in plain if syllable.isascii() and re.search("[aeiouv]", syllable))


def _cuts(word: str, known: frozenset[str]) -> list[list[str]]:
    """All cuts, those with longer first syllables first, at most ``_READINGS_MAX``; linear in dead ends."""
    dead: set[int] = set()

    def walk(start: int) -> list[list[str]]:
        if start == len(word):
            return [[]]
        if start in dead:
            return []
        found: list[list[str]] = []
        for end in range(min(len(word), start + 6), start, -1):
            if word[start:end] in known and len(found) < _READINGS_MAX:
                found += [[word[start:end], *rest] for rest in walk(end)]
        if not found:
            dead.add(start)
        return found[:_READINGS_MAX]

    return walk(0)
