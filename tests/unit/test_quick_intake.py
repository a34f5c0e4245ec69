"""What is read and staged the quick way is what the plain way gives: addresses, hashes without the source's address."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from ckanext.gxdata.core import transforms
from ckanext.gxdata.core.identity import _origin_patterns, text_hash
from ckanext.gxdata.core.ledger import HELD, LISTED, Ledger

ORIGINS = st.sampled_from(
    (
        *("http://127.0.0.1:5001", "https://data.gxzf.gov.cn", "http://data.gxzf.gov.cn:80/catalog", "http://[::1]:8080"),
        *("https://k.example.cn:8443/a", "/home/one/demo", "", "http://http.cn"),
    )
)
PARTS = st.sampled_from(
    (
        *("http", "HTTP", "https", "httpſ", "://", ":\\/\\/", "%3a%2F%2f", "127.0.0.1", "localhost", "LocalHost", "data.gxzf.gov.cn"),
        *("k.example.cn", "K.EXAMPLE.CN", "[::1]", ":5001", ":443", ":80", "%3A5001", ":8443", ":8080", "/home/one/demo", "/", "0"),
        *("http.cn", "甘蔗", '"', "a", " "),
    )
)
TEXTS = st.lists(PARTS, max_size=14).map("".join)


@given(TEXTS, ORIGINS)
@example("http://127.0.0.1:5001http://127.0.0.1:5001/a", "http://127.0.0.1:5001")
def test_the_address_of_the_source_is_left_out_wherever_it_stands(text: str, origin: str) -> None:
    _, whole = _origin_patterns(origin)
    assert text_hash(text, origin) == sha256(whole.sub("", text).encode()).hexdigest()


SCHEMES = ["http://", "https://", "HTTP://", "ftp://", "mailto:"]
SIGNS = ["a.cn", ":80", ":x", "/", "?", "#", "[", "]", " ", "\t", "路", "%20", "@", "\\"]
URLS = st.lists(st.sampled_from([*SCHEMES, *SIGNS]), max_size=8).map("".join)


def plainly(text: str) -> str:
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        return "refused"
    return re.sub(r"\s", "%20", text) if scheme in ("http", "https", "ftp", "") else "refused"


@given(URLS | st.text(max_size=12).map("http://a.cn/{}".format))
def test_an_address_is_judged_the_same_whether_it_is_taken_apart_or_not(text: str) -> None:
    try:
        found = transforms.url(text)
    except ValueError:
        found = "refused"
    assert found == plainly(text)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["hold", "meet", "stage", "ask"])), max_size=20))
def test_a_ledger_keeps_its_records_apart_in_whatever_order_it_is_asked(steps: list[tuple[str, str]]) -> None:
    ledger, held, listed = Ledger(), set(), set()
    for guid, step in steps:
        if step == "hold":
            ledger.hold(guid, guid * 64, 0)
        elif step == "stage":
            assert ledger.stages(guid, guid * 64) is (guid not in held)
        elif step == "meet":
            assert ledger.meet(guid, "第 1 条") is (guid not in listed)
            listed.add(guid)
        held |= {guid} if step in ("hold", "stage") else set()
        for each in "abcd":
            assert (bool(ledger.flags(each) & HELD), bool(ledger.flags(each) & LISTED)) == (each in held, each in listed)
