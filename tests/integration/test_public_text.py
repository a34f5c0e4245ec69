"""Private numbers in what describes data, over CKAN's own API: refused in every field that people read."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import ckanapi
import pytest

from tests.integration.test_catalog import DATASET

NAME = "test-public-text"
PERSON, MOBILE = "450102199003071238", "13812345678"
FIELDS: list[tuple[str, Any]] = [
    ("title", f"测试 {PERSON} 的数据"),
    ("notes", f"有疑问请致电 {MOBILE} 联系张三。"),
    ("notes_translated", {"en": f"Call {MOBILE} please."}),
    ("contact_name", f"张三{MOBILE}"),
    ("contact_phone", MOBILE),
    ("contact_email", f"{MOBILE}@qq.com"),
    ("contact_email", f"{MOBILE}@139.com"),
    ("maintainer", f"张三{MOBILE}"),
    ("maintainer_email", f"{MOBILE}@qq.com"),
    ("author", f"张三 {PERSON}"),
    ("provider_inner_unit", f"张三 {MOBILE}"),
    ("legal_basis", f"张三 {PERSON}"),
    ("tag_string", f"甘蔗,{PERSON}"),
    ("tags", [{"name": MOBILE}]),
    ("extras", [{"key": "负责人", "value": f"张三 {MOBILE}"}]),
    ("extras", [{"key": "甲", "value": "乙"}, {"key": "身份证", "value": PERSON}]),
    ("update_frequency", MOBILE),
    ("modified", PERSON),
]
RESOURCE = {"name": "文件", "url": "https://department.example/a.csv", "format": "CSV"}
OF_RESOURCES: list[tuple[str, Any]] = [
    ("name", f"张三 {MOBILE}"),
    ("description", f"身份证{PERSON}"),
    ("sheet", f"张三 {MOBILE}"),
    ("note_of_nobody", f"张三 {PERSON}"),
]


@pytest.fixture
def admin(portal: Any) -> Iterator[Any]:
    admin = portal.admin()
    purge(admin)
    yield admin
    purge(admin)


def purge(admin: Any) -> None:
    with suppress(ckanapi.NotFound):
        admin.action.dataset_purge(id=NAME)


def told(refused: pytest.ExceptionInfo[ckanapi.ValidationError]) -> str:
    answer = json.dumps(refused.value.error_dict, ensure_ascii=False)
    assert PERSON not in answer and MOBILE not in answer
    return answer


@pytest.mark.parametrize(("field", "value"), FIELDS, ids=[f"{name}-{number}" for number, (name, _) in enumerate(FIELDS)])
def test_a_dataset_says_no_private_number_in_any_field(admin: Any, field: str, value: Any) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.package_create(**{**DATASET, "name": NAME, field: value})

    assert {"tags": "tag_string"}.get(field, field) in refused.value.error_dict
    assert "138****5678" in told(refused) or "4501************38" in told(refused)


@pytest.mark.parametrize(("field", "value"), OF_RESOURCES)
def test_a_resource_says_no_private_number_in_any_field(admin: Any, field: str, value: Any) -> None:
    admin.action.package_create(**{**copy.deepcopy(DATASET), "name": NAME})
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.resource_create(package_id=NAME, **{**RESOURCE, field: value})

    assert field in refused.value.error_dict
    assert "不得公开" in told(refused)


def test_a_department_says_no_private_number(admin: Any) -> None:
    for field, value in (("description", f"负责人 {MOBILE}"), ("contact_email", f"{MOBILE}@qq.com"), ("title", f"局 {PERSON}")):
        with pytest.raises(ckanapi.ValidationError) as refused:
            admin.action.organization_patch(id="gx-nynct", **{field: value})
        assert field in refused.value.error_dict and "不得公开" in told(refused)


def test_office_numbers_hotlines_and_figures_stay(admin: Any) -> None:
    given = {
        "notes": "全区产值 13812345678 元；咨询 12345、0771-1234567、400-123-4567。",
        "contact_phone": "0771-1234567 转 801",
        "maintainer": "信息中心 0771-1234567",
        "extras": [{"key": "产值", "value": "13812345678"}],
    }
    assert admin.action.package_create(**{**DATASET, "name": NAME, **given})["maintainer"] == "信息中心 0771-1234567"
