"""Identity, hash and difference: what makes an unchanged record cost no write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core.identity import dataset_name, record_hash, unique
from ckanext.gxdata.core.records import Finding, RawRecord
from tests.fixtures.difference import Difference, diff

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
PAYLOADS = st.dictionaries(st.text(), JSON, max_size=5)


def test_a_dataset_is_named_after_its_source_and_identifier() -> None:
    assert dataset_name("gx-tjj", "29200/01103512") == "gx-tjj-84b399f8ef36"


@pytest.mark.parametrize(
    ("origin", "text", "without"),
    [
        ("http://127.0.0.1:5001", "http://127.0.0.1:5001/files/a.csv", "/files/a.csv"),
        ("http://127.0.0.1:6002/api/list", "见 HTTP://LOCALHOST:6002/files/a.csv", "见 /files/a.csv"),
        ("http://localhost:7003", r"http:\/\/127.0.0.1:7003\/files\/a.csv", r"\/files\/a.csv"),
        ("http://127.0.0.1:5001", "/go?to=http%3A%2F%2F127.0.0.1%3A5001%2Fa", "/go?to=%2Fa"),
        ("https://data.gxzf.gov.cn", "https://data.gxzf.gov.cn:443/a", "/a"),
        ("https://data.gxzf.gov.cn:443", "https://data.gxzf.gov.cn/a", "/a"),
        ("/home/one/demo/agri", "/home/one/demo/agri/目录.xlsx", "/目录.xlsx"),
    ],
)
def test_the_hash_leaves_out_where_a_record_was_fetched(origin: str, text: str, without: str) -> None:
    assert record_hash({"url": [text]}, origin) == record_hash({"url": [without]})


@pytest.mark.parametrize(
    "text",
    ["http://127.0.0.1:50011/a", "http://127.0.0.1/a", "http://10.0.0.1:5001/a", "https://127.0.0.1:5001/a"],
)  # fmt: skip
def test_another_host_port_or_scheme_stays_in_the_hash(text: str) -> None:
    assert record_hash({"url": text}, "http://127.0.0.1:5001") == record_hash({"url": text})


def test_another_host_that_begins_alike_stays_in_the_hash() -> None:
    origin = "https://data.gxzf.gov.cn"
    assert record_hash({"url": "https://data.gxzf.gov.cn.evil.org/a"}, origin) != record_hash({"url": ".evil.org/a"})


@given(PAYLOADS)
def test_the_hash_does_not_depend_on_the_order_of_keys(payload: dict[str, Any]) -> None:
    backwards = dict(reversed(list(payload.items())))
    assert record_hash(payload, "http://127.0.0.1:1") == record_hash(backwards, "http://127.0.0.1:1")


@given(PAYLOADS, PAYLOADS)
def test_payloads_that_differ_have_different_hashes(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (record_hash(one) == record_hash(other)) == same


def test_the_hash_depends_on_the_order_of_a_list() -> None:
    assert record_hash({"a": [1, 2]}) != record_hash({"a": [2, 1]})


def test_a_double_and_a_record_without_identifier_become_findings_and_the_first_one_wins() -> None:
    passed = Finding("broken-item", "坏")
    items = [
        RawRecord("a", {"n": 1}, "第 1 页第 1 条"),
        passed,
        RawRecord(" ", {"n": 2}, "第 1 页第 2 条"),
        RawRecord("a", {"n": 3}, "第 1 页第 3 条"),
        RawRecord("b", {"n": 4}),
    ]
    outcome = list(unique(items))
    assert [item for item in outcome if isinstance(item, RawRecord)] == [items[0], items[4]]
    findings = [item for item in outcome if isinstance(item, Finding)]
    assert [finding.rule for finding in findings] == ["broken-item", "empty-guid", "duplicate-guid"]
    assert [finding.severity for finding in findings[1:]] == ["error", "error"]
    assert findings[2].message == "标识“a”重复（先见于第 1 页第 1 条），只采用最先出现的一条"
    assert findings[1].pointer == "第 1 页第 2 条"


def test_the_difference_keeps_the_order_of_the_source() -> None:
    known = {"gone": "1", "same": "2", "changed": "3"}
    seen = {"new": "9", "changed": "4", "same": "2", "another": "8"}
    assert diff(known, seen) == Difference(
        create=("new", "another"), update=("changed",), unchanged=("same",), missing=("gone",)
    )


HASHES = st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(["1", "2"]))


@given(HASHES, HASHES)
def test_every_guid_is_in_exactly_one_group(known: dict[str, str], seen: dict[str, str]) -> None:
    outcome = diff(known, seen)
    groups = [outcome.create, outcome.update, outcome.unchanged, outcome.missing]
    assert sorted(guid for group in groups for guid in group) == sorted(known.keys() | seen.keys())


@given(HASHES)
def test_a_second_look_at_the_same_listing_changes_nothing(seen: dict[str, str]) -> None:
    assert diff(seen, dict(seen)) == Difference(unchanged=tuple(seen))
