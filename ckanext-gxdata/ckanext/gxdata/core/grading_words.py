"""How a name of a column or a title is compared with the words of a grading rule.

A text is read twice: as Chinese or Thai (simplified, blanks and signs taken out, statistics left out: 手机用户数 is no
telephone) and as the words of a column name (``idCardNo``, ``ID_CARD_NO`` and ``idcard_no`` are *id card no*; marks on
letters do not count). Not here: what a fit means (``grading_items``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from ckanext.gxdata.core.sign_table import SignTable
from ckanext.gxdata.core.text import clean, nfkc

_BRACKETS = re.compile(r"[()\[\]{}<>〔〕【】《》「」|]")
_SIGNS = re.compile(r"[\W_]+")
_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TOKENS = re.compile(r"[a-z]+|[0-9]+")
_LATIN = re.compile("[A-Za-z0-9\u00c0-\u024f\u1e00-\u1eff]")
_MARKED = re.compile("[^\x00-\x7f、。〈-】一-鿿“”‘’]")
"""Signs that may bear a mark; of Chinese none does."""
_NUMBERED = "0123456789一二三四五六七八九"
"""身份证号1, 联系手机二: one of several columns of the same."""
_JOINED_MOST, _JOINED_LEAST = 7, 4
"""How many words of a column name are looked at as one, and how long that is at least: x_m is no xm."""
_CUT = "|"
LONGEST = 500
"""Of a text that is looked at; names of columns are short, and whoever hides a word behind 500 others finds a person."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What says that a column holds statistics, not one person each."""

    endings: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """Words of a column name that make figures of what stands before them, not after: mobile_users, users_mobile."""
    numbers: tuple[str, ...] = ()
    """After one of these (号码, no) nothing is a figure: 身份证号统计 holds numbers of identity cards."""

    def in_han(self, part: str) -> bool:
        if self.numbers and part.endswith(self.numbers):
            return False
        ending = max((each for each in self.endings if part.endswith(each)), key=len, default="")
        starts = [len(part) - len(ending)] if ending else []
        starts += [part.find(word) for word in self.contains if word in part]
        return bool(starts) and not any(self.numbers and part[:start].endswith(self.numbers) for start in starts)

    def left_of(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """The words that do not name statistics."""
        if tokens and tokens[-1] in self.numbers:
            return tokens
        last = max((number for number, word in enumerate(tokens, start=1) if word in self.before), default=0)
        left = tokens[last:] if last and not self._is_number(tokens, last - 1) else tokens
        spaced = f" {' '.join(left)} "
        found = [spaced.find(f" {word} ") for word in self.columns if f" {word} " in spaced]
        after = tuple(f" {number}" for number in self.numbers)
        return () if found and not any(spaced[:start].endswith(after) for start in found) else left

    def _is_number(self, tokens: tuple[str, ...], position: int) -> bool:
        return position > 0 and tokens[position - 1] in self.numbers


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready. ``figure`` when all of it names statistics."""

    han: str
    parts: tuple[str, ...]
    tokens: tuple[str, ...]
    figure: bool
    whole: str = ""
    """As ``han``, statistics included."""
    joined: frozenset[str] = frozenset()
    """Words of the column name that stand beside each other, as one."""


class _Ready(NamedTuple):
    """Of ``Words``, made once: a set where a tuple was searched, one expression where word after word was tried."""

    exact: frozenset[str]
    words: re.Pattern[str]
    han_endings: tuple[str, ...]
    columns: frozenset[str]
    cut: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """``words`` stand inside a text, ``exact`` is all of it, ``columns`` are words of a column name in their order,
    ``endings`` end one (glued pinyin, 联系人手机); ``inside`` is long pinyin anywhere in one; ``cut`` is taken out of the
    text first."""

    words: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    _ready: _Ready = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ready", _ready(self))

    def fit(self, text: Text) -> bool:
        exact = self._ready.exact
        if exact and any(part in exact or part.rstrip(_NUMBERED) in exact for part in text.parts):
            return True
        return self._ends_han(text.parts) or self._fit_han(text.han) or (bool(text.tokens) and self._fit_column(text))

    def starts(self) -> frozenset[str]:
        """The first two signs of every Chinese word: a text with none of them needs no closer look."""
        return frozenset(word[:2] for word in (*self.words, *self.exact, *self.endings))

    def _ends_han(self, parts: tuple[str, ...]) -> bool:
        endings = self._ready.han_endings
        return bool(endings) and any(without(part, self.cut).rstrip(_NUMBERED).endswith(endings) for part in parts)

    def _fit_han(self, han: str) -> bool:
        if not self._ready.words.search(han):
            return False
        return not self.cut or self._ready.words.search(without(han, self.cut)) is not None

    def _fit_column(self, text: Text) -> bool:
        tokens, joined = text.tokens, text.joined
        if not joined.isdisjoint(self._ready.cut):
            tokens = _cut_out(tokens, self.cut)
            joined = frozenset(_joined(tokens))
        if not joined.isdisjoint(self._ready.columns):
            return True
        compact = "".join(tokens)
        if self.inside and any(word in compact for word in self.inside):
            return True
        return bool(self.endings) and (compact.endswith(self.endings) or any(t.endswith(self.endings) for t in tokens))


def _ready(words: Words) -> _Ready:
    return _Ready(
        frozenset(words.exact),
        any_of(words.words),
        tuple(word for word in words.endings if not word.isascii()),
        _squeezed(words.columns),
        _squeezed(words.cut),
    )


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds a text that holds one of the words; an empty word is in every text."""
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


def read(raw: str, figures: Figures, signs: SignTable) -> Text:
    """The text for comparison; parts that name statistics are left out. ``signs``: see ``Rules``."""
    plain = nfkc(clean(raw[:LONGEST]))
    tokens = _tokens(plain)
    folded = signs.exchanged(plain.casefold())
    parts = tuple(part for piece in _BRACKETS.split(folded) if (part := _SIGNS.sub("", piece)))
    kept = tuple(part for part in parts if not figures.in_han(part))
    left = figures.left_of(tokens)
    figure = bool(parts) and (not kept or (bool(tokens) and not left))
    return Text("".join(kept), kept, left, figure, "".join(parts), frozenset(_joined(left)))


def bare(raw: str, signs: SignTable) -> str:
    """All signs of the text that any word could be found in: as ``Text.whole``, and the column words as one."""
    plain = nfkc(clean(raw[:LONGEST]))
    return f"{_SIGNS.sub('', signs.exchanged(plain.casefold()))}\n{''.join(_tokens(plain))}"


def any_sign_of(several: Iterable[Words]) -> re.Pattern[str]:
    """Finds in a ``bare`` text without figures something of every text that one of these fits; often in others too."""
    return any_of(
        word
        for each in several
        for word in (*each.words, *each.exact, *each.endings, *each.inside, *each._ready.columns)
    )


def han(word: str, signs: Mapping[int, str]) -> str:
    """A word of a rule as ``Text.han`` has it."""
    return _SIGNS.sub("", nfkc(clean(word)).casefold().translate(signs))


def column_words(phrase: str) -> str:
    """A phrase of a rule as ``Text.tokens`` has it."""
    return " ".join(_TOKENS.findall(_unmarked(phrase).casefold()))


def without(text: str, phrases: tuple[str, ...]) -> str:
    """The text with each phrase replaced by a sign that is in no word."""
    for phrase in phrases:
        text = text.replace(phrase, "\n")
    return text


def _tokens(plain: str) -> tuple[str, ...]:
    return tuple(_TOKENS.findall(_WORD_ENDS.sub(" ", _unmarked(plain)).casefold())) if _LATIN.search(plain) else ()


def _unmarked(text: str) -> str:
    """Số → So, đ → d, shēn → shen."""
    if not _MARKED.search(text):
        return text
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return bare.translate({0x110: "D", 0x111: "d"})


def _joined(tokens: tuple[str, ...]) -> Iterator[str]:
    for start in range(len(tokens)):
        yield tokens[start]
        for end in range(start + 2, min(start + _JOINED_MOST, len(tokens)) + 1):
            if len(word := "".join(tokens[start:end])) >= _JOINED_LEAST:
                yield word


def _cut_out(tokens: tuple[str, ...], cut: tuple[str, ...]) -> tuple[str, ...]:
    """The words with a sign instead of each phrase of ``cut``, however its words are glued together."""
    phrases = _squeezed(cut)
    left: list[str] = []
    start = 0
    while start < len(tokens):
        ends = range(min(start + _JOINED_MOST, len(tokens)), start, -1)
        end = next((end for end in ends if "".join(tokens[start:end]) in phrases), start)
        left.append(tokens[start] if end == start else _CUT)
        start = max(end, start + 1)
    return tuple(left)


@lru_cache(maxsize=512)
def _squeezed(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(phrase.replace(" ", "") for phrase in phrases if phrase.isascii())
