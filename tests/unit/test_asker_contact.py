"""What in free words reaches a person, and what only looks like it."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core import asker_contact, pii

RULES = pii.Rules()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("我的手机13800138000", ("mobile",)),
        ("１３８００１３８０００", ("mobile",)),
        ("138.0013.8000", ("mobile",)),
        ("电话 138\n0013\n8000", ("mobile",)),
        ("+86 138-0013-8000 王", ("mobile",)),
        ("身份证 11010519491231002X", ("id_number",)),
        ("发到 wang.wu @ example.org 谢谢", ("email",)),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｏｒｇ", ("email",)),
        ("办公室 0771-5678901", ("landline",)),
        ("微信：wang_2026", ("messenger",)),
        ("加QQ群 12345678", ("messenger",)),
        ("13800138000 或 wang@example.org", ("mobile", "email")),
    ],
)
def test_contact_data_is_found_however_it_is_written(text: str, kinds: tuple[str, ...]) -> None:
    assert asker_contact.kinds(text, RULES) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "南宁市 2020-2025 年公交线路",
        "1990.1-2024.12 逐月降水量",
        "统计期 20230101-20231231，450000 全区",
        "目录代码 450000/000001",
        "每年 1 380 万吨甘蔗",
        "需要 12345 热线的诉求数据",
        "微信小程序 openAPI 要用的公交数据",
        "GB/T 43697-2024 里说的 1-4 级",
        "经纬度 108.366543, 22.817002",
        "价格 @ 2026 年",
    ],
)
def test_figures_years_and_codes_are_no_contact(text: str) -> None:
    assert asker_contact.kinds(text, RULES) == ()
