"""Membership of zones: which words count, what company they need, what a person decides, and how it is explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.zones import Evidence, Membership, explain, memberships

BOOK = rulebook.load(Path(__file__).parents[2] / "config")


def zones(title: str = "公共文化场馆名录", **fields: Any) -> list[str]:
    return [member.zone for member in memberships({"title": title, **fields}, BOOK.zones)]


def why(zone: str, language: str = "zh", /, **fields: Any) -> str:
    [member] = [each for each in memberships({"title": "年度统计表", **fields}, BOOK.zones) if each.zone == zone]
    return explain(member, language, BOOK.codelists)


def columns(*names: str) -> list[dict[str, Any]]:
    return [{"schema": {"fields": [{"name": name} for name in names]}}]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("广西与东盟进出口总额", ["asean", "asean-trade"]),
        ("中国—东盟博览会参展企业", ["asean", "asean-expo"]),
        ("RCEP 原产地证书签发情况", ["rcep", "rcep-tariff"]),
        ("西部陆海新通道班列开行情况", ["ilstc", "ilstc-rail"]),
        ("平陆运河建设进度", ["ilstc", "ilstc-canal"]),
        ("钦州港集装箱吞吐量", ["ilstc", "ilstc-port"]),
        ("口岸通关时效", ["crossborder", "cb-clearance"]),
        ("边民互市贸易区名录", ["crossborder", "cb-border-trade"]),
        ("跨境电商企业名录", ["crossborder", "cb-ecommerce"]),
        ("六堡茶生产企业", ["guizihao", "gz-liubao"]),
        ("螺蛳粉抽检结果", ["guizihao", "gz-luosifen"]),
        ("玉林市中药材价格", ["guizihao", "gz-tcm"]),
        ("八角、肉桂种植面积", ["guizihao", "gz-tcm"]),
        ("新能源汽车充电桩", ["guizihao", "gz-nev"]),
        ("桂惠贷投放情况", ["inclusive-finance"]),
        ("公积金缴存情况", ["inclusive-finance", "fin-provident"]),
        ("停车泊位分布", ["smart-transport", "tr-parking"]),
        ("公交线路与站点", ["smart-transport", "tr-bus"]),
    ],
)
def test_a_word_in_the_title_is_enough(title: str, expected: list[str]) -> None:
    assert zones(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "玉米粉加工企业",
        "海上丝绸之路遗产点",
        "进出口岸线使用情况",
        "港口区常住人口",
        "穿越南宁的河流",
        "中老年人健康档案统计",
        "东盟商务区物业名录",
        "东盟经开区绿地面积",
        "八角楼历史建筑",
        "信用卡服务网点",
        "婴幼儿米粉检测",
        "糖尿病患病率",
        "珍珠岩储量",
        "日本脑炎疫苗接种",
        "刑事案件罪犯情况",
    ],
)
def test_a_word_that_only_looks_like_it_is_not(title: str) -> None:
    assert zones(title) == []


def test_traditional_signs_full_width_letters_and_capitals_are_the_same_words() -> None:
    assert zones("螺螄粉企業名錄") == ["guizihao", "gz-luosifen"]
    assert zones("ＲＣＥＰ 專區") == ["rcep"]
    assert zones("SUGARCANE area") == ["guizihao", "gz-sugar"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Sản lượng mía đường", ["guizihao", "gz-sugar"]),
        ("Kim ngạch xuất nhập khẩu ASEAN", ["asean", "asean-trade"]),
        ("ผลผลิตอ้อย", ["guizihao", "gz-sugar"]),
        ("Bus routes of Nanning", ["smart-transport", "tr-bus"]),
    ],
)
def test_other_languages_are_read_too(title: str, expected: list[str]) -> None:
    assert zones(title) == expected


def test_letters_count_as_whole_words_only() -> None:
    assert zones("Taxis") == ["smart-transport", "tr-taxi"]
    assert zones("Syntaxis") == []


def test_a_translated_title_counts_as_title() -> None:
    assert zones("年度统计表", title_translated={"en": "Sugar cane"}) == ["guizihao", "gz-sugar"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("港口货物吞吐量", ["ilstc", "ilstc-port"]), ("港口工作人员培训", []), ("广州港口货物吞吐量", [])],
)
def test_some_words_count_only_in_company(title: str, expected: list[str]) -> None:
    assert zones(title) == expected


def test_a_column_needs_company_and_a_summary_that_repeats_it_is_none() -> None:
    assert zones(resources=columns("陶瓷产量")) == []
    assert zones(resources=columns("陶瓷产量"), notes="含陶瓷产量等指标") == []
    assert zones(resources=columns("陶瓷产量"), tags=[{"name": "陶瓷"}]) == ["guizihao", "gz-ceramics"]
    assert zones(resources=columns("陶瓷产量"), owner_org="wuzhou") == ["guizihao", "gz-ceramics"]
    assert zones(resources=columns("陶瓷产量"), owner_org="beihai") == []


def test_a_county_belongs_to_the_region_of_its_city() -> None:
    assert zones(resources=columns("陶瓷产量"), region=["450422"]) == ["guizihao", "gz-ceramics"]
    assert zones(resources=columns("陶瓷产量"), region=["450000"]) == []


def test_region_with_industry_or_chapter_alone_is_too_little_and_together_enough() -> None:
    assert zones(region=["450400"], industry=["30"]) == []
    assert zones(region=["450400"], hs_chapters=["69"]) == []
    assert zones(region=["450400"], industry=["30"], hs_chapters=["69"]) == ["guizihao", "gz-ceramics"]


def test_the_sugar_office_deals_with_sugar_whatever_the_title() -> None:
    assert zones("年度工作情况", owner_org="gx-tyb") == ["guizihao", "gz-sugar"]


def test_the_department_is_known_by_its_name_where_owner_org_is_an_internal_id() -> None:
    dataset = {"owner_org": "0b6e0f2c-0000-4000-8000-000000000001", "organization": {"name": "gx-tyb"}}
    assert zones("年度工作情况", **dataset) == ["guizihao", "gz-sugar"]


def test_what_is_of_another_province_is_not_ours_where_the_sub_zone_is_bound_to_a_place() -> None:
    assert zones("浙江省茶叶生产企业名录") == []
    assert zones("浙江省茶叶产量") == []
    assert zones("全国茶叶产量") == ["guizihao", "gz-liubao"]
    assert zones("云南省甘蔗产量") == ["guizihao", "gz-sugar"]
    assert zones("苍梧县茶叶生产企业名录") == ["guizihao", "gz-liubao"]


# ── declared, decided ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_declared_sub_zone_brings_its_zone_and_may_be_json_text() -> None:
    assert zones(zone=["gz-tcm"]) == ["guizihao", "gz-tcm"]
    assert zones(zone='["gz-tcm"]') == ["guizihao", "gz-tcm"]


def test_an_inclusion_needs_no_rule() -> None:
    override = {"include": ["asean-people"], "reasons": {"asean-people": "东盟文化周"}}
    assert zones(zone_override=override) == ["asean", "asean-people"]
    assert zones(zone_override=json.dumps(override)) == ["asean", "asean-people"]


def test_an_exclusion_wins_over_rules_declaration_and_inclusion() -> None:
    assert zones("甘蔗产量", zone_override={"exclude": ["gz-sugar"]}) == []
    assert zones(zone=["asean"], zone_override={"exclude": ["asean"]}) == []
    assert zones(zone_override={"include": ["rcep"], "exclude": ["rcep"]}) == []


def test_an_excluded_zone_takes_its_sub_zones_along_but_not_the_other_way_round() -> None:
    assert zones("甘蔗、芒果产量", zone_override={"exclude": ["guizihao"]}) == []
    assert zones("甘蔗、芒果产量", zone_override={"exclude": ["gz-sugar"]}) == ["guizihao", "gz-mango"]


@pytest.mark.parametrize("override", ["", None, "[]", "not json", 7, {"include": None, "reasons": []}])
def test_an_override_that_says_nothing_changes_nothing(override: Any) -> None:
    assert zones("甘蔗产量", zone_override=override) == ["guizihao", "gz-sugar"]


def test_a_zone_that_is_no_longer_known_stays_where_it_was_declared() -> None:
    assert zones(zone=["old-zone"]) == ["old-zone"]


def test_a_dataset_without_anything_is_in_no_zone() -> None:
    assert memberships({}, BOOK.zones) == ()


# ── explained ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reasons_in_chinese() -> None:
    assert why("gz-sugar", title="崇左甘蔗面积") == "标题含“甘蔗”"
    assert why("guizihao", title="崇左甘蔗面积") == "标题含“甘蔗”"
    assert why("gz-ceramics", resources=columns("陶瓷产量"), owner_org="wuzhou") == "信息项含“陶瓷”，且数源部门属梧州市"
    assert why("gz-tcm", zone=["gz-tcm"]) == "数源部门登记"
    assert why("rcep", zone_override={"include": ["rcep"], "reasons": {"rcep": "协定清单"}}) == "人工归入：协定清单"
    assert why("gz-sugar", owner_org="gx-tyb") == "数源部门为广西壮族自治区糖业发展办公室"


def test_reasons_in_english() -> None:
    assert why("gz-sugar", "en", title="崇左甘蔗面积") == "the title has “甘蔗”"
    told = why("gz-ceramics", "en", resources=columns("陶瓷产量"), owner_org="wuzhou")
    assert told == "the data items have “陶瓷”, and its department belongs to Wuzhou"
    assert why("gz-tcm", "en", zone=["gz-tcm"]) == "its department registered it here"
    assert why("rcep", "fr", zone_override={"include": ["rcep"]}) == "a person put it here"


def test_reasons_in_vietnamese() -> None:
    assert why("gz-sugar", "vi", title="崇左甘蔗面积") == "tiêu đề có “甘蔗”"
    assert why("gz-tcm", "vi", zone=["gz-tcm"]) == "cơ quan cung cấp đã đăng ký"


def test_reasons_in_thai() -> None:
    assert why("gz-sugar", "th", title="崇左甘蔗面积") == "ชื่อมี “甘蔗”"
    assert why("gz-tcm", "th", zone=["gz-tcm"]) == "หน่วยงานลงทะเบียนไว้"


def test_every_kind_of_evidence_has_a_sentence_in_every_language() -> None:
    kinds = [
        ("region", "region", "450400"),
        ("region", "title", "梧州"),
        ("industry", "industry", "30"),
        ("hs", "hs_chapters", "69"),
    ]
    member = Membership("gz-ceramics", tuple(Evidence(*parts) for parts in kinds))
    told = "行政区划属梧州市，且标题提到“梧州”，且行业为“非金属矿物制品业”，且海关税则属第 69 章"
    assert explain(member, "zh_Hans_CN", BOOK.codelists) == told
    assert explain(member, "en", BOOK.codelists).count(", and ") == 3
    assert explain(member, "vi", BOOK.codelists).count(", và ") == 3
    assert explain(member, "th", BOOK.codelists).count(" และ") == 3


def test_the_word_is_shown_as_the_rules_write_it() -> None:
    assert why("rcep", title="ｒｃｅｐ 清单") == "标题含“RCEP”"


def test_a_word_of_the_chinese_title_goes_before_that_of_a_translation() -> None:
    assert why("gz-tcm", title="玉林药材", title_translated={"vi": "Giá dược liệu"}) == "标题含“药材”"


def test_one_word_in_two_places_is_told_once_and_the_longer_word_goes_first() -> None:
    assert why("ilstc-port", title="北部湾港泊位") == "标题含“北部湾港”"
