"""When a listing counts as whole: by what the system says itself, never by silence, a cut or an empty page."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.harvest.extraction import DOUBTFUL
from ckanext.gxdata.sources.base import Source, SourceConfig, open_source
from tests.fixtures.raw_server import RawServer, answer, raw_server

LIST = {"path": "/l", "items": "data", "id": "id"}
PAGED = {"style": "page", "parameter": "page"}
DCAT = "@prefix dcat: <http://www.w3.org/ns/dcat#>. @prefix hydra: <http://www.w3.org/ns/hydra/core#>.\n"
CSV = "编号,名称\n1,甲\n2,乙\n"


def reading(server: RawServer, kind: str, path: str, options: dict[str, Any]) -> tuple[list[Any], Source]:
    source = open_source(SourceConfig("t", kind, server.url + path, {"tries": 1, **options}, server.allow))
    return list(source.records()), source


def rules(found: list[Any]) -> list[str]:
    return [item.rule for item in found if isinstance(item, Finding)]


def guids(found: list[Any]) -> list[str]:
    return [item.guid for item in found if isinstance(item, RawRecord)]


def rows(page: int, size: int = 10) -> list[dict[str, str]]:
    return [{"id": f"{page}-{number}"} for number in range(size)]


def pages(make: Callable[[int], dict[str, Any] | None]) -> Callable[[bytes], bytes]:
    def reply(request: bytes) -> bytes:
        number = re.search(rb"page=(\d+)", request)
        made = make(int(number[1]) if number else 1)
        return answer("404 Not Found") if made is None else answer(body=json.dumps(made).encode())

    return reply


def json_read(make: Callable[[int], dict[str, Any] | None], **listed: Any) -> tuple[list[Any], bool]:
    paging = listed.pop("paging", PAGED)
    with raw_server(pages(make)) as server:
        found, source = reading(server, "json_catalog", "", {"list": {**LIST, **listed}, "paging": paging})
    return found, source.proves_whole


# ── pages of JSON ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_total_that_is_reached_is_a_proof() -> None:
    found, whole = json_read(lambda n: {"total": 13, "data": rows(n, 10 if n == 1 else 3)}, total="total")
    assert (len(found), whole) == (13, True)


def test_full_pages_as_many_as_announced_are_a_proof() -> None:
    found, whole = json_read(lambda n: {"pages": 3, "data": rows(n, 10 if n < 3 else 4)}, pages="pages")
    assert (len(found), whole) == (24, True)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: {"pages": 3, "data": rows(n, 2 if n == 2 else 10)},
        lambda n: {"pages": 5 if n == 1 else 2, "data": rows(n)},
        lambda n: {"pages": 2, "data": rows(n, 10 if n == 1 else 11)},
    ],
    ids=["page in the middle is short", "page count changes", "last page is the longest"],
)
def test_a_page_count_alone_says_nothing_of_uneven_pages(make: Callable[[int], dict[str, Any]]) -> None:
    found, whole = json_read(make, pages="pages")
    assert rules(found) == ["listing-incomplete"] and not whole


def test_without_any_count_pages_prove_nothing() -> None:
    found, whole = json_read(lambda n: {"data": rows(n) if n < 3 else []})
    assert (len(found), rules(found), whole) == (20, [], False)


def test_one_answer_without_pages_is_whole() -> None:
    assert json_read(lambda n: {"data": rows(n)}, paging={"style": "none"})[1] is True


@pytest.mark.parametrize("paging", [PAGED, {**PAGED, "size_parameter": "size", "size": 10}])
def test_a_total_that_counts_the_page_only_is_found_out(paging: dict[str, Any]) -> None:
    found, whole = json_read(lambda n: {"total": 10, "data": rows(n) if n < 4 else []}, total="total", paging=paging)
    assert len(guids(found)) == 30 and rules(found) == ["total-mismatch"] and not whole


def test_a_full_first_page_that_is_all_costs_one_question_more_and_is_whole() -> None:
    found, whole = json_read(lambda n: {"total": 10, "data": rows(n) if n == 1 else []}, total="total")
    assert (len(found), whole) == (10, True)


def test_no_page_beyond_the_announced_end_is_no_fault() -> None:
    found, whole = json_read(lambda n: {"total": 10, "data": rows(n)} if n == 1 else None, total="total")
    assert (len(found), rules(found), whole) == (10, [], False)


@pytest.mark.parametrize("said", [{"total": 0, "data": []}, {"code": 401, "total": 0, "data": None}])
def test_a_listing_that_says_0_withdraws_nothing(said: dict[str, Any]) -> None:
    found, whole = json_read(lambda n: said, total="total")
    assert rules(found) == ["listing-empty"] and not whole
    assert "listing-empty" in DOUBTFUL


def test_a_total_that_grows_for_ever_ends_the_run() -> None:
    with pytest.raises(FatalError) as caught:
        json_read(lambda n: {"total": n * 100, "data": rows(n, 2)}, total="total")
    assert caught.value.rule == "growing-total" and caught.value.pointer == "第 51 页"


CLAMPED = [{"id": f"r{number}"} for number in range(38)] + [{"id": "r0", "twin": 1}, {"id": None}, {"id": "last"}]
"""41 rows: one id twice, one null; 40 different ones are known, so the total is never reached."""


def test_a_double_id_where_the_server_answers_its_last_page_again_costs_two_rows_only() -> None:
    def page(number: int) -> dict[str, Any]:
        at = min(number, 3) * 20
        return {"total": 41, "data": CLAMPED[at - 20 : at]}

    found, whole = json_read(page, total="total")
    assert guids(found) == [f"r{number}" for number in range(38)] + ["r0", "", "last"] and not whole
    [finding] = [item for item in found if isinstance(item, Finding)]
    assert (finding.rule, finding.severity, finding.pointer) == ("repeating-page", "error", "第 5 页")
    assert finding.message == "从第 4 页起一再重复，目录称有 41 条，只取到 40 条不同的记录"
    assert "repeating-page" in DOUBTFUL


@pytest.mark.parametrize(
    "broken", [answer("500 Internal Server Error"), answer(body=b'{"data": [')], ids=["500", "cut JSON"]
)
def test_a_page_that_fails_after_good_ones_costs_what_follows_only(broken: bytes) -> None:
    good = pages(lambda n: {"total": 50, "data": rows(n)})
    options = {"list": {**LIST, "total": "total"}, "paging": PAGED}
    with raw_server(lambda request: broken if b"page=3" in request else good(request)) as server:
        found, source = reading(server, "json_catalog", "", options)
    assert len(guids(found)) == 20 and rules(found) == ["listing-incomplete"] and not source.proves_whole
    assert (found[-1].severity, found[-1].pointer) == ("error", "第 3 页")
    assert found[-1].message.startswith("第 3 页没有取到，此后的各页没有再取：") and found[-1].hint


def test_a_first_page_that_fails_is_the_failure_of_the_run() -> None:
    with raw_server(lambda request: answer("500 Internal Server Error")) as server, pytest.raises(RetriableError):
        reading(server, "json_catalog", "", {"list": LIST, "paging": PAGED})


def test_a_server_that_ignores_the_page_is_asked_for_a_second_without_making_doubles() -> None:
    listed = [*rows(1), {"id": None, "title": "x"}]
    found, _ = json_read(lambda n: {"total": 11, "data": listed}, total="total")
    assert len(found) == 11 and guids(found).count("1-0") == 1


def test_a_row_that_differs_on_the_page_asked_for_beyond_the_end_is_still_shown() -> None:
    found, _ = json_read(
        lambda n: {"total": 10, "data": rows(n) if n == 1 else [{"id": "1-0", "title": "y"}]}, total="total"
    )
    assert guids(found).count("1-0") == 2


# ── CKAN ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def ckan(result: Any) -> tuple[list[Any], bool]:
    body = json.dumps({"success": True, "result": result}).encode()
    empty = json.dumps({"success": True, "result": {"results": []}}).encode()
    with raw_server(lambda request: answer(body=body if b"start=0" in request else empty)) as server:
        found, source = reading(server, "ckan_api", "", {})
    return found, source.proves_whole


def test_a_ckan_whose_count_grows_for_ever_ends_the_run() -> None:
    asked = 0

    def reply(request: bytes) -> bytes:
        nonlocal asked
        asked += 1
        results = [{"id": f"{asked:06d}-{number}"} for number in range(5)]
        return answer(body=json.dumps({"success": True, "result": {"count": asked * 100, "results": results}}).encode())

    with raw_server(reply) as server, pytest.raises(FatalError) as caught:
        reading(server, "ckan_api", "", {})
    assert caught.value.rule == "growing-total" and asked < 60


def test_a_ckan_proves_itself_by_its_count_only() -> None:
    datasets = [{"id": "a"}, {"id": "b"}]
    assert ckan({"count": 2, "results": datasets})[1] is True
    assert ckan({"results": datasets})[1] is False
    found, whole = ckan({"count": 0, "results": []})
    assert rules(found) == ["listing-empty"] and not whole


def test_the_words_of_a_refusal_are_not_looked_for_without_end() -> None:
    body = b'{"success":false,"error":' + b"[" * 500 + b"]" * 500 + b"}"
    with raw_server(lambda request: answer(body=body)) as server, pytest.raises(FatalError) as caught:
        reading(server, "ckan_api", "", {})
    assert caught.value.rule == "not-ok"


# ── DCAT ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def turtle(dataset: str, following: str = "", total: int | None = None) -> str:
    more = f"<http://a.example/c> hydra:next {following} .\n" if following else ""
    said = f"<http://a.example/c> hydra:totalItems {total} .\n" if total is not None else ""
    return f'{DCAT}{more}{said}<http://a.example/{dataset}> a dcat:Dataset ; dcat:keyword "x" .\n'


def dcat(make: Callable[[int, str], str]) -> tuple[list[Any], bool]:
    def reply(request: bytes) -> bytes:
        number = re.search(rb"p=(\d+)", request)
        text = make(int(number[1]) if number else 1, "http://" + re.search(rb"[Hh]ost: (\S+)", request)[1].decode())
        return answer(body=text.encode(), Content_Type="text/turtle")

    with raw_server(reply) as server:
        found, source = reading(server, "dcat", "/c.ttl", {})
    return found, source.proves_whole


@pytest.mark.parametrize(("total", "whole"), [(None, False), (2, True), (3, False)])
def test_pages_of_rdf_are_proven_by_their_total_only(total: int | None, whole: bool) -> None:
    def page(number: int, base: str) -> str:
        return turtle(str(number), f"<{base}/c.ttl?p=2>" if number == 1 else "", total)

    assert dcat(page)[1] is whole


def test_one_document_is_whole() -> None:
    assert dcat(lambda number, base: turtle("1"))[1] is True


def test_ever_new_pages_with_the_same_dataset_end_the_walk_and_what_was_read_lands() -> None:
    found, whole = dcat(lambda number, base: turtle("1", f"<{base}/c.ttl?p={number + 1}>"))
    assert len(guids(found)) == 1 and (found[-1].rule, found[-1].severity) == ("repeating-page", "error")
    assert found[-1].pointer == "第 3 页" and not whole


@pytest.mark.parametrize("reply", ["500 Internal Server Error", "200 OK"], ids=["HTTP 500", "broken"])
def test_a_page_of_rdf_that_fails_after_good_ones_costs_what_follows_only(reply: str) -> None:
    def respond(request: bytes) -> bytes:
        host = re.search(rb"[Hh]ost: (\S+)", request)[1].decode()
        if b"p=2" in request:
            return answer(reply, body=b"<a> <b", Content_Type="text/turtle")
        return answer(body=turtle("1", f"<http://{host}/c.ttl?p=2>").encode(), Content_Type="text/turtle")

    with raw_server(respond) as server:
        found, source = reading(server, "dcat", "/c.ttl", {})
    assert len(guids(found)) == 1 and rules(found) == ["listing-incomplete"] and not source.proves_whole
    assert (found[-1].severity, found[-1].pointer) == ("error", "第 2 页")


@pytest.mark.parametrize("following", ['"http://["', "<http://[>"])
def test_a_next_page_that_is_no_address_is_named(following: str) -> None:
    found, whole = dcat(lambda number, base: turtle("1", following))
    assert len(guids(found)) == 1 and (found[-1].rule, found[-1].severity) == ("listing-incomplete", "error")
    assert "不是网址" in found[-1].message and not whole


# ── answers that end with the connection ─────────────────────────────────────────────────────────────────────────────


def unbounded(body: str) -> Callable[[bytes], bytes]:
    head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    return lambda request: (head + body).encode()


@pytest.mark.parametrize(
    ("kind", "path", "options", "body", "doubtful"),
    [
        ("files", "/f/", {"catalog": "a.csv", "format": "csv", "id": "编号"}, CSV, True),
        ("dcat", "/c.ttl", {}, turtle("1"), True),
        ("files", "/f/", {"catalog": "a.json", "format": "json", "id": "id"}, '[{"id": "1"}]', False),
        ("json_catalog", "", {"list": LIST}, '{"data": [{"id": "1"}]}', False),
        ("dcat", "/data.json", {}, '{"dataset": [{"identifier": "1"}]}', False),
    ],
)
def test_what_may_have_been_cut_off_is_doubtful_unless_its_syntax_has_an_end(
    kind: str, path: str, options: dict[str, Any], body: str, doubtful: bool
) -> None:
    with raw_server(unbounded(body)) as server:
        found, source = reading(server, kind, path, options)
    assert rules(found) == (["end-not-proven"] if doubtful else []) and guids(found)
    assert source.proves_whole is not doubtful
    assert "end-not-proven" in DOUBTFUL


def test_a_gzip_that_ends_with_the_connection_may_lack_a_member() -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n"
    with raw_server(lambda request: head + gzip.compress(CSV.encode())) as server:
        found, source = reading(server, "files", "/f/", {"catalog": "a.csv", "format": "csv", "id": "编号"})
    assert rules(found) == ["end-not-proven"] and not source.proves_whole


def test_a_cut_last_row_is_a_finding_and_no_record(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,名称,摘要\n1,甲,x\n2,乙", "utf-8")
    config = SourceConfig("t", "files", str(tmp_path), {"catalog": "a.csv", "format": "csv", "id": "编号"})
    found = list(open_source(config).records())
    assert guids(found) == ["1"] and rules(found) == ["end-not-proven", "end-not-proven"]


def test_a_last_row_with_all_its_cells_is_a_record_but_without_a_line_end_no_proof(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV.rstrip(), "utf-8")
    source = open_source(SourceConfig("t", "files", str(tmp_path), {"catalog": "a.csv", "format": "csv", "id": "编号"}))
    found = list(source.records())
    assert (guids(found), rules(found), source.proves_whole) == (["1", "2"], ["end-not-proven"], False)


def test_a_workbook_saved_as_a_page_and_cut_is_refused(tmp_path: Path) -> None:
    cells = "<tr><td>信息资源名称</td><td>信息资源代码</td><td>信息资源提供方</td></tr><tr><td>甲</td><td>1</td><td>厅</td></tr>"
    (tmp_path / "a.xls").write_text(f"<html><body><table>{cells}", "utf-8")
    with pytest.raises(FatalError) as caught:
        list(open_source(SourceConfig("t", "workbook_1272", str(tmp_path / "a.xls"))).records())
    assert caught.value.rule == "cut-off"
    (tmp_path / "a.xls").write_text(f"<table>{cells}</table>", "utf-8")
    assert guids(list(open_source(SourceConfig("t", "workbook_1272", str(tmp_path / "a.xls"))).records())) == ["1"]


# ── oportal ──────────────────────────────────────────────────────────────────────────────────────────────────────────

DETAIL = (
    '<html><body><ul class="d-title"><h4>标题</h4></ul><li name="basicinfo"><table>'
    "<tr><td>描述</td><td>长</td></tr></table></li></body></html>"
)


def oportal(listing: str, detail: str = DETAIL) -> tuple[list[Any], bool]:
    with raw_server(lambda asked: answer(body=(detail if b"/catalog/C" in asked else listing).encode())) as server:
        found, source = reading(server, "oportal_html", "", {})
    return found, source.proves_whole


def portal_page(total: str, links: range) -> str:
    rows_ = "".join(f'<li><div class="cata-title"><a href="/portal/catalog/C{n}">标题{n}</a></div></li>' for n in links)
    return f'<html><body>{total}<div class="bottom-content"><ul>{rows_}</ul></div></body></html>'


def test_a_portal_is_proven_by_a_total_that_is_reached() -> None:
    assert oportal(portal_page('<div class="top-title"><span>2</span></div>', range(2)))[1] is True
    assert oportal(portal_page("", range(2)))[1] is False


def test_a_list_page_without_its_end_is_no_list() -> None:
    page = portal_page('<div class="top-title"><span>2</span></div>', range(2))
    with pytest.raises(RetriableError) as caught:
        oportal(page.removesuffix("</div></body></html>"))
    assert caught.value.rule == "cut-off"


def test_a_detail_without_its_end_costs_its_record() -> None:
    page = portal_page('<div class="top-title"><span>2</span></div>', range(2))
    with pytest.raises(FatalError) as caught:  # all of them
        oportal(page, DETAIL.removesuffix("</body></html>"))
    assert caught.value.rule == "details-failed"


# ── one bad value ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("written", ["null", "无", "-", "None", "N/A"])
def test_a_word_for_nothing_is_no_id_in_any_kind(written: str) -> None:
    found, _ = json_read(lambda n: {"data": [{"id": written}]}, paging={"style": "none"})
    assert guids(found) == [""]
    for kind, path, options, body in (
        ("files", "/f/", {"catalog": "a.csv", "format": "csv", "id": "编号"}, f"编号,名称\n{written},甲\n"),
        ("files", "/f/", {"catalog": "a.json", "format": "json", "id": "id"}, json.dumps([{"id": written}])),
        ("dcat", "/data.json", {}, json.dumps({"dataset": [{"identifier": written}]})),
    ):
        with raw_server(lambda request, body=body: answer(body=body.encode())) as server:  # type: ignore[misc]
            assert guids(reading(server, kind, path, options)[0]) == [""]
    linked = portal_page('<div class="top-title"><span>1</span></div>', range(1)).replace(
        "/catalog/C0", f"/catalog/{written.replace('/', '%2F')}"
    )
    assert guids(oportal(linked)[0]) == [""]


@pytest.fixture(params=["\ud800", "http://[", "a\u0000b", "  http://[::1"])
def bad_id(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.mark.parametrize(
    "detail",
    [
        {"path": "/d/{id}"},
        {"path": "{+id}"},
        {"path": "/d", "method": "POST", "body": {"i": "{id}"}, "body_format": "text_json"},
    ],
)
def test_a_bad_id_costs_its_record_at_most(bad_id: str, detail: dict[str, Any]) -> None:
    listed = json.dumps({"total": 4, "data": [{"id": "1"}, {"id": bad_id}, {"id": "3"}, {"id": "4"}]}).encode()

    def reply(request: bytes) -> bytes:
        return answer(body=listed if b" /l " in request else b'{"name": "x"}')

    with raw_server(reply) as server:
        options = {"list": {**LIST, "total": "total"}, "detail": detail}
        found, _ = reading(server, "json_catalog", "", options)
    assert {"1", "3", "4"} <= {item.guid or "" for item in found if isinstance(item, RawRecord)}
    assert len(found) == 4
    json.dumps([item.value for item in found if isinstance(item, Finding)], ensure_ascii=False).encode()


def test_an_index_page_with_a_broken_link_is_read() -> None:
    index = b'<html><body><a href="http://[">x</a><a href="a.csv">c</a></body></html>'
    with raw_server(lambda asked: answer(body=CSV.encode() if b"a.csv" in asked else index)) as server:
        found, source = reading(server, "files", "/f/", {"catalog": "*.csv", "format": "csv", "id": "编号"})
    assert guids(found) == ["1", "2"] and source.proves_whole


@pytest.mark.parametrize(
    "kind", ["files", "workbook_1272", "dcat", "json_catalog", "oportal_html", "ckan_api", "database"]
)
def test_an_address_that_no_parser_takes_is_refused(kind: str) -> None:
    more = {"json_catalog": {"list": LIST}, "files": {"catalog": "a.xlsx"}}
    with pytest.raises(FatalError) as caught:
        open_source(SourceConfig("t", kind, "http://[", more.get(kind, {})))
    assert caught.value.rule == "wrong-address"


def test_an_error_nobody_foresaw_costs_its_record_and_tells_no_value(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from ckanext.gxdata.sources import json_catalog

    plain = json_catalog.as_record

    def failing(guid: str, payload: Any, pointer: str) -> RawRecord | Finding:
        if guid == "1-3":
            raise ZeroDivisionError("".join(("秘", "密")))
        return plain(guid, payload, pointer)

    monkeypatch.setattr(json_catalog, "as_record", failing)
    found, _ = json_read(lambda n: {"data": rows(n)}, paging={"style": "none"})
    [finding] = [item for item in found if isinstance(item, Finding)]
    assert (finding.rule, finding.severity, finding.pointer, finding.value) == (
        "record-unreadable",
        "error",
        "第 1 页第 4 条",
        "1-3",
    )
    assert len(guids(found)) == 9 and "ZeroDivisionError" in caplog.text and "秘密" not in caplog.text + finding.message
