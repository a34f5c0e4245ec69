"""What a field's value must look like: literal vectors, valid and wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import contact, credit_code, divisions, geometry, resource_code, translations, values, words
from ckanext.gxdata.core.codelists import CodeList

CONFIG = Path(__file__).resolve().parents[2] / "config"
POINT = {"type": "Point", "coordinates": [108.37, 22.82]}
SQUARE = [[106.0, 21.0], [108.0, 21.0], [108.0, 22.0], [106.0, 22.0], [106.0, 21.0]]


@pytest.fixture(scope="module")
def codelists() -> Mapping[str, CodeList]:
    return rulebook.load(CONFIG).codelists


@pytest.mark.parametrize("code", ["91110000600037341L", "914403001922038216", "9144030071526726XG", "unknown"])
def test_a_credit_code_with_the_right_check_digits_is_taken(code: str) -> None:
    assert credit_code.check(code) == code


def test_a_credit_code_may_be_written_small_wide_and_with_blanks() -> None:
    assert credit_code.check(" 91110000 600037341l") == "91110000600037341L"
    assert credit_code.check("９１１１００００６０００３７３４１Ｌ") == "91110000600037341L"
    assert credit_code.check("未知") == "unknown"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("91110000600037341M", "末位校验码应为“L”"),
        ("91110000600037342L", "末位校验码"),
        ("9111000060003734L", "应为 18 位，现为 17 位"),
        ("91110000600037341I", "不允许的字符“I”"),
        ("91110000600037341O", "不允许的字符“O”"),
        ("9111A000600037341L", "行政区划代码"),
        ("", "应为 18 位"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_the_reason_and_the_remedy(code: str, why: str) -> None:
    with pytest.raises(ValueError, match="请核对证照；尚未核实时填 unknown") as refused:
        credit_code.check(code)
    assert why in str(refused.value)


def test_the_organization_code_inside_is_checked_for_itself() -> None:
    wrong = "9111000060003734" + "2"  # the inner check digit is 1
    assert credit_code.fault(wrong + credit_code.check_character(wrong)) == "第 9 至 17 位组织机构代码的校验码应为“1”"


@pytest.mark.parametrize("code", ["307014/000126", "101001/1", "2020010012/123456789012"])
def test_a_resource_code_of_the_guide_is_taken(code: str) -> None:
    assert resource_code.check(code) == code


@pytest.mark.parametrize(
    "code", ["29200/01103512", "407014/1", "307014", "307014/", "307014/1234567890123", "ab", "٣07014/1"]
)
def test_another_number_is_no_resource_code_and_the_remedy_is_said(code: str) -> None:
    with pytest.raises(ValueError, match="来源系统标识"):
        resource_code.check(code)


def test_the_slash_of_a_resource_code_is_escaped_in_addresses() -> None:
    assert resource_code.in_address("307014/000126") == "307014%2F000126"


@pytest.mark.parametrize(
    ("written", "code", "note"),
    [
        ("450102", "450102", ""),
        (450102.0, "450102", ""),
        ("450102000000", "450102", ""),
        ("4501", "450100", ""),
        ("南宁市", "450100", ""),
        ("100000", "100000", ""),
        ("450102001", "450102001", ""),
        ("450102001000", "450102001", ""),
        ("450102001001", "450102001001", ""),
        ("450127", "450181", "横县已于约 2021 年变更为 450181 横州市"),
        ("蝶山区", "450403", "蝶山区已于约 2013 年变更为 450403 万秀区"),
        ("451281", "451203", "宜州市已于约 2016 年变更为 451203 宜州区"),
        ("江洲区", "451402", "今作 451402 江州区"),
    ],
)
def test_a_division_is_understood_in_every_form(
    codelists: Mapping[str, CodeList], written: Any, code: str, note: str
) -> None:
    found = divisions.resolve(written, codelists)
    assert (found.code, found.note) == (code, note)


@pytest.mark.parametrize(
    ("written", "near"), [("450199", "4501"), ("南宁巿", "南宁市（450100）"), ("440103001", "（45")]
)
def test_an_unknown_division_is_refused_with_the_nearest(
    codelists: Mapping[str, CodeList], written: str, near: str
) -> None:
    with pytest.raises(ValueError, match=written) as refused:
        divisions.resolve(written, codelists)
    assert near in str(refused.value)


@pytest.mark.parametrize(
    ("code", "level"),
    [("450000", "1"), ("450100", "2"), ("450102", "3"), ("450102001", "4"), ("450102001001", "5"), ("100000", "")],
)
def test_a_division_has_the_level_of_its_code(codelists: Mapping[str, CodeList], code: str, level: str) -> None:
    assert divisions.level(code, codelists["region"]) == level


@pytest.mark.parametrize("phone", ["0771-2806123", "(0771)2806123 转 801", "12345", "0771-2806123、0771-2806124"])
def test_the_number_of_an_office_is_taken(phone: str) -> None:
    assert contact.office_phone(phone) == phone


@pytest.mark.parametrize("phone", ["13812345678", "张三 138 1234 5678", "+86 138-1234-5678", "办公室", "1" * 101])
def test_a_private_number_or_none_is_refused_and_never_repeated(phone: str) -> None:
    with pytest.raises(ValueError, match="办公电话") as refused:
        contact.office_phone(phone)
    assert "12345678" not in str(refused.value).replace(" ", "").replace("-", "")


def test_who_is_responsible_is_an_office_and_no_private_number() -> None:
    assert contact.office("信息中心主任岗 0771-2806123") == "信息中心主任岗 0771-2806123"
    with pytest.raises(ValueError, match="处室、岗位") as refused:
        contact.office("李四 13812345678")
    assert "13812345678" not in str(refused.value)


def test_a_geometry_a_feature_and_a_box_are_taken() -> None:
    assert geometry.check(POINT) == POINT
    assert geometry.check('{"type": "Point", "coordinates": [108.37, 22.82]}') == POINT
    assert geometry.check({"type": "Feature", "geometry": POINT, "properties": {}}) == POINT
    assert geometry.check([106.0, 21.0, 108.0, 22.0]) == {"type": "Polygon", "coordinates": [SQUARE]}
    collection = {"type": "GeometryCollection", "geometries": [POINT]}
    assert geometry.check(collection) == collection


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("这里", "不是 JSON"),
        ({"type": "Circle", "coordinates": [1, 2]}, "几何类型“Circle”不可用"),
        ({"type": "Point", "coordinates": [22.82, 108.37]}, "经度与纬度可能写反"),
        ({"type": "Point", "coordinates": ["108", "22"]}, "不是坐标"),
        ({"type": "Point", "coordinates": [True, False]}, "不是坐标"),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "首尾相同"),
        ({"type": "Polygon", "coordinates": SQUARE}, "坐标"),
        ({"type": "Polygon"}, "坐标的层数"),
        ([108.0, 22.0, 106.0, 21.0], "南界"),
        ([1, 2, 3], "3 个数"),
        ({"type": "GeometryCollection"}, "geometries"),
    ],
)
def test_a_geometry_that_is_none_is_refused_with_the_reason(value: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        geometry.check(value)


def test_a_box_is_four_numbers_and_the_box_around_a_geometry_is_known() -> None:
    assert geometry.check_box("104, 20.5, 112, 26.5") == geometry.check_box("[104, 20.5, 112, 26.5]") == [104, 20.5, 112, 26.5]
    for wrong in ("这里", {"west": 1}, [1, 2, 3], [200, 0, 201, 1]):
        with pytest.raises(ValueError, match=r"坐标|范围框|JSON|超出"):
            geometry.check_box(wrong)
    assert geometry.bounds(geometry.check([106.0, 21.0, 108.0, 22.0])) == [106.0, 21.0, 108.0, 22.0]
    assert geometry.bounds({"type": "GeometryCollection", "geometries": [POINT]}) == [108.37, 22.82, 108.37, 22.82]
    assert geometry.bounds({}) == []


def test_a_geometry_nested_without_end_is_refused() -> None:
    nested: dict[str, Any] = POINT
    for _ in range(50):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    with pytest.raises(ValueError, match="不可用"):
        geometry.check(nested)
    with pytest.raises(ValueError, match="JSON"):
        geometry.check("[" * 100_000)


def test_texts_by_language_are_kept_and_empty_ones_left_out() -> None:
    assert translations.check({"vi": "Mía ", "en": "Cane", "th": ""}) == {"en": "Cane", "vi": "Mía"}
    assert translations.check('{"en": "Cane"}') == {"en": "Cane"}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"fr": "Canne"}, "不认识的语言“fr”"),
        ({"en": 5}, "不是文字"),
        ({"en": {"text": "x"}}, "不是文字"),
        ("Cane", "对照"),
        (["en"], "对照"),
        ({"en": "x" * 10_001}, "超过 10000 个"),
    ],
)
def test_an_unknown_language_or_what_is_no_text_is_refused(value: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        translations.check(value)


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("issued", "2026年1月5日", "2026-01-05"),
        ("temporal_start", "2020", "2020"),
        ("temporal_start", "2020/5", "2020-05"),
        ("temporal_end", "20251231", "2025-12-31"),
        ("modified", "2026-01-05 08:30", "2026-01-05T08:30:00+08:00"),
        ("related_codes", "307014/1、307014/2，307014/1", ["307014/1", "307014/2"]),
        ("related_codes", '["307014/1"]', ["307014/1"]),
        ("registration_code", "桂数登〔2025〕000123", "桂数登〔2025〕000123"),
        ("disclosure_url", "https://example.com/a b", "https://example.com/a%20b"),
        ("resources.row_count", "1,234", 1234),
        ("resources.size", 0, 0),
        ("resources.encoding", "GB18030", "gb18030"),
        ("resources.delimiter", "\\t", "\t"),
        ("resources.delimiter", "逗号", ","),
        ("resources.hash", "sha256:" + "AB" * 32, "ab" * 32),
        ("resources.conforms_to", "GB/T 2260-2007", "GB/T 2260-2007"),
        ("provider_inner_unit", "综合处", "综合处"),
    ],
)
def test_a_value_is_stored_in_one_form(field: str, value: Any, stored: Any) -> None:
    assert values.check(field, value) == stored


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issued", "2026-02-30"),
        ("issued", ["2026-01-01"]),
        ("temporal_start", "2020-13"),
        ("modified", "昨天"),
        ("related_codes", "x" * 101),
        ("registration_code", "!"),
        ("disclosure_url", "javascript:alert(1)"),
        ("disclosure_url", "example.com"),
        ("resources.row_count", "-1"),
        ("resources.row_count", True),
        ("resources.row_count", "1.5"),
        ("resources.encoding", "utf-9"),
        ("resources.encoding", "\x00"),
        ("resources.delimiter", "~~"),
        ("resources.hash", "zz"),
        ("resources.access_url", "data:text/html,x"),
        ("resources.api_doc", {"a": 1}),
    ],
)
def test_a_wrong_value_is_named_in_chinese(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        values.check(field, value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("锟斤拷烫烫烫", "乱码"),
        ("a\ufffdb", "乱码"),
        ("å¹¿è¥¿æ•°æ®", "乱码"),
        ("a\x07b", "第 2 个字是不可见的控制字符"),
        ("a\x00", "不能保存"),
        ("字" * 1001, "1001 个字，最多 1000 个"),
    ],
)
def test_text_that_cannot_be_read_is_refused(text: str, why: str) -> None:
    assert why in words.fault(text)


def test_good_text_has_no_fault() -> None:
    assert words.fault("Café, Đà Nẵng，广西\n第二行\t榃") == ""
