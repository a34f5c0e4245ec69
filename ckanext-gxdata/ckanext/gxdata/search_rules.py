"""Loads ``config/search/`` (synonyms, words, weights, glossary, departments) into frozen rules.

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
from ckanext.gxdata.core.pinyin_terms import HAN_RUN, is_syllable, syllables
from ckanext.gxdata.core.search_places import places
from ckanext.gxdata.core.search_query import Weights
from ckanext.gxdata.core.search_spelling import LATIN_MIN, Spelling
from ckanext.gxdata.core.search_words import SearchRules, bare, fold

_PLACE_ENDING = re.compile("(?:壮族自治区|自治区|市)$")
_INITIALS_MIN = 3
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
    rules = _with_synonyms(rules, folder / "synonyms.yaml")
    rules = _with_glossary(rules, folder / "glossary.yaml")
    rules = replace(rules, offices=_offices(folder / "departments.yaml"))
    return Search(_with_errors(rules), _weights(weights, folder / "weights.yaml"))


def with_places(search: Search, regions: CodeList) -> Search:
    """Names of regions become places; what ``config/search/`` has stays that word (港口 is a district too)."""
    known, rules = places(regions), search.rules
    words = {*rules.synonyms, *rules.related, *rules.light, *rules.questions}
    named = {bare(fold(name, rules)): known[code.id] for code in reversed(regions.codes) for name in _place_names(code)}
    foreign = {name: known[code.id] for name, zh in rules.place_names.items() if (code := regions.resolve(zh))}
    found = {name: place for name, place in {**named, **foreign}.items() if name not in words and not name.isdigit()}
    return replace(search, rules=replace(rules, places=frozenset(found), regions=found))


def _place_names(code: Code) -> Iterator[str]:
    """Labels, aliases, pinyin; of provinces and cities also as people say them (南宁), not of counties: 资源 is a word."""
    for name in code.words:
        yield name
        short = _PLACE_ENDING.sub("", name)
        if len(short) > 1 and (code.id.endswith("00") or short in code.aliases):
            yield short
            yield from _spoken(short)


def _spoken(name: str) -> Iterator[str]:
    """Joined syllables; of one or two short ones too many words are made."""
    sounds = syllables(name).split()
    if HAN_RUN.fullmatch(name) and len("".join(sounds)) >= LATIN_MIN:
        yield "".join(sounds)
        yield " ".join(sounds)


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
    itself = {name: () for name in related if name not in exact}
    synonyms_ = {**_with_pinyin(itself), **_with_pinyin(exact)}
    known = {name: others for name, others in synonyms_.items() if others}
    return replace(rules, synonyms=known, related=_with_pinyin(related, named=False))


def _with_pinyin(groups: Mapping[str, tuple[str, ...]], named: bool = True) -> dict[str, tuple[str, ...]]:
    """The groups, reached by the pinyin of their Chinese names as well: ``ganzhe`` → 甘蔗 and its other names."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, others in groups.items():
        syllables_ = syllables(name).split()
        if len(syllables_) > 1 and all(part.isalpha() for part in syllables_) and not name.isascii():
            found["".join(syllables_)] |= dict.fromkeys((name, *others) if named else others)
    return {**{key: tuple(names) for key, names in found.items()}, **groups}


def _with_glossary(rules: SearchRules, path: Path) -> SearchRules:
    """Foreign words find the Chinese name and its synonyms; what synonyms.yaml says of a word comes first."""
    content = _read(path)
    words, light = (_translations(content, section, path, rules) for section in ("words", "light"))
    found = {key: dict.fromkeys(others) for key, others in rules.synonyms.items()}
    for name, foreign in (*words, *light):
        for key in foreign:
            found.setdefault(key, {}).update(dict.fromkeys([name, *rules.synonyms.get(name, ())]))
    asked = _mapping(content.get("questions", {}), path, "questions")
    words_ = [fold(word, rules) for key, words in asked.items() for word in _texts(words, path, f"questions.{key}")]
    dropped = {form for word in words_ for form in (word, bare(word))}
    return replace(
        rules,
        synonyms={key: tuple(others) for key, others in found.items()},
        vocabulary=frozenset(name for name, _ in words) - found.keys(),
        light=rules.light | {form for name, foreign in light for form in (name, *foreign)},
        questions=rules.questions | dropped,
        place_names=_place_names_of(_mapping(content.get("regions", {}), path, "regions"), path, rules),
    )


def _translations(content: Mapping[str, Any], section: str, path: Path, rules: SearchRules) -> list[tuple[str, list[str]]]:
    """Chinese name, foreign forms of it; an entry without a name is a fault."""
    found = []
    for number, entry in enumerate(_list(content.get(section, []), path, section)):
        where = f"{section}[{number}]"
        row = dict(_mapping(entry, path, where))
        (name,) = _texts([row.pop("zh", None)], path, f"{where}.zh")
        texts = [text for language, words in row.items() for text in _texts(words, path, f"{where}.{language}")]
        found.append((fold(name, rules), [form for text in texts for form in _marked_and_bare(fold(text, rules))]))
    return found


def _marked_and_bare(word: str) -> Iterator[str]:
    """One syllable without its marks may be pinyin: bão is a typhoon, bao is a bag."""
    yield word
    if (plain := bare(word)) != word and not is_syllable(plain):
        yield plain


def _place_names_of(content: Mapping[str, Any], path: Path, rules: SearchRules) -> dict[str, str]:
    """Foreign name → Chinese one."""
    return {
        bare(fold(name, rules)): str(zh)
        for zh, names in content.items()
        for name in _texts(names, path, f"regions.{zh}")
    }


def _offices(path: Path) -> dict[str, tuple[str, ...]]:
    """Short name → what full names hold; a full name's own words are short names too."""
    content = _read(path)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    endings = _texts(content.get("endings", []), path, "endings")
    for number, entry in enumerate(_list(content.get("departments", []), path, "departments")):
        where = f"departments[{number}]"
        row = _mapping(entry, path, where)
        holds = list(_texts(row.get("holds", []), path, f"{where}.holds"))
        stems = _texts(row.get("stems", []), path, f"{where}.stems")
        names = [*_texts(row.get("names", []), path, f"{where}.names"), *(stem + end for stem in stems for end in endings)]
        for name in names:
            found[name] |= dict.fromkeys(holds)
    return {name: tuple(holds) for name, holds in found.items()}


def _with_errors(rules: SearchRules) -> SearchRules:
    """What is known, by first letters and by forms with an error in them."""
    known = [*rules.synonyms, *rules.related, *sorted(rules.vocabulary)]
    letters: dict[str, dict[str, None]] = defaultdict(dict)
    sounds: list[tuple[str, str]] = []
    for name in known:
        spoken = syllables(name).split() if HAN_RUN.fullmatch(name) else []
        if len(spoken) >= _INITIALS_MIN:
            letters["".join(part[0] for part in spoken)] |= dict.fromkeys([name, *rules.synonyms.get(name, ())])
        if len(spoken) > 1:
            sounds.append(("".join(spoken), name))
    taken = {key: tuple(names) for key, names in letters.items() if key not in rules.synonyms}
    spelt = [name for name in known if name.isascii() or HAN_RUN.fullmatch(name)]
    return replace(rules, initials=taken, spelling=Spelling(spelt, sounds))


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
