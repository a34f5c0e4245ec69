"""What holds of grading for every dataset: nothing that passes the gate breaks a rule, and nothing added lowers anything.

The consistency rules are written here a second time, from open_grading.yaml, so that the gate is not judged by itself.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.grading import (
    INTERNAL,
    Grade,
    allowed_open_type,
    assess,
    breaches,
    declared_grades,
    default_open_type,
    least_grade,
    widest_open_type,
)

RULES = rulebook.load(Path(__file__).parents[2] / "config").grading
NAMES = (
    *(
        "身份证号",
        "sfzh",
        "手机号",
        "phone",
        "tel",
        "联系电话",
        "地址",
        "家庭住址",
        "姓名",
        "name",
        "xm",
        "性别",
        "年龄",
    ),
    *(
        "经度",
        "lng",
        "定位时间",
        "gps_time",
        "车牌号",
        "公交卡号",
        "工资",
        "血型",
        "住院号",
        "指纹",
        "password",
        "产量",
    ),
    *("名称", "机构名称", "法定代表人", "单位电话", "手机用户数", "埋深", "学籍号", "银行卡号", "宗教信仰", "value"),
)
TITLES = (
    *("数据表", "养老机构名录", "参保人员", "留守儿童", "燃气管网", "涉密数据", "公交车辆位置", "出租汽车", "军事设施"),
    *("甘蔗产量", "人口统计"),
)


def mostly(usual: Any, *odd: Any) -> st.SearchStrategy[Any]:
    """Odd values in one of four: a dataset in which everything is odd is refused for any of it."""
    return st.sampled_from([usual] * 3 * len(odd) + list(odd))


HARMLESS = ("机构名称", "单位名称", "企业名称", "名称", "年份", "产量", "单位电话", "手机用户数")
names = st.one_of(st.sampled_from(HARMLESS), st.sampled_from(HARMLESS), st.sampled_from(NAMES), st.text(max_size=12))
items = st.fixed_dictionaries(
    {"name": names},
    optional={
        "title": names,
        "type": mostly("string", "integer", "number"),
        "item_grade": mostly("", "1", "2", "3", "4", "important", "core", "x"),
        "personal_info_kind": mostly("", "none", "name", "phone", "health", "minor", "x"),
        "mask_rule": st.sampled_from(
            ["none", "keep_6_4", "keep_3_4", "keep_surname", "hash", "remove", "mask_all", "", "x"]
        ),
        "open": st.booleans(),
    },
)
tables = st.lists(items, min_size=1, max_size=3)
resources = st.lists(
    st.fixed_dictionaries(
        {"schema": tables.map(lambda fields: {"fields": fields})},
        optional={"name": st.sampled_from(TITLES), "row_count": mostly(5, 0, 10_000, 1_000_000, 10_000_000)},
    ),
    max_size=3,
)
datasets = st.fixed_dictionaries(
    {
        "title": mostly("数据表", *TITLES),
        "resources": resources,
        "open_type": mostly("unconditional", "conditional", "closed", "", "x"),
    },
    optional={
        "data_grade": mostly("general", "core", "important", "", "x"),
        "general_level": st.sampled_from(["1", "2", "3", "4", "", "9"]),
        "desensitisation": st.sampled_from(["none", "masked", "pseudonymised", "aggregated", "anonymised", "", "x"]),
        "open_condition": st.sampled_from([["application"], [], "", "[]", '["sandbox"]', [""], None]),
        "closed_reason": st.sampled_from([["law"], [], "", "[]", '["law"]', [" "], None]),
        "contains_personal_info": mostly(False, True, "true", "", None),
        "contains_sensitive_pi": mostly(False, True, ""),
    },
)


def breaks_a_rule(dataset: dict[str, Any], grade: Grade, personal: bool) -> bool:
    open_type = dataset.get("open_type")
    return (
        grade.data_grade in ("core", "important")
        or (grade.general_level in ("3", "4") and open_type == "unconditional")
        or (open_type == "conditional" and dataset.get("open_condition") not in (["application"], '["sandbox"]'))
        or (open_type == "closed" and dataset.get("closed_reason") not in (["law"], '["law"]'))
        or (open_type == "unconditional" and personal and dataset.get("desensitisation") != "anonymised")
    )


@given(datasets)
@settings(max_examples=300, deadline=None)
def test_no_dataset_that_passes_the_gate_violates_a_consistency_rule(dataset: dict[str, Any]) -> None:
    found = assess(dataset, RULES)
    grade = least_grade(dataset, found)
    personal = found.contains_personal_info or dataset.get("contains_personal_info") in (True, "true")
    passes = not breaches(dataset, grade, found, RULES)
    assert not (passes and breaks_a_rule(dataset, grade, personal))


@given(
    datasets,
    st.sampled_from(["身份证号", "手机号", "指纹"]),
    st.sampled_from(["", "none", "x", "keep_surname", "hash"]),
)
@settings(max_examples=100, deadline=None)
def test_a_raw_number_is_never_believed_to_be_anonymous(dataset: dict[str, Any], name: str, mask: str) -> None:
    raw = {"schema": {"fields": [{"name": name, "mask_rule": mask}]}}
    claimed = {"desensitisation": "anonymised", "open_type": "unconditional"}
    given_one = {**dataset, **claimed, "resources": [*dataset["resources"], raw]}
    found = assess(given_one, RULES)
    assert breaches(given_one, least_grade(given_one, found), found, RULES)
    assert "anonymisation-refuted" in {reason.rule for reason in found.barred}


@example({"title": "数据表", "resources": [{"schema": {"fields": [{"name": "phone"}]}}]}, {"name": "机构名称"}, 0)
@given(datasets, st.one_of(items, st.sampled_from(HARMLESS).map(lambda name: {"name": name})), st.integers(0, 2))
@settings(max_examples=200, deadline=None)
def test_adding_an_item_never_lowers_anything(dataset: dict[str, Any], item: dict[str, Any], where: int) -> None:
    grown = {**dataset, "resources": [*dataset["resources"]] or [{"schema": {"fields": []}}]}
    number = where % len(grown["resources"])
    resource = grown["resources"][number]
    grown["resources"][number] = {**resource, "schema": {"fields": [*resource["schema"]["fields"], item]}}
    before, after = assess(dataset, RULES), assess(grown, RULES)
    assert before.grade <= after.grade
    assert before.contains_personal_info <= after.contains_personal_info
    assert before.contains_sensitive_pi <= after.contains_sensitive_pi
    assert {reason.item for reason in before.barred} <= {reason.item for reason in after.barred}


@given(datasets)
@settings(max_examples=150, deadline=None)
def test_a_declared_grade_is_never_lowered(dataset: dict[str, Any]) -> None:
    grade = least_grade(dataset, assess(dataset, RULES))
    assert all(declared <= grade for declared in declared_grades(dataset))
    declared = {field.get("item_grade") for resource in dataset["resources"] for field in resource["schema"]["fields"]}
    assert grade >= Grade(6 if "core" in declared else 5 if "important" in declared else 1)


@given(datasets, st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_items_does_not_matter(dataset: dict[str, Any], luck: random.Random) -> None:
    shuffled = [
        {**resource, "schema": {"fields": luck.sample(resource["schema"]["fields"], len(resource["schema"]["fields"]))}}
        for resource in dataset["resources"]
    ]
    one, other = assess(dataset, RULES), assess({**dataset, "resources": shuffled}, RULES)
    assert (one.grade, one.contains_personal_info, one.contains_sensitive_pi) == (
        other.grade,
        other.contains_personal_info,
        other.contains_sensitive_pi,
    )
    assert {reason.rule for reason in one.reasons} == {reason.rule for reason in other.reasons}
    assert {(reason.rule, reason.item) for reason in one.barred} == {
        (reason.rule, reason.item) for reason in other.barred
    }


@given(datasets)
@settings(max_examples=150, deadline=None)
def test_the_openness_that_is_proposed_passes_the_gate(dataset: dict[str, Any]) -> None:
    found = assess(dataset, RULES)
    grade = least_grade(dataset, found)
    for propose in (widest_open_type, default_open_type, allowed_open_type):
        proposed = {
            **dataset,
            "open_type": propose(grade, dataset, RULES),
            "open_condition": ["application"],
            "closed_reason": ["law"],
        }
        assert breaches(proposed, grade, found, RULES, INTERNAL) == ()
