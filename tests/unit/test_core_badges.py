"""Badges, 高价值 and 基础目录 by the rules as shipped: what a dataset has earned, and the sentence that says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.badge_facts import Facts
from ckanext.gxdata.core.badge_rules import Group, Rules
from ckanext.gxdata.core.badge_rules import tests as every_test
from ckanext.gxdata.core.badges import badge_fields, badges, fresh_until, value_of

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rulebook.load(Path(__file__).parents[2] / "config").badges


def dataset(title: str = "甘蔗产量", **fields: Any) -> dict[str, Any]:
    """A dataset of high value; ``items`` and ``format`` are those of its one file."""
    items = fields.pop("items", ("年份", "地区", "数值"))
    format_ = fields.pop("format", "CSV")
    schema = {"fields": [{"name": name} for name in items]}
    resources = [{"format": format_, "resource_type": "api" if format_ == "API" else "file", "schema": schema}]
    plain = {
        "name": "a-dataset",
        "title": title,
        "theme": ["other"],
        "region": ["450000"],
        "open_type": "unconditional",
        "update_frequency": "yearly",
        "modified": "2026-06-01",
        "resources": resources if format_ else [],
    }
    return {**plain, **fields}


MONTHS_AGO = {"update_frequency": "monthly", "modified": "2026-03-01"}
WITH_CODE = {"items": ("企业名称", "统一社会信用代码", "地址")}
FULL = {
    "theme": ["education"],
    "notes": "各市甘蔗产量。",
    "issued": "2020-01-01",
    "license_id": "gx-open-1.0",
    "contact_email": "data@nynct.example",
}


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        # subjects
        (dataset("甘蔗产量"), "high"),
        (dataset("农产品批发价格"), "high"),
        (dataset("对东盟进出口总额"), "high"),
        (dataset("沿海港口货物吞吐量"), "high"),
        (dataset("行政处罚信息"), "high"),
        (dataset("企业法人登记信息"), "high"),
        (dataset("行政区划代码"), "high"),
        (dataset("空气质量日报", update_frequency="daily"), "high"),
        (dataset("逐日降水"), "high"),
        (dataset("自动站数据", theme=["meteorology"]), "high"),
        (dataset("测量标志点", theme=["geospatial"]), "high"),
        (dataset("常住人口"), "high"),
        (dataset("各县情况", tags=[{"name": "产量"}]), "high"),
        (dataset("图书馆藏书", theme=["education"]), ""),
        (dataset("律师工作基本情况"), ""),
        # form
        (dataset("甘蔗产量", format="PDF"), ""),
        (dataset("甘蔗产量", format="XLSX"), ""),
        (dataset("甘蔗产量", format="JSON"), "high"),
        (dataset("甘蔗产量", format="API"), "high"),
        (dataset("甘蔗产量", format=""), ""),
        (dataset("甘蔗产量", items=("年份", "数值")), ""),
        (dataset("甘蔗产量", items=("年份", "数值", "地区")), "high"),
        # openness and rhythm
        (dataset("甘蔗产量", open_type="conditional"), "high"),
        (dataset("甘蔗产量", open_type="closed"), ""),
        (dataset("甘蔗产量", open_type=""), ""),
        (dataset("甘蔗产量", update_frequency="irregular"), ""),
        (dataset("甘蔗产量", update_frequency="static"), ""),
        (dataset("甘蔗产量", update_frequency="biennial"), ""),
        (dataset("甘蔗产量", update_frequency="half_yearly"), "high"),
        (dataset("甘蔗产量", **MONTHS_AGO), "high"),
        # basic lists
        (dataset("公共图书馆名录"), "basic"),
        (dataset("中学名单"), "basic"),
        (dataset("银行网点"), "basic"),
        (dataset("旅游厕所分布"), "basic"),
        (dataset("政府工作报告"), "basic"),
        (dataset("行政许可事项清单"), "basic"),
        (dataset("征地补偿公示"), "basic"),
        (dataset("各局联系电话"), "basic"),
        (dataset("产量公告"), "basic"),
        (dataset("公共图书馆名录", open_type="closed"), "basic"),
        (dataset("银行网点数"), ""),
        (dataset("连锁企业门店总数"), ""),
        (dataset("驾校名录"), "basic"),
        (dataset("驾校名录", **WITH_CODE), ""),
        (dataset("企业备案名录", **WITH_CODE), "high"),
        (dataset("人造板企业名录"), "high"),  # a zone wants it
        # a person
        (dataset("公共图书馆名录", high_value="confirmed", high_value_reason="含逐馆开放时间"), "high"),
        (dataset("甘蔗产量", high_value="declined", high_value_reason="口径变更，不可比"), ""),
        (dataset("公共图书馆名录", high_value="declined", high_value_reason="只有馆名和地址"), "basic"),
        (dataset("甘蔗产量", high_value="declined", high_value_reason="不好"), "high"),
        (dataset("甘蔗产量", high_value="declined"), "high"),
        (dataset("图书馆藏书", high_value="confirmed", high_value_reason="    "), ""),
        (dataset("图书馆藏书", high_value="maybe", high_value_reason="也许有用的数据"), ""),
    ],
)
def test_a_dataset_is_of_high_value_or_basic_or_neither(rules: Rules, given: dict[str, Any], kind: str) -> None:
    assert value_of(given, rules).kind == kind


@pytest.mark.parametrize(
    ("given", "earned"),
    [
        (dataset("图书馆藏书"), ["machine_readable", "on_time"]),
        (dataset("图书馆藏书", format="XLS"), ["on_time"]),
        (dataset("图书馆藏书", format="csv文件"), ["machine_readable", "on_time"]),
        (dataset("图书馆藏书", format="API"), ["machine_readable", "has_api", "on_time"]),
        (dataset("图书馆藏书", format="WFS"), ["has_api", "on_time"]),
        (dataset("图书馆藏书", **MONTHS_AGO), ["machine_readable"]),
        (dataset("图书馆藏书", update_frequency="monthly", modified="2026-10-13"), ["machine_readable", "on_time"]),
        (dataset("图书馆藏书", update_frequency="monthly", modified="2026-10-11"), ["machine_readable"]),
        (dataset("图书馆藏书", update_frequency="irregular"), ["machine_readable"]),
        (dataset("图书馆藏书", modified=""), ["machine_readable"]),
        (dataset("图书馆藏书", **FULL), ["machine_readable", "on_time", "complete_metadata"]),
        (dataset("图书馆藏书", **{**FULL, "license_id": "notspecified"}), ["machine_readable", "on_time"]),
        (dataset("图书馆藏书", **{**FULL, "contact_email": ""}), ["machine_readable", "on_time"]),
        (dataset("图书馆藏书", provider_kind="enterprise"), ["machine_readable", "on_time", "contributed"]),
        (dataset("图书馆藏书", provider_kind="government"), ["machine_readable", "on_time"]),
        (dataset("图书馆藏书", title_translated={"en": "Books"}), ["machine_readable", "on_time", "bilingual"]),
        (dataset("图书馆藏书", title_translated='{"en": "Books"}'), ["machine_readable", "on_time", "bilingual"]),
        (dataset("图书馆藏书", title_translated={"vi": "Sách"}), ["machine_readable", "on_time"]),
        (
            dataset("图书馆藏书", title_translated={"en": "Books"}, machine_translated=["en"]),
            ["machine_readable", "on_time"],
        ),
        (dataset("图书馆藏书", notes="2002—2014 年，指标：藏书。"), ["machine_readable", "on_time", "long_series"]),
        (dataset("图书馆藏书", notes="2002—2010 年"), ["machine_readable", "on_time"]),
        (
            dataset("图书馆藏书", temporal_start="2010-01", temporal_end="2020"),
            ["machine_readable", "on_time", "long_series"],
        ),
        (dataset("图书馆藏书", temporal_start="2020", temporal_end="2010"), ["machine_readable", "on_time"]),
        (dataset("甘蔗产量"), ["high_value", "machine_readable", "on_time"]),
        (dataset("公共图书馆名录"), ["machine_readable", "on_time"]),
    ],
)
def test_badges_are_earned_by_facts(rules: Rules, given: dict[str, Any], earned: list[str]) -> None:
    assert [badge.id for badge in badges(given, rules, TODAY)] == earned


def said(given: dict[str, Any], rules: Rules, language: str = "zh") -> dict[str, list[str]]:
    return {badge.id: [reason.text[language] for reason in badge.reasons] for badge in badges(given, rules, TODAY)}


def test_every_reason_names_the_fact_in_chinese_and_english(rules: Rules) -> None:
    given = dataset("农产品批发价格", notes="2002—2014 年", provider_kind="enterprise")

    assert said(given, rules) == {
        "high_value": [
            "机器可读：CSV 为 3 星格式",
            "分列成表：3 个信息项",
            "承诺每年更新",
            "贸易：有“批发”",
            "价格：有“价格、批发价”",
        ],
        "machine_readable": ["CSV 为 3 星格式"],
        "on_time": ["承诺每年更新", "到今天为止按期"],
        "contributed": ["提供方性质是“企业数据”"],
        "long_series": ["2002—2014，13 年"],
    }
    assert said(given, rules, "en")["high_value"][:3] == [
        "machine-readable: CSV is a 3-star format",
        "in columns: 3 data items",
        "updates promised: Annual",
    ]


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        ("vi", ["máy đọc được: CSV, JSON là định dạng 3 sao", "cam kết cập nhật: hằng năm", "giá cả: có “价格, 批发价”"]),
        ("th", ["เครื่องอ่านได้: CSV, JSON เป็นรูปแบบ 3 ดาว", "รับปากปรับปรุง: รายปี", "ราคา: มี “价格, 批发价”"]),
    ],
)
def test_a_reason_in_vietnamese_and_thai_is_written_in_it_throughout(rules: Rules, language: str, reasons: list[str]) -> None:
    given = dataset("农产品批发价格")
    given["resources"].append({**given["resources"][0], "format": "JSON"})

    told = said(given, rules, language)["high_value"]

    assert [reason for reason in reasons if reason not in told] == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Decided by a person"), ("vi", "Do người quyết định"), ("th", "ตัดสินโดยบุคคล")]
)
def test_a_persons_decision_is_said_in_the_readers_language(rules: Rules, language: str, words: str) -> None:
    value = value_of(dataset(high_value="confirmed", high_value_reason="企业天天在用"), rules)

    assert [reason.text[language] for reason in value.reasons] == [f"{words}: 企业天天在用"]


def test_a_rule_without_a_language_gives_its_reason_in_the_others(rules: Rules) -> None:
    test = replace(next(every_test(rules.basic.when)), because={"zh": "有“{value}”", "en": "has {value}"})
    basic = replace(rules.basic, when=Group("all", (test,)))

    [reason] = value_of(dataset("工作总结"), replace(rules, basic=basic)).reasons

    assert reason.text == {"zh": "有“工作总结”", "en": "has 工作总结"}


def test_what_a_zone_should_have_is_named(rules: Rules) -> None:
    given = dataset("玉林中药材价格（日）", region=["450900"], update_frequency="daily")

    reasons = said(given, rules)["high_value"]

    assert any(reason.startswith("是专区的应有数据：") and "中药材" in reason for reason in reasons), reasons
    assert "โซนควรมีข้อมูลนี้: ราคาในตลาดสมุนไพรอวี้หลิน รายวัน" in said(given, rules, "th")["high_value"]


def test_a_persons_reason_is_the_reason(rules: Rules) -> None:
    value = value_of(dataset("名录", high_value="confirmed", high_value_reason="企业天天在用"), rules)

    assert value.decided
    assert [reason.text["zh"] for reason in value.reasons] == ["人工认定：企业天天在用"]


def test_what_is_kept_back_earns_nothing(rules: Rules) -> None:
    """A badge may not tell it: a dataset is judged by what everybody may read."""
    given = dataset("甘蔗产量")
    given["resources"][0]["schema"]["fields"][2]["open"] = False
    given["resources"][0]["row_count"] = 500

    assert value_of(given, rules).kind == ""
    assert Facts(given, rules, TODAY).number("rows") == (500, ())
    assert Facts({**given, "open_type": "conditional"}, rules, TODAY).number("rows") == (0, ())


def test_a_badge_that_changes_by_the_day_is_not_indexed_but_the_moment_is(rules: Rules) -> None:
    found = badge_fields(dataset("甘蔗产量", update_frequency="monthly", modified="2026-10-12"), rules)

    assert found == {
        "gx_high_value": "high",
        "gx_badges": ["high_value", "machine_readable"],
        "gx_fresh_until": "2026-11-21T16:00:00Z",
    }


@pytest.mark.parametrize(
    ("modified", "frequency", "until"),
    [
        ("2026-11-20", "daily", "2026-11-22T16:00:00Z"),
        ("2026-11-20", "irregular", None),
        ("", "daily", None),
        ("unknown", "daily", None),
        ("9999-12-31", "daily", None),
    ],
)
def test_a_dataset_is_overdue_from_the_midnight_in_china_after_its_last_day(
    rules: Rules, modified: str, frequency: str, until: str | None
) -> None:
    assert fresh_until(dataset(modified=modified, update_frequency=frequency), rules) == until


@pytest.mark.parametrize(
    "strange", [{}, {"title": None, "resources": [], "tags": None}, {"theme": 5, "resources": [{}]}]
)
def test_a_dataset_without_anything_earns_nothing_and_breaks_nothing(rules: Rules, strange: dict[str, Any]) -> None:
    assert badges(strange, rules, TODAY) == ()
