"""Paths built once answer what the JMESPath library answers, for every shape of record."""

from __future__ import annotations

import pickle
from typing import Any

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.gxdata.core.path_functions import OPTIONS
from ckanext.gxdata.core.paths import Path, compiled

PATHS = (
    "a",
    "a.b",
    "a.b.a",
    "a[].b",
    "a[*].b",
    "a[].b[]",
    "a[0]",
    "a[-1].b",
    "a[1:3]",
    "a[?b=='x'].a | [0]",
    "a[?b=='x']",
    "a[?b==`1`].a",
    "a[?b!='x'].a | [-1]",
    "a[?b>`0`].a",
    "a[?b=='x' && a].b",
    "a || b",
    "a && b",
    "!a",
    "a.*",
    "*.b",
    "@",
    "[a, b]",
    "{x: a, y: b}",
    "join('', [a, '+00:00'])",
    "split(a)",
    "length(a)",
    "`[1]`",
    "a | b",
)

SCALARS = st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from([0.0, 1.0, "", "x", "y", "x,y", "甘蔗"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=12,
)


def of_library(path: str, value: Any) -> Any:
    try:
        return jmespath.compile(path).search(value, options=OPTIONS)
    except (jmespath.exceptions.JMESPathError, TypeError, ValueError, AttributeError, RecursionError):
        return None


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=60, deadline=None)
@given(value=VALUES)
def test_a_path_finds_what_the_library_finds(path: str, value: Any) -> None:
    found, expected = compiled(path, "from").search(value), of_library(path, value)
    assert (found, type(found)) == (expected, type(expected))


def test_a_filter_takes_the_extra_of_that_key() -> None:
    record = {"extras": [{"key": "frequency", "value": "每年"}, {"key": "region", "value": "南宁市"}, "无"]}
    assert compiled("extras[?key=='region'].value | [0]", "from").search(record) == "南宁市"


def test_a_path_goes_to_another_process() -> None:
    path = pickle.loads(pickle.dumps(compiled("$.a[?b=='x'].a", "from")))
    assert isinstance(path, Path) and path.of_record
    assert path.search({"a": [{"a": 1, "b": "x"}]}) == [1]
