"""The client of all HTTP sources against servers that do what no library would: limits, faults, cookies, secrets."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any
from weakref import WeakValueDictionary

import pytest

from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError, RetriableError
from ckanext.gxdata.sources import pace
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.connections import Deadline
from ckanext.gxdata.sources.http import HttpClient
from tests.fixtures.hostile_department import LOGIN_PAGE
from tests.fixtures.raw_server import RawServer, answer, raw_server

TABLE = "<table><tr><th>地区</th><th>产量</th></tr><tr><td>南宁</td><td>1</td></tr></table>"


def client(server: RawServer, *allow: str, secret: str = "", **options: Any) -> HttpClient:
    options = {"tries": 1, "timeout_seconds": 5, **options}
    config = SourceConfig("t", "dcat", server.url, options, (*server.allow, *allow), secret)
    return HttpClient(config, sleep=lambda seconds: None)


def fault(reply: Any, **options: Any) -> GxdataError:
    with raw_server(lambda request: reply) as server, pytest.raises(GxdataError) as caught:
        client(server, max_page_mib=1, **options).page("GET", f"{server.url}/a")
    assert any("\u4e00" <= char <= "\u9fff" for char in caught.value.message)
    return caught.value


# ── limits and faults ────────────────────────────────────────────────────────────────────────────────────────────────


def chunks(part: bytes, pause: float = 0) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"%x\r\n%s\r\n" % (len(part), part)
        time.sleep(pause)


def slowly(content: bytes) -> Iterator[bytes]:
    for position in range(len(content)):
        yield content[position : position + 1]
        time.sleep(0.05)


def lines(line: bytes, pause: float = 0) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield line
        time.sleep(pause)


def continues() -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n"
        time.sleep(0.01)


BOMB = b"0" * 30_000_000


@pytest.mark.parametrize(
    ("reply", "kind", "rule"),
    [
        (chunks(b"0" * 10_000), FatalError, "too-large"),
        (answer(body=b"0" * 1_100_000), FatalError, "too-large"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n0", FatalError, "too-large"),
        (answer(body=gzip.compress(BOMB), Content_Encoding="gzip"), FatalError, "too-large"),
        (answer(body=gzip.compress(BOMB), Content_Encoding="X-GZip"), FatalError, "too-large"),
        (answer(body=zlib.compress(BOMB), Content_Encoding="deflate"), FatalError, "too-large"),
        (answer(body=zlib.compress(BOMB)[2:-4], Content_Encoding="deflate"), FatalError, "too-large"),
        (answer(body=b"x", Content_Encoding="gzip, gzip"), FatalError, "unknown-coding"),
        (answer(body=b"x", Content_Encoding="br"), FatalError, "unknown-coding"),
        (answer(body=b"x", Content_Encoding="zstd"), FatalError, "unknown-coding"),
        (answer(body=b"no gzip", Content_Encoding="gzip"), RetriableError, "cut-off"),
        (answer(body=gzip.compress(b"") * 60_000, Content_Encoding="gzip"), FatalError, "too-large"),
        (answer(body=gzip.compress(b"0" * 600_000) * 2, Content_Encoding="gzip"), FatalError, "too-large"),
        (answer(body=gzip.compress(b"0") + b"more", Content_Encoding="gzip"), RetriableError, "cut-off"),
        (answer(body=gzip.compress(b"0") * 2 + b"\x1f", Content_Encoding="gzip"), RetriableError, "cut-off"),
        (answer(body=zlib.compress(b"0") * 2, Content_Encoding="deflate"), RetriableError, "cut-off"),
        (lines(b"X-Many: 1\r\n"), FatalError, "headers-too-large"),
        (lines(b"X-Long-Without-End"), FatalError, "headers-too-large"),
        (b"", RetriableError, "cut-off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1", RetriableError, "cut-off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n1", RetriableError, "cut-off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\n1", RetriableError, "cut-off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n1", RetriableError, "cut-off"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", RetriableError, "cut-off"),
        (answer("206 Partial Content", b"half"), FatalError, "http-status"),
        (answer("304 Not Modified"), RetriableError, "http-status"),
        (answer("305 Use Proxy", Location="http://a/"), FatalError, "http-status"),
        (answer("302 Found"), FatalError, "http-status"),
        (answer("302 Found", Location="http://[x/"), FatalError, "wrong-address"),
        (answer("302 Found", Location=""), FatalError, "too-many-redirects"),
        (answer("429 Slow", Retry_After="\xb2"), RetriableError, "http-status"),
        (answer("503 Down", Retry_After="Fri, 31 Dec 99999 23:59:59 GMT"), RetriableError, "http-status"),
    ],
)
def test_what_a_server_should_not_send_ends_the_call_with_its_fault(
    reply: Any, kind: type[GxdataError], rule: str
) -> None:
    error = fault(reply)
    assert isinstance(error, kind)
    assert error.rule == rule


@pytest.mark.parametrize(
    "reply",
    [
        lambda: slowly(answer(body=b"0" * 1000)),
        lambda: chunks(b"0", 0.05),
        lambda: lines(b"X-Slow: 1\r\n", 0.05),
        continues,
        lambda: (time.sleep(0.02) or b" " for _ in range(10_000)),
    ],
)
def test_a_server_that_drips_is_left_when_the_time_is_up(reply: Any) -> None:
    error = fault(reply(), timeout_seconds=0.4)
    assert error.rule in ("timeout", "cut-off", "headers-too-large")


def test_every_wait_is_cut_to_what_is_left_of_the_time() -> None:
    deadline = Deadline()
    deadline.start(5)
    assert deadline.left(30, TimeoutError) <= 5
    assert deadline.left(None, TimeoutError) <= 5
    assert deadline.left(1, TimeoutError) == 1
    deadline.start(-1)
    with pytest.raises(TimeoutError):
        deadline.left(30, TimeoutError)


def test_a_304_says_that_nobody_asked_conditionally() -> None:
    with raw_server(lambda request: answer("304 Not Modified")) as server, pytest.raises(RetriableError) as caught:
        client(server, tries=2).page("GET", server.url)
    assert "304（未修改，没有内容）" in caught.value.message and "没有发出条件请求" in caught.value.hint
    assert len(server.requests) == 2
    assert not any(b"\r\nif-" in request.lower() for request in server.requests)


def test_what_comes_behind_a_gzip_is_not_read_to_its_end() -> None:
    """700 MB of zeros behind an empty member, if anyone takes them."""
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        yield answer(body=b"", Content_Encoding="gzip", Connection="close").replace(b"Content-Length: 0\r\n", b"")
        yield gzip.compress(b"")
        while sum(sent) < 700_000_000:
            sent.append(65536)
            yield bytes(65536)

    assert fault(endless()).rule == "cut-off"
    assert sum(sent) < 50_000_000


def test_every_member_of_a_gzip_is_read() -> None:
    body = gzip.compress(b"one, ") + gzip.compress(b"") + gzip.compress(b"two")
    with raw_server(lambda request: answer(body=body, Content_Encoding="gzip")) as server:
        assert client(server).page("GET", server.url).content == b"one, two"


def test_an_empty_answer_that_calls_itself_gzip_is_empty() -> None:
    with raw_server(lambda request: answer(Content_Encoding="gzip")) as server:
        assert client(server).page("GET", server.url).content == b""


def test_a_burst_of_failures_is_ridden_out() -> None:
    replies = iter([b"", answer("502 Bad Gateway"), answer("504 Late"), answer(body=b"well")])
    with raw_server(lambda request: next(replies)) as server:
        assert client(server, tries=4).page("GET", server.url).content == b"well"


def test_raw_bytes_in_a_redirect_go_back_as_they_came() -> None:
    raw = "/文件 夹/甘蔗.csv".encode("gbk")

    def reply(request: bytes) -> bytes:
        if request.startswith(b"GET /go"):
            return b"HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: " + raw + b"\r\n\r\n"
        return answer(body=b"a,b\n")

    with raw_server(reply) as server:
        assert client(server).file("/go", server.url).content == b"a,b\n"
    assert server.requests[1].startswith(b"GET /%CE%C4%BC%FE%20%BC%D0/%B8%CA%D5%E1.csv HTTP/1.1")


# ── what goes to whom ────────────────────────────────────────────────────────────────────────────────────────────────


def test_headers_and_secret_go_to_the_own_origin_and_nowhere_else() -> None:
    with raw_server() as other:

        def reply(request: bytes) -> bytes:
            status = {b"/go?token=geheim": "302 Found", b"/keep?token=geheim": "307 Same"}.get(request.split()[1])
            return answer(status, Location=f"{other.url}/a") if status else answer(body=b"own")

        with raw_server(reply) as own:
            options = {"headers": {"X-App": "gx"}, "secret_header": "Authorization"}
            http = client(own, *other.allow, secret="Bearer geheim", **options)
            http.page("GET", f"{own.url}/a")
            http.page("GET", f"{own.url}/go?token=geheim", headers={"X-Call": "geheim"})
            http.page("GET", f"{own.url}/keep", params={"token": "geheim"}, headers={"X-Call": "geheim"})
            http.file(f"{other.url}/a.txt", own.url)
    assert b"X-App: gx\r\nAuthorization: Bearer geheim" in own.requests[0] and b"X-Call: geheim" in own.requests[1]
    assert len(other.requests) == 3
    for request in other.requests:
        assert b"geheim" not in request and b"X-App" not in request and b"eferer" not in request


@pytest.mark.parametrize("status", ["307 Same", "308 Same"])
def test_the_body_of_a_post_is_not_carried_to_another_origin(status: str) -> None:
    with (
        raw_server() as other,
        raw_server(lambda request: answer(status, Location=f"{other.url}/a")) as own,
        pytest.raises(FatalError) as caught,
    ):
        client(own, *other.allow).page("POST", f"{own.url}/a", json={"token": "geheim"})
    assert (caught.value.rule, other.connections) == ("redirect-refused", 0)


def test_a_post_redirected_within_its_origin_keeps_or_drops_its_body_as_it_should() -> None:
    def reply(request: bytes) -> bytes:
        found = {b"/same": answer("307 Same", Location="/end?x=1"), b"/other": answer("302 Found", Location="/end?x=1")}
        return found.get(request.split()[1].split(b"?")[0], answer(body=b"end"))

    with raw_server(reply) as own:
        for path in ("/same", "/other"):
            client(own).page("POST", own.url + path, json={"a": 1}, params={"p": 2})
    assert own.requests[1].startswith(b"POST /end?x=1 ") and own.requests[1].endswith(b'{"a":1}')
    assert own.requests[3].startswith(b"GET /end?x=1 ") and own.requests[3].endswith(b"\r\n\r\n")


def test_a_session_opened_by_a_first_call_is_kept_for_the_own_origin() -> None:
    cookie = {"Set_Cookie": "OPENSESSION=abc; Path=/; HttpOnly"}
    with (
        raw_server(lambda request: answer(body=b"other", Set_Cookie="TRACK=1")) as other,
        raw_server(lambda request: answer(body=b"own", **cookie)) as own,
    ):
        http = client(own, *other.allow)
        assert http.warm(f"{own.url}/index").content == b"own"
        http.page("POST", f"{own.url}/list", data={"page": 1})
        http.file(f"{other.url}/a.txt", own.url)
        http.file(f"{other.url}/b.txt", own.url)
        http.file(f"{own.url}/c.txt", own.url)
        client(own).page("GET", own.url)
    sent = [b"Cookie: OPENSESSION=abc" in request for request in own.requests]
    assert sent == [False, True, True, False]
    assert not any(b"ookie" in request for request in other.requests)


def test_cookies_without_end_are_thrown_away() -> None:
    count = iter(range(10_000))

    def reply(request: bytes) -> bytes:
        more = "".join(f"\r\nSet-Cookie: c{next(count)}={'v' * 40}" for _ in range(30))
        return f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close{more}\r\n\r\nok".encode()

    with raw_server(reply) as own:
        http = client(own)
        for _ in range(10):
            http.page("GET", own.url)
    assert max(map(len, own.requests)) < 4000


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("Host", "127.0.0.1", "不能自行设定"),
        ("hOsT", "127.0.0.1", "不能自行设定"),
        ("X-Forwarded-Host", "127.0.0.1", "不能自行设定"),
        ("Transfer-Encoding", "chunked", "不能自行设定"),
        ("Content-Length", "0", "不能自行设定"),
        ("Connection", "upgrade", "不能自行设定"),
        ("If-None-Match", "*", "不能自行设定"),
        ("Range", "bytes=0-1", "不能自行设定"),
        ("Accept-Encoding", "br", "不能自行设定"),
        ("Authorization", "Bearer x", "口令"),
        ("Cookie", "a=b", "口令"),
        ("X-A", "a\r\nHost: b", "换行"),
        ("X-A", "a\nb", "换行"),
        ("X-A", "甘蔗", "中文"),
        ("X-A", "a\x00", "控制字符"),
        ("X A", "a", "不是请求头的名称"),
        ("X-A\r\nHost", "b", "不是请求头的名称"),
        ("X-A:", "b", "不是请求头的名称"),
        ("", "b", "不是请求头的名称"),
        ("主机", "b", "不是请求头的名称"),
    ],
)
def test_a_header_that_steers_the_call_is_refused_at_registration(name: str, value: str, words: str) -> None:
    with raw_server() as server, pytest.raises(FatalError) as caught:
        client(server, headers={name: value})
    assert caught.value.pointer.startswith("headers.") and words in caught.value.message
    assert server.connections == 0


@pytest.mark.parametrize("name", ["Host", "Content-Length", "a b", "X\r\nY"])
def test_a_secret_goes_into_an_ordinary_header_only(name: str) -> None:
    with raw_server() as server, pytest.raises(FatalError) as caught:
        client(server, secret="geheim", secret_header=name)
    assert caught.value.pointer == "secret_header"


def test_a_secret_that_fits_no_header_is_refused_without_showing_it() -> None:
    with raw_server() as server, pytest.raises(FatalError) as caught:
        client(server, secret="geheim\r\nHost: a", secret_header="X-Token")
    assert caught.value.pointer == "secret"
    assert "geheim" not in f"{caught.value.message}{caught.value.hint}"


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/a.csv", {}),
        ("/a.CSV?x=1", {"Content_Type": "text/html"}),
        ("/a.xls", {"Content_Type": "application/vnd.ms-excel"}),
        ("/a.json", {}),
        ("/download?id=1", {"Content_Type": "text/csv"}),
        ("/download?id=1", {"Content_Disposition": "attachment; filename=a.xlsx"}),
    ],
)
def test_a_login_page_in_place_of_a_file_is_an_error_of_the_file(path: str, headers: dict[str, str]) -> None:
    with raw_server(lambda request: answer(body=LOGIN_PAGE, **headers)) as server, pytest.raises(RecordError) as caught:
        client(server).file(path, server.url)
    assert caught.value.rule == "html-instead-of-file"
    assert "应为数据文件，得到的是网页“统一身份认证 - 登录”" in caught.value.message


def test_a_redirect_to_a_login_page_is_an_error_of_the_file() -> None:
    def reply(request: bytes) -> bytes:
        return answer("302 Found", Location="/login") if request.startswith(b"GET /a.csv") else answer(body=LOGIN_PAGE)

    with raw_server(reply) as server, pytest.raises(RecordError) as caught:
        client(server).file("/a.csv", server.url)
    assert caught.value.rule == "html-instead-of-file"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/a.xls", TABLE.encode("gbk")),
        ("/a.html", LOGIN_PAGE),
        ("/download?id=1", LOGIN_PAGE),
        ("/a.csv", "地区,产量\n南宁,1\n".encode("gbk")),
        ("/a.xml", b"<a/>"),
    ],
)
def test_what_may_be_the_file_is_taken_as_it_came(path: str, body: bytes) -> None:
    with raw_server(lambda request: answer(body=body)) as server:
        assert client(server).file(path, server.url).content == body


def test_a_host_of_files_that_is_silent_is_given_up_for_the_run() -> None:
    with raw_server() as server:
        http = client(server, "127.0.0.1:9", tries=2)
        rules = []
        for number in range(6):
            with pytest.raises(RecordError) as caught:
                http.file(f"http://127.0.0.1:9/{number}.csv", server.url)
            rules.append(caught.value.rule)
        assert rules == ["unreachable"] * 3 + ["host-given-up"] * 3
        assert caught.value.message == "127.0.0.1:9 连续 3 个文件取不到，本次采集不再向它请求"
        assert http.file("/a.txt", server.url).content == b"canary"
        with pytest.raises(RecordError, match="无法连接"):
            client(server, "127.0.0.1:9").file("http://127.0.0.1:9/a.csv", server.url)


def test_a_host_whose_files_fail_with_answers_is_given_more_patience() -> None:
    with raw_server(lambda request: answer("503 Down")) as server:
        http = client(server)
        rules = []
        for number in range(22):
            with pytest.raises(RecordError) as caught:
                http.file(f"/{number}.csv", server.url)
            rules.append(caught.value.rule)
    assert rules == ["http-status"] * 20 + ["host-given-up"] * 2
    assert len(server.requests) == 20


def test_files_that_are_gone_do_not_make_a_host_dead() -> None:
    replies = iter([answer("503 Down"), answer("404 Gone")] * 30)
    with raw_server(lambda request: next(replies)) as server:
        http = client(server)
        for number in range(50):
            with pytest.raises(RecordError, match="HTTP"):
                http.file(f"/{number}.csv", server.url)
    assert len(server.requests) == 50


# ── politeness ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_sources_of_one_host_take_turns() -> None:
    busy = threading.Semaphore(1)
    together: list[bool] = []

    def reply(request: bytes) -> bytes:
        alone = busy.acquire(blocking=False)
        together.append(not alone)
        time.sleep(0.02)
        if alone:
            busy.release()
        return answer(body=b"ok")

    with raw_server(reply) as server:
        clients = [client(server) for _ in range(3)]

        def read(http: HttpClient) -> None:
            for _ in range(5):
                http.page("GET", server.url)

        threads = [threading.Thread(target=read, args=(http,)) for http in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert together == [False] * 15


def test_a_pause_lies_between_two_calls_whichever_source_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_ALL", WeakValueDictionary())  # the long pause must not reach other tests
    waits: list[float] = []
    with raw_server() as server:
        config = SourceConfig("t", "dcat", server.url, {"delay_seconds": 30, "tries": 1}, server.allow)
        first, second = HttpClient(config, waits.append), HttpClient(config, waits.append)
        first.page("GET", server.url)
        second.page("GET", server.url)
        first.page("GET", server.url)
    assert len(waits) == 2 and all(25 < wait <= 30 for wait in waits)


def test_a_foreign_host_is_called_once_a_second_whatever_the_source_says_of_its_own() -> None:
    config = SourceConfig("t", "dcat", "http://data.example.com", {"delay_seconds": 0})
    http = HttpClient(config)
    assert http._delay("http://data.example.com/a", True) == 0
    assert http._delay("http://files.example.com/a", False) == 1.0
    patient = HttpClient(SourceConfig("t", "dcat", "http://data.example.com", {"delay_seconds": 5}))
    assert patient._delay("http://files.example.com/a", False) == 5
    assert (
        HttpClient(SourceConfig("t", "dcat", "http://data.example.com"))._delay("http://data.example.com", True) == 1.0
    )
