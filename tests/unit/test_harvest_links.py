"""Addresses of resources that are linked, not fetched."""

from __future__ import annotations

import pytest

from ckanext.gxdata.harvest.links import Links

PORTAL = "https://data.example.gov.cn/portal/"


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("https://data.example.gov.cn/a.pdf", "https://data.example.gov.cn/a.pdf"),
        ("https://8.8.8.8/a.pdf", "https://8.8.8.8/a.pdf"),
        ("ftp://ftp.example.gov.cn/a.zip", "ftp://ftp.example.gov.cn/a.zip"),
        ("files/甘蔗.pdf", "https://data.example.gov.cn/portal/files/甘蔗.pdf"),
        ("/files/a.pdf", "https://data.example.gov.cn/files/a.pdf"),
    ],
)
def test_an_address_that_anybody_can_open_is_whole(reference: str, address: str) -> None:
    assert Links(PORTAL).public(reference) == address


@pytest.mark.parametrize(
    "reference",
    [
        *("http://10.1.2.3/a.pdf", "http://127.0.0.1:8080/a.pdf", "http://[fd00::1]/a.pdf", "http://192.168.0.9/x"),
        *("http://localhost/a.pdf", "http://fileserver/a.pdf", "http://oa.intranet/a.pdf", "http://nas.local./a"),
        *("file:///etc/passwd", "javascript:alert(1)", "http://", "http://[::1", "data:text/plain,x"),
    ],
)
def test_an_address_inside_a_department_stands_on_no_page(reference: str) -> None:
    assert Links(PORTAL).public(reference) == ""


@pytest.mark.parametrize("source", ["", "/data/nyt", "http://10.1.2.3:8080/api", "postgresql://reader@10.1.2.3/db"])
def test_a_path_of_a_source_inside_stands_on_no_page(source: str) -> None:
    assert Links(source).public("files/a.pdf") == ""
