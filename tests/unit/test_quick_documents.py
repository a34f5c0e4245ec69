"""JSON texts of the index say what CKAN's would, and nothing in them is Solr's to refuse, whatever a dataset holds."""

from __future__ import annotations

import json
import math
from typing import Any

from ckan.lib.navl.dictization_functions import MissingNullEncoder, missing
from hypothesis import example, given
from hypothesis import strategies as st

from ckanext.gxdata.core.solr_values import JsonText, all_safe, loaded, safe
from ckanext.gxdata.index import document_json

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "\ud800",
            "\ufffe",
            "a\uffffb",
            "\x00\x0b\x1f\x7f",
            "\u2028",
            "\u3000数据",
            "👩‍👩‍👧",
            '"\\/',
            "NaN",
            "x" * 9000,
        ]
    ),
)
PLAIN = st.one_of(TEXTS, st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.just(missing))
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner),
        st.dictionaries(st.one_of(TEXTS, st.integers(0, 3), st.none(), st.booleans()), inner, max_size=3),
    ),
    max_leaves=8,
)
DATASETS = st.dictionaries(st.text(max_size=4), VALUES, max_size=5)


def same(one: Any, other: Any) -> bool:
    """Types, too; what is no number is itself."""
    if isinstance(one, dict):
        return type(other) is dict and list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return type(other) is list and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or (type(one) is float and math.isnan(one) and math.isnan(other)))


@given(DATASETS)
@example({"size": math.inf})
@example({"size": 2**64})
@example({"a": {1: "x"}})
@example({"a": ("x",), "b": missing})
def test_what_is_read_from_the_text_is_what_ckans_text_says(dataset: dict[str, Any]) -> None:
    theirs = json.loads(json.dumps(dataset, cls=MissingNullEncoder))
    ours = document_json.written(dataset, MissingNullEncoder)
    assert same(json.loads(ours), theirs)
    assert same(loaded(ours), theirs)


@given(DATASETS)
@example({"a": "\ufffe\uffff\ud800\x00"})
def test_solr_is_given_the_whole_text_and_takes_it(dataset: dict[str, Any]) -> None:
    text = document_json.written(dataset, MissingNullEncoder)
    sent = safe("validated_data_dict", text)
    assert type(sent) is str
    assert sent == text == safe("validated_data_dict", str(text))


@given(DATASETS)
def test_the_order_of_keys_makes_no_other_bytes(dataset: dict[str, Any]) -> None:
    dataset = {str(name): value for name, value in json.loads(json.dumps(dataset, cls=MissingNullEncoder)).items()}
    turned = dict(reversed(dataset.items()))
    assert document_json.in_order(dataset, MissingNullEncoder) == document_json.in_order(turned, MissingNullEncoder)


def test_other_content_makes_other_bytes() -> None:
    told = [{"a": 1}, {"a": "1"}, {"a": True}, {"a": None}, {"a": [1]}, {"b": 1}, {"a": missing, "b": 1}]
    assert len({document_json.in_order(each, MissingNullEncoder) for each in told}) == len(told)


def test_signs_stand_for_themselves_and_no_blanks_between() -> None:
    assert document_json.written({"title": "南宁", "tags": ["a", "b"]}) == '{"title":"南宁","tags":["a","b"]}'


def test_a_text_that_somebody_put_in_the_place_of_ours_is_read() -> None:
    assert loaded(JsonText.of('{"a": 1}', {"a": 1})) == {"a": 1}
    assert loaded('{"a": 2}') == {"a": 2}


SOLR = st.one_of(
    TEXTS, st.integers(), st.booleans(), st.none(), st.lists(TEXTS, max_size=3), st.text(min_size=8001, max_size=8050)
)


@given(st.sampled_from(["title", "extras_a", "state", "views_total", "data_dict", "res_name"]), SOLR)
def test_a_short_text_that_prints_is_taken_as_the_rules_would(key: str, value: Any) -> None:
    if isinstance(value, str):
        assert all_safe({key: value})[key] == safe(key, _Text(value))
    elif isinstance(value, list):
        assert all_safe({key: value})[key] == safe(key, [_Text(each) for each in value])


class _Text(str):
    """Goes past the quick looks, which are for plain texts."""
