"""Loads ``config/zones.yaml`` into frozen rules. A fault is a ``RuleError`` with file, line and the nearest valid value.

Here: file → values. Not here: what the rules do (``core/zones.py``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.zone_rules import (
    TEXT_FIELDS,
    Elsewhere,
    Paperwork,
    Points,
    ZoneRule,
    ZoneRules,
    ZoneSubject,
    fold,
)
from ckanext.gxdata.search_rules import simplified
from ckanext.gxdata.yaml_lines import Document, Place
from ckanext.gxdata.zone_ids import both_places
from ckanext.gxdata.zone_schema import EVIDENCE, ZONES

FILE = "zones.yaml"
HOME = "450000"
_KINDS = {"words": "word", "regions": "region", "industries": "industry", "hs": "hs", "departments": "department"}
_CODE_LISTS = {"regions": "region", "industries": "industry", "departments": "organization"}
_TITLES = {"region": "行政区划代码", "industry": "行业代码", "organization": "部门"}
_CHAPTERS = frozenset(f"{number:02}" for number in range(1, 98) if number != 77)
_CITY_ENDING = re.compile("(?:壮族自治区|自治区|市)$")


def read_zones(config_dir: Path, codelists: Mapping[str, CodeList]) -> ZoneRules:
    """Reads and checks the file; the first fault is raised. A zone of the code list without an entry has no rules.

    Where there is no code list of zones, nothing is read.
    """
    if "zone" not in codelists:
        return ZoneRules((), Points(1, {}, {}, {}))
    document = yaml_lines.read(config_dir / FILE, f"{config_dir.name}/{FILE}")
    rule_schemas.check(document, ZONES)
    return _Reader(document, codelists, config_dir).rules()


class _Reader:
    """One reading: the document, the code lists it is checked against, and the spellings met."""

    def __init__(self, document: Document, codelists: Mapping[str, CodeList], config_dir: Path) -> None:
        self._config_dir = config_dir
        self._document = document
        self._lists = codelists
        self._zones = codelists["zone"]
        self._simplified = simplified()
        self._spellings: dict[str, str] = {}
        self._seen: dict[str, Place] = {}

    def rules(self) -> ZoneRules:
        data = self._document.data
        given = {entry["id"]: self._subject(entry, ("zones", number)) for number, entry in enumerate(data["zones"])}
        subjects = (given.get(code.id) or ZoneSubject(code.id, code.parent, {}, ()) for code in self._zones.codes)
        points = data["points"]
        return ZoneRules(
            subjects=tuple(subjects),
            points=Points(points["threshold"], points["strong"], points["weak"], points["codes"]),
            simplified=self._simplified,
            seats=_seats(self._lists["organization"]),
            elsewhere=tuple(self._elsewhere(data.get("elsewhere"))),
            home=self._words(_names(self._lists["region"], (HOME,))) if HOME in self._lists["region"] else frozenset(),
            paperwork=self._paperwork(data.get("paperwork")),
            spellings=self._spellings,
        )

    def _subject(self, entry: Mapping[str, Any], place: Place) -> ZoneSubject:
        zone = self._known(self._zones, entry["id"], (*place, "id"), "专区")
        self._once(zone.id, (*place, "id"), "专区")
        rules = (self._rule(rule, zone.id, (*place, "rules", number)) for number, rule in enumerate(entry["rules"]))
        return ZoneSubject(zone.id, zone.parent, dict(entry["about"]), tuple(rules))

    def _rule(self, rule: Mapping[str, Any], zone: str, place: Place) -> ZoneRule:
        self._once(f"规则 {rule['id']}", (*place, "id"), "规则")
        key = self._evidence(rule, place)
        word = key == "words"
        return ZoneRule(
            id=rule["id"],
            zone=zone,
            kind=_KINDS[key],
            values=self._words(rule[key]) if word else frozenset(self._codes(key, rule[key], (*place, key))),
            strong=rule.get("strength", "strong" if word else "weak") == "strong",
            source=rule.get("source", self._document.data["source"]),
            certainty=rule.get("certainty", self._document.data["certainty"]),
            fields=frozenset(rule.get("fields", TEXT_FIELDS) if word else ("title",)),
            company=self._words(rule.get("with", ())),
            lookalikes=self._words(rule.get("not", ())),
            unless=self._words(rule.get("unless", ())),
            names=self._words(_names(self._lists["region"], rule[key])) if key == "regions" else frozenset(),
        )

    def _evidence(self, rule: Mapping[str, Any], place: Place) -> str:
        keys = [key for key in EVIDENCE if key in rule]
        if len(keys) != 1:
            message = f"规则“{rule['id']}”要写一种证据，现有 {len(keys)} 种"
            raise self._document.fault(
                place, message, f"可用的键：{'、'.join(EVIDENCE)}；几种证据请分写几条", "bad-shape"
            )
        return keys[0]

    def _words(self, words: Iterable[str]) -> frozenset[str]:
        folded = {fold(word, self._simplified).strip(): word for word in words}
        for plain, word in folded.items():
            self._spellings.setdefault(plain, word)
        return frozenset(folded)

    def _codes(self, key: str, codes: Iterable[str], place: Place) -> Iterator[str]:
        """The codes, with all below them."""
        for number, code in enumerate(codes):
            here = (*place, number)
            if key == "hs":
                yield self._chapter(code, here)
                continue
            known = self._lists[_CODE_LISTS[key]]
            yield from _with_below(known, self._known(known, code, here, _TITLES[known.id]))

    def _known(self, known: CodeList, code: str, place: Place, title: str) -> Code:
        if code in known:
            return known[code]
        near = difflib.get_close_matches(code, [each.id for each in known.codes], n=3, cutoff=0.5)
        candidates = [known[each] for each in near] or list(known.near(code))
        hint = "、".join(f"{each.id}（{each.labels['zh']}）" for each in candidates)
        raise self._document.fault(
            place,
            f"没有这个{title}：{code}",
            (f"是否想写 {hint}？" if hint else f"请对照代码表 {known.id}") + self._elsewhere_wrong(known, code),
            "unknown-code",
        )

    def _elsewhere_wrong(self, known: CodeList, code: str) -> str:
        if known.id != "zone":
            return ""
        used = [entry["id"] for entry in self._document.data["zones"]]
        return f"；{both_places(self._config_dir, code, known, used)}"

    def _chapter(self, code: str, place: Place) -> str:
        if code in _CHAPTERS:
            return code
        near = difflib.get_close_matches(code, sorted(_CHAPTERS), n=3, cutoff=0.4)
        hint = (
            f"章号是两位数字 01 至 97（没有 77）；相近的：{'、'.join(near)}"
            if near
            else "章号是两位数字 01 至 97（没有 77）"
        )
        raise self._document.fault(place, f"没有这个海关税则章：{code}", hint, "unknown-code")

    def _once(self, name: str, place: Place, title: str) -> None:
        if name in self._seen:
            line = self._document.pointer(self._seen[name]).rpartition(":")[2]
            message = f"{title}“{name.removeprefix('规则 ')}”重复，第 {line} 行已有"
            raise self._document.fault(place, message, "请合并，或改用别的 id", "duplicate-id")
        self._seen[name] = place

    def _elsewhere(self, entry: Mapping[str, Any] | None) -> Iterator[Elsewhere]:
        for number, rule in enumerate(entry["rules"] if entry else ()):
            zones: set[str] = set()
            for position, zone in enumerate(rule["zones"]):
                code = self._known(self._zones, zone, ("elsewhere", "rules", number, "zones", position), "专区")
                zones.update(_with_below(self._zones, code))
            assert entry is not None
            yield Elsewhere(self._words(entry["places"]), self._words(rule.get("records", ())), frozenset(zones))

    def _paperwork(self, entry: Mapping[str, Any] | None) -> Paperwork | None:
        return Paperwork(self._words(entry["words"]), self._words(entry["unless"])) if entry else None


def _with_below(known: CodeList, code: Code) -> Iterator[str]:
    yield code.id
    for child in known.children(code.id):
        yield from _with_below(known, child)


def _names(regions: CodeList, codes: Iterable[str]) -> Iterator[str]:
    """What people call these places and all below; former codes among the aliases are no names."""
    for code in codes:
        for below in _with_below(regions, regions[code]):
            for name in regions[below].words:
                if len(name) > 1 and not name.isdigit():
                    yield name
                    yield _city(name) if below.endswith("00") else name


def _city(name: str) -> str:
    short = _CITY_ENDING.sub("", name)
    return short if len(short) > 1 else name


def _seats(organizations: CodeList) -> dict[str, str]:
    return {code.id: str(code.extra["region"]) for code in organizations.codes if code.extra.get("region")}
