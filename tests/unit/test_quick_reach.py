"""What a validator's code reaches is told the same by the kept walk as by one that goes through everything each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.navl import validators as navl
from ckan.logic import converters
from ckan.logic import validators as ckan_validators

from ckanext.gxdata.catalog import plan_lookups, plan_reach
from ckanext.gxdata.catalog.plan_reach import CLOCK, DATABASE, REQUEST, reaches
from ckanext.gxdata.logic import dataset_rules, gate_validator, metadata_validators, public_text, validators

MODULES = (
    navl,
    converters,
    ckan_validators,
    plan_lookups,
    validators,
    metadata_validators,
    dataset_rules,
    gate_validator,
    public_text,
)


def plainly(validator: Callable[..., Any], words: frozenset[str]) -> bool:
    return any(words & names or (words is DATABASE and of_model) for names, of_model in walked(validator))


def walked(validator: Callable[..., Any]) -> Iterator[tuple[frozenset[str], bool]]:
    waiting, seen = list(plan_reach._functions(validator)), set()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        names = frozenset(plan_reach._names(function.__code__))
        meant = [function.__globals__[name] for name in names if name in function.__globals__]
        meant.extend(cell.cell_contents for cell in function.__closure__ or () if plan_reach._is_set(cell))
        yield names, any(plan_reach._is_model(each) for each in meant)
        for each in meant:
            waiting.extend(plan_reach._called(each, names))


def test_every_validator_reaches_what_a_walk_of_its_own_finds() -> None:
    found = [each for module in MODULES for each in vars(module).values() if isinstance(each, FunctionType)]
    assert len(found) > 150
    told = {each: [reaches(each, words) for words in (DATABASE, CLOCK, REQUEST)] for each in found}
    assert told == {each: [plainly(each, words) for words in (DATABASE, CLOCK, REQUEST)] for each in found}
    for place in range(3):
        assert {True, False} == {reached[place] for reached in told.values()}


def asks(value: Any) -> Any:
    return tk.get_action("package_show")({}, {"id": value})


def asks_model(value: Any) -> Any:
    return model.Package.get(value)


def asks_deep(value: Any) -> Any:
    return [asks(each) for each in value]


def says(value: Any) -> Any:
    return f"{value}"


def test_a_database_is_seen_through_a_call_and_in_the_model() -> None:
    for each in (asks, asks_model, asks_deep, says):
        each.__module__ = "ckanext.gxdata.tested"
    assert [reaches(each, DATABASE) for each in (asks, asks_model, asks_deep, says)] == [True, True, True, False]
