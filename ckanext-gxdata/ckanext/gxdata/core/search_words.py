"""A question cut into terms, each with the forms that say the same, by rules that are data (``config/search/``).

Chinese is not cut by a dictionary of its own here: known terms are taken out first, what remains becomes overlapping
pairs. As only a share of the terms is required (``search_terms.py``), a wrong cut costs a little rank, never the hit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ckanext.gxdata.core.pinyin_terms import HAN, initial_letters, is_syllable, readings

_TERM_MAX = 12

_LATIN = "0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff"
TOKEN = re.compile(
    r'["“「](?P<quoted>[^"“”「」]+)["”」]'
    rf"|(?P<han>[{HAN}]+)"
    rf"|(?P<time>(?:19|20)[0-9][0-9](?![-./_{_LATIN}])(?:年度?)?)"
    rf"|(?P<latin>[{_LATIN}]+(?:[-./_][{_LATIN}]+)*)"
    rf"|(?P<other>[^\s\u0000-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uffef{HAN}{_LATIN}]+)"
)
TIME = re.compile(r"(?:19|20)\d\d(?:年度?)?")


@dataclass(frozen=True, slots=True)
class SearchRules:
    """``config/search/`` as loaded. Keys and words are folded as ``fold`` does."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Term → other names of the same."""
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Term → what somebody who asks for it also wants (糖料 → 甘蔗), with less weight; not the other way round."""
    questions: frozenset[str] = frozenset()
    """Words of a question that are in no title (请问, 有多少): dropped unless nothing else is said."""
    light: frozenset[str] = frozenset()
    """Words that hundreds of titles have (产量, 情况): they move a hit up, they are not required."""
    places: frozenset[str] = frozenset()
    """Names of regions: they move a hit far up, but what is asked about a place may be answered for the country."""
    simplified: Mapping[int, str] = field(default_factory=dict)
    """Traditional → Simplified, as ``str.translate`` takes it."""
    minimum: float = 0.5
    """Share of the terms that a hit must have."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for; any of its forms will do."""

    text: str
    synonyms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    pinyin: tuple[str, ...] = ()
    initials: str = ""
    code: str = ""
    """The text, when it may be a code or an identifier."""

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.text, *self.synonyms, *self.related, *self.pinyin)


def fold(text: str, rules: SearchRules) -> str:
    """NFKC, lower case, Simplified: the form in which words are compared."""
    return unicodedata.normalize("NFKC", text).lower().translate(rules.simplified)


def cut(folded: str, rules: SearchRules) -> Iterator[Term]:
    """The terms in their order; doubles are kept."""
    latin: list[str] = []
    for match in TOKEN.finditer(folded):
        kind, text = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "latin":
            latin.append(text)
            continue
        yield from _latin_terms(latin, rules)
        latin = []
        yield from _han_terms(text, rules) if kind == "han" else [_term(text.strip(), rules)]
    yield from _latin_terms(latin, rules)


def _term(text: str, rules: SearchRules) -> Term:
    return Term(text, rules.synonyms.get(text, ()), rules.related.get(text, ()))


# --- Han -------------------------------------------------------------------------------------------------------------


def _han_terms(run: str, rules: SearchRules) -> Iterator[Term]:
    start = position = 0
    while position < len(run):
        known = _known_at(run, position, rules)
        if known:
            yield from _pairs(run, start, position)
            yield _term(known, rules)
            position += len(known)
            start = position
        else:
            position += 1
    yield from _pairs(run, start, len(run))


def _known_at(run: str, position: int, rules: SearchRules) -> str:
    """The longest known word that begins here."""
    for length in range(min(_TERM_MAX, len(run) - position), 0, -1):
        word = run[position : position + length]
        if any(word in known for known in (rules.synonyms, rules.related, rules.light, rules.questions, rules.places)):
            return word
    return ""


def _pairs(run: str, start: int, end: int) -> Iterator[Term]:
    """Overlapping pairs of what lies between known words; a single sign borrows a neighbour (香|港口 → 香港)."""
    if end - start == 1 and len(run) > 1:
        start, end = (start - 1, end) if start else (start, end + 1)
    if end - start == 1:
        yield Term(run[start:end])
    for position in range(start, end - 1):
        yield Term(run[position : position + 2])


# --- Latin, figures --------------------------------------------------------------------------------------------------


def _latin_terms(words: list[str], rules: SearchRules) -> Iterator[Term]:
    position = 0
    while position < len(words):
        count, term = _phrase_at(words[position:], rules)
        yield term
        position += count


def _phrase_at(words: list[str], rules: SearchRules) -> tuple[int, Term]:
    """The longest run of words that is a known phrase (sugar cane) or spaced pinyin (gan zhe), else the first word."""
    for count in range(min(4, len(words)), 0, -1):
        phrase = " ".join(words[:count])
        key = next((form for form in _singulars(phrase) if form in rules.synonyms or form in rules.related), "")
        if key:
            return count, _named(phrase, key, rules)
    spaced = 0
    while spaced < len(words) and is_syllable(words[spaced]):
        spaced += 1
    if spaced > 1:
        return spaced, _named(" ".join(words[:spaced]), "".join(words[:spaced]), rules)
    return 1, _word(words[0], rules)


def _named(phrase: str, key: str, rules: SearchRules) -> Term:
    """``key`` is what the rules call it; without an entry there it is pinyin alone."""
    pinyin = readings(phrase.replace(" ", ""))
    return Term(phrase, rules.synonyms.get(key, ()), rules.related.get(key, ()), pinyin)


def _word(word: str, rules: SearchRules) -> Term:
    letters = initial_letters(word)
    code = word if any(sign.isdigit() or sign in "-/_." for sign in word) else ""
    return Term(word, pinyin=readings(word), initials=letters, code=code)


def _singulars(phrase: str) -> tuple[str, ...]:
    endings = (("ies", "y"), ("es", ""), ("s", ""))
    return (phrase, *(phrase[: -len(end)] + put for end, put in endings if phrase.endswith(end)))
