"""A chain of validators says of every value what it would say if nothing were kept, however many it has seen."""

from __future__ import annotations

from typing import Any

from ckan.lib.navl import validators as navl
from ckan.lib.navl.dictization_functions import Invalid, missing
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.catalog import plan_memo
from ckanext.gxdata.catalog.plan_position import Chain

KEY = ("resources", 0, "size")


def halved(key: Any, data: Any, errors: Any, context: Any) -> None:
    value = data.get(key)
    if isinstance(value, str) and len(value) > 6:
        raise Invalid("too long")
    if isinstance(value, str):
        data[key] = value[: len(value) // 2]


def beside(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Looks at another field for one value only."""
    if data.get(key) == "a":
        data[key] = data.get((*key[:-1], "name"), "nobody")


STEPS = [navl.ignore_missing, beside, halved]
VALUES = st.one_of(st.text(max_size=8), st.sampled_from(["aa", "ab", "", None, missing, 1, True, 1.0]))


def plainly(value: Any) -> tuple[Any, Any]:
    data, errors = {KEY: value, ("resources", 0, "name"): "x"}, {KEY: list[Any]()}
    plan_memo.run([(4, each) for each in STEPS], KEY, data, errors, {})
    return data, errors


def by_chain(chain: Chain, value: Any) -> tuple[Any, Any]:
    data, errors = {KEY: value, ("resources", 0, "name"): "x"}, {KEY: list[Any]()}
    chain.run(KEY, data, errors, {}, False)
    return data, errors


@given(st.lists(VALUES, max_size=40))
def test_what_a_chain_has_seen_changes_nothing(values: list[Any]) -> None:
    chain = Chain(STEPS, KEY)
    assert [by_chain(chain, each) for each in values] == [plainly(each) for each in values]


def test_a_chain_whose_values_never_recur_stops_keeping_them_and_says_the_same() -> None:
    chain = Chain([navl.ignore_missing, halved], KEY)
    for number in range(2_000):
        data: dict[Any, Any] = {KEY: f"v{number}"}
        chain.run(KEY, data, {KEY: []}, {}, False)
        assert data == {KEY: f"v{number}"[: len(f"v{number}") // 2]}
    assert len(chain.memos[False].known) == plan_memo.TRIED


def test_a_chain_whose_values_recur_keeps_each() -> None:
    chain = Chain([navl.ignore_missing, halved], KEY)
    for number in range(2_000):
        chain.run(KEY, {KEY: f"v{number // 2 % 400}"}, {KEY: []}, {}, False)
    assert len(chain.memos[False].known) == 400
