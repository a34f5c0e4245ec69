"""What differs between two records, and findings gathered into problems."""

from __future__ import annotations

from ckanext.gxdata.core.changes import changes
from ckanext.gxdata.core.problems import ranked
from ckanext.gxdata.core.records import Finding


def test_changes_name_the_place_with_both_values() -> None:
    before = {"title": "甘蔗", "tags": ["糖"], "contact": {"fn": "科"}, "gone": 1}
    after = {"title": "甘蔗产量", "tags": ["糖", "蔗"], "contact": {"fn": "科"}, "new": None}

    assert changes(before, after) == [
        {"path": "title", "before": "甘蔗", "after": "甘蔗产量"},
        {"path": "tags[1]", "before": None, "after": "蔗"},
        {"path": "gone", "before": 1, "after": None},
    ]


def test_a_number_that_became_a_text_is_a_change() -> None:
    assert changes({"n": 1}, {"n": True}) == [{"path": "n", "before": 1, "after": True}]
    assert changes({"n": [1]}, {"n": {"a": 1}}) == [{"path": "n", "before": [1], "after": {"a": 1}}]


def test_no_more_is_told_than_anybody_reads() -> None:
    assert len(changes({}, {str(number): number for number in range(500)})) == 200


def test_problems_are_ranked_by_severity_and_records() -> None:
    found = [
        *[(f"g{n}", Finding("unknown-code", f"“逢{n}”不在代码表中", "warning", "update_frequency", "改")) for n in range(4)],
        *[("same", Finding("tag-dropped", "关键词“a”未采用", "info"))] * 5,
        ("x", Finding("missing-title", "没有名称", "error")),
    ]
    told = ranked(found)

    assert [(each["rule"], each["records"], each["findings"]) for each in told] == [
        ("missing-title", 1, 1), ("unknown-code", 4, 4), ("tag-dropped", 1, 5),
    ]  # fmt: skip
    assert told[1]["message"] == "“…”不在代码表中"
    assert [each["guid"] for each in told[1]["examples"]] == ["g0", "g1", "g2"]
    assert told[0]["message"] == "没有名称"


def test_only_what_differs_between_records_is_masked() -> None:
    said = "“更新周期”的值“{}”不在代码表“更新周期”中，共 {} 处"
    found = [(f"g{n}", Finding("unknown-code", said.format(f"逢{n}", 2))) for n in range(3)]
    [code] = ranked(found)
    assert code["message"] == "“更新周期”的值“…”不在代码表“更新周期”中，共 2 处"

    [code] = ranked([*found, ("h", Finding("unknown-code", said.format("逢0", 30)))])
    assert code["message"] == "“更新周期”的值“…”不在代码表“更新周期”中，共 … 处"


def test_what_is_said_of_the_source_as_a_whole_hits_no_record_and_comes_first() -> None:
    login = Finding("html-instead-of-json", "这是登录页面", "error")
    found = [
        *[(guid, Finding("missing-title", "没有名称", "error")) for guid in "abc"],
        *[("", Finding("empty-guid", "记录没有标识", "error", f"第 {n} 条")) for n in (1, 2)],
        ("", Finding("listing-incomplete", "目录称有 5 条，只取到 3 条", "error")),
        ("", login),
    ]
    told = [(each["rule"], each["records"]) for each in ranked(found, (login,))]

    assert told == [("html-instead-of-json", 0), ("listing-incomplete", 0), ("missing-title", 3), ("empty-guid", 2)]
