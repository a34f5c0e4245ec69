"""Words of a question: how they are compared, what is known of them (``config/search/``), and the terms made of them.

Not here: how a question is cut (``search_cut.py``, ``search_han.py``), errors of typing (``search_spelling.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from ckanext.gxdata.core.pinyin_terms import HAN
from ckanext.gxdata.core.search_places import NOWHERE, Place
from ckanext.gxdata.core.search_spelling import Spelling

LATIN = "0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff"
TOKEN = re.compile(
    r'["“「](?P<quoted>[^"“”「」]+)["”」]'
    rf"|(?P<han>[{HAN}]+)"
    rf"|(?P<time>(?:19|20)[0-9][0-9](?![-./_{LATIN}])(?:年度?)?)"
    rf"|(?P<latin>[{LATIN}]+(?:[-./_][{LATIN}]+)*)"
    rf"|(?P<other>[^\s\u0000-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uffef{HAN}{LATIN}]+)"
)
TIME = re.compile(r"(?:19|20)\d\d(?:年度?)?")


@dataclass(frozen=True, slots=True)
class SearchRules:
    """``config/search/`` as loaded. Keys and words are folded as ``fold`` does, Vietnamese without its marks (``bare``)."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Term → other names of the same."""
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Term → what somebody who asks for it also wants (糖料 → 甘蔗), with less weight; not the other way round."""
    vocabulary: frozenset[str] = frozenset()
    """Names without another one: a run is cut there, and their errors are known."""
    questions: frozenset[str] = frozenset()
    """Words of a question that are in no title (请问, 有多少): dropped unless nothing else is said."""
    light: frozenset[str] = frozenset()
    """Words that hundreds of titles have (产量, 情况): they move a hit up, they are not required."""
    places: Set[str] = frozenset()
    """Names of regions: they move a hit far up, but what is asked about a place may be answered for the country."""
    regions: Mapping[str, Place] = field(default_factory=dict)
    """Name → where that is, for the names whose region is known."""
    place_names: Mapping[str, str] = field(default_factory=dict)
    """Foreign name of a region → its Chinese one, before the regions are known."""
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Short name of a department (人社厅) → what full names of such departments hold (人力资源和社会保障)."""
    initials: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """First letters of a known name's syllables → such names (tcc → 停车场)."""
    spelling: Spelling = field(default_factory=Spelling)
    """Known names, found by one with an error in it."""
    simplified: Mapping[int, str] = field(default_factory=dict)
    """Traditional → Simplified, as ``str.translate`` takes it."""
    minimum: float = 0.5
    """Share of the terms that a hit must have."""
    guesses: bool = True
    """Whether homophones and likely errors are looked for in titles, beyond the names that are known."""

    def knows(self, word: str) -> bool:
        """Whether the word has a meaning of its own, so that a longer run is cut there."""
        known = (self.synonyms, self.related, self.light, self.questions, self.places, self.offices, self.vocabulary)
        return any(word in words for words in known)

    def place(self, name: str) -> Place:
        return self.regions.get(name, NOWHERE)


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
    near: tuple[str, ...] = ()
    """Names that were perhaps meant: one error away, or sounding the same."""
    guesses: tuple[str, ...] = ()
    """Syllables of what was perhaps meant, as phrases."""
    fuzzy: str = ""
    """The text, when it may be a misspelt word of the catalog."""
    office: bool = False
    """A department: its words stand in the labels of a dataset."""

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.text, *self.synonyms, *self.related, *self.pinyin, *self.near, *self.guesses)

    @property
    def is_known(self) -> bool:
        """Whether the rules know it: such terms tell what a question is about."""
        return bool(self.synonyms or self.related or self.code or self.office)


def fold(text: str, rules: SearchRules) -> str:
    """NFKC, lower case, Simplified: the form in which words are compared."""
    return unicodedata.normalize("NFKC", text).lower().translate(rules.simplified)


def bare(text: str) -> str:
    """Latin letters without their marks, as many people type Vietnamese: ``dân số`` → ``dan so``."""
    if text.isascii() or not re.fullmatch(rf"[{LATIN}\s\-./_]+", text):
        return text
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def named(text: str, rules: SearchRules) -> Term:
    return Term(text, rules.synonyms.get(text, ()), rules.related.get(text, ()))
