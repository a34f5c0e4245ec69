"""The whole metadata model over CKAN's own API: every field is stored, answered, changed and found; every wrong one is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import ckanapi
import pytest

from tests.integration.test_catalog import DATASET

NAME = "test-metadata-full"
ITEMS = [
    {
        "name": "月份",
        "item_name_en": "month",
        "data_type": "D",
        "nullable": False,
        "primary_key": True,
        "item_grade": 1,
    },
    {
        "name": "品名",
        "item_name_en": "goods",
        "data_type": "C",
        "length": 50,
        "code_list": "HS",
        "personal_info_kind": "none",
        "open": True,
    },
    {
        "name": "数量",
        "item_name_en": "amount",
        "data_type": "N",
        "length": 12,
        "precision": 2,
        "unit": "吨",
        "null_tokens": ["…", "-"],
    },
    {
        "name": "车牌备注",
        "item_name_en": "remark",
        "data_type": "M",
        "description": "内部用",
        "item_grade": "1",
        "open": False,
    },
]
RESOURCE = {
    "name": "通关接口",
    "description": "按月查询",
    "url": "https://example.com/api",
    "access_url": "https://example.com/api/v1",
    "resource_type": "api",
    "format": "API",
    "format_class": "api",
    "media_type": "application/json",
    "size": 1200,
    "hash": "a" * 64,
    "hash_algorithm": "SM3",
    "encoding": "utf-8",
    "delimiter": ",",
    "header_rows": 1,
    "sheet": "Sheet1",
    "row_count": 120,
    "period_start": "2025-01",
    "period_end": "2025-12",
    "api_doc": "https://example.com/openapi.json",
    "api_auth": "api_key",
    "api_rate_limit": "每分钟 60 次",
    "conforms_to": "https://spec.openapis.org/oas/v3.1.0",
    "schema": {"fields": ITEMS},
}
FULL: dict[str, Any] = {
    "name": NAME,
    "title": "测试：水果口岸通关量（全字段）",
    "notes": "凭祥、东兴口岸按月的水果通关量，含品名、国别和数量。",
    "title_translated": {"en": "Fruit through the border ports", "vi": "Thông quan trái cây", "th": "ผลไม้ผ่านด่าน"},
    "notes_translated": {"en": "Monthly clearance of fruit."},
    "machine_translated": ["vi", "th"],
    "owner_org": "gx-swt",
    "provider_kind": "enterprise",
    "provider_code": "91110000600037341L",
    "provider_inner_unit": "口岸处",
    "contact_name": "口岸处值班室",
    "contact_phone": "0771-2211234 转 801",
    "contact_email": "office@example.gov.cn",
    "content_responsible": "口岸处处长岗",
    "safety_responsible": "信息中心安全岗",
    "resource_code": "307014/000126",
    "source_identifier": "29200/01103512",
    "catalog_class": "307014",
    "theme": ["trade", "transport"],
    "industry": ["F"],
    "zone": ["asean"],
    "region": ["451481", "450681"],
    "admin_level": "1",
    "spatial": {"type": "Point", "coordinates": [106.76, 22.1]},
    "spatial_crs": "EPSG:4490",
    "tag_string": "水果、通关；口岸",
    "language": "zh-CN",
    "update_frequency": "monthly",
    "temporal_start": "2020-01",
    "temporal_end": "2025",
    "issued": "2025-01-31",
    "modified": "2025-12-31T08:00:00+08:00",
    "share_type": "conditional",
    "share_condition": "经口岸处同意",
    "share_mode": "api",
    "open_type": "unconditional",
    "data_grade": "general",
    "general_level": "1",
    "classification_object": "matter",
    "contains_personal_info": False,
    "contains_sensitive_pi": False,
    "desensitisation": "aggregated",
    "format_reason": "仅有接口",
    "cross_border_sensitive": False,
    "cross_border_note": "不含个人信息",
    "partner_countries": ["VN", "TH"],
    "hs_chapters": ["08"],
    "license_id": "cc-by-4.0",
    "rights_holder": "某口岸运营公司",
    "liability": "数据按现状提供。",
    "own_terms": "https://example.com/terms",
    "registration_code": "桂数登2025-000123",
    "registration_authority": "自治区数据登记机构",
    "authorised_operation": "yes",
    "authorised_operator": "某数据运营公司",
    "authorisation_start": "2025-01-01",
    "authorisation_end": "2027-12-31",
    "disclosure_url": "https://example.com/disclosure/2025",
    "provenance": "口岸监管平台月报目录",
    "source_system": "口岸监管平台",
    "legal_basis": "口岸管理规定（示例）",
    "related_codes": ["307014/000127", "307014/000128"],
    "version": "2025.12",
    "resources": [RESOURCE],
}
WRONG: list[tuple[str, Any, str]] = [
    ("title", "2024", "数字"),
    ("notes", "锟斤拷锟斤拷", "乱码"),
    ("notes", "长" * 2001, "2001"),
    ("title_translated", {"fr": "Fruits"}, "fr"),
    ("notes_translated", {"en": 5}, "5"),
    ("machine_translated", ["fr"], "fr"),
    ("provider_kind", "private", "private"),
    ("provider_code", "91110000600037341M", "末位校验码应为“L”"),
    ("provider_inner_unit", {"a": 1}, "文"),
    ("contact_phone", "13812345678", "办公电话"),
    ("contact_email", "office", "office"),
    ("content_responsible", "李四 13812345678", "处室"),
    ("safety_responsible", "李四 13812345678", "处室"),
    ("resource_code", "29200/01103512", "29200/01103512"),
    ("catalog_class", "999", "999"),
    ("theme", ["a", "trade"], "“a”"),
    ("theme", ["trade", "health", "credit", "legal"], "3"),
    ("industry", ["ZZ"], "ZZ"),
    ("zone", ["nowhere"], "nowhere"),
    ("region", ["459999"], "459999"),
    ("admin_level", "6", "6"),
    ("admin_level", "3", "自治区"),
    ("spatial", {"type": "Point", "coordinates": [22.1, 106.76]}, "经度与纬度可能写反"),
    ("spatial_crs", "WGS-1984", "WGS-1984"),
    ("language", "klingon", "klingon"),
    ("update_frequency", "每逢初一", "每逢初一"),
    ("temporal_start", "2020-13", "2020-13"),
    ("temporal_end", "昨天", "昨天"),
    ("issued", "2999-01-01", "2999-01-01"),
    ("modified", "2024-12-31", "2024-12-31"),
    ("share_type", "some", "some"),
    ("share_mode", "pigeon", "pigeon"),
    ("open_type", "semi", "semi"),
    ("data_grade", "secret", "secret"),
    ("general_level", "5", "5"),
    ("classification_object", "ghost", "ghost"),
    ("contains_personal_info", "perhaps", "perhaps"),
    ("contains_sensitive_pi", "perhaps", "perhaps"),
    ("desensitisation", "ironed", "ironed"),
    ("cross_border_sensitive", "maybe", "maybe"),
    ("partner_countries", ["XX"], "XX"),
    ("hs_chapters", ["77"], "77"),
    ("license_id", "mine", "mine"),
    ("own_terms", "", "条款"),
    ("registration_code", "!", "!"),
    ("authorised_operation", "perhaps", "perhaps"),
    ("authorisation_end", "2024-12-31", "2024-12-31"),
    ("disclosure_url", "javascript:alert(1)", "javascript"),
    ("related_codes", ["x" * 101], "xxx"),
    ("liability", "长" * 5001, "5001"),
    ("version", "长" * 101, "101"),
]
WRONG_OF_RESOURCES: list[tuple[str, Any, str]] = [
    ("url", "javascript:alert(1)", "javascript"),
    ("access_url", "data:text/html,x", "data"),
    ("resource_type", "database", "database"),
    ("resource_type", "pigeon", "pigeon"),
    ("format_class", "table", "table"),
    ("size", "-1", "-1"),
    ("hash", "zz", "zz"),
    ("hash", "ab" * 16, "64"),
    ("hash_algorithm", "MD4", "MD4"),
    ("encoding", "utf-9", "utf-8"),
    ("delimiter", "~~", "~~"),
    ("header_rows", "one", "one"),
    ("row_count", "many", "many"),
    ("period_start", "2025-13", "2025-13"),
    ("period_end", "2024", "2024"),
    ("api_doc", "nowhere", "nowhere"),
    ("api_auth", "smile", "smile"),
    ("conforms_to", "javascript://x", "javascript"),
    ("schema", {"fields": [{"name": "a", "item_name_en": "1st"}]}, "资源 1 › 信息项 1“a”"),
]


@pytest.fixture
def admin(portal: Any) -> Iterator[Any]:
    admin = portal.admin()
    purge(admin)
    yield admin
    purge(admin)


def purge(admin: Any) -> None:
    with suppress(ckanapi.NotFound):  # a private one is in no list
        admin.action.dataset_purge(id=NAME)


def told(refused: pytest.ExceptionInfo[ckanapi.ValidationError]) -> Any:
    return {key: value for key, value in refused.value.error_dict.items() if not key.startswith("__")}


def test_a_record_with_every_field_is_created_answered_changed_and_found(admin: Any) -> None:
    admin.action.package_create(**copy.deepcopy(FULL))
    shown = admin.action.package_show(id=NAME)

    derived = {"tag_string", "owner_org", "resources", "zone"}  # zones are added by rule
    assert "asean" in shown["zone"]
    assert {field: shown.get(field) for field in FULL if field not in derived} == {
        field: value for field, value in FULL.items() if field not in derived
    }
    assert [tag["name"] for tag in shown["tags"]] == ["口岸", "水果", "通关"]
    assert shown["record_count"] == 120
    resource = shown["resources"][0]
    kept = {field: value for field, value in RESOURCE.items() if field not in ("schema", "media_type")}
    assert {field: resource.get(field) for field in kept} == kept
    assert resource["mimetype"] == "application/json"
    assert resource["schema"]["primaryKey"] == ["月份"]
    assert resource["schema"]["fields"][0] == {
        "name": "月份",
        "item_name_en": "month",
        "data_type": "D",
        "type": "date",
        "constraints": {"required": True},
        "item_grade": "1",
    }

    admin.action.package_patch(
        id=NAME, title_translated={"en": "Durian"}, contains_personal_info=None, region=["450127"]
    )
    changed = admin.action.package_show(id=NAME)
    assert changed["title_translated"] == {"en": "Durian"}
    assert changed["region"] == ["450181"]
    assert "contains_personal_info" not in changed
    assert changed["notes_translated"] == FULL["notes_translated"]
    assert admin.action.package_search(q=f'name:"{NAME}"')["results"][0]["title_translated"] == {"en": "Durian"}


def test_an_answer_can_be_sent_back_unchanged(admin: Any) -> None:
    admin.action.package_create(**copy.deepcopy(FULL))
    shown = admin.action.package_show(id=NAME)
    again = admin.action.package_update(**{**shown, "version": "2026.01"})

    moving = ("metadata_modified", "version", "resources", "zone", "zone_reasons", "badges")
    same = {key: value for key, value in shown.items() if key not in moving}
    assert {key: again.get(key) for key in same} == same


@pytest.mark.parametrize(
    ("field", "value", "words"), WRONG, ids=[f"{field}-{number}" for number, (field, *_) in enumerate(WRONG)]
)
def test_a_wrong_value_is_refused_with_field_value_and_remedy(admin: Any, field: str, value: Any, words: str) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{**copy.deepcopy(FULL), field: value})

    assert words in json.dumps(told(refused)[field], ensure_ascii=False)
    assert "13812345678" not in json.dumps(told(refused), ensure_ascii=False)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    WRONG_OF_RESOURCES,
    ids=[f"{field}-{number}" for number, (field, *_) in enumerate(WRONG_OF_RESOURCES)],
)
def test_a_wrong_value_of_a_resource_is_refused(admin: Any, field: str, value: Any, words: str) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{**copy.deepcopy(FULL), "resources": [{**RESOURCE, field: value}]})

    assert words in json.dumps(told(refused)["resources"][0][field], ensure_ascii=False)


def test_everything_that_is_wrong_is_told_at_once(admin: Any) -> None:
    wrong = {
        "provider_code": "1",
        "region": ["459999"],
        "title_translated": {"fr": "x"},
        "temporal_start": "2030",
        "issued": "2999-01-01",
    }
    faulty = [{"name": "a", "type": "yeer", "length": 0}, {"name": "Ａ", "personal_info_kind": "手机吗"}]
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(
            **{
                **copy.deepcopy(FULL),
                **wrong,
                "resources": [RESOURCE, {**RESOURCE, "size": "x", "schema": {"fields": faulty}}],
            }
        )

    assert set(told(refused)) >= {"provider_code", "region", "title_translated", "temporal_end", "issued", "resources"}
    of_items = told(refused)["resources"][1]["schema"]
    assert len(of_items) == 4 and all(sentence.startswith("资源 2 › 信息项 ") for sentence in of_items)
    assert "size" in told(refused)["resources"][1]


def test_what_can_be_derived_need_not_be_given(admin: Any) -> None:
    shown = admin.action.package_create(**{**DATASET, "name": NAME, "owner_org": "wuzhou"})

    assert {
        field: shown[field]
        for field in ("language", "admin_level", "share_type", "share_mode", "provider_kind", "provider_code")
    } == {
        "language": "zh-CN",
        "admin_level": "2",
        "share_type": "unconditional",
        "share_mode": "platform",
        "provider_kind": "government",
        "provider_code": "unknown",
    }
    assert shown["catalog_class"] == "307"
    assert len(shown["issued"]) == 10
    first = shown["issued"]
    assert admin.action.package_patch(id=NAME, title="改名的数据集")["issued"] == first


def test_a_limit_on_leaving_the_country_arises_by_itself_and_is_not_talked_away(admin: Any) -> None:
    given = {
        **DATASET,
        "name": NAME,
        "zone": ["asean"],
        "open_type": "conditional",
        "open_condition": ["application"],
        "general_level": "2",
        "contains_personal_info": True,
    }
    shown = admin.action.package_create(**{**given, "cross_border_sensitive": False})

    assert shown["cross_border_sensitive"] is True
    assert "《个人信息保护法》第三十六条" in shown["cross_border_note"]


def test_a_sub_zone_given_apart_joins_its_field(admin: Any) -> None:
    created = admin.action.package_create(**{**DATASET, "name": NAME, "subzone": ["gz-sugar"]})
    assert "gz-sugar" in created["zone"]
    assert [group["name"] for group in admin.action.package_show(id=NAME)["groups"]] == ["guizihao"]


def test_an_empty_field_of_a_form_is_nothing(admin: Any) -> None:
    empty = dict.fromkeys(("title_translated", "spatial", "related_codes", "contains_personal_info", "issued", "provider_code"), "")
    created = admin.action.package_create(**{**DATASET, "name": NAME, "private": True, **empty})
    assert {"title_translated", "spatial", "related_codes", "contains_personal_info", "issued"} & created.keys() == set()
    assert created["provider_code"] == "unknown"


def test_computed_fields_are_no_input(admin: Any) -> None:
    created = admin.action.package_create(**{**DATASET, "name": NAME, "quality_score": 100, "record_count": 9})
    shown = admin.action.package_show(id=created["id"])
    assert "quality_score" not in shown and "record_count" not in shown


def test_closed_items_are_not_in_what_readers_get(portal: Any, admin: Any) -> None:
    admin.action.package_create(**copy.deepcopy(FULL))
    public = ckanapi.RemoteCKAN(portal.url)

    for answer in (public.action.package_show(id=NAME), public.action.package_search(fq=f"name:{NAME}")):
        assert "品名" in json.dumps(answer, ensure_ascii=False)
        assert "车牌备注" not in json.dumps(answer, ensure_ascii=False)
    assert "车牌备注" in json.dumps(admin.action.package_show(id=NAME), ensure_ascii=False)


def test_yes_and_no_of_json_come_back_as_such(admin: Any) -> None:
    fields = ("contains_personal_info", "contains_sensitive_pi", "cross_border_sensitive")
    for given, answered in ((False, False), (0, False), ("否", False)):
        admin.action.package_create(**{**DATASET, "name": NAME, "private": True, **dict.fromkeys(fields, given)})
        shown = admin.action.package_show(id=NAME)
        assert {field: shown.get(field) for field in fields} == dict.fromkeys(fields, answered)
        purge(admin)
    closed = {"private": True, "open_type": "closed", "closed_reason": ["unclear"], "general_level": "4"}
    for given in (True, 1, "是"):
        admin.action.package_create(**{**DATASET, **closed, "name": NAME, **dict.fromkeys(fields, given)})
        shown = admin.action.package_show(id=NAME)
        assert {field: shown.get(field) for field in fields} == dict.fromkeys(fields, True)
        purge(admin)


def test_what_is_derived_is_answered_everywhere_and_may_be_sent_back(admin: Any) -> None:
    resource = {"name": "表", "url": "https://department.example/a.csv", "format": "CSV", "media_type": "text/csv"}
    given = {**DATASET, "name": NAME, "subzone": ["gz-sugar"], "bbox": [104, 20.5, 112, 26.5], "resources": [resource]}
    created = admin.action.package_create(**given)
    shown = admin.action.package_show(id=NAME)
    for answer in (created, shown, admin.action.package_patch(id=NAME, version="2")):
        assert answer["subzone"] == ["gz-sugar"]
        assert answer["zone"] == shown["zone"] and "guizihao" in answer["zone"]
        assert answer["bbox"] == [104, 20.5, 112, 26.5]
        assert answer["spatial"]["type"] == "Polygon" and answer["spatial_crs"] == "EPSG:4326"
        assert answer["resources"][0]["media_type"] == answer["resources"][0]["mimetype"] == "text/csv"

    moved = admin.action.package_update(**{**shown, "bbox": [105, 21, 111, 26]})
    assert moved["bbox"] == [105, 21, 111, 26]
    point = admin.action.package_update(**{**moved, "spatial": {"type": "Point", "coordinates": [108.3, 22.8]}})
    assert point["bbox"] == [108.3, 22.8, 108.3, 22.8]
    plain = admin.action.package_update(**{**point, "resources": [{**point["resources"][0], "media_type": "text/plain"}]})
    assert plain["resources"][0]["mimetype"] == "text/plain"


def test_a_dataset_of_no_zone_says_so(admin: Any) -> None:
    changes = {"title": "测试数据集甲", "theme": ["other"], "tag_string": "测试", "region": ["450100"]}
    created = admin.action.package_create(**{**DATASET, "owner_org": "gx-tjj", "name": NAME, **changes})
    assert (created["zone"], created["subzone"]) == ([], [])
    assert admin.action.package_show(id=NAME)["zone"] == []


def test_a_box_that_contradicts_the_geometry_is_refused(admin: Any) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(
            **{**DATASET, "name": NAME, "bbox": [104, 20, 112, 26], "spatial": {"type": "Point", "coordinates": [108, 22]}}
        )
    assert list(told(refused)) == ["bbox"]


def test_labels_and_aliases_are_stored_as_ids(admin: Any) -> None:
    words = {
        "theme": ["交通运输"],
        "update_frequency": "每月",
        "desensitisation": "匿名化",
        "region": ["南宁市"],
        "open_type": "无条件开放",
        "data_grade": "一般数据",
        "resources": [{"name": "表", "url": "https://department.example/a.csv", "format": "CSV", "resource_type": "文件"}],
    }
    created = admin.action.package_create(**{**DATASET, "name": NAME, **words})
    assert {field: created[field] for field in list(words)[:-1]} == {
        "theme": ["transport"],
        "update_frequency": "monthly",
        "desensitisation": "anonymised",
        "region": ["450100"],
        "open_type": "unconditional",
        "data_grade": "general",
    }
    assert created["resources"][0]["resource_type"] == "file"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("theme", ["bogus"], "“主题”（theme）：“bogus”不是有效的代码；可用的如："),
        ("update_frequency", "monthy", "“更新周期”（update_frequency）：“monthy”不是有效的代码；相近的有：monthly（每月）"),
        ("title", " ", "「数据集名称」必须填写"),
        ("title", "\u3000\u200b", "「数据集名称」必须填写"),
        ("issued", "昨天", "昨天"),
        ("temporal_start", "2025-13-01", "2025-13-01"),
        ("contact_phone", "13812345678", "“联系电话”：“138****5678”是手机号码"),
    ],
)
def test_one_wrong_value_is_one_error_with_field_value_and_remedy(admin: Any, field: str, value: Any, message: str) -> None:
    dates = {"temporal_start": "2020", "temporal_end": "2025-12-31", "issued": "2025-01-01", "modified": "2025-02-01"}
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{**DATASET, **dates, "name": NAME, field: value})
    assert list(told(refused)) == [field]
    [text] = told(refused)[field]
    assert message in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"url": "notaurl"}, "url"), ({"url": "http://"}, "url"), ({"resource_type": "api", "format": "CSV"}, "resource_type")],
)
def test_a_resource_that_leads_nowhere_or_contradicts_its_format_is_refused(admin: Any, changes: Any, field: str) -> None:
    resource = {"name": "表", "url": "department.example/a.csv", "format": "CSV"}
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{**DATASET, "name": NAME, "resources": [{**resource, **changes}]})
    assert list(told(refused)["resources"][0]) == [field]
    created = admin.action.package_create(**{**DATASET, "name": NAME, "resources": [resource]})
    assert created["resources"][0]["url"] == "http://department.example/a.csv"


def test_a_missing_argument_of_our_own_actions_is_named(admin: Any) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.gxdata_source_create(name="test-x")
    assert "kind" in told(refused)["kind"][0] and "必须填写" in told(refused)["kind"][0]
