"""A JSON catalog against everything the hostile department does."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError, GxdataError, RetriableError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.json_catalog import JsonCatalog
from tests.fixtures.hostile_department import HostileDepartment, hostile_department

PAGED = {"style": "page", "parameter": "page", "size": 10}


def catalog(department: HostileDepartment, path: str, **options: Any) -> JsonCatalog:
    listed = {"path": path, "items": "data", "total": "total", "id": "id", **options.pop("list", {})}
    options = {"list": listed, "tries": 1, **options}
    return JsonCatalog(SourceConfig("test", "json_catalog", department.url, options, department.allow))


def read(department: HostileDepartment, path: str, **options: Any) -> tuple[list[RawRecord], list[Finding]]:
    found = list(catalog(department, path, **options).records())
    records = [item for item in found if isinstance(item, RawRecord)]
    return records, [item for item in found if isinstance(item, Finding)]


def fault(department: HostileDepartment, path: str, **options: Any) -> GxdataError:
    with pytest.raises(GxdataError) as caught:
        read(department, path, **options)
    assert any("\u4e00" <= char <= "\u9fff" for char in caught.value.message)
    return caught.value


@pytest.mark.parametrize("path", ["/gbk-declared-utf8", "/bom", "/wrong-content-type", "/gzip", "/two-gzip-members"])
def test_text_is_read_right_whatever_the_header_says(department: HostileDepartment, path: str) -> None:
    records, findings = read(department, path)
    assert [record.payload["name"] for record in records] == ["甘蔗种植面积第1表"]
    assert findings == []


def test_undecodable_text_ends_the_run_with_the_byte(department: HostileDepartment) -> None:
    error = fault(department, "/undecodable")
    assert isinstance(error, FatalError) and error.rule == "undecodable"
    assert "第 1 页：文字无法按 UTF-8 解码：从第 " in error.message


def test_odd_records_are_passed_on_or_named_but_never_stop_the_others(department: HostileDepartment) -> None:
    records, findings = read(department, "/odd-records")
    assert [record.guid for record in records] == ["45000-0001", "45000-0001", "", "", "45000-0004", "45000-0005", "6"]
    assert records[5].payload["updateTime"] == "2023-02-31"
    assert records[6].payload["name"] == "２０２３年甘蔗产量"
    assert [(item.rule, item.severity, item.pointer) for item in findings[:3]] == [
        ("not-an-object", "error", "第 1 页第 8 条"),
        ("unusable-value", "error", "第 1 页第 9 条"),
        ("unusable-value", "error", "第 1 页第 10 条"),
    ]
    assert findings[1].message == "这一条“name”中有无法保存的字符"


def test_a_record_nested_too_deeply_costs_itself(department: HostileDepartment) -> None:
    records, findings = read(department, "/deep-record")
    assert [record.guid for record in records] == ["45000-0001"]
    assert findings[0].message == "这一条嵌套超过 64 层" and findings[0].value == "45000-0002"


@pytest.mark.parametrize(
    ("path", "rule", "words"),
    [
        ("/login-page", "html-instead-of-json", "第 1 页：应为 JSON，得到的是网页“统一身份认证 - 登录”"),
        ("/truncated", "broken-json", "第 1 页：JSON 在第 1 行第 57 列中断或有错"),
        ("/empty-body", "empty-answer", "第 1 页：回答是空的"),
        ("/deep-json", "json-too-deep", "第 1 页：JSON 嵌套过深"),
        ("/not-a-number", "broken-json", "第 1 页：JSON 中有不合规的数值"),
        ("/shape-changed", "items-not-a-list", "第 1 页：按 list.items 取到的不是列表，接口的结构可能变了"),
        ("/catalog.rdf", "xml-instead-of-json", "第 1 页：应为 JSON，得到的是 XML"),
        ("/forbidden", "http-status", "/forbidden 答复 HTTP 403（没有权限）"),
        ("/redirect-for-ever", "too-many-redirects", "转向超过 5 次"),
        ("/stacked-bomb", "unknown-coding", "用了不支持的内容压缩方式：gzip, gzip"),
    ],
)
def test_what_is_no_catalog_ends_the_run_and_says_what_it_is(
    department: HostileDepartment, path: str, rule: str, words: str
) -> None:
    error = fault(department, path)
    assert isinstance(error, FatalError)
    assert error.rule == rule
    assert words in error.message


def test_a_login_page_on_page_two_is_named_with_its_page(department: HostileDepartment) -> None:
    records, findings = read(department, "/login-page-later", paging={**PAGED, "size": 2})
    assert records and [(item.rule, item.severity) for item in findings] == [("listing-incomplete", "error")]
    assert findings[0].pointer == "第 2 页" and "网页" in findings[0].message


def test_an_error_inside_http_200_ends_the_run_with_the_systems_words(department: HostileDepartment) -> None:
    error = fault(department, "/error-in-200", ok={"path": "code", "equals": 200})
    assert error.message == "第 1 页：系统答复的状态是 500，应为 200（“系统异常”）"


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/paged", {"paging": PAGED}),
        ("/paged", {"paging": {**PAGED, "size_parameter": "size", "size": 7}}),
        ("/paged-from-zero", {"paging": {**PAGED, "start": 0}}),
        ("/by-offset", {"paging": {"style": "offset", "parameter": "start", "size_parameter": "length", "size": 10}}),
        ("/null-after-end", {"paging": PAGED}),
        ("/no-total", {"paging": PAGED}),
        (
            "/paged-by-post",
            {
                "list": {"method": "POST", "body": {"token": "", "params": {"regionId": "450000"}}},
                "paging": {"style": "page", "parameter": "params.currentPage", "size_parameter": "params.pageSize"},
            },
        ),
        (
            "/paged-by-form",
            {
                "list": {"method": "POST", "body_format": "form", "body": {"type": "1"}},
                "paging": {"style": "page", "parameter": "pageNo", "size": 10},
            },
        ),
    ],
)
def test_every_style_of_paging_gets_every_record_once(
    department: HostileDepartment, path: str, options: dict[str, Any]
) -> None:
    records, findings = read(department, path, **options)
    assert [record.guid for record in records] == [f"45000-{number:04d}" for number in range(1, 26)]
    assert findings == []


def test_a_page_count_ends_the_listing_without_asking_further(department: HostileDepartment) -> None:
    department.counts["/page-count"] = 0
    records, findings = read(department, "/page-count", paging=PAGED, list={"pages": "pages"})
    assert (len(records), findings, department.counts["/page-count"]) == (25, [], 3)


def test_a_last_page_repeated_for_ever_ends_with_a_finding(department: HostileDepartment) -> None:
    records, findings = read(department, "/last-page-for-ever", paging=PAGED)
    assert len({record.guid for record in records}) == 25
    assert [(item.rule, item.pointer) for item in findings] == [("repeating-page", "第 5 页")]


def test_paging_without_effect_is_an_error_and_the_first_page_lands(department: HostileDepartment) -> None:
    records, findings = read(department, "/first-page-for-ever", paging=PAGED)
    assert len(records) == 10
    assert [(item.rule, item.severity, item.pointer) for item in findings] == [("repeating-page", "error", "第 3 页")]
    assert "从第 2 页起一再重复，目录称有 25 条，只取到 10 条" in findings[0].message
    assert "paging.parameter" in findings[0].hint


def test_an_endless_listing_is_stopped_at_the_limit(department: HostileDepartment) -> None:
    error = fault(department, "/new-rows-for-ever", paging={**PAGED, "max_pages": 5})
    assert error.message == "取了 5 页仍未到目录末尾"


def test_rows_that_shift_between_pages_come_double_and_what_lacks_is_said(department: HostileDepartment) -> None:
    records, findings = read(department, "/shifting-rows", paging=PAGED)
    assert (len(records), len({record.guid for record in records})) == (26, 25)
    assert [(item.rule, item.severity) for item in findings] == [("listing-incomplete", "error")]


def test_fewer_records_than_promised_are_an_error_finding(department: HostileDepartment) -> None:
    records, findings = read(department, "/too-few", paging=PAGED)
    assert len(records) == 12
    assert findings[0].message == "目录称有 25 条，只取到 12 条不同的记录"


def test_a_page_count_taken_for_the_total_loses_nothing(department: HostileDepartment) -> None:
    records, findings = read(department, "/page-count-as-total", paging=PAGED)
    assert len(records) == 25
    assert [item.rule for item in findings] == ["total-mismatch"]


def test_an_empty_listing_is_an_error_or_a_warning_where_the_total_says_so(department: HostileDepartment) -> None:
    assert [(item.rule, item.severity) for item in read(department, "/empty-list")[1]] == [("listing-empty", "error")]
    emptied = read(department, "/empty-list-total-0")[1]
    assert [(item.rule, item.severity) for item in emptied] == [("listing-empty", "warning")]


def test_a_burst_of_server_errors_is_ridden_out(department: HostileDepartment) -> None:
    source = catalog(department, "/burst-of-503", tries=3)
    waits: list[float] = []
    source._http._sleep = waits.append
    assert [type(item).__name__ for item in source.records()] == ["RawRecord"]
    assert len(waits) == 2 and 0.5 <= waits[0] <= 1.0 and 1.0 <= waits[1] <= 1.5


def test_a_request_to_slow_down_is_obeyed(department: HostileDepartment) -> None:
    source = catalog(department, "/slow-down", tries=2)
    waits: list[float] = []
    source._http._sleep = waits.append
    assert len(list(source.records())) == 1
    assert len(waits) == 1 and 7.0 <= waits[0] <= 7.5


@pytest.mark.parametrize(
    ("path", "options", "rule"),
    [
        ("/always-502", {}, "http-status"),
        ("/slow", {"timeout_seconds": 0.3}, "timeout"),
        ("/drip", {"timeout_seconds": 0.3}, "timeout"),
        ("/cut-off", {}, "cut-off"),
        ("/cut-off-gzip", {}, "cut-off"),
    ],
)
def test_what_may_pass_is_retriable(
    department: HostileDepartment, path: str, options: dict[str, Any], rule: str
) -> None:
    error = fault(department, path, **options)
    assert isinstance(error, RetriableError) and error.rule == rule


@pytest.mark.parametrize("path", ["/huge", "/bomb"])
def test_an_answer_beyond_the_limit_is_not_taken_in(department: HostileDepartment, path: str) -> None:
    error = fault(department, path, max_page_mib=1)
    assert isinstance(error, FatalError) and "超过 1 MiB" in error.message


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:1/", "http://[::1]:PORT/", "http://10.0.0.1/"],
)
def test_a_redirect_into_the_inside_is_refused(department: HostileDepartment, target: str) -> None:
    error = fault(department, "/redirect-to", list={"query": {"url": target}})
    assert isinstance(error, FatalError) and error.rule == "address-refused"


def test_a_redirect_within_the_source_is_followed_with_its_headers(department: HostileDepartment) -> None:
    target = "http://127.0.0.1:PORT/echo-headers"
    records, _ = read(department, "/redirect-to", list={"query": {"url": target}}, headers={"X-App": "gx"})
    assert records[0].payload["headers"]["x-app"] == "gx"


def test_the_headers_of_a_source_stay_with_it(department: HostileDepartment) -> None:
    with hostile_department() as other:
        options = {
            "list": {
                "path": "/redirect-to",
                "items": "data",
                "id": "id",
                "query": {"url": f"{other.url}/echo-headers"},
            },
            "headers": {"X-App": "gx"},
        }
        both = (*department.allow, *other.allow)
        found = list(JsonCatalog(SourceConfig("test", "json_catalog", department.url, options, both)).records())
    assert isinstance(found[0], RawRecord)
    assert "x-app" not in found[0].payload["headers"] and "user-agent" in found[0].payload["headers"]


def test_a_redirect_to_another_scheme_is_refused(department: HostileDepartment) -> None:
    error = fault(department, "/redirect-to", list={"query": {"url": "file:///etc/passwd"}})
    assert isinstance(error, FatalError) and error.rule == "wrong-address"


def test_no_message_shows_what_an_address_may_hide(department: HostileDepartment) -> None:
    options = {"list": {"path": "/forbidden", "items": "@", "id": "id", "query": {"token": "geheim"}}, "tries": 1}
    source = JsonCatalog(SourceConfig("test", "json_catalog", department.url, options, department.allow))
    with pytest.raises(FatalError) as asked:
        list(source.records())
    hidden = department.url.replace("http://", "http://user:geheim@")
    with pytest.raises(FatalError) as registered:
        JsonCatalog(SourceConfig("test", "json_catalog", hidden, options, department.allow))
    assert (asked.value.rule, registered.value.rule) == ("http-status", "wrong-address")
    for error in (asked.value, registered.value):
        assert "geheim" not in f"{error.message}{error.pointer}{error.hint}"


def test_a_detail_is_merged_into_the_record_or_put_under_a_key(department: HostileDepartment) -> None:
    merged, _ = read(department, "/too-few", detail={"path": "/detail/{id}", "item": "data"})
    assert merged[0].payload["name"] == "详情 45000-0001" and merged[0].payload["orgName"] == "农业农村厅"
    under, _ = read(department, "/too-few", detail={"path": "/detail/{id}", "item": "data", "into": "detail"})
    assert under[0].payload["name"] == "甘蔗种植面积第1表" and under[0].payload["detail"]["name"] == "详情 45000-0001"


def test_an_id_with_slashes_reaches_the_detail_call_whole(department: HostileDepartment) -> None:
    in_path, _ = read(department, "/with-slashes", detail={"path": "/detail/{id}", "item": "data"})
    assert [record.payload["name"] for record in in_path] == ["详情 29200/01103512", "详情 29200/ 甲&b=1"]
    by_post = {"method": "POST", "path": "/detail-by-post", "body": {"resId": "{id}"}, "item": "data"}
    assert read(department, "/with-slashes", detail=by_post)[0][0].payload["asked"] == "29200/01103512"


def test_a_detail_that_fails_costs_its_record_only(department: HostileDepartment) -> None:
    records, findings = read(department, "/paged", paging=PAGED, detail={"path": "/detail-that-fails-for-2/{id}"})
    assert len(records) == 24
    assert [(item.rule, item.severity, item.pointer, item.value) for item in findings] == [
        ("detail-failed", "error", "第 1 页第 2 条", "45000-0002")
    ]


def test_details_that_mostly_fail_end_the_run(department: HostileDepartment) -> None:
    error = fault(department, "/too-few", detail={"path": "/detail-that-fails/{id}"})
    assert isinstance(error, FatalError) and error.message == "取详情 10 次，失败 10 次：失败超过一半"


def test_a_dead_detail_call_is_not_asked_for_ever(department: HostileDepartment) -> None:
    error = fault(department, "/paged", paging=PAGED, detail={"path": "/detail-that-fails/{id}"})
    assert "取详情 20 次，失败 20 次" in error.message


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"detail": {"path": "/detail"}}, "detail"),
        ({"list": {"id": "数据.id"}}, "list.id"),
        ({"list": {"body": {"a": 1}}}, "list.body"),
        ({"paging": {"style": "cursor"}}, "paging.style"),
        ({"list": {"method": "DELETE"}}, "list.method"),
        ({"ok": {"path": "code"}}, "ok.equals"),
    ],
)
def test_incoherent_options_are_refused_at_once(
    department: HostileDepartment, options: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(FatalError) as caught:
        catalog(department, "/paged", **options)
    assert caught.value.pointer == pointer


def test_a_file_keeps_the_chinese_name_the_server_gives(department: HostileDepartment) -> None:
    assert catalog(department, "/paged").fetch_file("/file").filename == "甘蔗.csv"


@pytest.mark.parametrize(
    ("body_format", "content_type", "sent"),
    [
        ("json", "application/json", '{"a":"甘 蔗","params":{"currentPage":1}}'),
        ("text_json", "application/x-www-form-urlencoded; charset=UTF-8", '{"a":"甘 蔗","params":{"currentPage":1}}'),
        (
            "url_json",
            "application/x-www-form-urlencoded; charset=UTF-8",
            "%7B%22a%22:%22%E7%94%98%20%E8%94%97%22,%22params%22:%7B%22currentPage%22:1%7D%7D",
        ),
        ("form", "application/x-www-form-urlencoded", "a=%E7%94%98+%E8%94%97&params.currentPage=1"),
    ],
)
def test_a_body_is_sent_as_the_system_takes_it(
    department: HostileDepartment, body_format: str, content_type: str, sent: str
) -> None:
    records, _ = read(
        department,
        "/echo-headers",
        list={"method": "POST", "body": {"a": "甘 蔗"}, "body_format": body_format},
        paging={"style": "page", "parameter": "params.currentPage"},
        headers={"X-Own": "1"},
    )
    assert records[0].payload["headers"]["content-type"] == content_type
    assert records[0].payload["headers"]["x-own"] == "1"
    assert records[0].payload["body"] == sent


@pytest.mark.parametrize("asked", [3, 7, 25, 100])
def test_an_offset_goes_by_what_came_when_the_server_has_a_page_size_of_its_own(
    department: HostileDepartment, asked: int
) -> None:
    paging = {"style": "offset", "parameter": "start", "size": asked}  # the server gives ten at a time
    records, findings = read(department, "/by-offset", paging=paging)
    assert [record.guid for record in records] == [f"45000-{number:04d}" for number in range(1, 26)]
    assert findings == []


def test_json_in_a_string_is_opened_and_its_faults_are_named_with_the_key(department: HostileDepartment) -> None:
    inner = {"items": "inner.data.list", "total": "inner.data.count", "decode": ["inner", "inner.data"]}
    records, findings = read(department, "/json-in-json", list=inner)
    assert ([record.guid for record in records], findings) == (["1", "2"], [])
    error = fault(department, "/half-json-in-json", list=inner)
    assert (error.rule, error.pointer) == ("broken-json", "第 1 页 › inner 第 1 行第 8 列")


def test_a_whole_answer_that_is_a_string_of_json_is_opened(department: HostileDepartment) -> None:
    records, _ = read(department, "/json-as-string", list={"decode": ["@"]}, ok={"path": "code", "equals": 200})
    assert [record.guid for record in records] == ["45000-0001"]


def test_a_sum_of_two_counts_is_a_total_and_one_that_is_missing_is_none(department: HostileDepartment) -> None:
    counts = {"total": "sum([to_number(city), to_number(county)])"}
    assert [item.rule for item in read(department, "/two-counts", list=counts)[1]] == ["listing-incomplete"]
    assert read(department, "/paged", list=counts, paging=PAGED)[1] == []


def test_html_in_json_that_is_a_login_page_has_no_rows_and_says_so(department: HostileDepartment) -> None:
    html = {"at": "data", "values": {"total": "span.total"}, "rows": "div.row", "fields": {"id": "a@href"}}
    _, findings = read(
        department, "/login-page-in-json", list={"html": html, "items": "data.rows", "total": "data.total"}
    )
    assert [item.rule for item in findings] == ["listing-empty"]


def test_an_id_that_is_an_address_is_called_as_it_is_but_never_past_the_guard(department: HostileDepartment) -> None:
    with hostile_department() as canary:
        page = {"path": "{+id}", "html": {"values": {"name": "h1"}}}
        listed = {"path": "/addresses-as-ids", "query": {"canary": str(canary.port)}}
        source = catalog(department, "/addresses-as-ids", list=listed, detail=page)
        found, ended = [], ""
        try:
            found.extend(source.records())
        except FatalError as error:
            ended = error.rule
    assert canary.requests == []
    assert ended == "details-failed"
    assert [item.rule for item in found if isinstance(item, Finding)] == [*["detail-failed"] * 10, "unusable-value"]
    assert len(found) == 11


def test_addresses_of_the_source_itself_are_fetched_whether_absolute_or_relative(department: HostileDepartment) -> None:
    page = {"path": "{+id}", "html": {"values": {"name": "h1"}, "pairs": {"within": "p"}}}
    records, findings = read(department, "/pages-as-ids", detail=page)
    assert [dict(record.payload) for record in records] == [
        {"id": f"{department.url}/page/1", "name": "第 1 页", "details": {"更新频率": "每年"}},
        {"id": "/page/2", "name": "第 2 页", "details": {"更新频率": "每年"}},
    ]
    assert findings == []


def test_a_detail_page_without_what_is_wanted_costs_its_record_and_names_the_page(
    department: HostileDepartment,
) -> None:
    page = {"path": "{+id}", "html": {"pairs": {"within": "p"}}}
    records, findings = read(department, "/pages-as-ids", list={"query": {"login": "2"}}, detail=page)
    assert len(records) == 1
    assert [(item.rule, item.value) for item in findings] == [("detail-failed", "/login-page")]
    assert "统一身份认证 - 登录" in findings[0].message


def test_an_id_may_be_a_parameter_of_an_address(department: HostileDepartment) -> None:
    records, _ = read(department, "/links", list={"id": "link", "id_parameter": "iid"})
    assert [record.guid for record in records] == ["a/1", "", "", ""]


def test_the_first_call_brings_the_cookie(department: HostileDepartment) -> None:
    assert fault(department, "/with-session").rule == "items-not-a-list"
    records, _ = read(department, "/with-session", first={"path": "/open-session"})
    assert len(records) == 1


def test_null_in_a_detail_does_not_hide_what_the_list_says(department: HostileDepartment) -> None:
    records, _ = read(department, "/with-formats", detail={"path": "/detail-with-null/{id}", "item": "data"})
    assert dict(records[0].payload) == {"id": "1", "filesType": "xlsx", "name": "甘蔗", "note": None}


def test_a_saved_answer_of_the_list_can_be_tried_without_the_network() -> None:
    options = {"list": {"path": "/list", "items": "rows", "id": "id"}, "detail": {"path": "/detail/{id}"}}
    content = '{"rows": [{"id": 1, "name": "甘蔗"}, {"name": "无标识"}, "不是记录"]}'.encode("gbk")
    found = list(JsonCatalog.read_upload(content, "回答.json", options))
    assert found[:2] == [
        RawRecord("1", {"id": 1, "name": "甘蔗"}, "回答.json 第 1 条"),
        RawRecord("", {"name": "无标识"}, "回答.json 第 2 条"),
    ]
    assert isinstance(found[2], Finding) and found[2].rule == "not-an-object"
    with pytest.raises(FatalError, match="应为 JSON，得到的是网页"):
        list(JsonCatalog.read_upload(b"<html></html>", "回答.json", options))
    assert [
        item.rule for item in JsonCatalog.read_upload(b'{"rows": []}', "a.json", options) if isinstance(item, Finding)
    ] == ["listing-empty"]


def test_a_list_that_is_a_page_is_read_by_its_rows_and_a_login_page_is_no_empty_catalog(
    department: HostileDepartment,
) -> None:
    html = {"values": {"total": "b"}, "rows": "li", "fields": {"id": "@data-id", "name": "a", "link": "a@href"}}
    page = {"html": html, "items": "rows", "total": "total"}
    records, findings = read(department, "/list-page", list=page)
    assert [dict(record.payload) for record in records] == [
        {"id": "1", "name": "甘蔗", "link": "/page/1"},
        {"id": "2", "name": "糖料", "link": "/page/2"},
    ]
    assert findings == []
    assert [item.rule for item in read(department, "/login-page", list=page)[1]] == ["listing-empty"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/rows-that-go", "读取期间目录有变动（总数从 24 到 25 条不等）"),
        ("/shifting-rows-by-pages", "读取期间目录有变动（1 条在后面的页上再次出现）"),
    ],
)
def test_rows_that_move_while_we_read_leave_a_doubt_even_where_the_numbers_agree(
    department: HostileDepartment, path: str, words: str
) -> None:
    _, findings = read(department, path, list={"pages": "pages"}, paging=PAGED)
    assert [(item.rule, item.severity) for item in findings] == [("listing-incomplete", "warning")]
    assert words in findings[0].message
