"""Known names with an error in them. Pure.

Latin and pinyin: one letter too many, too few, wrong, or two swapped. Chinese: one wrong sign of three or more, or the right
sounds. Not here: names that nobody listed (``pinyin_terms.corrected`` guesses at those).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ckanext.gxdata.core.pinyin_terms import HAN_RUN

LATIN_MIN = 5
HAN_MIN = 3
HAN_MAX = 6
_NEAR_MAX = 3
_PAIR = 2
_GAP = "\0"


class Spelling:
    """What is known, by its forms with one letter or sign left out."""

    def __init__(self, names: Iterable[str] = (), sounds: Iterable[tuple[str, str]] = ()) -> None:
        """``sounds`` are pairs of joined syllables and the name that sounds so."""
        self._by_gap: dict[str, list[str]] = defaultdict(list)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys(names):
            for form in dict.fromkeys(_forms(name)):
                self._by_gap[form].append(name)
            if len(name) == _PAIR and HAN_RUN.fullmatch(name):
                self._by_first[name[0]].append(name)
        for sound, name in dict.fromkeys(sounds):
            self._by_sound[sound].append(name)

    def near(self, word: str) -> tuple[str, ...]:
        """Names one error away, the likelier first."""
        found = dict.fromkeys(name for form in _forms(word) for name in self._by_gap.get(form, ()))
        likely = sorted((name for name in found if name != word and _one_error(word, name)), key=lambda n: n[:1] != word[:1])
        return tuple(likely[:_NEAR_MAX])

    def beginning(self, pair: str) -> tuple[str, ...]:
        """Names of two signs with the first of these: half of a name is little, so only where nothing else is known."""
        return tuple(self._by_first.get(pair[:1], ())[:_NEAR_MAX]) if len(pair) == _PAIR else ()

    def sounding(self, sound: str) -> tuple[str, ...]:
        return tuple(self._by_sound.get(sound, ())[:_NEAR_MAX])


def _forms(word: str) -> Iterator[str]:
    if HAN_RUN.fullmatch(word):
        if HAN_MIN <= len(word) <= HAN_MAX:
            yield from (word[:at] + _GAP + word[at + 1 :] for at in range(len(word)))
    elif len(word) >= LATIN_MIN - 1 and word.isascii():
        yield word
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_error(word: str, name: str) -> bool:
    """Damerau: forms with a letter left out also meet when two are wrong."""
    if HAN_RUN.fullmatch(name):
        return True
    start = next((at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), None)
    if start is None:
        return abs(len(word) - len(name)) <= 1
    rest, other = word[start:], name[start:]
    swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return swapped or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
