"""A chain that looks at other fields of its object says what it would say if nothing were kept, whatever stands there."""

from __future__ import annotations

from typing import Any

from ckan.lib.navl.dictization_functions import Invalid, StopOnError, missing
from ckan.logic import validators as ckan_validators
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.catalog import plan_memo, plan_steps
from ckanext.gxdata.catalog.plan_position import Chain


def of_class(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Which other field it looks at depends on what stands in the first."""
    first = data.get((*key[:-1], "format"))
    if first == "a":
        data[key] = data.get((*key[:-1], "class"), "none")
    elif first == "b":
        errors[key].append(f"b beside {data.get(key)}")
    elif first == "c":
        data.pop(key, None)
        raise StopOnError


def of_name(value: Any) -> Any:
    if value == "x":
        raise Invalid("x")
    return value


def of_others(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Fields of another object are nobody's to keep."""
    data[key] = data.get(("resources", 0, "format"))


VALUE = st.sampled_from(["a", "b", "c", "x", "", None, missing, True, 1, ["a"], {"a": 1}])
ITEM = st.dictionaries(st.sampled_from(["format", "class", "kind"]), VALUE)
STEPS: list[tuple[int, Any]] = [(4, of_class), (1, of_name)]


def plainly(flat: dict[Any, Any], steps: list[tuple[int, Any]], key: Any) -> Any:
    errors: dict[Any, Any] = {key: []}
    plan_memo.run(steps, key, flat, errors, {})
    return flat, errors


def by_chain(flat: dict[Any, Any], chain: Chain, key: Any) -> Any:
    errors: dict[Any, Any] = {key: []}
    chain.run(key, flat, errors, {}, False)
    return flat, errors


def laid(items: list[dict[str, Any]]) -> dict[Any, Any]:
    return {("resources", number, name): value for number, item in enumerate(items) for name, value in item.items()}


@given(st.lists(st.lists(ITEM, min_size=2, max_size=2), max_size=30))
def test_what_stands_beside_a_field_is_part_of_its_outcome(datasets: list[list[dict[str, Any]]]) -> None:
    key = ("resources", 1, "kind")
    for steps in (STEPS, [(4, of_others)]):
        chain = Chain([each for _, each in steps], ("resources", 0, "kind"))
        for items in datasets:
            assert by_chain(laid(items), chain, key) == plainly(laid(items), steps, key)


def test_a_field_that_is_looked_at_later_makes_void_what_was_kept_before() -> None:
    chain = Chain([of_class], ("resources", 0, "kind"))
    for item, left in (
        ({"format": "x", "class": "1"}, "k"),
        ({"format": "x", "class": "2"}, "k"),
        ({"format": "a", "class": "1"}, "1"),
        ({"format": "a", "class": "2"}, "2"),
        ({"format": "a", "class": "1"}, "1"),
    ):
        flat = laid([{**item, "kind": "k"}])
        chain.run(("resources", 0, "kind"), flat, {("resources", 0, "kind"): []}, {}, False)
        assert flat["resources", 0, "kind"] == left


def test_a_field_dropped_for_what_stands_beside_it_is_looked_at_again() -> None:
    """A plan passes over fields that are dropped wherever they are missing; this one may be filled in the next dataset."""
    key, chain = ("resources", 0, "kind"), Chain([of_class], ("resources", 0, "kind"))
    for _ in range(3):
        assert key not in by_chain(laid([{"kind": missing, "format": "c"}]), chain, key)[0]
    assert chain.drops_missing == [False, False]


@given(st.one_of(st.uuids().map(str), st.text(alphabet="0123456789abcdefABCDEF-{}", max_size=40)))
def test_an_id_is_taken_or_refused_as_ckan_does(text: str) -> None:
    told = []
    for validator in (plan_steps.uuid_validator, ckan_validators.uuid_validator):
        try:
            told.append(validator(text))
        except Invalid:
            told.append("refused")
    assert told[0] == told[1]
