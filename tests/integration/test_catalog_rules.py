"""Codes and titles against the whole catalog: what an approval demands, what a harvest finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckanapi
import pytest

from tests.fixtures.small_department import entry, small_department
from tests.integration.test_catalog import DATASET
from tests.integration.test_harvest import NAME as SOURCE
from tests.integration.test_harvest import findings, harvest, of_source, register

NAME = "test-catalog-rules"
PRIVATE = {**DATASET, "name": NAME, "title": "测试编目规则", "owner_org": "gx-jtt", "private": True}
REASON = "已核对，可以发布"


@pytest.fixture
def admin(portal: Any) -> Iterator[Any]:
    client = portal.admin()
    yield client
    for name in (NAME, f"{NAME}-2"):
        if name in client.action.package_list() or _is_there(client, name):
            client.action.dataset_purge(id=name)


def _is_there(client: Any, name: str) -> bool:
    try:
        client.action.package_show(id=name)
    except ckanapi.NotFound:
        return False
    return True


def approved(admin: Any) -> str:
    for step in ("unit_review", "grading_review", "published"):
        state: str = admin.action.gxdata_review_move(id=NAME, to=step, reason=REASON)["review_state"]
    return state


def test_an_approval_without_a_code_is_refused_with_the_remedy_and_nothing_is_saved(admin: Any) -> None:
    admin.action.package_create(**PRIVATE)
    with pytest.raises(ckanapi.ValidationError) as refused:
        approved(admin)

    [told] = refused.value.error_dict["resource_code"]
    assert "请填写代码（如 307014/000126）" in told
    stored = admin.action.package_show(id=NAME)
    assert (stored["review_state"], stored["private"]) == ("grading_review", True)


def test_an_approval_derives_the_code_that_follows_in_its_class(admin: Any) -> None:
    admin.action.package_create(**{**PRIVATE, "name": f"{NAME}-2", "title": "另一个", "resource_code": "307987/000041"})
    admin.action.package_create(**{**PRIVATE, "catalog_class": "307987"})

    assert approved(admin) == "published"
    assert admin.action.package_show(id=NAME)["resource_code"] == "307987/000042"


def test_a_direct_write_is_not_refused_for_a_missing_code(admin: Any) -> None:
    assert admin.action.package_create(**{**PRIVATE, "private": False})["review_state"] == "published"


def test_a_harvest_tells_of_equal_titles_and_of_a_series(portal: Any) -> None:
    with small_department() as department:
        titles = {"a": "2022年测试甘蔗表", "b": "2023年测试甘蔗表", "c": "2023 年测试甘蔗表。", "d": "测试港口表"}
        department.serve_catalog([entry(guid, title) for guid, title in titles.items()])
        register(portal, department.url, department.allow)
        try:
            report = findings(portal, harvest(portal)["id"])
            names = {guid: of_source(portal, guid)["name"] for guid in titles}
        finally:
            portal.admin().action.gxdata_source_delete(id=SOURCE, with_datasets=True)

    told = {(line["guid"], line["rule"]): line["message"] for line in report}
    assert told["b", "duplicate-title"] == f"本部门另有同名的数据集：{names['c']}"
    assert told["c", "duplicate-title"] == f"本部门另有同名的数据集：{names['b']}"
    later = "、".join(sorted((names["b"], names["c"])))
    assert told["a", "series-suggested"] == f"另有 2 个数据集的名称只差年份：{later}"
    assert {guid for guid, rule in told if rule == "duplicate-title"} == {"b", "c"}
    assert ("d", "series-suggested") not in told
    assert ("d", "missing-resource_code") in told
