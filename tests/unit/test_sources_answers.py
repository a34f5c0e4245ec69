"""Names of files and values of payloads, as hostile servers give them."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.sources.answers import Answer, as_guid, fault_of, file_name
from ckanext.gxdata.sources.faults import _retry_after
from ckanext.gxdata.sources.pagination import count


def named(url: str, disposition: str = "") -> str:
    return file_name(Answer(url, b"", {"content-disposition": disposition} if disposition else {}))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=UTF-8''%E7%94%98%E8%94%97.csv", "甘蔗.csv"),
        ('attachment; filename="%E7%94%98%E8%94%97.csv"', "甘蔗.csv"),
        (f'attachment; filename="{"甘蔗.csv".encode().decode("latin-1")}"', "甘蔗.csv"),
        (f'attachment; filename="{"甘蔗.csv".encode("gbk").decode("latin-1")}"', "甘蔗.csv"),
        ('attachment; filename="../../etc/passwd"', "etc_passwd"),
        ('attachment; filename="C:\\\\x\\\\a.csv"', "C_x_a.csv"),
        ('attachment; filename=""', "b.csv"),
        ("inline", "b.csv"),
        ("", "b.csv"),
    ],
)
def test_a_file_has_the_name_the_server_gives_made_safe(disposition: str, name: str) -> None:
    assert named("http://a/files/b.csv?x=1", disposition) == name


def test_a_file_without_any_name_is_called_file() -> None:
    assert named("http://a/") == named("http://a/files/") == named("http://a/..") == "file"
    assert named("http://a/%E7%94%98%2F%E8%94%97.csv") == "甘_蔗.csv"


@pytest.mark.parametrize(
    ("value", "guid"),
    [("a", "a"), (" a ", "a"), (12, "12"), (0, "0"), (None, ""), (True, ""), ([], ""), ({}, ""), (1.5, "")],
)
def test_only_text_and_whole_numbers_are_identifiers(value: Any, guid: str) -> None:
    assert as_guid(value) == guid


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        ({"a": [{"b": "甘蔗", "c": 1.5, "d": None, "e": True}]}, ""),
        ({"a": [{"b": "甘\x00蔗"}]}, "“a[0].b”中有无法保存的字符"),
        ({"甘": {"蔗": "\udc80"}}, "“甘.蔗”中有无法保存的字符"),
        ({"a\x00": 1}, "“a”中有无法保存的字符"),
        ({"a": float("inf")}, "“a”的数值超出范围"),
    ],
)
def test_a_payload_that_cannot_be_stored_is_named_by_its_path(payload: Any, fault: str) -> None:
    assert fault_of(payload) == fault


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (25, 25),
        ("25", 25),
        (" 5,993 ", 5993),
        ("５９９３", 5993),
        (0, 0),
        (None, None),
        (True, None),
        ("约25", None),
        (-1, None),
        (25.0, None),
        ("9" * 30, None),
    ],
)
def test_totals_are_read_as_servers_write_them(value: Any, number: int | None) -> None:
    assert count(value) == number


def test_retry_after_is_seconds_or_a_date() -> None:
    assert _retry_after("7") == 7.0
    assert _retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert _retry_after("") is None and _retry_after("soon") is None


@pytest.mark.parametrize(
    ("header", "name", "charset"),
    [
        ("filename*" + "9" * 5000 + "=x; charset*" + "9" * 5000 + "=x", "b.csv", ""),
        ("filename*" + "9" * 4300 + "*=x", "b.csv", ""),
        ("filename*1=b; filename*x=c; charset*=nonsense'zh'gbk", "b", "gbk"),
        ("filename*=nonsense''%FF%FE; charset*=utf-8''gbk", "ÿþ", "gbk"),
        ('filename="' + ";" * 100_000, ";" * 150, ""),
    ],
)
def test_headers_with_impossible_parameters_are_read_as_far_as_they_go(header: str, name: str, charset: str) -> None:
    assert named("http://a/files/b.csv", f"attachment; {header}") == name
    assert Answer("http://a/", b"", {"content-type": f"application/json; {header}"}).charset == charset
