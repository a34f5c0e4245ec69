"""Badges of a dataset, each with the facts that earned it; and whether it is 高价值, 基础目录 or neither. Pure.

A rule decides unless a person did: ``high_value`` (confirmed, declined) with its public ``high_value_reason``.
Not here: the rules (``badge_rules.py``), who may decide (``logic/``), counting (the search index).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from ckanext.gxdata.core import freshness
from ckanext.gxdata.core.badge_facts import Facts, promised_lag
from ckanext.gxdata.core.badge_rules import CODED, COUNTED, HIGH_VALUE, STATES, BadgeRule, Condition, Rules, Test
from ckanext.gxdata.core.codelists import LANGUAGES
from ckanext.gxdata.core.solr_values import moment
from ckanext.gxdata.core.wording import comma, say

CONFIRMED, DECLINED = "confirmed", "declined"
SHORTEST_REASON = 5
"""Characters; a decision of a person without a reason has no effect."""
_ANY_DAY = date(2000, 1, 1)
"""For rules that ask for no fact that changes by itself."""

DECIDED = {
    "zh": "人工认定：{reason}",
    "en": "Decided by a person: {reason}",
    "vi": "Do người quyết định: {reason}",
    "th": "ตัดสินโดยบุคคล: {reason}",
}
WORDS_SAID = 3
"""Of the words found, so many are named: a sentence is no list."""

Kind = Literal["high", "basic", ""]


@dataclass(frozen=True, slots=True)
class Reason:
    """The sentence that names the fact, by language."""

    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Badge:
    id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """``decided``: by a person; the reasons are then his. A declined dataset is ``basic`` or nothing, as the rules say."""

    kind: Kind
    reasons: tuple[Reason, ...]
    decided: bool = False


def badges(dataset: Mapping[str, Any], rules: Rules, today: date) -> tuple[Badge, ...]:
    """What a dataset, as ``package_show`` answers it, has earned by ``today``: 高价值 first, then as the file has them."""
    facts = Facts(dataset, rules, today)
    value = _value(dataset, facts, rules)
    first = (Badge(HIGH_VALUE, value.reasons),) if value.kind == "high" else ()
    return first + tuple(Badge(rule.id, reasons) for rule, reasons in _earned(rules.badges, facts, rules))


def value_of(dataset: Mapping[str, Any], rules: Rules) -> Value:
    """High value, basic or neither, and why; the same every day until the dataset changes."""
    return _value(dataset, Facts(dataset, rules, _ANY_DAY), rules)


def high_value_of(dataset: Mapping[str, Any], rules: Rules) -> Value | None:
    """As ``value_of`` for one of high value, else None: a list shows no other, and reasons cost more than the judgement."""
    facts = Facts(dataset, rules, _ANY_DAY)
    return _value(dataset, facts, rules) if _kind(dataset, facts, rules) == "high" else None


def _value(dataset: Mapping[str, Any], facts: Facts, rules: Rules) -> Value:
    decision, said = _decision(dataset)
    if decision == CONFIRMED:
        return Value("high", said, decided=True)
    basic = _why(rules.basic.when, facts, rules)
    if decision == DECLINED:
        return Value("" if basic is None else "basic", (*said, *(basic or ())), decided=True)
    if basic is not None:
        return Value("basic", basic)
    high = _why(rules.high.when, facts, rules)
    return Value("", ()) if high is None else Value("high", high)


def _decision(dataset: Mapping[str, Any]) -> tuple[str, tuple[Reason, ...]]:
    """Of a person, with his reason; empty where nobody decided."""
    decision, reason = str(dataset.get("high_value") or ""), str(dataset.get("high_value_reason") or "").strip()
    if decision not in (CONFIRMED, DECLINED) or len(reason) < SHORTEST_REASON:
        return "", ()
    return decision, (Reason({language: words.format(reason=reason) for language, words in DECIDED.items()}),)


def badge_fields(dataset: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """Fields of the search index. Badges that change by the day are not among them: ``gx_fresh_until`` is asked instead."""
    facts = Facts(dataset, rules, _ANY_DAY)
    kind = _kind(dataset, facts, rules)
    earned = [rule.id for rule in rules.lasting if _holds(rule.when, facts)]
    return {
        "gx_high_value": kind or None,
        "gx_badges": [*([HIGH_VALUE] if kind == "high" else []), *earned],
        "gx_fresh_until": fresh_until(dataset, rules),
    }


def _kind(dataset: Mapping[str, Any], facts: Facts, rules: Rules) -> Kind:
    """``_value`` without its reasons, which cost most of it and which the index does not hold."""
    decision, _said = _decision(dataset)
    if decision == CONFIRMED:
        return "high"
    if _holds(rules.basic.when, facts):
        return "basic"
    return "high" if decision != DECLINED and _holds(rules.high.when, facts) else ""


def _holds(condition: Condition, facts: Facts) -> bool:
    """Whether ``_reasons`` would give any, be they none in words."""
    if isinstance(condition, Test):
        return _is_so(condition, facts)
    wanted = condition.kind != "all"  # the outcome of one member with which that of all is settled
    for member in condition.members:
        if _holds(member, facts) == wanted:
            return condition.kind == "any"
    return condition.kind != "any"


def _is_so(test: Test, facts: Facts) -> bool:
    """Whether ``_found`` finds anything."""
    if test.fact in CODED or test.fact in STATES:
        return not facts.codes_of(test.fact).isdisjoint(test.one_of)
    if test.fact in COUNTED:
        return facts.number(test.fact)[0] >= test.least
    if test.fact == "wanted":
        return bool(facts.wanted)
    if test.fact == "filled":
        return all(map(facts.has, test.fields))
    text = facts.text(test.fact)
    return any(word in text for word in test.words)


def fresh_until(dataset: Mapping[str, Any], rules: Rules) -> str | None:
    """The moment from which the dataset is overdue, as Solr takes it; None where nothing regular was promised."""
    lag, day = promised_lag(dataset, rules), freshness.parse_day(str(dataset.get("modified") or ""))
    if lag is None or day is None or day.year >= 9000:
        return None
    return moment((day + timedelta(days=lag + 1)).isoformat() + "T00:00:00+08:00")


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _earned(wanted: Iterable[BadgeRule], facts: Facts, rules: Rules) -> list[tuple[BadgeRule, tuple[Reason, ...]]]:
    found = ((rule, _reasons(rule.when, facts, rules)) for rule in wanted)
    return [(rule, reasons) for rule, reasons in found if reasons is not None]


def _why(condition: Condition, facts: Facts, rules: Rules) -> tuple[Reason, ...] | None:
    """``_reasons``, looked for only where there are any: of most datasets a list tells that there are none."""
    return _reasons(condition, facts, rules) if _holds(condition, facts) else None


def _reasons(condition: Condition, facts: Facts, rules: Rules) -> tuple[Reason, ...] | None:
    """Why it holds, possibly without a word; None where it does not."""
    if isinstance(condition, Test):
        return _tested(condition, facts, rules)
    each = [_reasons(member, facts, rules) for member in condition.members]
    held = [reasons for reasons in each if reasons is not None]
    holds = {"all": len(held) == len(each), "any": bool(held), "none": not held}[condition.kind]
    return tuple(reason for reasons in held for reason in reasons) if holds else None


def _tested(test: Test, facts: Facts, rules: Rules) -> tuple[Reason, ...] | None:
    found = _found(test, facts, rules)
    if found is None:
        return None
    return (_reason(test.because, *found),) if test.because else ()


_Found = tuple[Mapping[str, str], int]
"""What is said of it, by language, and the count."""


def _found(test: Test, facts: Facts, rules: Rules) -> _Found | None:
    if test.fact in CODED or test.fact in STATES:
        held = [code for code in facts.codes(test.fact) if code in test.one_of]
        return (_labels(test.fact, held, rules), len(held)) if held else None
    if test.fact in COUNTED:
        count, of = facts.number(test.fact)
        return (_listed(of), count) if count >= test.least else None
    if test.fact == "wanted":
        wanted = facts.wanted
        return (_named(lambda language: (say(each.title, language) for each in wanted)), len(wanted)) if wanted else None
    if test.fact == "filled":
        return (_listed(()), len(test.fields)) if all(map(facts.has, test.fields)) else None
    text = facts.text(test.fact)
    words = [word for word in test.words if word in text]
    return (_listed(words[:WORDS_SAID]), len(words)) if words else None


def _labels(fact: str, codes: Sequence[str], rules: Rules) -> dict[str, str]:
    if fact in STATES:
        return _named(lambda language: (STATES[fact][code][language] for code in codes))
    known = rules.codelists[CODED[fact]]
    return _named(lambda language: (known.label(code, language) for code in codes))


def _reason(because: Mapping[str, str], said: Mapping[str, str], count: int) -> Reason:
    """In every language that the rule is written in."""
    return Reason({language: words.format(value=said[language], count=count) for language, words in because.items()})


def _listed(texts: Sequence[str]) -> dict[str, str]:
    """What has no language of its own, with the comma of each language."""
    return _named(lambda _language: texts)


def _named(names: Callable[[str], Iterable[str]]) -> dict[str, str]:
    return {language: comma(language).join(dict.fromkeys(names(language))) for language in LANGUAGES}
