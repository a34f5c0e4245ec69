"""Loads ``config/search/`` (synonyms, words, weights) into frozen rules.

Here: files → values, faults with file and line. Not here: what is done with them (``core/search_*.py``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ckanext.gxdata import yaml_lines
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.pinyin_terms import syllables
from ckanext.gxdata.core.search_query import Weights
from ckanext.gxdata.core.search_words import SearchRules, fold

_PLACE_ENDING = re.compile("(?:壮族自治区|自治区|市)$")
_HINT = "请对照 docs 与文件开头的说明修改"


@dataclass(frozen=True, slots=True)
class Search:
    rules: SearchRules
    weights: Weights


@lru_cache(maxsize=4)
def load_search(config_dir: Path) -> Search:
    """Read once per process. Raises ``RuleError`` naming file and line."""
    folder = config_dir / "search"
    weights = _read(folder / "weights.yaml")
    minimum = weights.pop("minimum", 0.5)
    base = SearchRules(simplified=simplified(), minimum=_number(minimum, folder / "weights.yaml", "minimum"))
    words = _read(folder / "words.yaml")
    rules = replace(
        base,
        questions=_words(words, "questions", folder / "words.yaml", base),
        light=_words(words, "light", folder / "words.yaml", base),
    )
    return Search(_with_synonyms(rules, folder / "synonyms.yaml"), _weights(weights, folder / "weights.yaml"))


def with_places(search: Search, regions: CodeList) -> Search:
    """Names of regions become places; what ``config/search/`` has stays that word (港口 is a district too)."""
    names = {fold(name, search.rules) for code in regions.codes for name in _place_names(code)}
    words = {*search.rules.synonyms, *search.rules.related, *search.rules.light, *search.rules.questions}
    return replace(search, rules=replace(search.rules, places=frozenset(names - words)))


def _place_names(code: Code) -> Iterator[str]:
    """Labels and aliases; of provinces and cities also as people say them (南宁), not of counties: 资源 is a word."""
    for name in code.words:
        yield name
        short = _PLACE_ENDING.sub("", name)
        if code.id.endswith("00") and len(short) > 1:
            yield short


@lru_cache(maxsize=1)
def simplified() -> Mapping[int, str]:
    """OpenCC's table of single signs, the one the index is made with too (``scripts/stack/solr_schema.py``)."""
    table = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in table.splitlines() if "\t" in line)
    return {ord(sign): forms.split()[0] for sign, forms in rows}


def _with_synonyms(rules: SearchRules, path: Path) -> SearchRules:
    content = _read(path)
    synonyms: dict[str, dict[str, None]] = defaultdict(dict)
    for number, group in enumerate(_list(content.get("same", []), path, "same")):
        names = [fold(name, rules) for name in _texts(group, path, f"same[{number}]")]
        for name in names:
            synonyms[name] |= dict.fromkeys(other for other in names if other != name)
    related = {
        fold(str(name), rules): tuple(fold(other, rules) for other in _texts(others, path, f"also.{name}"))
        for name, others in _mapping(content.get("also", {}), path, "also").items()
    }
    exact = {name: tuple(others) for name, others in synonyms.items()}
    return replace(rules, synonyms=_with_pinyin(exact), related=_with_pinyin(related, named=False))


def _with_pinyin(groups: Mapping[str, tuple[str, ...]], named: bool = True) -> dict[str, tuple[str, ...]]:
    """The groups, reached by the pinyin of their Chinese names as well: ``ganzhe`` → 甘蔗 and its other names."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, others in groups.items():
        syllables_ = syllables(name).split()
        if len(syllables_) > 1 and all(part.isalpha() for part in syllables_) and not name.isascii():
            found["".join(syllables_)] |= dict.fromkeys((name, *others) if named else others)
    return {**{key: tuple(names) for key, names in found.items()}, **groups}


def _weights(content: Mapping[str, Any], path: Path) -> Weights:
    known = {item.name for item in fields(Weights)}
    unknown = sorted(set(content) - known)
    if unknown:
        hint = f"可用：{'、'.join(sorted(known))}"
        raise RuleError(f"不认识的权重：{'、'.join(unknown)}", pointer=str(path), hint=hint)
    values = {
        name: {str(key): _number(item, path, f"{name}.{key}") for key, item in value.items()}
        if isinstance(value, Mapping)
        else _number(value, path, name)
        for name, value in content.items()
    }
    return Weights(**values)  # type: ignore[arg-type]


def _read(path: Path) -> dict[str, Any]:
    return dict(_mapping(yaml_lines.read(path).data or {}, path, ""))


def _words(content: Mapping[str, Any], key: str, path: Path, rules: SearchRules) -> frozenset[str]:
    return frozenset(fold(word, rules) for word in _texts(content.get(key, []), path, key))


def _texts(value: Any, path: Path, where: str) -> Iterable[str]:
    items = _list(value, path, where)
    if not all(isinstance(item, str) and item.strip() for item in items):
        raise RuleError("应为一列词语", pointer=f"{path} {where}", hint="数字和 yes、no、on、off 请加引号")
    return items


def _list(value: Any, path: Path, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RuleError("应为列表", pointer=f"{path} {where}", hint=_HINT)
    return value


def _mapping(value: Any, path: Path, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RuleError("应为键值对", pointer=f"{path} {where}", hint=_HINT)
    return value


def _number(value: Any, path: Path, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise RuleError("应为不小于 0 的数", pointer=f"{path} {where}", hint=_HINT)
    return float(value)
