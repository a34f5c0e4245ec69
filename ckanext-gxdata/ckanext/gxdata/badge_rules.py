"""Loads ``config/badges.yaml`` into frozen rules. A fault is a ``RuleError`` with file, line and the nearest valid value.

Here: file → values. Not here: what the rules do (``core/badges.py``).
"""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.badge_schema import BADGES, GROUPS
from ckanext.gxdata.core import access
from ckanext.gxdata.core.badge_rules import (
    CODED,
    COUNTED,
    HIGH_VALUE,
    STATES,
    WORDED,
    BadgeRule,
    Baseline,
    Condition,
    Group,
    Rules,
    Test,
)
from ckanext.gxdata.core.codelists import SHORTEST_NEEDLE, CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.zone_coverage import Targets
from ckanext.gxdata.core.zone_rules import ZoneRules
from ckanext.gxdata.dataset_fields import DatasetFields
from ckanext.gxdata.rule_values import require_known
from ckanext.gxdata.yaml_lines import Document, Place

FILE = "badges.yaml"
PLACEHOLDERS = ("value", "count")
_NEVER = Group("any", ())
_NOTHING = BadgeRule("", {"zh": "", "en": ""}, {"zh": "", "en": ""}, _NEVER, "", "unknown")
_NO_BASELINE = Baseline(0, {"zh": "", "en": ""}, {"zh": "", "en": ""})


def read_badges(
    config_dir: Path, codelists: Mapping[str, CodeList], fields: DatasetFields, targets: Targets, zones: ZoneRules
) -> Rules:
    """Where there is no such file no dataset earns anything."""
    if not (config_dir / FILE).exists():
        return Rules(_NOTHING, _NOTHING, (), _NO_BASELINE, codelists, targets, zones)
    document = yaml_lines.read(config_dir / FILE, f"{config_dir.name}/{FILE}")
    rule_schemas.check(document, BADGES)
    reader, data = _Reader(document, codelists, fields), document.data
    return Rules(
        high=reader.rule(("high",), data["high"]),
        basic=reader.rule(("basic",), data["basic"]),
        badges=tuple(reader.rule(("badges", number), entry) for number, entry in enumerate(data["badges"])),
        baseline=Baseline(**data["baseline"]),
        codelists=codelists,
        targets=targets,
        zones=zones,
    )


class _Reader:
    """One reading: the document and what its values are checked against."""

    def __init__(self, document: Document, codelists: Mapping[str, CodeList], fields: DatasetFields) -> None:
        self._document, self._lists = document, codelists
        names = (name for name in fields.labels if not name.startswith("resources."))
        self._fields = [name for name in names if not access.is_hidden(name) and name not in access.COUNTS]
        self._words: Mapping[str, list[str]] = document.data["words"]
        self._seen: dict[str, Place] = {}
        self._check_words()
        if document.data["high"]["id"] != HIGH_VALUE:
            hint = "接口和检索按这个 id 认得高价值"
            raise document.fault(("high", "id"), f"high 的 id 应为“{HIGH_VALUE}”", hint, "fixed-id")

    def rule(self, place: Place, entry: Mapping[str, Any]) -> BadgeRule:
        self._refuse_double(place, entry["id"])
        conditions = enumerate(entry["when"])
        members = tuple(self._condition((*place, "when", number), content) for number, content in conditions)
        texts = {name: entry[name] for name in ("id", "title", "about", "source", "certainty")}
        rule = BadgeRule(**texts, when=Group("all", members))
        if place[0] != "badges" and rule.changes_daily:
            hint = "检索库不会每天重建；改用 update_frequency（承诺的周期）"
            raise self._fault(place, f"{place[0]} 不能用每天会变的条件（freshness）", hint)
        return rule

    def _condition(self, place: Place, entry: Mapping[str, Any]) -> Condition:
        kinds = [kind for kind in (*GROUPS, "fact") if kind in entry]
        if len(kinds) != 1:
            raise self._fault(place, "一个条件只能有 fact、any、all、none 之一", "分成两项来写")
        [kind] = kinds
        if kind == "fact":
            return self._test(place, entry)
        if len(entry) > 1:
            extra = next(name for name in entry if name != kind)
            raise self._fault((*place, extra), f"一组条件（{kind}）没有“{extra}”", f"写在 {kind} 里的各个条件上")
        members = tuple(self._condition((*place, kind, number), item) for number, item in enumerate(entry[kind]))
        return Group(kind, members)  # type: ignore[arg-type]

    def _test(self, place: Place, entry: Mapping[str, Any]) -> Test:
        fact = entry["fact"]
        if "says" not in entry:
            raise self._fault(place, "条件缺少“says”", "用一句话写明这个条件，中文和英文都要")
        argument = _argument(fact)
        for name in ("one_of", "least", "words", "fields"):
            if (name in entry) != (name == argument):
                verb = f"“{fact}”要写“{argument}”" if argument else f"“{fact}”不带参数"
                raise self._fault((*place, name) if name in entry else place, verb, "见文件开头的说明")
        self._check_values(place, entry)
        self._check_because(place, entry.get("because", {}))
        words = [key(word) for name in entry.get("words", ()) for word in self._words[name]]
        return Test(
            fact=fact,
            says=entry["says"],
            because=entry.get("because", {}),
            one_of=tuple(entry.get("one_of", ())),
            least=entry.get("least", 0),
            words=tuple(words),
            fields=tuple(entry.get("fields", ())),
            source=entry.get("source", ""),
        )

    def _check_values(self, place: Place, entry: Mapping[str, Any]) -> None:
        for name, known, what in (
            ("one_of", self._codes(entry["fact"]), "值"),
            ("words", self._words, "词表"),
            ("fields", self._fields, "公开字段"),
        ):
            for number, value in enumerate(entry.get(name, ())):
                require_known(self._document, (*place, name, number), value, known, what)

    def _codes(self, fact: str) -> Collection[str]:
        if fact in CODED:
            return [code.id for code in self._lists[CODED[fact]].codes]
        return STATES.get(fact, {})

    def _check_because(self, place: Place, because: Mapping[str, str]) -> None:
        for language, text in because.items():
            here = (*place, "because", language)
            try:
                names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
            except ValueError as error:
                raise self._fault(here, "花括号没有成对", "可用的：{value}、{count}") from error
            for name in names:
                require_known(self._document, here, name, PLACEHOLDERS, "占位")

    def _check_words(self) -> None:
        for name, words in self._words.items():
            for number, word in enumerate(words):
                if len(key(word)) < SHORTEST_NEEDLE:
                    hint = "至少两个字；一个字会在别的词里出现"
                    raise self._fault(("words", name, number), f"“{word}”太短，认不出数据集", hint)

    def _refuse_double(self, place: Place, id_: str) -> None:
        if id_ in self._seen:
            line = self._document.pointer((*self._seen[id_], "id")).rpartition(":")[2]
            raise self._fault((*place, "id"), f"徽章“{id_}”重复，第 {line} 行已有", "每个徽章的 id 只能出现一次")
        self._seen[id_] = place

    def _fault(self, place: Place, message: str, hint: str) -> RuleError:
        return self._document.fault(place, message, hint, "bad-badge")


def _argument(fact: str) -> str:
    """Which key says what is asked of a fact; empty for one that is asked as it is."""
    kinds = ((CODED, "one_of"), (STATES, "one_of"), (COUNTED, "least"), (WORDED, "words"), (("filled",), "fields"))
    return next((argument for facts, argument in kinds if fact in facts), "")
