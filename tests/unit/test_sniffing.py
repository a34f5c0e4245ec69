"""What a file is by its content, under names that say otherwise."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from ckanext.gxdata.core.sniffing import kind_of

LOGIN = "<!DOCTYPE html>\n<html><head><title>统一身份认证</title></head><body><form>请登录</form></body></html>"


def workbook() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def archive(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(name, "a")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "kind"),
    [
        (b"", "a.csv", "empty"),
        (b"\xef\xbb\xbf\r\n \x00", "a.csv", "empty"),
        ("年份,产量\n2023,1\n".encode(), "a.csv", "csv"),
        ("年份,产量\n2023,1\n".encode("gb18030"), "a.xls", "csv"),
        ("年份\t产量\n2023\t1\n".encode("utf-16"), "a.xls", "csv"),
        (("年份,产量\n" + "广西甘蔗,1\n" * 2000).encode(), "", "csv"),
        (("年份,产量\n" + "广西甘蔗,1\n" * 2000).encode("gb18030"), "", "csv"),
        (b"<5,>5\n1,2\n", "a.csv", "csv"),
        (b"[id],name\n1,2\n", "a.csv", "csv"),
        (b"{id},name\n1,2\n", "a.csv", "csv"),
        (b"caf\xe9, cr\xe8me\n", "a.csv", "csv"),
        (workbook(), "a.csv", "xlsx"),
        (archive("a.csv"), "a.xlsx", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "a.doc", "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "a.xls", "binary"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "a.xls", "xls"),
        (LOGIN.encode(), "a.csv", "html"),
        (LOGIN.encode("gbk"), "a.xls", "html"),
        (("\ufeff\r\n\r\n" + LOGIN).encode(), "a.json", "html"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</table>", "a.xls", "html"),
        (b"<table><tr><td>1</td></tr></table>", "a.xls", "html"),
        (b"<!-- made by x --><TABLE><tr>", "a.xls", "html"),
        (b"<script>location.href='/login'</script>", "a.csv", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "a.xml", "html"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', "a.xls", "xml"),
        ('<?xml version="1.0" encoding="GBK"?><目录/>'.encode("gbk"), "a.csv", "xml"),
        (b"<rdf:RDF xmlns:rdf='x'/>", "a.rdf", "xml"),
        (b"<!DOCTYPE catalog SYSTEM 'a.dtd'><catalog/>", "", "xml"),
        (b'{"a": 1}', "a.csv", "json"),
        (b"[]", "", "json"),
        (b'\xef\xbb\xbf [ {"a": 1} ]', "", "json"),
        (b"[1, 2]", "", "json"),
        (b"%PDF-1.7\n\xe2\xe3", "a.csv", "pdf"),
        (b"\n%PDF-1.4", "a.xls", "pdf"),
        (b"Rar!\x1a\x07\x00", "a.zip", "binary"),
        (b"\x1f\x8b\x08\x00", "a.csv", "binary"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "binary"),
        (bytes(range(256)), "a.csv", "binary"),
    ],
)
def test_content_decides_what_a_file_is(content: bytes, filename: str, kind: str) -> None:
    assert kind_of(content, filename) == kind
