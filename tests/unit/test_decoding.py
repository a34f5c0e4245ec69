"""Bytes to text: every encoding that departments use, and what must be refused rather than garbled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core.decoding import declared_in, decode
from ckanext.gxdata.core.errors import RecordError

TITLE = "广西壮族自治区甘蔗种植面积和产量，单位：万吨"
TRADITIONAL = "臺灣與廣西之貿易總額，單位：億元"


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding"),
    [
        (TITLE.encode(), "", TITLE, "utf-8"),
        (TITLE.encode(), "gb2312", TITLE, "utf-8"),
        (b"\xef\xbb\xbf" + TITLE.encode(), "gbk", TITLE, "utf-8-sig"),
        (TITLE.encode("gbk"), "", TITLE, "gb18030"),
        (TITLE.encode("gbk"), "utf-8", TITLE, "gb18030"),
        (TITLE.encode("gbk"), "iso-8859-1", TITLE, "gb18030"),
        ("𠮷㐂镕".encode("gb18030"), "GB2312", "𠮷㐂镕", "gb18030"),
        (TRADITIONAL.encode("gbk"), "", TRADITIONAL, "gb18030"),
        (TRADITIONAL.encode("big5"), "Big5", TRADITIONAL, "big5"),
        (TITLE.encode("utf-16"), "", TITLE, "utf-16"),
        (b"\xfe\xff" + TITLE.encode("utf-16-be"), "", TITLE, "utf-16"),
        (TITLE.encode("utf-16-le"), "UTF-16LE", TITLE, "utf-16-le"),
        ("面积（㎡）".encode("gbk"), "", "面积（㎡）", "gb18030"),
        (b"", "", "", "utf-8"),
        (f"年份,{TITLE}\r\n2023,1\r\n".encode("utf-16-le"), "", f"年份,{TITLE}\r\n2023,1\r\n", "utf-16-le"),
        ('{"id": 1}'.encode("utf-16-be"), "utf-8", '{"id": 1}', "utf-16-be"),
        (TITLE.encode("gbk"), "gb2312-rubbish", TITLE, "gb18030"),
        *((TITLE.encode("gbk"), name, TITLE, "gb18030") for name in ("chinese", "ms936", "CP936", "gbk; q=1", "x-gbk")),
        (TRADITIONAL.encode("cp950"), "cp950", TRADITIONAL, "cp950"),
        (TITLE.encode("gbk"), "windows-1252", TITLE, "gb18030"),
        ("カナダ".encode("shift_jis"), "Shift_JIS", "カナダ", "shift_jis"),
        ("広西".encode("euc_jp"), "EUC-JP", "広西", "euc_jp"),
        ("광시".encode("euc_kr"), "euc-kr", "광시", "euc_kr"),
        (b"a\x00b\x00", "", "ab", "utf-16-le"),
        (f"{TITLE}\x00\x00".encode("gbk") + b"  ", "", f"{TITLE}\x00\x00  ", "gb18030"),
        (TITLE.encode(), "windows-874", TITLE, "utf-8"),
    ],
)
def test_text_is_read_as_what_it_is(content: bytes, declared: str, text: str, encoding: str) -> None:
    decoded = decode(content, declared)
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert content.decode(decoded.encoding) == text


@pytest.mark.parametrize(
    ("content", "declared", "pointer"),
    [
        (TITLE.encode()[:30] + b"\xff" + TITLE.encode()[30:], "", "第 31 个字节"),
        (TITLE.encode()[:-1], "", "第 64 个字节"),
        (TITLE.encode()[:-1], "gbk", "第 64 个字节"),
        (TITLE.encode("gbk")[:-1], "", "第 43 个字节"),
        (b"\xef\xbb\xbf" + TITLE.encode("gbk"), "", "第 4 个字节"),
        (b"abc\xff\xff", "big5", "第 4 个字节"),
        (b"caf\xe9, cr\xe8me", "", "第 4 个字节"),
    ],
)
def test_text_that_fits_no_encoding_is_refused_with_the_byte(content: bytes, declared: str, pointer: str) -> None:
    with pytest.raises(RecordError) as caught:
        decode(content, declared)
    assert caught.value.pointer == pointer
    assert caught.value.rule == "undecodable"


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding"),
    [
        ("目录".encode("gbk"), "gbk", "目录", "gb18030"),
        ('{"title":"模式","id":1}'.encode("gbk"), "GB18030", '{"title":"模式","id":1}', "gb18030"),
        ("目录".encode(), "gbk", "目录", "utf-8"),
        ("3×4 cm, café".encode(), "utf-8", "3×4 cm, café", "utf-8"),
        ("3×4".encode(), "gbk", "3×4", "utf-8"),
        ("目录 3×4".encode(), "gb2312", "目录 3×4", "utf-8"),
        ("αβ 目录".encode(), "gbk", "αβ 目录", "utf-8"),
        ("Ŀ¼".encode(), "", "Ŀ¼", "utf-8"),
        (b"title", "gbk", "title", "utf-8"),
    ],
)
def test_a_declared_gbk_goes_before_utf8_that_nobody_would_write(
    content: bytes, declared: str, text: str, encoding: str
) -> None:
    decoded = decode(content, declared)
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("中文目录信息资源".encode("utf-16-le"), "像是 UTF-16，又没有字节顺序标记"),
        ("中文目录，信息资源。".encode("utf-16-be"), "像是 UTF-16，又没有字节顺序标记"),
        ("中文目录\n".encode("utf-16-le"), "像是 UTF-16，又没有字节顺序标记"),
        ("データ目録".encode("shift_jis"), "像是日文（Shift-JIS），又没有声明"),
        ("番号,データの名称\n1,人口\n".encode("shift_jis"), "像是日文（Shift-JIS），又没有声明"),
    ],
)
def test_what_gb18030_would_turn_into_rubbish_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(RecordError) as caught:
        decode(content)
    assert (caught.value.message, caught.value.rule) == (f"文字编码不明：{words}", "undecodable")


@pytest.mark.parametrize("text", [TITLE, "编号,名称\n1,甘蔗\n", "名称：ABCabc 甘蔗", "ab中cd", "镕基，頔瑭珺"])
def test_ordinary_text_in_gbk_is_taken_for_nothing_else(text: str) -> None:
    assert decode(text.encode("gbk")).text == text


def test_big5_that_nobody_declared_is_refused_not_garbled() -> None:
    with pytest.raises(RecordError) as caught:
        decode(TRADITIONAL.encode("big5"))
    assert "Big5" in caught.value.message


def test_a_declaration_that_the_bytes_contradict_is_refused_not_garbled() -> None:
    for content, declared, words in (
        (TRADITIONAL.encode("big5"), "gbk", "像是 Big5，却声明为 GBK"),
        (TITLE.encode("gbk"), "big5", "像是 GBK，却声明为 Big5"),
        ("ประเทศไทย".encode("cp874"), "windows-874", "声明的编码 windows-874 不能读取"),
        ("Café Hà".encode("cp1258"), "windows-1258", "声明的编码 windows-1258 不能读取"),
    ):
        with pytest.raises(RecordError) as caught:
            decode(content, declared)
        assert (caught.value.message, caught.value.rule) == (f"文字编码不明：{words}", "undecodable")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (b'<?xml version="1.0" encoding="GB2312"?><a/>', "GB2312"),
        (b"\n<?xml version='1.0' encoding = 'big5' ?>", "big5"),
        (b"<html><head><META CHARSET=gbk><title>", "gbk"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=gb18030">', "gb18030"),
        (b"<meta content='text/html;charset=UTF-8' http-equiv=Content-Type />", "UTF-8"),
        (b"<p>charset=gbk</p>", ""),
        (b" " * 5000 + b'<meta charset="gbk">', ""),
        (b"", ""),
    ],
)
def test_markup_names_its_charset_itself(content: bytes, charset: str) -> None:
    assert declared_in(content) == charset


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",))))
def test_every_text_in_utf8_comes_back(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_every_text_declared_as_gbk_comes_back_or_is_refused(text: str) -> None:
    content = text.encode("gb18030")
    try:
        decoded = decode(content, "gbk")
    except RecordError:
        return
    assert decoded.text == text or decoded.encoding == "utf-8"
