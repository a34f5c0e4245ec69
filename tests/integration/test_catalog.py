"""The catalog over CKAN's own API, with the real ckanapi."""

from __future__ import annotations

import json
from typing import Any

import ckanapi
import pytest

DATASET = {
    "name": "test-form-dataset",
    "title": "测试数据集",
    "notes": "用接口录入的测试数据集。",
    "owner_org": "gx-nynct",
    "theme": ["agri_industry"],
    "region": ["450400"],
    "tag_string": "测试",
    "update_frequency": "yearly",
    "open_type": "unconditional",
    "data_grade": "general",
    "general_level": "1",
    "license_id": "gx-open-1.0",
}


@pytest.fixture
def admin(portal: Any) -> Any:
    yield portal.admin()
    for name in ("test-form-dataset",):
        if name in portal.admin().action.package_list():
            portal.admin().action.dataset_purge(id=name)


def test_package_search_and_package_show_work_with_ckanapi(portal: Any) -> None:
    api = ckanapi.RemoteCKAN(portal.url)
    found = api.action.package_search(q="甘蔗")

    assert found["count"] >= 3
    assert api.action.package_show(id=found["results"][0]["name"])["title"] == found["results"][0]["title"]


def test_at_least_four_hundred_datasets_come_from_three_departments(portal: Any) -> None:
    answer = ckanapi.RemoteCKAN(portal.url).action.package_search(rows=0, **{"facet.field": '["organization"]'})

    assert answer["count"] >= 400
    assert set(answer["facets"]["organization"]) == {"gx-tjj", "gx-nynct", "wuzhou"}


def test_national_figures_are_never_shown_as_those_of_guangxi(portal: Any) -> None:
    answer = ckanapi.RemoteCKAN(portal.url).action.package_search(rows=0, **{"facet.field": '["gx_region"]'})

    assert set(answer["facets"]["gx_region"]) == {"100000"}


def test_stored_values_are_code_ids_and_lists_are_lists(portal: Any, admin: Any) -> None:
    created = admin.action.package_create(**DATASET)

    assert created["theme"] == ["agri_industry"]
    assert created["region"] == ["450400"]
    assert created["update_frequency"] == "yearly"
    assert created["zone"] == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("update_frequency", "每逢初一", "每逢初一"),
        ("theme", ["no_such_theme"], "no_such_theme"),
        ("open_type", "semi", "semi"),
        ("title", "12345", "数字"),
        ("title", "长" * 201, "201"),
        ("general_level", "3", "3"),
        ("contact_phone", "13812345678", "手机"),
    ],
)
def test_a_wrong_value_is_refused_with_the_field_and_the_value(
    portal: Any, admin: Any, field: str, value: Any, words: str
) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{**DATASET, field: value})

    assert words in json.dumps(refused.value.error_dict[field], ensure_ascii=False)


@pytest.mark.parametrize("field", ["title", "notes", "theme", "region", "update_frequency", "open_type", "license_id"])
def test_a_mandatory_field_that_is_missing_is_refused(portal: Any, admin: Any, field: str) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{key: value for key, value in DATASET.items() if key != field})

    assert field in refused.value.error_dict


@pytest.mark.parametrize(
    ("open_type", "field"), [("conditional", "open_condition"), ("closed", "closed_reason")]
)
def test_openness_with_limits_needs_its_reason(portal: Any, admin: Any, open_type: str, field: str) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{**DATASET, "open_type": open_type})

    assert field in refused.value.error_dict


def test_a_dataset_joins_the_group_of_its_zone_and_leaves_it_again(portal: Any, admin: Any) -> None:
    created = admin.action.package_create(**{**DATASET, "zone": ["gz-sugar"]})
    assert [group["name"] for group in admin.action.package_show(id=created["id"])["groups"]] == ["guizihao"]

    admin.action.package_patch(id=created["id"], zone=[])
    assert admin.action.package_show(id=created["id"])["groups"] == []


def test_an_address_of_conditional_data_is_withheld_on_every_way_to_read_it(portal: Any, admin: Any) -> None:
    resource = {"name": "受限资源", "url": "http://secret.example.com/canary.csv", "format": "CSV", "row_count": 77}
    conditional = {**DATASET, "open_type": "conditional", "open_condition": ["application"], "resources": [resource]}
    created = admin.action.package_create(**conditional)
    resource_id = created["resources"][0]["id"]
    public = ckanapi.RemoteCKAN(portal.url)

    answers = [
        public.action.package_show(id=created["id"]),
        public.action.package_search(fq="name:test-form-dataset"),
        public.action.package_search(fq="name:test-form-dataset", fl="res_url,validated_data_dict,data_dict,name"),
        public.action.package_search(rows=0, **{"facet.field": '["res_url"]', "facet.limit": -1}),
        public.action.resource_show(id=resource_id),
        public.action.resource_search(query="name:受限资源"),
    ]
    assert ["canary" in json.dumps(answer) for answer in answers] == [False] * 6
    assert ['"row_count": 77' in json.dumps(answer) for answer in answers] == [False] * 6
    assert admin.action.package_show(id=created["id"])["resources"][0]["url"] == resource["url"]


def test_codelist_sync_can_be_run_again_and_again(portal: Any) -> None:
    answer = portal.ckan("gxdata", "codelist", "sync")

    assert "部门：新建 0，更新 0" in answer.stdout
    assert "专区：新建 0，更新 0" in answer.stdout


def test_code_lists_are_readable_over_the_api(portal: Any) -> None:
    answer = ckanapi.RemoteCKAN(portal.url).action.gxdata_codelist_show(id="open_type")

    assert [code["id"] for code in answer["codes"]] == ["unconditional", "conditional", "closed"]
