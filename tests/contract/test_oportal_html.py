"""The oportal software read by the shipped YAML alone: 14 cities and the hub, and portals where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.oportal_html import OportalHtml
from tests.fixtures import oportal_site
from tests.fixtures.hostile_department import LOGIN_PAGE, HostileDepartment, hostile_department

CONFIG = Path(__file__).resolve().parents[2] / "config"
COUNTS = {
    "oportal-hub": 43,
    "oportal-nn": 37,
    "oportal-lz": 31,
    "oportal-gl": 30,
    "oportal-wz": 24,
    "oportal-bh": 12,
    "oportal-fcg": 11,
    "oportal-qz": 10,
    "oportal-gg": 19,
    "oportal-yl": 26,
    "oportal-bs": 21,
    "oportal-hz": 9,
    "oportal-hc": 13,
    "oportal-lb": 7,
    "oportal-cz": 15,
}


@pytest.fixture(scope="module")
def rules() -> rulebook.Rulebook:
    return rulebook.load(CONFIG)


@pytest.fixture
def site() -> Iterator[HostileDepartment]:
    with hostile_department() as running:
        yield running


def read(site: HostileDepartment, tenant: str, **options: Any) -> tuple[list[RawRecord], list[Finding]]:
    config = SourceConfig("t", "oportal_html", site.url, {"tenant": tenant, "tries": 1, **options}, site.allow)
    found = list(OportalHtml(config).records())
    records = [item for item in found if isinstance(item, RawRecord)]
    return records, [item for item in found if isinstance(item, Finding)]


def fault(site: HostileDepartment, tenant: str) -> GxdataError:
    with pytest.raises(GxdataError) as caught:
        read(site, tenant)
    return caught.value


# ── the shipped files ────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_is_a_file_for_the_hub_and_each_of_the_14_cities(rules: rulebook.Rulebook) -> None:
    shipped = {name: source for name, source in rules.sources.items() if source["kind"] == "oportal_html"}
    assert sorted(shipped) == sorted(COUNTS)
    assert all(source["name"] == name and source["mapping"] == "oportal_html" for name, source in shipped.items())


def test_files_differ_in_name_place_and_tenant_only(rules: rulebook.Rulebook) -> None:
    for name in COUNTS:
        options = dict(rules.source(name)["options"])
        tenant = options.pop("tenant")
        assert tenant == {"oportal-hub": "portal"}.get(name, name.removeprefix("oportal-"))
        assert options == {"list_path": "catalog/index", "page_parameter": "page"}
        host = "data.gxzf.gov.cn" if name == "oportal-hub" else f"{tenant}.data.gxzf.gov.cn"
        assert rules.source(name)["url"] == f"https://{host}"


def test_each_file_says_its_own_department_and_region(rules: rulebook.Rulebook) -> None:
    organizations = {code.id: code.extra for code in rules.codelists["organization"].codes}
    for name in COUNTS:
        source = rules.source(name)
        organization = organizations[source["organization"]]
        assert source["defaults"] == {"region": [organization["region"]]}
        assert organization.get("portal_tenant", "portal") == source["options"]["tenant"]


@pytest.mark.parametrize("name", COUNTS)
def test_a_portal_is_read_whole_by_its_file_alone(rules: rulebook.Rulebook, site: HostileDepartment, name: str) -> None:
    source = rules.source(name)
    config = SourceConfig(name, source["kind"], site.url, source["options"], site.allow)
    found = list(OportalHtml(config).records())
    assert all(isinstance(item, RawRecord) for item in found), found
    assert len({item.guid for item in found if isinstance(item, RawRecord)}) == len(found) == COUNTS[name]
    assert len(site.requests) == COUNTS[name] + -(-COUNTS[name] // 10)


def test_a_record_holds_what_list_and_detail_show(site: HostileDepartment) -> None:
    record = read(site, "lz")[0][10]
    url = f"{site.url}/lz/catalog/CAT0011"
    assert (record.guid, record.pointer) == ("CAT0011", "第 2 页第 1 条")
    assert record.payload == {
        "title": "柳州市螺蛳粉生产企业名录（２０２２）第11期",
        "url": url,
        "tenant": "lz",
        "catalog_id": "CAT0011",
        "describe": "柳州市全市范围\n每年 2 次更新",
        "formats": ["xls", "csv", "api"],
        "details": {
            "来源部门": "柳州市市场监督管理局",
            "重点领域": "市场监管",
            "发布时间": "2022-04-01",
            "更新时间": "2023-06-15",
            "开放条件": "无条件开放",
            "接口数": "1",
            "所属行业": "制造业",
            "更新频率": "每季度",
            "部门电话": "0771-0000000",
            "部门邮箱": "data@example.invalid",
            "标签": "螺蛳粉 食品",
            "描述": "柳州市全市范围\n每年 2 次更新",
        },
        "files": [
            {"name": "柳州市螺蛳粉生产企业名录（２０２２）第11期.xls"},
            {"name": "柳州市螺蛳粉生产企业名录（２０２２）第11期.csv"},
        ],
        "resources": [
            {"name": "柳州市螺蛳粉生产企业名录（２０２２）第11期.xls", "format": "xls", "url": url},
            {"name": "柳州市螺蛳粉生产企业名录（２０２２）第11期.csv", "format": "csv", "url": url},
            {"name": "柳州市螺蛳粉生产企业名录（２０２２）第11期（API）", "format": "api", "url": url},
        ],
    }


def test_volume_files_and_calls_are_alternatives_of_one_cell(site: HostileDepartment) -> None:
    details = [record.payload["details"] for record in read(site, "lb")[0]]
    assert [details[at].get("文件数") for at in range(3)] == ["２", None, None]
    assert [details[at].get("接口数") for at in range(3)] == [None, "1", None]
    assert [details[at].get("数据量") for at in range(3)] == [None, None, "3,234 条"]


def test_a_row_without_formats_is_a_file_and_an_empty_description_stays_empty(site: HostileDepartment) -> None:
    records = read(site, "hz")[0]
    assert records[3].payload["formats"] == ["file"] and records[3].payload["files"] == []
    assert [each["format"] for each in records[3].payload["resources"]] == ["file"]
    assert records[6].payload["describe"] == "" and records[6].payload["details"]["描述"] == ""


def test_the_mapping_fills_the_fields_of_the_portal(rules: rulebook.Rulebook, site: HostileDepartment) -> None:
    record = read(site, "lz")[0][10]
    mapping = rules.tailored("oportal_html", rules.source("oportal-lz")["defaults"])
    draft = map_record(record, mapping, rules.codelists)
    assert draft.findings == ()
    assert draft.fields == {
        "source_identifier": "CAT0011",
        "title": "柳州市螺蛳粉生产企业名录（２０２２）第11期",
        "notes": "柳州市全市范围\n每年 2 次更新",
        "theme": ["market"],
        "industry": ["C"],
        "tags": ["螺蛳粉", "食品"],
        "update_frequency": "quarterly",
        "issued": "2022-04-01",
        "modified": "2023-06-15T00:00:00+08:00",
        "open_type": "unconditional",
        "contact_phone": "0771-0000000",
        "contact_email": "data@example.invalid",
        "content_responsible": "柳州市市场监督管理局",
        "region": ["450200"],
        "license_id": "notspecified",
    }
    page = f"{site.url}/lz/catalog/CAT0011"
    assert [(each["format"], each["access_url"], each.get("url")) for each in draft.resources] == [
        ("XLS", page, None),
        ("CSV", page, None),
        ("API", page, None),
    ]


# ── one record in two portals ────────────────────────────────────────────────────────────────────────────────────────


def test_a_catalog_of_another_tenant_keeps_that_tenant_in_its_guid(site: HostileDepartment) -> None:
    own, of_city = read(site, "of-others")[0]
    assert (own.guid, of_city.guid) == ("CAT0001", "lz/CAT0002")
    in_city = read(site, "lz")[0][1].payload
    assert (of_city.payload["tenant"], of_city.payload["catalog_id"]) == (in_city["tenant"], in_city["catalog_id"])


# ── when something is wrong ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tenant", "rule", "words"),
    [
        ("needs-login", "login-page", "第 1 页：得到的是登录页“统一身份认证 - 登录”，不是目录列表"),
        ("redesigned", "structure-changed", "第 1 页：页面“全新改版”中没有目录列表，门户的页面结构可能变了"),
        (
            "rows-redesigned",
            "structure-changed",
            "第 1 页：页面“公共数据开放平台”中没有目录列表，门户的页面结构可能变了",
        ),
        ("no-such-tenant", "http-status", "答复 HTTP 404（没有这个地址）"),
        ("details-all-gone", "details-failed", "取详情 20 次，失败 20 次：详情页中没有这个数据集，页面标题是“提示”"),
    ],
)
def test_what_is_no_list_ends_the_run_and_is_never_an_empty_catalog(
    site: HostileDepartment, tenant: str, rule: str, words: str
) -> None:
    error = fault(site, tenant)
    assert isinstance(error, FatalError) and error.rule == rule
    assert words in error.message and error.hint


@pytest.mark.parametrize(
    ("tenant", "rule", "words"),
    [
        ("login-later", "listing-incomplete", "第 2 页：得到的是登录页“统一身份认证 - 登录”，不是目录列表"),
        ("page-ignored", "repeating-page", "从第 2 页起一再重复，目录称有 23 条，只取到 10 条不同的记录"),
    ],
)
def test_a_walk_that_ends_early_is_an_error_and_what_was_read_lands(
    site: HostileDepartment, tenant: str, rule: str, words: str
) -> None:
    records, findings = read(site, tenant)
    assert len(records) == 10 and [(item.rule, item.severity) for item in findings] == [(rule, "error")]
    assert words in findings[0].message and findings[0].hint


def test_a_catalog_that_says_it_is_empty_withdraws_nothing(site: HostileDepartment) -> None:
    records, findings = read(site, "emptied")
    assert records == [] and [(item.rule, item.severity) for item in findings] == [("listing-empty", "warning")]


def test_an_empty_list_without_a_total_is_an_error(site: HostileDepartment) -> None:
    records, findings = read(site, "empty-without-total")
    assert records == [] and [item.rule for item in findings] == ["listing-empty"]


def test_fewer_rows_than_the_total_says_are_reported(site: HostileDepartment) -> None:
    records, findings = read(site, "thousands")
    assert len(records) == 23
    assert [(item.rule, item.severity) for item in findings] == [("listing-incomplete", "error")]
    assert findings[0].message == "目录称有 1203 条，只取到 23 条不同的记录"


def test_without_a_total_the_repeating_last_page_is_the_end(site: HostileDepartment) -> None:
    records, findings = read(site, "no-total")
    assert len({record.guid for record in records}) == 23
    assert [item.rule for item in findings] == ["repeating-page"]


def test_rows_that_shift_between_pages_cost_nothing_but_a_finding(site: HostileDepartment) -> None:
    records, findings = read(site, "shifting")
    guids = [record.guid for record in records]
    assert len(guids) == 24 and len(set(guids)) == 23 and guids[9] == guids[10] == "CAT0010"
    assert [item.rule for item in findings] == ["listing-incomplete"]


def test_a_row_without_a_link_is_seen_and_has_no_guid(site: HostileDepartment) -> None:
    records, _ = read(site, "unlinked")
    assert [record.guid for record in records] == ["", "CAT0002", "CAT0003"]
    assert records[0].payload["title"] == "测试市螺蛳粉生产企业名录（２０２２）第1期"


def test_a_page_in_gbk_is_read_right(site: HostileDepartment) -> None:
    assert read(site, "gbk")[0][1].payload["title"] == "测试市甘蔗种植面积统计第2期"


def test_a_detail_that_cannot_be_had_costs_its_record_only(site: HostileDepartment) -> None:
    records, findings = read(site, "details-go-wrong")
    assert len(records) == 19
    assert [(item.rule, item.severity, item.pointer, item.value) for item in findings] == [
        ("detail-failed", "error", "第 1 页第 2 条", "CAT0002"),
        ("detail-failed", "error", "第 1 页第 3 条", "CAT0003"),
        ("detail-failed", "error", "第 1 页第 4 条", "CAT0004"),
        ("detail-failed", "error", "第 1 页第 5 条", "CAT0005"),
    ]
    assert "HTTP 404" in findings[0].message and "HTTP 500" in findings[1].message
    assert findings[2].message == "取详情失败：详情页中没有这个数据集，页面标题是“提示”"
    assert findings[3].message == "取详情失败：详情页中没有这个数据集，页面标题是“统一身份认证 - 登录”"


# ── a saved page ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_saved_list_page_can_be_tried() -> None:
    saved = oportal_site.page("目录", oportal_site.list_body("lz", list(oportal_site.datasets("lz")[:2]), "31"))
    found = list(OportalHtml.read_upload(saved, "列表.html", {"tenant": "lz"}))
    assert [(item.guid, item.pointer) for item in found if isinstance(item, RawRecord)] == [
        ("CAT0001", "列表.html 第 1 条"),
        ("CAT0002", "列表.html 第 2 条"),
    ]


_ODD_ROWS = """<div class="top-title"><span>5</span></div><div class="bottom-content"><ul>
<li><div class="cata-title"><a href="https://gl.data.gxzf.gov.cn/gl/catalog/0a1b?from=list#top">绝对&#8203;地址&nbsp;</a></div></li>
<li><div class="cata-title"><a href="javascript:open('/lz/catalog/1')">脚本</a></div></li>
<li><div class="cata-title"><a href="http://[/lz/catalog/1">坏网址</a></div></li>
<li><div class="cata-title"><a href="/lz/catalog/index">列表自身</a></div></li>
<li><div class="cata-title"><a href=" /lz/catalog/%E7%94%B2 ">编码的标识</a></div><div class="describe">说明：8:30 起</div>
<div class="file-type"><ul><li class="shp"></li><li>XLS</li><li>xls</li></ul></div></li>
<li><p>广告</p></li></ul></div>"""


def test_odd_rows_are_read_as_far_as_they_go() -> None:
    found = list(OportalHtml.read_upload(oportal_site.page("目录", _ODD_ROWS), "列表.html", {"tenant": "lz"}))
    records = [item for item in found if isinstance(item, RawRecord)]
    assert [(record.guid, record.payload["title"]) for record in records] == [
        ("gl/0a1b", "绝对地址"),
        ("", "脚本"),
        ("", "坏网址"),
        ("", "列表自身"),
        ("甲", "编码的标识"),
        ("", ""),
    ]
    assert records[4].payload["formats"] == ["shp", "xls"]
    assert records[4].payload["describe"] == "说明：8:30 起"


def test_a_saved_login_page_is_named_as_one() -> None:
    with pytest.raises(FatalError) as caught:
        list(OportalHtml.read_upload(LOGIN_PAGE, "列表.html", {}))
    assert caught.value.rule == "login-page"
