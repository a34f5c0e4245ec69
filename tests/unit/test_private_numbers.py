"""Private numbers in what describes data: refused wherever people read, never repeated; figures and office numbers stay.

The ID number is made up: an unissued sequence with a computed check digit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import private_numbers

RULES = rulebook.load(Path(__file__).parents[2] / "config").pii
PERSON, MOBILE = "450102199003071238", "13812345678"


@pytest.mark.parametrize(
    ("field", "value", "sample"),
    [
        ("contact_name", f"张三{MOBILE}", "138****5678"),
        ("contact_name", f"zhang{MOBILE}", "138****5678"),
        ("contact_name", "张三 138-1234-5678", "138****5678"),
        ("contact_email", f"{MOBILE}@qq.com", "138****5678"),
        ("contact_email", f"{MOBILE}@139.com", "138****5678"),
        ("contact_email", f"zhang{MOBILE}@139.com", "138****5678"),
        ("maintainer", f"李四 +86 {MOBILE}", "138****5678"),
        ("title", f"联系{MOBILE}的数据", "138****5678"),
        ("notes", f"疑问请致电 {MOBILE}，或写信到 a{MOBILE}@qq.com", "138****5678"),
        ("notes", f"身份证{PERSON}", "4501************38"),
        ("title_translated", {"en": f"call {MOBILE}"}, "138****5678"),
        ("title_translated", '{"en": "call 13812345678"}', "138****5678"),
        ("extras.联系", MOBILE, "138****5678"),
        ("tags", PERSON, "4501************38"),
        ("resources.name", f"名单 {MOBILE}", "138****5678"),
        ("resources.description", f"{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}", "4501************38"),
        ("source_identifier", PERSON, "4501************38"),
        ("resources.url", f"https://department.example/{PERSON}.pdf", "4501************38"),
        ("contact_phone", PERSON, "4501************38"),
        ("resources.schema", {"fields": [{"name": "a", "description": f"如 {PERSON}"}]}, "4501************38"),
    ],
)
def test_a_private_number_is_named_with_its_field_and_never_repeated(field: str, value: Any, sample: str) -> None:
    told = private_numbers.faults(field, value, RULES)

    assert len(told) == 1
    assert sample in told[0] and field in told[0] and "请删去" in told[0]
    assert PERSON not in told[0] and MOBILE not in told[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact_phone", "0771-2211234 转 801"),
        ("contact_phone", "12345"),
        ("contact_phone", "400-123-4567"),
        ("contact_email", "office@example.gov.cn"),
        ("notes", "全区产值 13812345678 元，比上年增长 5%。"),
        ("notes", "热线 12345、0771-1234567，统一社会信用代码 11450000007565123X。"),
        ("notes", "流水号 202306151213140001，校验位不符的 450102199003071239。"),
        ("extras.产值", "13812345678"),
        ("source_identifier", "13812345678"),
        ("version", "13812345678"),
        ("resources.size", 13812345678),
        ("resources.url", "https://department.example/13812345678.csv"),
        ("resources.hash", "a" * 64),
        ("id", PERSON),
        ("spatial", {"type": "Point", "coordinates": [106.76, 22.1]}),
    ],
)
def test_figures_codes_and_offices_are_no_private_numbers(field: str, value: Any) -> None:
    assert private_numbers.faults(field, value, RULES, field.removeprefix("extras.")) == ()


def test_a_field_is_named_as_people_know_it() -> None:
    assert private_numbers.faults("contact_name", f"张三{MOBILE}", RULES, "联系人") == (
        "“联系人”（contact_name）中有手机号码（138****5678），不得公开；请删去，改填办公电话（如 0771-1234567）或办公邮箱",
    )


def test_masking_keeps_the_words_and_the_form() -> None:
    assert private_numbers.masked("notes", f"致电 {MOBILE} 或 12345", RULES) == "致电 138****5678 或 12345"
    assert private_numbers.masked("title_translated", {"en": f"zhang{MOBILE}@qq.com"}, RULES) == {"en": "zhang138****5678@qq.com"}
    assert private_numbers.masked("notes", "产值 13812345678 元", RULES) == "产值 13812345678 元"
