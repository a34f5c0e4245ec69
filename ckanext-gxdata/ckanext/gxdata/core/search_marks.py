"""Where a hit matched: the signs of a shown text that the understood question found, whatever way it was asked. Pure.

Traditional, another name, pinyin and first letters mark the word that stands there. Nothing is marked that the question did not
look for; a word the index reduces to its stem may stay unmarked. Not here: escaping, which is the template's (parts of text come
out, no markup).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ckanext.gxdata.core.pinyin_terms import HAN_RUN, syllables
from ckanext.gxdata.core.search_terms import Understood
from ckanext.gxdata.core.search_words import SearchRules, Term, bare, fold

Span = tuple[int, int]
Parts = list[tuple[str, bool]]
"""Pieces of a text, each with whether it is marked; joined they are the text."""

EXCERPT = 160
_BEFORE = 30
_INITIALS_MIN = 3
_TEXT_MAX = 4_000


@dataclass(frozen=True)
class Marker:
    understood: Understood
    rules: SearchRules
    guessing: bool = False
    """Marks what sounds the same, too: for a hit in which nothing else is found."""

    def parts(self, text: str, length: int = 0) -> Parts:
        """The text in pieces. ``length``: only so many signs, around the first mark."""
        text = unicodedata.normalize("NFC", text)
        spans = self.spans(text)
        return _cut(text, spans) if not length else _excerpt(text, spans, length)

    def spans(self, text: str) -> list[Span]:
        """What is marked, in order, none touching another."""
        text = text[:_TEXT_MAX]
        folded, places = self._folded(text)
        found = [(places[start], places[end - 1] + 1) for start, end in self._by_signs(folded)]
        found += [span for run in HAN_RUN.finditer(text) for span in self._by_sound(run)]
        return _merged(found)

    def _by_signs(self, folded: str) -> Iterator[Span]:
        for form in self._signs:
            yield from (match.span() for match in re.finditer(re.escape(form), folded))
        if self._words:
            yield from (match.span() for match in self._words.finditer(folded))

    def _by_sound(self, run: re.Match[str]) -> Iterator[Span]:
        if not self._sounds and not self._letters:
            return
        spoken = syllables(run[0]).split()
        if len(spoken) != len(run[0]):
            return
        for wanted in self._sounds:
            yield from (_moved(span, run.start()) for span in _runs(spoken, wanted))
        first = [part[0] for part in spoken]
        for wanted in self._letters:
            yield from (_moved(span, run.start()) for span in _runs(first, wanted))

    def _folded(self, text: str) -> tuple[str, list[int]]:
        """Folded sign by sign, with the place each came from."""
        signs = [(part, at) for at, sign in enumerate(text) for part in self._sign(sign)]
        return "".join(part for part, _at in signs), [at for _part, at in signs]

    @cached_property
    def _sign(self) -> Callable[[str], str]:
        known: dict[str, str] = {}

        def folded(sign: str) -> str:
            if sign not in known:
                known[sign] = bare(fold(sign, self.rules))
            return known[sign]

        return folded

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        return (*self.understood.terms, *self.understood.offices)

    @cached_property
    def _forms(self) -> list[str]:
        known = [form for term in self._terms for form in (term.text, *term.synonyms, *term.related, *term.near)]
        return [
            form for form in dict.fromkeys([*known, *self.understood.places, *self.understood.light]) if form.strip()
        ]

    @cached_property
    def _signs(self) -> list[str]:
        """Forms found anywhere, as scripts without blanks are written."""
        return [form for form in self._forms if not _is_latin(form)]

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Forms that are whole words, in the plural too."""
        words = sorted({re.escape(bare(form)) for form in self._forms if _is_latin(form)}, key=len, reverse=True)
        return re.compile(rf"(?<![0-9a-z])(?:{'|'.join(words)})(?:e?s)?(?![0-9a-z])") if words else None

    @cached_property
    def _sounds(self) -> list[tuple[str, ...]]:
        phrases = [
            phrase for term in self._terms for phrase in (*term.pinyin, *(term.guesses if self.guessing else ()))
        ]
        return [parts for phrase in dict.fromkeys(phrases) if len(parts := tuple(phrase.split())) > 1]

    @cached_property
    def _letters(self) -> list[tuple[str, ...]]:
        letters = [tuple(term.initials.split()) for term in self._terms]
        return [each for each in dict.fromkeys(letters) if len(each) >= _INITIALS_MIN]


def _is_latin(form: str) -> bool:
    return bare(form).isascii()


def _runs(parts: Sequence[str], wanted: Sequence[str]) -> Iterator[Span]:
    size = len(wanted)
    return ((at, at + size) for at in range(len(parts) - size + 1) if tuple(parts[at : at + size]) == tuple(wanted))


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _cut(text: str, spans: Iterable[Span]) -> Parts:
    parts: Parts = []
    behind = 0
    for start, end in spans:
        parts += [(text[behind:start], False), (text[start:end], True)]
        behind = end
    return [part for part in (*parts, (text[behind:], False)) if part[0]]


def _excerpt(text: str, spans: Sequence[Span], length: int) -> Parts:
    """From the beginning, unless the first mark stands too far behind."""
    start = spans[0][0] - _BEFORE if spans and spans[0][1] > length else 0
    end = start + length
    within = [
        (max(first, start) - start, min(last, end) - start) for first, last in spans if first < end and last > start
    ]
    parts = _cut(text[start:end], within)
    return [*([("…", False)] if start else []), *parts, *([("…", False)] if end < len(text) else [])]
