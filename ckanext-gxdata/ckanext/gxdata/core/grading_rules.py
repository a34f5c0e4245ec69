"""The rules of ``config/grading.yaml`` as frozen values. Read by ``gxdata/grading_rules.py``, applied by ``grading``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ckanext.gxdata.core.grading_types import Grade, Reason
from ckanext.gxdata.core.grading_words import Figures, Text, Words, any_sign_of, bare, read
from ckanext.gxdata.core.sign_table import SignTable

NEEDS = ("", "not_institution", "person_row", "person", "identified")
"""When a rule of an item counts: always; unless the title is of institutions; where other columns describe persons;
where these or the title do; where another column says who the person is."""

GATE = (
    "declared_grade",
    "declared_item",
    "declared_personal",
    "declared_sensitive",
    "not_believed",
    "protected_public",
    "protected_open",
    "level_open",
    "condition_missing",
    "reason_missing",
    "personal_open",
    "claim_refuted",
)
"""Names in the section ``gate`` of the file; the code gives them their meaning, the file their words and sources."""

TEXTS_KEPT, HEADINGS_KEPT, ASSESSMENTS_KEPT = 20_000, 1_024, 64
_NO_FIGURES = Figures()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule comes from. What is not certain says so wherever the rule is shown."""

    id: str
    title: str
    source: str
    certainty: str

    @property
    def shown_source(self) -> str:
        if self.certainty == "medium" and any(word in self.source for word in ("转述", "归纳")):
            return self.source  # it says so itself
        return self.source + {"medium": "（转述或归纳，非条文）", "unknown": "（不确定，供审核人判断）"}.get(
            self.certainty, ""
        )

    def reason(self, item: str, message: str, grade: Grade) -> Reason:
        return Reason(self.id, item, message, self.shown_source, grade)


@dataclass(frozen=True, slots=True)
class ItemRule:
    """Words that name a kind of 信息项; ``kind`` is empty for what is worth protecting without being personal."""

    origin: Origin
    words: Words
    grade: Grade
    kind: str = ""
    needs: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a 信息项 of this kind is worth when a department declares the kind."""

    origin: Origin
    grade: Grade
    label: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class DatasetRule:
    """Words of a title; ``items``, when given, must name a column too."""

    origin: Origin
    words: Words
    items: Words
    grade: Grade


@dataclass(frozen=True, slots=True)
class Combination:
    """What several 信息项 are together. Every condition that is set must hold."""

    origin: Origin
    grade: Grade
    kinds: tuple[str, ...] = ()
    kinds_at_least: int = 0
    marks: tuple[str, ...] = ()
    titles: Words = field(default_factory=Words)
    titles_not: Words = field(default_factory=Words)
    records: int = 0
    sensitive_records: int = 0
    kind: str = ""
    """What the dataset then holds besides (minor, location)."""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a way of de-identification lowers, and where it is not believed: ``needs_mask`` names kinds of which a column
    must have a masking rule of its own, of a treatment in ``masks``."""

    origin: Origin
    lowers_by: int
    not_below: int
    needs_mask: frozenset[str] = frozenset()
    masks: frozenset[str] = frozenset()

    def lowered(self, grade: Grade) -> Grade:
        """Important and core data is not lowered by de-identification: a person decides."""
        if grade.rank > 4:
            return grade
        return min(grade, Grade(max(grade.rank - self.lowers_by, self.not_below)))


@dataclass(frozen=True, slots=True)
class Mask:
    """One code of the list ``mask_rule``."""

    id: str
    fits: frozenset[str]
    treatment: str


@dataclass(frozen=True, slots=True)
class Openness:
    """Of one grade: ``default`` where nothing was said, ``widest`` that may be said."""

    default: str
    widest: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One name of a 信息项: made ready, the rules and marks whose words are in it, whether it describes a person."""

    text: Text
    rules: tuple[ItemRule, ...] = ()
    marks: frozenset[str] = frozenset()
    of_person: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All of grading."""

    figures: Figures
    persons: Words
    person_columns: Words
    institutions: Words
    items: tuple[ItemRule, ...]
    marks: Mapping[str, Words]
    datasets: tuple[DatasetRule, ...]
    combinations: tuple[Combination, ...]
    treatments: Mapping[str, Treatment]
    treatment_words: Mapping[str, str]
    masks: Mapping[str, Mask]
    """By every word of the code list: id, label, alias."""
    openness: Mapping[int, Openness]
    gate: Mapping[str, Origin]
    """What is said of declarations and of breaches, by its name (``GATE``)."""
    kinds: Mapping[str, KindRule]
    kind_words: Mapping[str, str]
    """Kind by every word of the code list ``personal_info_kind``."""
    signs: Mapping[int, str] = field(default_factory=dict)
    """Traditional and other variants of a sign → the one that rules are written with, for ``str.translate``."""
    _readings: dict[str, Reading] = field(init=False, repr=False, compare=False, default_factory=dict)

    _headings: dict[str, Text] = field(init=False, repr=False, compare=False, default_factory=dict)
    assessed: dict[Any, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What ``grading_assessment`` found before, by all that it looked at."""
    _table: SignTable = field(init=False, repr=False, compare=False)

    _starts: frozenset[str] = field(init=False, repr=False, compare=False)
    _titles: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_table", SignTable(self.signs))
        object.__setattr__(self, "_titles", any_sign_of(rule.words for rule in self.datasets))
        words = (*(rule.words for rule in self.items), *self.marks.values(), self.person_columns)
        object.__setattr__(self, "_starts", frozenset(start for each in words for start in each.starts()))

    def reading(self, text: str) -> Reading:
        """The text with all that its words alone say; remembered, for columns of a source repeat."""
        found = self._readings.get(text)
        if found is None:
            if len(self._readings) >= TEXTS_KEPT:
                self._readings.clear()
            self._readings[text] = found = self._read(text)
        return found

    def may_be_titled(self, title: str) -> bool:
        """False for most titles at once: no rule of ``datasets`` fits."""
        return self._titles.search(bare(title, self._table)) is not None

    def heading(self, title: str) -> Text:
        """A title for comparison: one that names statistics is still about its subject (军事设施分布).

        Remembered for a while: a dataset is graded when it lands and when it is admitted.
        """
        found = self._headings.get(title)
        if found is None:
            if len(self._headings) >= HEADINGS_KEPT:
                self._headings.clear()
            self._headings[title] = found = read(title, _NO_FIGURES, self._table)
        return found

    def _read(self, raw: str) -> Reading:
        text = read(raw, self.figures, self._table)
        if not text.tokens and self._starts.isdisjoint(map("".join, pairwise(text.han))):
            return Reading(text)
        return Reading(
            text,
            tuple(rule for rule in self.items if rule.words.fit(text)),
            frozenset(mark for mark, words in self.marks.items() if words.fit(text)),
            self.person_columns.fit(text),
        )
