"""How a name of a column or a title is compared with the words of a grading rule.

A text is read twice: as Chinese (blanks and signs taken out, statistics left out: 手机用户数 is no telephone) and as the
words of a column name (``idCardNo`` and ``ID_CARD_NO`` are *id card no*). Not here: what a fit means (``grading_items``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ckanext.gxdata.core.text import clean

_BRACKETS = re.compile(r"[()\[\]{}<>〔〕【】《》「」|]")
_SIGNS = re.compile(r"[\W_]+")
_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TOKENS = re.compile(r"[a-z]+|[0-9]+")
LONGEST = 500
"""Of a text that is looked at; names of columns are short, and whoever hides a word behind 500 others finds a person."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What says that a column holds statistics, not one person each."""

    endings: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def in_han(self, part: str) -> bool:
        return part.endswith(self.endings) or any(word in part for word in self.contains)

    def in_tokens(self, tokens: tuple[str, ...]) -> bool:
        return any(word in tokens for word in self.columns)


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready. ``figure`` when all of it names statistics."""

    han: str
    parts: tuple[str, ...]
    tokens: tuple[str, ...]
    figure: bool


@dataclass(frozen=True, slots=True)
class Words:
    """``words`` stand inside a text, ``exact`` is all of it, ``columns`` are words of a column name in their order,
    ``endings`` end one (glued pinyin); ``cut`` is taken out of the text first."""

    words: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()

    def fit(self, text: Text) -> bool:
        if any(part in self.exact for part in text.parts):
            return True
        return self._fit_han(text.han) or (bool(text.tokens) and self._fit_column(text.tokens))

    def starts(self) -> frozenset[str]:
        """The first two signs of every Chinese word: a text with none of them needs no closer look."""
        return frozenset(word[:2] for word in (*self.words, *self.exact))

    def _fit_han(self, han: str) -> bool:
        if not any(word in han for word in self.words):
            return False
        left = without(han, self.cut)
        return any(word in left for word in self.words)

    def _fit_column(self, tokens: tuple[str, ...]) -> bool:
        spaced, compact = f" {' '.join(tokens)} ", "".join(tokens)
        for phrase in self.cut:
            spaced = spaced.replace(f" {phrase} ", " ")
        if any(f" {word} " in spaced or compact == word.replace(" ", "") for word in self.columns):
            return True
        return bool(self.endings) and (compact.endswith(self.endings) or any(t.endswith(self.endings) for t in tokens))


def read(raw: str, figures: Figures) -> Text:
    """The text for comparison; parts that name statistics are left out."""
    plain = unicodedata.normalize("NFKC", clean(raw[:LONGEST]))
    tokens = tuple(_TOKENS.findall(_WORD_ENDS.sub(" ", plain).casefold()))
    parts = tuple(part for piece in _BRACKETS.split(plain) if (part := _SIGNS.sub("", piece.casefold())))
    kept = tuple(part for part in parts if not figures.in_han(part))
    counted = figures.in_tokens(tokens)
    return Text("".join(kept), kept, () if counted else tokens, bool(parts) and (not kept or counted))


def han(word: str) -> str:
    """A word of a rule as ``Text.han`` has it."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", clean(word)).casefold())


def column_words(phrase: str) -> str:
    """A phrase of a rule as ``Text.tokens`` has it."""
    return " ".join(_TOKENS.findall(phrase.casefold()))


def without(text: str, phrases: tuple[str, ...]) -> str:
    """The text with each phrase replaced by a sign that is in no word."""
    for phrase in phrases:
        text = text.replace(phrase, "\n")
    return text
