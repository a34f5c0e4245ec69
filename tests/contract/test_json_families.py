"""Every family of JSON catalogs is read by its profile alone and mapped by its mapping: exact guids, payload, fields."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jmespath
import pytest
import yaml

from ckanext.gxdata import rulebook, yaml_lines
from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.option_form import from_form, to_form
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.sources.answers import Answer
from ckanext.gxdata.sources.base import SourceConfig, open_source
from ckanext.gxdata.sources.calls import Detail
from ckanext.gxdata.sources.json_catalog_options import JSON_CATALOG_OPTIONS
from ckanext.gxdata.sources.json_listing import Listing
from ckanext.gxdata.sources.memory import UNCONDITIONAL, Validators
from ckanext.gxdata.sources.readings import Success
from tests.fixtures.json_family_site import FAMILIES, FOLDER, FamilySite, family_site

CONFIG = Path(__file__).resolve().parents[2] / "config"
SITE = "http://SITE"


@dataclass(frozen=True)
class Family:
    """What a profile gives. ``mapped`` and ``payload`` are of the first record, ``doubts`` are the second's findings."""

    name: str
    guids: tuple[str, str, str]
    """The first two, and the pattern of the others with their two-digit number."""
    count: int
    calls: int
    """Requests in all: pages, details, a first call."""
    payload: dict[str, Any]
    """Literal values by JMESPath."""
    mapped: dict[str, Any]
    formats: list[str]
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    second: dict[str, Any] = field(default_factory=dict)


CASES = [
    Family(
        "shanghai",
        ("AB9012023001", "AB9012023002", "AB90120231{}"),
        23,
        3 + 23,
        {"datasetName": "南宁市公交站点信息", "docType[0].file_type": ["csv", "xlsx"], "org_name": "市交通运输局"},
        {"title": "南宁市公交站点信息", "notes": "全市公交站点的名称、线路和位置。", "theme": ["transport"], "industry": ["G"],
         "update_frequency": "monthly", "issued": "2021-03-05", "modified": "2023-06-15T09:30:00+08:00",
         "open_type": "unconditional", "contact_email": "jtj@nanning.example", "tags": ["公交", "站点"]},
        ["CSV"],
        [("unknown-code", "update_frequency", "看情况"), ("unfit-value", "contact_email", "0771-5500000")],
        {"open_type": "conditional", "update_frequency": None},
    ),
    Family(
        "shenzhen",
        ("29200/01103512", "29200/01103513", "29200/020{}"),
        14,
        3 + 14,
        {"resId": "29200/01103512", "sourceSuffix": "xlsx,csv,json", "tradeName": "制造业"},
        {"title": "柳州市螺蛳粉生产企业名录", "theme": ["market"], "industry": ["C"], "tags": ["螺蛳粉", "企业"],
         "update_frequency": "quarterly", "issued": "2022-05-20", "modified": "2023-06-29T02:00:00+08:00",
         "open_type": "unconditional", "contact_phone": "0772-2800000", "content_responsible": "柳州市市场监督管理局"},
        ["XLSX", "CSV", "JSON"],
        [("unknown-code", "open_type", "1")],
        {"open_type": None, "modified": "2022-05-21T10:00:00+08:00"},
    ),
    Family(
        "shenzhen-api",
        ("29200_00900273/1", "29200_00900273/2", "29200_009/1{}"),
        14,
        3 + 14,
        {"list_kind": "api", "resTitle": "柳州市螺蛳粉生产企业名录"},
        {"title": "柳州市螺蛳粉生产企业名录", "open_type": "unconditional"},
        ["API"],
        [("unknown-code", "open_type", "1")],
    ),
    Family(
        "guangdong",
        ("30700/000011", "30700/000012", "30700/1000{}"),
        17,
        3 + 17,
        {"officeName": "桂林市文化广电和旅游局", "sourceSuffix": "XLSX,csv"},
        {"title": "桂林漓江游船班次", "theme": ["education"], "issued": "2021-09-01", "modified": "2023-04-18T16:20:05+08:00",
         "open_type": "unconditional", "contact_email": "wlj@guilin.example", "update_frequency": None},
        ["XLSX", "CSV"],
        [("unfit-value", "issued", "2023-02-31 00:00:00")],
        {"open_type": "conditional", "issued": None},
    ),
    Family(
        "guangdong-api",
        ("30700/A000011", "30700/A000012", "30700/A1000{}"),
        17,
        3 + 17,
        {"list_kind": "api", "resId": "30700/A000011"},
        {"title": "桂林漓江游船班次"},
        ["API"],
        [("unfit-value", "issued", "2023-02-31 00:00:00")],
    ),
    Family(
        "guizhou",
        ("2b81cbc4-0000-4000-8000-000000000001", "2b81cbc4-0000-4000-8000-000000000002",
         "2b81cbc4-0000-4000-8000-0000000001{}"),
        25,
        3 + 25,
        {"createTime": 1623801600000, "frequency": 6, "openAttribute": 1, "resourceFormats": ["xls", "api"]},
        {"title": "甘蔗种植面积", "theme": ["agri_industry"], "industry": ["01"], "update_frequency": "half_yearly",
         "issued": "2021-06-16", "modified": "2023-06-29T08:00:00+08:00", "open_type": "conditional"},
        ["XLS", "API"],
        [("unknown-code", "update_frequency", "8"), ("unknown-code", "open_type", "0")],
        {"theme": ["trade"], "open_type": None, "update_frequency": None},
    ),
    Family(
        "zhejiang-jdop",
        ("110021", "110022", "1101{}"),
        15,
        2 + 15,
        {"title": "北海市海洋牧场", "link": "../detail/data.do?iid=110021&searchString=", 'details."更新日期"': "2023/6/15",
         'details."联系方式"': "0779-3030000", 'details."内部编号"': None},
        {"title": "北海市海洋牧场", "notes": "国家级海洋牧场示范区的位置和面积。", "theme": ["energy"], "industry": ["04"],
         "update_frequency": "yearly", "issued": "2020-11-02", "modified": "2023-06-15T00:00:00+08:00",
         "open_type": "unconditional", "contact_phone": "0779-3030000"},
        ["XLS", "JSON"],
        [("unknown-code", "open_type", "登记后可用")],
        {"update_frequency": "realtime", "modified": None},
    ),
    Family(
        "anhui",
        ("fd3c-001", "fd3c-002", "fd3c-1{}"),
        12,
        2 + 12,
        {"updateTime": "20230607121314", "formats": "XLS,CSV"},
        {"title": "梧州六堡茶产区", "theme": ["agri_industry"], "update_frequency": "half_yearly", "issued": "2022-03-01",
         "modified": "2023-06-07T12:13:14+08:00", "open_type": "conditional"},
        ["XLS", "CSV"],
        [("unfit-value", "modified", "20230230121314")],
        {"open_type": "unconditional", "modified": None},
    ),
    Family(
        "jiangsu",
        ("8a2f-01", "8a2f-02", "8a2f-1{}"),
        33,
        3 + 33,
        {"tag[].name": ["xls", "其他"], "resourceUsage": "价格分析"},
        {"title": "玉林香料市场价格", "theme": ["trade"], "industry": ["F"], "update_frequency": "weekly", "issued": None,
         "modified": "2023-06-15T08:30:00+08:00", "open_type": "unconditional", "version": "V2.0"},
        ["XLS", "FILE"],
        [("unknown-code", "update_frequency", "3")],
        {"modified": "2023-06-01T00:00:00+08:00"},
    ),
    Family(
        "jiangxi",
        ("jx-3001", "jx-3002", "jx-31{}"),
        11,
        2 + 11,
        {"filesType": "xlsx,json", "resShareType": "402882a75885fd150158860e3d170006"},
        {"title": "贵港港口吞吐量", "theme": ["transport"], "issued": "2022-08-08", "modified": "2023-06-01T00:10:00+08:00",
         "open_type": "conditional", "notes": None},
        ["XLSX", "JSON"],
        [("unknown-code", "open_type", "402882a75885fd150158860e3d170005")],
        {"open_type": None},
    ),
    Family(
        "fujian",
        ("fj-450600-1", "fj-450600-2", "fj-450600-1{}"),
        21,
        3 + 21,
        {"catalogID": "fj-450600-1", "dataVol": 1204, "openType": "0"},
        {"title": "防城港红树林监测", "theme": ["environment"], "industry": ["02"], "tags": ["红树林", "湿地"],
         "update_frequency": "yearly", "issued": "2021-12-01", "modified": "2023-05-31T23:59:59+08:00",
         "open_type": "conditional", "contact_phone": "0770-2820000", "contact_email": "zrzy@fcg.example"},
        ["FILE"],
        [("unknown-code", "open_type", "1")],
        {"open_type": None, "update_frequency": "daily"},
    ),
    Family(
        "wuhan",
        ("wh7001", "wh7002", "wh71{}"),
        13,
        3 + 13,
        {"cataFileDTO.updateCycle": "每两年", "providerPhon": "0777-2820000"},
        {"title": "钦州坭兴陶工艺师", "theme": ["education"], "industry": ["88"], "update_frequency": "biennial",
         "issued": "2022-02-02", "modified": "2023-02-02T08:00:00+08:00", "open_type": "unconditional"},
        ["XLS", "XML"],
        [("unknown-code", "theme", "海豚")],
        {"title": "２０２３年三娘湾白海豚观测", "issued": "2023-03-01", "update_frequency": None},
    ),
    Family(
        "chongqing",
        ("cq-9001", "cq-9002", "cq-91{}"),
        23,
        3,
        {"tags.TOPIC": "农业农村", "renewCycle": "EVERY_YEAR"},
        {"title": "百色芒果产量", "theme": ["agri_industry"], "industry": ["01"], "update_frequency": "yearly",
         "modified": "2023-06-15T16:00:00+08:00", "open_type": "unconditional"},
        ["XLS", "CSV"],
        [("unknown-code", "update_frequency", "SOMETIMES")],
        {"open_type": "conditional", "theme": None},
    ),
    Family(
        "hainan",
        ("c3d00001", "c3d00002", "c3d001{}"),
        16,
        2 + 16,
        {"formats": ["XLS", "CSV"], 'details."所属主题"': "社会工作"},
        {"title": "贺州长寿老人统计", "theme": None, "industry": ["85"], "update_frequency": "yearly", "issued": "2021-10-01",
         "modified": "2023-06-30T12:00:00+08:00", "open_type": "conditional"},
        ["XLS", "CSV"],
        [("unknown-code", "industry", "古镇")],
        {"open_type": "unconditional", "modified": None},
    ),
    Family(
        "hainan-api",
        ("f7a00001", "f7a00002", "f7a001{}"),
        16,
        2 + 16,
        {"list_kind": "api"},
        {"title": "贺州长寿老人统计"},
        ["API"],
        [("unknown-code", "industry", "古镇")],
    ),
    Family(
        "odweb",
        ("5101", "5102", "52{}"),
        13,
        3 + 13,
        {"cata_id": 5101, "tags": "温度,湿度", 'details."来源部门"': "河池市气象局", "conf_catalog_format": "1,4,"},
        {"title": "河池市丹泉洞温湿度", "theme": ["meteorology"], "industry": ["N"], "tags": ["温度", "湿度"],
         "update_frequency": "realtime", "issued": "2022-07-07", "modified": "2023-06-15T07:00:00+08:00",
         "open_type": "unconditional"},
        ["XLS", "CSV"],
        [("unknown-code", "resources[0].format", "9")],
        {"open_type": "conditional", "tags": None},
    ),
    Family(
        "beijing",
        (f"{SITE}/zyml/lb/10784.htm", f"{SITE}/zyml/lb/10785.htm", SITE + "/zyml/lb/2{}.htm"),
        20,
        2 + 20,
        {'details."资源摘要"': "全市糖厂的名称和日榨量：吨。", 'details."资源格式"': "xls csv"},
        {"title": "来宾市糖厂名录", "notes": "全市糖厂的名称和日榨量：吨。", "theme": ["agri_industry"], "tags": ["糖厂", "甘蔗"],
         "update_frequency": "yearly", "issued": "2021-11-11", "modified": "2023-03-30T00:00:00+08:00",
         "open_type": "unconditional", "content_responsible": "来宾市工信局"},
        ["XLS", "CSV"],
        [],
        {"notes": "茶园面积。", "open_type": "conditional", "theme": None},
    ),
    Family(
        "tianjin",
        (f"{SITE}/sjj/cz001.htm", f"{SITE}/sjj/cz002.htm", SITE + "/sjj/cz1{}.htm"),
        8,
        1 + 8,
        {"documentType": "csv,xls", "title": "崇左市白头叶猴分布", 'details."更新频率"': "每两年"},
        {"title": "崇左市白头叶猴分布", "theme": ["environment"], "update_frequency": "biennial", "issued": "2020-06-05",
         "modified": "2023-06-05T00:00:00+08:00", "open_type": "conditional"},
        ["CSV", "XLS"],
        [("unknown-code", "update_frequency", "逢集日")],
        {"open_type": "unconditional"},
    ),
    Family(
        "tianjin-api",
        (f"{SITE}/sjjk/cz001.htm", f"{SITE}/sjjk/cz002.htm", SITE + "/sjjk/cz1{}.htm"),
        8,
        1 + 8,
        {"list_kind": "api"},
        {"title": "崇左市白头叶猴分布"},
        ["API"],
        [("unknown-code", "update_frequency", "逢集日")],
    ),
    Family(
        "xianning",
        ("http://www.nanning.example/data/1.html", "http://www.nanning.example/data/2.html",
         "http://www.nanning.example/data/1{}.html"),
        6,
        1,
        {"pubDate": "2022年5月18日", "chnldesc": "数据集"},
        {"title": "南宁市博物馆名录", "theme": ["education"], "issued": "2022-05-18", "modified": "2023-06-15T00:00:00+08:00",
         "open_type": None, "update_frequency": None},
        ["FILE"],
        [("unknown-code", "theme", "出行那些事")],
        {"modified": "2022-05-19T00:00:00+08:00"},
    ),
    Family(
        "hebei",
        ("hb-0001", "hb-0002", "hb-1{}"),
        22,
        1 + 3 + 22,
        {"METADATA_ID": "hb-0001", 'details."信息资源代码"': "307021/000101", 'details."开放条件"': "无条件开放"},
        {"title": "广西壮瑶药材标准", "resource_code": "307021/000101", "theme": ["health"], "tags": ["壮药", "瑶药"],
         "update_frequency": "irregular", "issued": "2022-04-01", "modified": "2023-06-15T10:00:00+08:00",
         "open_type": "unconditional", "contact_phone": "0771-5800000", "provider_inner_unit": "中药处",
         "content_responsible": "自治区药品监督管理局"},
        ["XLS"],
        [("unknown-code", "open_type", "内部使用")],
        {"modified": "2022-04-02T00:00:00+08:00", "update_frequency": "monthly"},
    ),
]  # fmt: skip


@lru_cache
def rules() -> rulebook.Rulebook:
    return rulebook.load(CONFIG)


def read(site: FamilySite, **more: Any) -> list[RawRecord | Finding]:
    """By the profile alone; ``more`` is for what no profile sets (tries)."""
    profile = rules().profiles[site.family]
    options = {**profile["options"], **more}
    return list(open_source(SourceConfig("test", profile["kind"], site.url, options, site.allow)).records())


def mapped(record: RawRecord, family: str) -> DatasetDraft:
    book = rules()
    return map_record(record, book.mapping(book.profiles[family]["mapping"]), book.codelists)


def subset(draft: DatasetDraft, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: draft.fields.get(name) for name in wanted}


def test_every_profile_of_a_json_catalog_has_a_fixture_and_a_case_and_the_other_way_round() -> None:
    profiles = {name for name, profile in rules().profiles.items() if profile["kind"] == "json_catalog"}
    assert profiles == {path.stem for path in FOLDER.glob("*.json")} == set(FAMILIES) == {case.name for case in CASES}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_profile_names_its_evidence_and_a_fixture_says_that_it_is_reconstructed(family: str) -> None:
    profile = yaml.safe_load((CONFIG / "sources" / "profiles" / f"{family}.yaml").read_text("utf-8"))
    assert "b9c173d" in profile["source"]
    assert json.loads((FOLDER / f"{family}.json").read_text("utf-8"))["note"].startswith("reconstructed")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_family_is_read_whole_and_mapped_by_its_profile_alone(case: Family) -> None:
    with family_site(case.name) as site:
        found = read(site)
        records = [item for item in found if isinstance(item, RawRecord)]
        assert [item for item in found if not isinstance(item, RawRecord)] == []
        first, second, pattern = case.guids
        filler = [pattern.format(f"{number:02d}") for number in range(1, case.count - 1)]
        assert [record.guid.replace(site.url, SITE) for record in records] == [first, second, *filler]
        assert len(site.requests) == case.calls

    assert {path: jmespath.search(path, dict(records[0].payload)) for path in case.payload} == case.payload
    draft = mapped(records[0], case.name)
    assert subset(draft, case.mapped) == case.mapped
    assert [resource["format"] for resource in draft.resources] == case.formats
    assert draft.findings == ()
    doubtful = mapped(records[1], case.name)
    assert [(item.rule, item.pointer, item.value) for item in doubtful.findings] == case.doubts
    assert subset(doubtful, case.second) == case.second


def test_a_file_of_shanghai_is_had_at_the_address_its_parts_make() -> None:
    with family_site("shanghai") as site:
        record = next(item for item in read(site) if isinstance(item, RawRecord))
        resources = [dict(resource) for resource in mapped(record, "shanghai").resources]
        config = SourceConfig("test", "json_catalog", site.url, rules().profiles["shanghai"]["options"], site.allow)
        file = open_source(config).fetch_file(resources[0]["url"])
    assert file.content.decode() == "站点,线路\n朝阳广场,1路\n"
    assert resources == [
        {
            "name": "公交站点.csv",
            "url": "/zq/api/download_file_pro/?path=/nn/2023/gjzd&sort=1&file_type=csv",
            "format": "CSV",
        }
    ]


def test_without_the_first_call_hebei_says_that_the_session_is_missing() -> None:
    profile = rules().profiles["hebei"]
    options = {name: value for name, value in profile["options"].items() if name != "first"}
    with family_site("hebei") as site:
        source = open_source(SourceConfig("test", "json_catalog", site.url, options, site.allow))
        with pytest.raises(FatalError) as caught:
            list(source.records())
    assert caught.value.rule == "items-not-a-list"


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_the_form_of_a_source_keeps_a_profile_as_it_is(family: str) -> None:
    options = rules().profiles[family]["options"]
    read_back = from_form(to_form(options, JSON_CATALOG_OPTIONS), JSON_CATALOG_OPTIONS, yaml_lines.read_text)
    assert (read_back.options, read_back.faults) == (options, {})


def test_a_city_of_a_family_is_its_profile_with_what_differs_laid_over(tmp_path: Path) -> None:
    path = tmp_path / "guiyang.yaml"
    path.write_text('profile: guizhou\noptions: {list: {body: {divisionId: "520100"}}, delay_seconds: 3}\n', "utf-8")
    source = rulebook.read_source(path, rules().profiles)
    assert (source["kind"], source["mapping"]) == ("json_catalog", "family-guizhou")
    body = source["options"]["list"]["body"]
    assert (body["divisionId"], body["orderBy"], source["options"]["delay_seconds"]) == ("520100", 0, 3)
    with family_site("guizhou") as site:
        config = SourceConfig("test", source["kind"], site.url, {**source["options"], "delay_seconds": 0}, site.allow)
        assert len(list(open_source(config).records())) == 25


def test_fuzhou_says_openness_and_office_under_keys_of_its_own() -> None:
    payload = {"resTitle": "福州的一份", "openMode": "普遍开放", "fullName": "市水利局", "sourceSuffix": "csv"}
    draft = mapped(RawRecord("29200/1", payload), "shenzhen")
    assert subset(draft, {"open_type": "", "content_responsible": ""}) == {
        "open_type": "unconditional",
        "content_responsible": "市水利局",
    }


# ── families that misbehave ──────────────────────────────────────────────────────────────────────────────────────────


def fault(family: str, twist: str) -> GxdataError:
    with family_site(family, twist) as site, pytest.raises(GxdataError) as caught:
        read(site, tries=1)
    assert any("\u4e00" <= char <= "\u9fff" for char in caught.value.message)
    return caught.value


@pytest.mark.parametrize("family", ["shenzhen", "jiangxi", "zhejiang-jdop", "odweb", "beijing", "tianjin", "hebei"])
def test_login_pages_in_place_of_details_end_the_run_after_twenty(family: str) -> None:
    error = fault(family, "login")
    assert isinstance(error, FatalError)
    assert error.rule in ("details-failed", "html-instead-of-json")
    assert "统一身份认证 - 登录" in error.message or "失败超过一半" in error.message


@pytest.mark.parametrize(
    ("family", "rule"),
    [
        ("guizhou", "not-ok"),
        ("jiangxi", "not-ok"),
        ("fujian", "not-ok"),
        ("shanghai", "items-not-a-list"),
        ("shenzhen", "items-not-a-list"),
        ("jiangsu", "items-not-a-list"),
        ("chongqing", "items-not-a-list"),
        ("zhejiang-jdop", "items-not-a-list"),
        ("xianning", "items-not-a-list"),
    ],
)
def test_a_failure_inside_http_200_is_never_taken_for_an_empty_catalog(family: str, rule: str) -> None:
    assert fault(family, "error").rule == rule


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"hebei"}))
def test_half_an_answer_ends_the_run_with_line_and_column(family: str) -> None:
    error = fault(family, "half")
    assert isinstance(error, FatalError) and error.rule == "broken-json"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gbk_bodies_under_a_utf8_header_read_the_same(case: Family) -> None:
    with family_site(case.name, "gbk") as site:
        records = [item for item in read(site) if isinstance(item, RawRecord)]
    assert len(records) == case.count
    assert subset(mapped(records[0], case.name), case.mapped) == case.mapped


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"tianjin", "tianjin-api", "xianning"}))  # all at once
def test_rows_that_shift_between_pages_leave_a_finding_that_the_list_is_not_whole(family: str) -> None:
    with family_site(family, "shift") as site:
        found = read(site)
    assert [item.rule for item in found if isinstance(item, Finding)] == ["listing-incomplete"]


@pytest.mark.parametrize("family", ["guangdong", "wuhan", "anhui", "jiangxi", "hainan", "shanghai", "hebei", "beijing"])
def test_a_family_that_says_how_many_pages_is_not_asked_for_more(family: str) -> None:
    case = next(case for case in CASES if case.name == family)
    with family_site(family, "repeat") as site:
        found = read(site)
        assert len(site.requests) == case.calls
    assert [item for item in found if isinstance(item, Finding)] == []


EXPIRED = [
    {"code": "401", "msg": "登录超时"},
    {"code": "401", "msg": "登录超时", "data": {"redirect": "/login"}, "custom": {"code": 0}, "success": False},
]


class _Expired:
    """A system that answers every call with HTTP 200 and an error inside."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._answer = Answer("http://127.0.0.1/", json.dumps(said, ensure_ascii=False).encode(), {})

    def page(self, method: str, url: str, known: Validators = UNCONDITIONAL, **content: Any) -> Answer:
        return self._answer


@pytest.mark.parametrize("said", EXPIRED, ids=["bare", "with-data"])
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_an_expired_session_in_http_200_is_neither_a_list_nor_a_detail(family: str, said: dict[str, Any]) -> None:
    options = rules().profiles[family]["options"]
    http: Any = _Expired(said)
    ok = Success(options.get("ok"))
    with pytest.raises(GxdataError):
        Listing(options["list"], ok).page(http.page("GET", ""), 1, "第 1 页")
    if "detail" in options:
        item = {"resTitle": "甘蔗", "id": "1"}
        with pytest.raises(GxdataError):
            Detail(options["detail"], ok).merged(http, "http://127.0.0.1/", "http://127.0.0.1/1", item, "第 1 条")
