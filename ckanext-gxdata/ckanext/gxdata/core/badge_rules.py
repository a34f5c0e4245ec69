"""The rules of ``config/badges.yaml`` as values: badges, what earns them, and what counts as 高价值 or 基础目录. Pure.

Here: what a rule is made of. Not here: reading the file (``gxdata/badge_rules.py``), what a dataset is like
(``badge_facts.py``), applying the rules (``badges.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.zone_coverage import Targets
from ckanext.gxdata.core.zone_rules import ZoneRules

Labels = Mapping[str, str]

HIGH_VALUE = "high_value"
"""Id of the badge that ``Rules.high`` gives."""

CODED: Mapping[str, str] = {
    "theme": "theme",
    "zone": "zone",
    "update_frequency": "update_frequency",
    "open_type": "open_type",
    "provider_kind": "provider_kind",
    "format": "format",
    "resource_type": "resource_type",
    "machine_translated": "translation_language",
}
"""Fact → code list of its values; such a fact is tested with ``one_of``."""
STATES: Mapping[str, Mapping[str, Labels]] = {
    "freshness": {
        "on_time": {"zh": "按期", "en": "on time", "vi": "đúng hạn", "th": "ตรงเวลา"},
        "due_soon": {"zh": "临期", "en": "due soon", "vi": "sắp đến hạn", "th": "ใกล้ครบกำหนด"},
        "overdue": {"zh": "逾期", "en": "overdue", "vi": "quá hạn", "th": "เกินกำหนด"},
        "irregular": {"zh": "不定期", "en": "irregular", "vi": "không định kỳ", "th": "ไม่แน่นอน"},
        "unknown": {"zh": "更新时间不明", "en": "unknown", "vi": "không rõ thời gian cập nhật", "th": "ไม่ทราบเวลาปรับปรุง"},
    },
    "translated": {
        "en": {"zh": "英文", "en": "English", "vi": "tiếng Anh", "th": "ภาษาอังกฤษ"},
        "vi": {"zh": "越南文", "en": "Vietnamese", "vi": "tiếng Việt", "th": "ภาษาเวียดนาม"},
        "th": {"zh": "泰文", "en": "Thai", "vi": "tiếng Thái", "th": "ภาษาไทย"},
    },
}
"""Fact → its values where no code list has them; tested with ``one_of`` too."""
COUNTED = ("stars", "items", "rows", "years")
"""Tested with ``least``: best star of the formats, 信息项, rows (of open data only), years covered."""
WORDED = ("title", "subject", "item_names")
"""Tested with ``words``: the title; title and keywords; names of the 信息项."""
LONG = ("source_values", "lineage")
DAILY = frozenset({"freshness"})
"""Facts that change from day to day without anybody touching the dataset."""


@dataclass(frozen=True, slots=True)
class Test:
    """``fact`` is one of those above, ``wanted`` (fills a gap of a zone) or ``filled`` (fields that must all be there)."""

    fact: str
    says: Labels
    """The condition in words, for the page of rules."""
    because: Labels = field(default_factory=dict)
    """The reason it gives, with ``{value}`` and ``{count}``; empty for what is no reason, only a condition."""
    one_of: tuple[str, ...] = ()
    least: int = 0
    words: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    source: str = ""
    """Only where it is another than that of the rule."""


@dataclass(frozen=True, slots=True)
class Group:
    kind: Literal["all", "any", "none"]
    members: tuple[Condition, ...]


Condition = Test | Group


@dataclass(frozen=True, slots=True)
class BadgeRule:
    id: str
    title: Labels
    about: Labels
    when: Group
    source: str
    certainty: str

    @property
    def changes_daily(self) -> bool:
        """Whether the search index cannot know it: it would be wrong the day after."""
        return any(test.fact in DAILY for test in tests(self.when))


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the share of 基础目录 was before, as somebody published it. ``share`` in per cent."""

    share: int
    source: Labels
    note: Labels
    """How their way of counting differs from ours."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``badges`` in the order of the file, without ``high`` and ``basic``."""

    high: BadgeRule
    basic: BadgeRule
    badges: tuple[BadgeRule, ...]
    baseline: Baseline
    codelists: Mapping[str, CodeList]
    targets: Targets
    zones: ZoneRules
    lasting: tuple[BadgeRule, ...] = field(init=False, repr=False, compare=False)
    """``badges`` that stay until the dataset changes: the search index knows them."""
    unasked: frozenset[str] = field(init=False, repr=False, compare=False)
    """Long fields that no rule asks for: to find out what of them is public would be half of the price of a badge."""

    def __post_init__(self) -> None:
        asked = {name for rule in self.all for test in tests(rule.when) for name in test.fields}
        object.__setattr__(self, "unasked", frozenset(LONG) - asked)
        object.__setattr__(self, "lasting", tuple(rule for rule in self.badges if not rule.changes_daily))

    @property
    def all(self) -> tuple[BadgeRule, ...]:
        """Every rule, as the page lists them."""
        return (self.high, self.basic, *self.badges)


def tests(condition: Condition) -> Iterator[Test]:
    """Every test of it, from left to right."""
    if isinstance(condition, Test):
        yield condition
    else:
        for member in condition.members:
            yield from tests(member)
