"""Our search whole, and with each of its parts switched off: what each earns. Pure but for reading ``config/search/``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benches.results import OURS
from ckanext.gxdata import rulebook
from ckanext.gxdata.core.search_query import Weights
from ckanext.gxdata.core.search_spelling import Spelling
from ckanext.gxdata.search_rules import Search, load_search, with_places

PAIRS = ("_bi", "gx_labels")
"""How the names of fields end that hold pairs of signs."""


def parts(config: Path) -> Iterator[tuple[str, Search]]:
    """Name, search. The whole comes first."""
    search = with_places(load_search(config), rulebook.load(config).codelists["region"])
    rules, weights = search.rules, search.weights
    yield OURS, search
    yield "without word fields", replace(search, weights=_only(weights, lambda name: name.endswith(PAIRS)))
    yield "without bigram fields", replace(search, weights=_only(weights, lambda name: not name.endswith(PAIRS)))
    yield "without columns (信息项)", replace(search, weights=_only(weights, lambda name: "items" not in name))
    yield "without pinyin", replace(search, weights=replace(weights, pinyin={}, initials={}, guess={}))
    yield "without synonyms", replace(search, rules=replace(rules, synonyms={}, related={}))
    yield "without question words", replace(search, rules=replace(rules, questions=frozenset()))
    yield "without light words", replace(search, rules=replace(rules, light=frozenset()))
    yield "without places", replace(search, rules=replace(rules, places=frozenset(), regions={}))
    yield "regions as words only", replace(search, rules=replace(rules, regions={}))
    yield "without departments", replace(search, rules=replace(rules, offices={}))
    yield "without errors, homophones", replace(search, rules=replace(rules, spelling=Spelling(), guesses=False))
    yield "without merit", replace(search, weights=replace(weights, merit={}))
    yield "every term required", replace(search, rules=replace(rules, minimum=1.0))
    yield "any term is enough", replace(search, rules=replace(rules, minimum=0.01))


def _only(weights: Weights, kept: Callable[[str], bool]) -> Weights:
    def chosen(fields: Mapping[str, float]) -> dict[str, float]:
        return {name: weight for name, weight in fields.items() if kept(name)}

    return replace(weights, words=chosen(weights.words), phrase=chosen(weights.phrase), place=chosen(weights.place))
