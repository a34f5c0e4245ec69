"""What datasets are to each other: equal titles, series, codes; and former divisions, which a source still writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import duplicates, identity, resource_code
from ckanext.gxdata.core.duplicates import Titles
from ckanext.gxdata.core.former_divisions import former_divisions
from ckanext.gxdata.core.quality.uncoded import uncoded
from ckanext.gxdata.core.records import DatasetDraft
from ckanext.gxdata.harvest import catalog_checks
from ckanext.gxdata.harvest.catalog_checks import LoadedRecord
from ckanext.gxdata.helpers import related

CODELISTS = rulebook.load(Path(__file__).resolve().parents[2] / "config").codelists
TITLES = Titles(
    {
        "a": "2022年甘蔗产量（分县）",
        "b": "2023年甘蔗产量(分县)",
        "c": "2023 年甘蔗产量 分县",
        "d": "甘蔗产量分县",
        "e": "2023",
        "f": "2022",
        "g": "—",
    }
)


def test_titles_are_the_same_without_signs_and_width() -> None:
    assert TITLES.same("b", "2023年甘蔗产量(分县)") == ("c",)
    assert TITLES.same("x", "２０２３年甘蔗产量：分县") == ("b", "c")


def test_titles_that_differ_by_year_only_are_a_series() -> None:
    assert TITLES.series("a", "2022年甘蔗产量（分县）") == ("b", "c")
    assert TITLES.series("b", "2023年甘蔗产量(分县)") == ("a",)


@pytest.mark.parametrize(("name", "title"), [("d", "甘蔗产量分县"), ("e", "2023"), ("g", "—"), ("x", "")])
def test_a_title_without_year_or_without_words_is_of_no_series_and_no_double(name: str, title: str) -> None:
    assert (TITLES.same(name, title), TITLES.series(name, title)) == ((), ())


@pytest.mark.parametrize(
    ("catalog_class", "of_department", "taken", "code"),
    [
        ("307014", [], [], "307014/000001"),
        ("307014", [], ["307014/000126", "307014/9", "307015/000900"], "307014/000127"),
        ("30701402", [], ["307014/000126"], "30701402/000001"),
        ("307", ["307014/000003"], ["307014/000003", "307014/12"], "307014/000013"),
        ("307", ["307014/000003", "307015/000001"], ["307014/000003"], ""),
        ("307", ["101001/000003"], ["101001/000003"], ""),
        ("307", [], ["307014/000003"], ""),
        ("", ["307014/000003"], ["307014/000003"], ""),
        ("307014", [], ["307014/999999999999"], ""),
    ],
)
def test_the_next_code_follows_where_class_or_department_say_its_beginning(
    catalog_class: str, of_department: list[str], taken: list[str], code: str
) -> None:
    assert resource_code.next_code(catalog_class, of_department, taken) == code


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("450127", ["行政区划“450127”已不再使用，按 450181（横州市）入库；横县已于约 2021 年变更为 450181 横州市"]),
        (["横县", "宾阳县"], ["行政区划“横县”已不再使用，按 450181（横州市）入库；横县已于约 2021 年变更为 450181 横州市"]),
        ("宾阳县、柳江县", ["行政区划“柳江县”已不再使用，按 450206（柳江区）入库；柳江县已于约 2016 年变更为 450206 柳江区"]),
        ("450100", []),
        ("某地", []),
        (None, []),
    ],
)
def test_a_former_division_is_a_finding_that_names_old_and_new(raw: object, told: list[str]) -> None:
    draft = DatasetDraft("1", {"region": ["450181"]}, raw={"region": raw} if raw else {})
    assert [finding.message for finding in former_divisions(draft, CODELISTS)] == told


def test_a_dataset_without_a_code_is_asked_for_one() -> None:
    assert [(each.rule, each.severity) for each in uncoded(DatasetDraft("1", {}))] == [("missing-resource_code", "info")]
    assert list(uncoded(DatasetDraft("1", {"resource_code": "307014/000126"}))) == []


def test_related_codes_that_nobody_has_are_findings_and_known_ones_are_not() -> None:
    record = LoadedRecord("1", "x", "测试", False, ("307014/000126", "307014/000999"))
    found = list(catalog_checks._about(record, Titles({}), frozenset({"307014/000126"})))
    assert [(each.rule, each.pointer, each.value) for each in found] == [
        ("unknown-related-code", "related_codes", "307014/000999")
    ]


def test_the_page_is_told_which_related_codes_are_catalogued(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def search(**query: Any) -> dict[str, Any]:
        asked.append(query["fq"])
        return {"results": [{"resource_code": "307014/000126", "name": "cane", "title": "甘蔗"}, {"name": "other", "title": ""}]}

    monkeypatch.setattr(related, "_search", search)
    assert related.gxdata_related_codes('["307014/000126", "a\\"b"]') == [
        {"code": "307014/000126", "name": "cane", "title": "甘蔗"},
        {"code": 'a"b', "name": "", "title": ""},
    ]
    assert asked == ['gx_code:("307014/000126" OR "a\\"b")']
    assert related.gxdata_related_codes(None) == [] and len(asked) == 1


def test_only_titles_that_may_be_alike_are_kept_of_a_large_catalog() -> None:
    titles = ["2022年甘蔗产量（分县）", "2023年甘蔗产量(分县)", "2023 年甘蔗产量 分县", "港口吞吐量", "2023", "—", ""]
    shared = duplicates.shared_keys(titles)
    assert [title for title in titles if not shared.isdisjoint(duplicates.keys(title))] == titles[:3]
    assert duplicates.shared_keys(["港口吞吐量", "甘蔗产量"]) == frozenset()


def test_records_are_told_of_others_with_their_title_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {guid: identity.dataset_name("s", guid) for guid in ("1", "2", "3")}
    rows = [(names["1"], "甘蔗 产量", False), (names["2"], "港口", False), ("other", "甘蔗产量", False), ("hidden", "甘蔗产量", True)]
    monkeypatch.setattr(catalog_checks, "_titles", lambda organization: iter(rows))
    loaded = catalog_checks.Loaded()
    for guid in ("3", "2", "1"):
        loaded.add(guid, ())

    [(guid, finding)] = list(catalog_checks.compare("o", "s", loaded))
    assert (guid, finding.rule, finding.message) == ("1", "duplicate-title", "本部门另有同名的数据集：other")
