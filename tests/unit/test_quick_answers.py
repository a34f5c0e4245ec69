"""The quick way of a plan to the answer of a stored dataset says what CKAN's own validation says, with the order of keys."""

from __future__ import annotations

import copy
import json
from typing import Any

from ckan.lib.navl import validators as navl
from ckan.lib.navl.dictization_functions import missing, validate
from ckan.logic import converters
from ckan.logic import validators as ckan_validators
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.gxdata.catalog.plan_position import Level
from ckanext.gxdata.catalog.plan_schema import groups_of
from ckanext.gxdata.catalog.plan_show import Direct, direct


def read_list(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value.startswith("[") else value


def shortened(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Changes a text, tells nothing."""
    if isinstance(data[key], str):
        data[key] = data[key].strip()


def of_the_name(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Looks at another field when its own is none."""
    if data[key] == "?":
        data[key] = data.get(("name",), "")


SCHEMA: dict[str, Any] = {
    "__before": [ckan_validators.duplicate_extras_key, navl.ignore],
    "__extras": [navl.ignore],
    "__junk": [navl.empty],
    "name": [navl.not_empty, navl.unicode_safe],
    "title": [navl.if_empty_same_as("name"), navl.unicode_safe],
    "notes": [],
    "state": [navl.ignore_missing],
    "theme": [converters.convert_from_extras, navl.ignore_missing, read_list],
    "modified": [converters.convert_from_extras, navl.ignore_missing],
    "note": [navl.ignore_missing, of_the_name],
    "save": [navl.ignore],
    "extras": {"key": [navl.not_empty], "value": [navl.not_empty]},
    "tags": {"__extras": [navl.keep_extras]},
    "groups": {"name": [navl.ignore_missing, navl.unicode_safe], "__extras": [navl.ignore]},
    "resources": {
        "id": [navl.not_empty],
        "url": [navl.ignore_missing, shortened],
        "schema": [navl.ignore_missing, read_list],
        "size": [],
        "__extras": [navl.ignore_missing, ckan_validators.extras_valid_json, navl.keep_extras],
    },
}  # fmt: skip

VALUES = st.one_of(
    st.sampled_from(["", " ", "a", " b ", "?", "[1]", '["a", "b"]', "[]", "南宁", "x" * 300, "__x"]),
    st.sampled_from([None, 0, 1, True, False, 2.5, missing]),
    st.sampled_from([[], ["a"], {}, {"a": 1}, [{"a": 1}]]),
)
NAMES = ("name", "title", "notes", "state", "theme", "modified", "note", "save", "unknown", "num_tags", "__odd")
RESOURCE = ("id", "url", "schema", "size", "other", "more", "__x")


def items(names: Any, *, most: int = 3) -> Any:
    item = st.dictionaries(st.sampled_from(names), VALUES, max_size=5)
    return st.lists(st.one_of(item, item, item, item, st.sampled_from([{}, "text", None])), max_size=most)


EXTRA = st.fixed_dictionaries({"key": st.sampled_from(["theme", "modified", "a", "b", "c", "", 1]), "value": VALUES})
DATASETS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(NAMES, VALUES),
        "extras": st.one_of(st.lists(EXTRA, max_size=3), items(("key", "value", "id"))),
        "tags": items(("name", "id", "vocabulary_id")),
        "groups": st.one_of(items(("name", "title")), st.sampled_from([None, "a", {}])),
        "resources": items(RESOURCE),
    },
)
USUAL = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", "b"]), "title": st.sampled_from(["a", "标题"])},
    optional={
        "notes": VALUES,
        "note": VALUES.filter(lambda value: value != "?"),
        "unknown": VALUES,
        "extras": st.lists(EXTRA.filter(lambda extra: isinstance(extra["key"], str)), max_size=4, unique_by=lambda e: e["key"]),
        "tags": st.lists(st.fixed_dictionaries({"name": st.sampled_from("ab"), "state": st.just("active")}), max_size=3),
        "resources": st.lists(
            st.dictionaries(st.sampled_from(RESOURCE[:-1]), VALUES.filter(lambda value: value is not missing)), max_size=3
        ),
    },
)  # fmt: skip


def made() -> Direct:
    [found] = direct(Level(SCHEMA, ""), levels(SCHEMA))
    return found


def levels(schema: dict[str, Any]) -> dict[str, Level]:
    return {name: Level(part, name) for name, part in groups_of(schema).items()}


WAY = made()


def in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return ["object", *([name, in_order(each)] for name, each in value.items())]
    if isinstance(value, list):
        return [in_order(each) for each in value]
    return [type(value).__name__, "missing" if value is missing else value]


def copied(dataset: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(dataset, {id(missing): missing})


def by_ckan(dataset: dict[str, Any]) -> Any:
    try:
        return in_order(validate(copied(dataset), SCHEMA, {"ignore_auth": True})[0])
    except Exception as error:
        return type(error).__name__


@settings(max_examples=400, deadline=None)
@given(DATASETS)
def test_what_the_quick_way_answers_is_ckans_answer(dataset: dict[str, Any]) -> None:
    found = WAY.shown(copied(dataset), 2000)
    assert found is None or in_order(found) == by_ckan(dataset)


@settings(max_examples=400, deadline=None)
@given(USUAL)
def test_datasets_of_the_usual_shape_take_the_quick_way(dataset: dict[str, Any]) -> None:
    found = WAY.shown(copied(dataset), 2000)
    assert found is not None
    assert in_order(found) == by_ckan(dataset)


def test_a_field_that_looks_at_another_one_takes_the_long_way() -> None:
    assert WAY.shown({"name": "a", "title": "b", "note": "?"}, 2000) is None
    assert WAY.shown({"name": "a", "title": "", "note": "x"}, 2000) is None


def test_an_answer_shares_no_list_with_an_earlier_one() -> None:
    dataset = {"name": "a", "title": "b", "extras": [{"key": "theme", "value": '["a", "b"]'}]}
    first, second = (WAY.shown(dataset, 2000) for _ in range(2))
    assert first and second and first["theme"] == second["theme"] == ["a", "b"]
    assert first["theme"] is not second["theme"]


def test_lists_that_are_too_long_and_keys_that_come_twice_take_the_long_way() -> None:
    twice = [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]
    assert WAY.shown({"name": "a", "title": "b", "extras": twice}, 2000) is None
    assert WAY.shown({"name": "a", "title": "b", "tags": [{"name": "x"}] * 3}, 2) is None


def test_a_schema_with_a_check_of_the_whole_dataset_has_no_quick_way() -> None:
    checked = {**SCHEMA, "__after": [shortened]}
    assert direct(Level(checked, ""), levels(checked)) == ()
