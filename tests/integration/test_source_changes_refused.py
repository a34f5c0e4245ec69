"""Changes of a registered source that would leave its datasets behind, or call where nobody may, are refused with the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ckanapi
import pytest

from tests.fixtures.small_department import SmallDepartment, entry, small_department
from tests.integration.test_harvest import harvest_by_command

NAME = "test-source-changes"


@pytest.fixture
def department(portal: Any) -> Iterator[SmallDepartment]:
    with small_department() as running:
        running.serve_catalog([entry("a", "测试甘蔗表")])
        portal.admin().action.gxdata_source_create(
            name=NAME, kind="dcat", url=running.url, organization="gx-jtt", allow=[running.allow]
        )
        yield running
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def refused(portal: Any, field: str, **given: Any) -> str:
    with pytest.raises(ckanapi.ValidationError) as refusal:
        portal.admin().action.gxdata_source_update(id=NAME, **given)
    return json.dumps(refusal.value.error_dict[field], ensure_ascii=False)


def test_a_source_with_records_stays_with_its_department(portal: Any, department: SmallDepartment) -> None:
    update = portal.admin().action.gxdata_source_update
    assert update(id=NAME, organization="gx-tjj")["organization"] == "gx-tjj"
    assert update(id=NAME, organization="gx-jtt")["organization"] == "gx-jtt"
    harvest_by_command(portal, NAME)

    said = refused(portal, "organization", organization="gx-tjj")
    assert "连同数据集移除此采集源，再以新部门重新登记" in said
    assert portal.admin().action.gxdata_source_show(id=NAME)["organization"] == "gx-jtt"
    assert update(id=NAME, organization="gx-jtt", title="新标题")["title"] == "新标题"


def test_another_name_is_refused_not_ignored(portal: Any, department: SmallDepartment) -> None:
    assert "登记后不能改" in refused(portal, "name", name="another-name")
    assert portal.admin().action.gxdata_source_update(id=NAME, name=NAME, title="x")["name"] == NAME


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/hook", "http://localhost:8080/", "http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/latest"),
        *("http://metadata.google.internal/", "http://[fe80::1]/"),
    ],
)
def test_a_webhook_that_would_never_be_called_is_refused_when_it_is_saved(
    portal: Any, department: SmallDepartment, url: str
) -> None:
    assert "拒绝访问" in refused(portal, "notify_webhook", notify_webhook=url)


def test_a_webhook_of_the_allow_list_or_with_a_public_name_is_taken(portal: Any, department: SmallDepartment) -> None:
    update = portal.admin().action.gxdata_source_update
    for url in (f"http://127.0.0.1:{department.port}/hook", "https://hook.example.gov.cn/x", "https://8.8.8.8/x"):
        assert update(id=NAME, notify_webhook=url)["notify_webhook"] == url
