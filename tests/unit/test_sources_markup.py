"""HTML and XML of an answer: what is read, and what is refused before it can do harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.answers import Answer, text_of
from ckanext.gxdata.sources.markup import html_of, xml_of
from tests.fixtures.raw_server import RawServer, raw_server

PAGE = "<html><head><title>甘蔗</title></head><body><p>种植面积：1,234 亩</p></body></html>"


def page(content: bytes, media_type: str = "text/html") -> Answer:
    return Answer("http://a/", content, {"content-type": media_type})


@pytest.fixture
def canary() -> Iterator[RawServer]:
    with raw_server() as running:
        yield running


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PAGE.encode(), "text/html"),
        (PAGE.encode("gbk"), "text/html; charset=utf-8"),
        (PAGE.encode("gbk"), 'text/html; charset="GB2312"'),
        (b"\xef\xbb\xbf" + PAGE.encode(), "text/html; charset=gbk"),
        (b'<?xml version="1.0" encoding="GBK"?>' + PAGE.encode("gbk"), "application/xhtml+xml"),
        (PAGE.encode("utf-16"), "text/html"),
        (PAGE.replace("甘", "\x00甘").encode(), "text/html"),
    ],
)
def test_a_page_is_read_right_whatever_it_says_about_itself(content: bytes, media_type: str) -> None:
    root = html_of(page(content, media_type), "第 1 页")
    assert (root.findtext(".//title"), root.findtext(".//p")) == ("甘蔗", "种植面积：1,234 亩")


def test_the_charset_of_a_meta_counts_where_the_header_says_nothing_of_worth() -> None:
    big5 = '<meta charset="big5"><p>臺灣與廣西之貿易總額</p>'.encode("big5")
    assert text_of(page(big5, "text/html; charset=iso-8859-1"), "第 1 页").endswith("<p>臺灣與廣西之貿易總額</p>")
    with pytest.raises(FatalError) as caught:
        text_of(page(big5.replace(b"big5", b"utf8")), "第 1 页")
    assert (caught.value.rule, caught.value.pointer) == ("undecodable", "第 1 页")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty-answer"),
        (b" \n\t ", "empty-answer"),
        (b"<!-- -->", "empty-answer"),
        (b"<div>" * 300 + b"x", "html-too-deep"),
        (PAGE.encode()[:60] + b"\xff\xfe" + PAGE.encode()[60:], "undecodable"),
    ],
)
def test_a_page_that_cannot_be_read_whole_is_refused(content: bytes, rule: str) -> None:
    with pytest.raises(FatalError) as caught:
        html_of(page(content), "第 7 页")
    assert caught.value.rule == rule
    assert caught.value.message.startswith("第 7 页：")


def test_a_page_calls_nothing(canary: RawServer) -> None:
    inside = f"{canary.url}/x".encode()
    html_of(
        page(b'<!DOCTYPE html SYSTEM "%s"><link href="%s"><img src="%s"><base href="%s">' % ((inside,) * 4)), "第 1 页"
    )
    assert canary.connections == 0


@pytest.mark.parametrize(
    "content",
    [
        "<目录><名称>甘蔗</名称></目录>".encode(),
        '<?xml version="1.0" encoding="GB2312"?><目录><名称>甘蔗</名称></目录>'.encode("gbk"),
        '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<目录><名称>甘蔗</名称></目录>'.encode(),
        '<?xml version="1.0" encoding="UTF-16"?><目录><名称>甘蔗</名称></目录>'.encode("utf-16"),
        '<!DOCTYPE 目录 PUBLIC "-//gx" "http://gx.test/a.dtd"><目录><名称>&#29976;<![CDATA[蔗]]></名称></目录>'.encode(),
    ],
)
def test_xml_is_read(content: bytes) -> None:
    assert xml_of(content, "catalog.xml").findtext("名称") == "甘蔗"


LAUGHS = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))


@pytest.mark.parametrize(
    "document",
    [
        f'<!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><a>&a9;</a>',
        f'<!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><a b="&a9;"/>',
        f'<!DOCTYPE a [<!ENTITY a0 "{"ha" * 100_000}">]><a>{"&a0;" * 1000}</a>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "{canary}/b">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b PUBLIC "x" "{canary}/b">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "{canary}/b"> %b;]><a/>',
        '<!DOCTYPE a SYSTEM "{canary}/a.dtd" [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
        "<!DOCTYPE a []><a/>",
        '<?xml version="1.0"?><!-- [ --><?pi ]>?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "]>" [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM \'"\' [<!ENTITY b "c">]><a>&b;</a>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk"])
def test_a_document_type_with_a_subset_is_refused(canary: RawServer, document: str, encoding: str) -> None:
    with pytest.raises(FatalError) as caught:
        xml_of(document.replace("{canary}", canary.url).encode(encoding), "catalog.rdf")
    assert caught.value.rule == "xml-entities"
    assert caught.value.message.startswith("catalog.rdf：XML 带有内部 DTD")
    assert canary.connections == 0


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE a SYSTEM "{canary}/a.dtd"><a/>',
        '<?xml-stylesheet type="text/xsl" href="{canary}/a.xsl"?><a/>',
        '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{canary}/b" parse="text"/></a>',
        '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></a>',
        '<a xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="urn:x {canary}/x.xsd"/>',
        '<a xml:base="{canary}/"><b href="c"/></a>',
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:include href="{canary}/b"/></xsl:stylesheet>',
    ],
)
def test_what_xml_points_to_is_not_fetched(canary: RawServer, document: str) -> None:
    root = xml_of(document.replace("{canary}", canary.url).encode(), "a.xml")
    assert b"root:" not in etree.tostring(root)
    assert canary.connections == 0


def test_a_canary_is_called_where_entities_are_read(canary: RawServer, tmp_path: Path) -> None:
    """The test above could fail: a careless parser reads what a file beside it holds."""
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    careless = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)
    document = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]><a>&b;</a>'
    assert etree.fromstring(document, careless).text == "geheim"
    with pytest.raises(FatalError):
        xml_of(document.encode(), "a.xml")


@pytest.mark.parametrize(
    ("content", "rule", "pointer"),
    [
        (b"", "empty-answer", "a.xml"),
        (b"\xef\xbb\xbf \n", "empty-answer", "a.xml"),
        (b"<a><b></a>", "broken-xml", "a.xml 第 1 行第 11 列"),
        (b"<a>&nbsp;</a>", "broken-xml", "a.xml 第 1 行第 10 列"),
        (b"<a>\n<b/>", "broken-xml", "a.xml 第 2 行第 5 列"),
        (b'<?xml version="1.0"?>\n<a>\n<b></a>', "broken-xml", "a.xml 第 3 行第 8 列"),
        (b'<?xml version="1.0"\n encoding="utf-8"?>\n\n<a>\n<b></a>', "broken-xml", "a.xml 第 5 行第 8 列"),
        (b'\n\n<?xml version="1.0"?><a><b></a>', "broken-xml", "a.xml 第 3 行第 32 列"),
        (b"login", "broken-xml", "a.xml 第 1 行第 1 列"),
        (b"<a>" * 300 + b"</a>" * 300, "xml-too-deep", "a.xml"),
        (b"<a>\xff\xff</a>", "undecodable", "a.xml"),
        (b"<a>\x00\x00</a>", "broken-xml", "a.xml 第 1 行第 4 列"),
    ],
)
def test_what_is_no_xml_is_refused_with_its_place(content: bytes, rule: str, pointer: str) -> None:
    with pytest.raises(FatalError) as caught:
        xml_of(content, "a.xml")
    assert (caught.value.rule, caught.value.pointer) == (rule, pointer)


def test_a_text_is_decoded_already_whatever_its_declaration_says() -> None:
    assert xml_of('<?xml version="1.0" encoding="GBK"?><名称>甘蔗</名称>', "a.xml").text == "甘蔗"
