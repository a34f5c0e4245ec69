"""The code lists under ``config/codelists`` as shipped: complete, without doubles, safe to look for in texts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.text import key

CONFIG = Path(__file__).resolve().parents[2] / "config"
LISTS = {
    "theme", "zone", "region", "open_type", "open_condition", "closed_reason", "data_grade", "general_level",
    "update_frequency", "license", "format", "organization", "industry", "item_data_type",
}  # fmt: skip
SAME_NAME_ON_TWO_LEVELS = {"industry": {"房地产业", "教育", "国际组织"}}


@pytest.fixture(scope="module")
def codelists() -> dict[str, CodeList]:
    return dict(rulebook.load(CONFIG).codelists)


def test_every_list_is_there_and_says_where_it_comes_from(codelists: dict[str, CodeList]) -> None:
    assert set(codelists) >= LISTS
    assert all(each.source and each.certainty in ("high", "medium", "unknown") for each in codelists.values())


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_word_means_two_codes_of_a_list(codelists: dict[str, CodeList], name: str) -> None:
    words = Counter(word for code in codelists[name].codes for word in {key(each) for each in (code.id, *code.words)})
    assert {word for word, count in words.items() if count > 1} == SAME_NAME_ON_TWO_LEVELS.get(name, set())


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_parent_stands_before_its_children(codelists: dict[str, CodeList], name: str) -> None:
    met: set[str] = set()
    for code in codelists[name].codes:
        assert not code.parent or code.parent in met
        met.add(code.id)


@pytest.mark.parametrize("name", ["theme", "zone", "open_type", "update_frequency", "organization"])
def test_what_the_portal_shows_has_an_english_label(codelists: dict[str, CodeList], name: str) -> None:
    assert [code.id for code in codelists[name].codes if not code.labels.get("en")] == []


@pytest.mark.parametrize("name", ["theme", "zone", "open_type", "update_frequency", "provider_kind", "data_value"])
@pytest.mark.parametrize("language", ["vi", "th"])
def test_what_vietnamese_and_thai_pages_show_has_a_label(
    codelists: dict[str, CodeList], name: str, language: str
) -> None:
    assert [code.id for code in codelists[name].codes if not code.labels.get(language)] == []


def test_the_regions_are_the_nation_guangxi_14_cities_and_111_counties(codelists: dict[str, CodeList]) -> None:
    regions = codelists["region"]
    assert Counter(code.extra["level"] for code in regions.codes) == {0: 1, 1: 1, 2: 14, 3: 111}
    assert len(regions.children("450000")) == 14
    assert all(code.id[:4] == code.parent[:4] for code in regions.codes if code.extra["level"] == 3)
    assert regions["100000"].parent == regions["450000"].parent == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [("横县", "450181"), ("450127", "450181"), ("蝶山区", "450403"), ("宜州市", "451203"), ("广西", "450000"),
     ("容县", "450921"), ("三江侗族自治县", "450226")],
)  # fmt: skip
def test_a_region_is_known_by_former_code_and_name(codelists: dict[str, CodeList], written: str, code: str) -> None:
    found = codelists["region"].resolve(written)
    assert found is not None and found.id == code


@pytest.mark.parametrize(
    "text", ["自然资源统计", "港口货物吞吐量", "居民安居乐业", "兴业银行", "内蒙古自治区", "大兴安岭"]
)
def test_an_ordinary_word_is_not_taken_for_a_county(codelists: dict[str, CodeList], text: str) -> None:
    assert codelists["region"].contains(text) == ()


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("甘蔗播种面积", ["guizihao", "gz-sugar"]),
        ("家用陶瓷器皿出口", ["guizihao", "gz-ceramics"]),
        ("沿海主要规模以上港口货物吞吐量", ["ilstc", "ilstc-port"]),
        ("东盟国家", ["asean"]),
        ("RCEP成员国", ["rcep"]),
        ("城市公共交通", ["smart-transport", "tr-bus"]),
    ],
)
def test_a_zone_is_found_by_everyday_words(codelists: dict[str, CodeList], text: str, zones: list[str]) -> None:
    assert [code.id for code in codelists["zone"].contains(text)] == zones


@pytest.mark.parametrize(
    "text",
    [
        "糖尿病死亡率",
        "港口区人口",
        "防城港市户籍人口",
        "玉米粉产量",
        "港口岸线长度",
        "丝绸之路",
        "EV LEVEL",
        "林业产值",
    ],
)
def test_a_zone_is_not_found_by_a_word_that_only_looks_like_it(codelists: dict[str, CodeList], text: str) -> None:
    assert codelists["zone"].contains(text) == ()


def test_the_zones_are_the_seven_of_the_policy(codelists: dict[str, CodeList]) -> None:
    assert [code.id for code in codelists["zone"].children("")] == [
        "asean", "rcep", "ilstc", "crossborder", "guizihao", "inclusive-finance", "smart-transport",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("open_type", "依申请开放", "conditional"),
        ("update_frequency", "EVERY_MONTH", "monthly"),
        ("update_frequency", "年度", "yearly"),
        ("format", "库表", "DATABASE"),
        ("format", "text/csv", "CSV"),
        ("format", "execl", "XLSX"),
        ("theme", "环境保护", "environment"),
        ("organization", "自治区发改委", "gx-ndrc"),
        ("organization", "梧州市人民政府", "wuzhou"),
        ("item_data_type", "字符型", "C"),
        ("license", "CC BY 4.0", "cc-by-4.0"),
    ],
)
def test_a_wild_value_is_understood(codelists: dict[str, CodeList], name: str, written: str, code: str) -> None:
    found = codelists[name].resolve(written)
    assert found is not None and found.id == code


@pytest.mark.parametrize("written", ["开放", "402882a75885fd150158860e3d170006"])
def test_what_may_open_data_by_a_guess_is_no_alias(codelists: dict[str, CodeList], written: str) -> None:
    assert codelists["open_type"].resolve(written) is None


def test_what_is_not_known_is_not_claimed(codelists: dict[str, CodeList]) -> None:
    assert {code.extra["uscc"] for code in codelists["organization"].codes} == {"unknown"}
    proposed = [code for code in codelists["license"].codes if code.id.startswith("gx-")]
    assert [code.extra["certainty"] for code in proposed] == ["unknown", "unknown"]


def test_every_city_of_the_regions_is_an_organization(codelists: dict[str, CodeList]) -> None:
    cities = {code.id for code in codelists["region"].codes if code.extra["level"] == 2}
    kept = {code.extra["region"] for code in codelists["organization"].codes if code.extra["kind"] == "city_government"}
    assert kept == cities
