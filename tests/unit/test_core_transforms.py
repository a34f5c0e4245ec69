"""Transforms: the forms of values that portals were seen to send (harvest formats §3)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core import moments
from ckanext.gxdata.core.text import as_text, clean, key, storable
from ckanext.gxdata.core.transforms import TRANSFORMS, apply


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2023-06-15", "2023-06-15"),
        ("2023/6/15", "2023-06-15"),
        ("2023.6.15", "2023-06-15"),
        ("20230615", "2023-06-15"),
        (20230615, "2023-06-15"),
        ("20230615121314", "2023-06-15"),
        ("2023-06-15 12:13:14.0", "2023-06-15"),
        ("2023年6月15日", "2023-06-15"),
        ("２０２３年６月１５日", "2023-06-15"),
        ("\u200b2023-06-15\u00a0", "2023-06-15"),
        ("2023-06-15T20:13:14Z", "2023-06-16"),  # already the next day in Asia/Shanghai
        (1623801600000, "2021-06-16"),
        ("1623801600", "2021-06-16"),
        (1687996800000.0, "2023-06-29"),
        ("2024-02-29", "2024-02-29"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_is_read_in_every_form_that_portals_send(value: Any, day: str) -> None:
    assert apply("date", value) == day


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2023-06-15", "2023-06-15T00:00:00+08:00"),
        ("20230615121314", "2023-06-15T12:13:14+08:00"),
        ("202306151213", "2023-06-15T12:13:00+08:00"),
        ("2023-06-15T12:13:14+0900", "2023-06-15T11:13:14+08:00"),
        ("2023-06-15T12:13:14.123Z", "2023-06-15T20:13:14+08:00"),
        ("2023-06-15T23:59:59", "2023-06-15T23:59:59+08:00"),
        ("2023-06-15T16:30:00.000+0000", "2023-06-16T00:30:00+08:00"),
        ("2023/6/5 9:05:00", "2023-06-05T09:05:00+08:00"),
        ("2023年6月15日", "2023-06-15T00:00:00+08:00"),
        ("２０２３－０６－１５　１２：１３：１４", "2023-06-15T12:13:14+08:00"),
        ("1687996800000", "2023-06-29T08:00:00+08:00"),
        ("2023年6月15日 9时5分", "2023-06-15T09:05:00+08:00"),
        (1623801600000, "2021-06-16T08:00:00+08:00"),
    ],
)
def test_a_time_without_zone_is_wall_time_of_shanghai(value: Any, moment: str) -> None:
    assert apply("datetime", value) == moment


@pytest.mark.parametrize(
    "value",
    ["2023-02-31", "20231345", "2023-06", "0000-00-00", "0001-01-01", "9999-12-31", "13812345678", "昨天", True, "1e10",
     "2023-06-15T25:00:00", "99999999999999", "2023-06/15"],
)  # fmt: skip
def test_an_impossible_or_unknown_date_is_refused_in_chinese(value: Any) -> None:
    with pytest.raises(ValueError, match=r"不是|不在"):
        apply("date", value)


# Before 9 September 2001 epoch milliseconds have twelve digits and cannot be told from YYYYMMDDhhmm, which goes first.
@given(st.datetimes(datetime(2001, 9, 10), datetime(2099, 12, 31), timezones=st.just(timezone.utc)))
def test_iso_and_epoch_milliseconds_of_the_same_moment_agree(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert apply("datetime", whole.isoformat()) == apply("datetime", int(whole.timestamp()) * 1000)


@given(st.text(max_size=40))
def test_no_text_makes_a_date_raise_anything_but_value_error(text: str) -> None:
    try:
        moments.parse(text)
    except ValueError as error:
        assert str(error)


@given(st.sampled_from(sorted(TRANSFORMS)), st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_no_scalar_makes_a_transform_raise_anything_but_value_error(name: str, value: Any) -> None:
    try:
        assert isinstance(apply(name, value), (str, int, list))
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>甘蔗&nbsp;产量</p>\r\n<p>单位：<b>万吨</b></p>", "甘蔗 产量\n\n单位：万吨"),
        ("一<br/>二<script>alert('x')</script><style>p{}</style>", "一\n二"),
        ("PM2.5<35 且 >10 & 其他", "PM2.5<35 且 >10 & 其他"),
        ("&lt;b&gt;&#30005;", "<b>电"),
        ("第一行\r\n第二行", "第一行\n第二行"),
        ("<table><tr><td>甲</td><td>1</td></tr></table>", "甲 1"),
        ("<!-- 注 -->正文", "正文"),
        ("零\u200b宽\x07", "零宽"),
    ],
)
def test_html_becomes_plain_text_with_line_breaks(source: str, text: str) -> None:
    assert apply("text", source) == text


@pytest.mark.parametrize(
    ("name", "value", "result"),
    [
        ("split", "甘蔗、糖料，甘蔗;Sugar；sugar　ＳＵＧＡＲ|港口", ["甘蔗", "糖料", "Sugar", "港口"]),
        ("integer", "1,234次", 1234),
        ("integer", "５，９９３", 5993),
        ("integer", 12.0, 12),
        ("upper", "csv", "CSV"),
        ("url", "files/甘蔗 产量.csv", "files/甘蔗%20产量.csv"),
        ("url", "https://data.gxzf.gov.cn/a?b=1", "https://data.gxzf.gov.cn/a?b=1"),
        ("email", "mailto:tjj@gx.gov.cn", "tjj@gx.gov.cn"),
        ("strip", "　名称\u00a0", "名称"),
        ("strip", 2024, "2024"),
    ],
)
def test_a_value_is_transformed(name: str, value: Any, result: Any) -> None:
    assert apply(name, value) == result


@pytest.mark.parametrize(
    ("name", "value"),
    [("integer", "1.5万"), ("integer", "12.7"), ("url", "javascript:alert(1)"), ("url", "file:///etc/passwd"),
     ("url", "http://[1"), ("email", "办公室")],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="不"):
        apply(name, value)


def test_cleaning_keeps_full_width_writing_and_the_key_does_not() -> None:
    assert clean("\ufeff ２０２３年（甲）\u00a0Ａ\t\x00") == "２０２３年（甲） Ａ"
    assert key(" ２０２３年（甲）\u00a0\u3000Ａ ") == "2023年(甲) a"


@pytest.mark.parametrize(
    ("value", "text"),
    [(450102.0, "450102"), (True, "true"), (None, ""), (float("nan"), ""), ({}, ""), ("\ud800", "\ufffd")],
)
def test_a_json_scalar_as_text(value: Any, text: str) -> None:
    assert as_text(value) == text


def test_what_postgresql_refuses_is_taken_out_of_a_json_value() -> None:
    assert storable({"a\x00": ["x\x00y", "\ud83d", 1, None]}) == {"a": ["xy", "\ufffd", 1, None]}
