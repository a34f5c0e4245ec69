"""A harvest meets what people decided: it goes through the same gate, lowers nothing and undoes no review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.fixtures.small_department import SmallDepartment, entry, small_department, table
from tests.integration.test_harvest import NAME, findings, harvest, of_source, register

REASON = "经核对后由审核人决定"
CANE = "年份,甘蔗产量\n2023,10456.7\n".encode()
VISITORS = "姓名,联系电话\n（示例）,（示例）\n".encode()


@pytest.fixture
def department(portal: Any) -> Iterator[SmallDepartment]:
    with small_department() as running:
        url = running.serve_file("/cane.csv", CANE)
        running.serve_catalog([entry("a", "测试甘蔗表", **table("甘蔗", url))])
        register(portal, running.url, running.allow)
        harvest(portal)
        yield running
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def changed(department: SmallDepartment, title: str, path: str = "/cane.csv", content: bytes = CANE) -> None:
    department.serve_catalog([entry("a", title, **table("甘蔗", department.serve_file(path, content)))])


def test_what_a_harvest_brings_is_published_in_its_life_cycle(portal: Any, department: SmallDepartment) -> None:
    dataset = of_source(portal, "a")

    assert (dataset["open_type"], dataset["private"], dataset["review_state"]) == ("unconditional", False, "published")


def test_a_raised_grade_stands_and_the_next_harvest_opens_no_wider(portal: Any, department: SmallDepartment) -> None:
    admin, name = portal.admin(), of_source(portal, "a")["name"]
    file = of_source(portal, "a")["resources"][0]["url"]
    assert httpx.get(file).content == CANE
    admin.action.gxdata_grading_review(id=name, data_grade="general", general_level="3", reason=REASON)
    changed(department, "测试甘蔗表（修订）")

    job = harvest(portal)

    dataset = admin.action.package_show(id=name)
    assert (job["updated"], job["errored"]) == (1, 0)
    assert dataset["title"] == "测试甘蔗表（修订）"
    assert (dataset["general_level"], dataset["open_type"]) == ("3", "conditional")
    assert httpx.get(f"{portal.url}{urlsplit(file).path}").status_code in (403, 404)
    assert len(admin.action.gxdata_review_list(id=name)) == 1


def test_what_became_core_data_stays_private_over_harvests(portal: Any, department: SmallDepartment) -> None:
    admin, name = portal.admin(), of_source(portal, "a")["name"]
    admin.action.gxdata_grading_review(id=name, data_grade="core", general_level="", reason=REASON)
    changed(department, "测试甘蔗表（修订）")

    harvest(portal)

    dataset = admin.action.package_show(id=name)
    assert (dataset["data_grade"], dataset["private"], dataset["review_state"]) == ("core", True, "withdrawn")


def test_a_withdrawn_dataset_stays_withdrawn_though_the_source_goes_on(portal: Any, department: SmallDepartment) -> None:
    admin, name = portal.admin(), of_source(portal, "a")["name"]
    admin.action.gxdata_review_move(id=name, to="withdrawn", reason=REASON)
    changed(department, "测试甘蔗表（修订）")

    harvest(portal)

    dataset = admin.action.package_show(id=name)
    assert (dataset["title"], dataset["private"]) == ("测试甘蔗表（修订）", True)
    assert dataset["review_state"] == "withdrawn"


def test_a_reviewed_false_alarm_is_opened_and_a_new_column_closes_again(portal: Any, department: SmallDepartment) -> None:
    admin, name = portal.admin(), of_source(portal, "a")["name"]
    changed(department, "测试名单", "/visitors.csv", VISITORS)
    line = harvest(portal)
    assert admin.action.package_show(id=name)["open_type"] != "unconditional"
    assert "grade-raised" in {each["rule"] for each in findings(portal, line["id"])}
    arguments = {"data_grade": "general", "general_level": "1", "contains_personal_info": False}
    admin.action.gxdata_grading_review(id=name, reason=REASON, **arguments)

    changed(department, "测试名单（修订）", "/visitors.csv", VISITORS)
    harvest(portal)
    opened = admin.action.package_show(id=name)
    assert (opened["general_level"], opened["open_type"]) == ("1", "unconditional")

    more = VISITORS.replace(b"\n", ",身份证号\n".encode(), 1)
    changed(department, "测试名单（再修订）", "/visitors.csv", more)
    harvest(portal)
    closed = admin.action.package_show(id=name)
    assert closed["general_level"] == "4"
    assert closed["open_type"] != "unconditional"
    [resource] = closed["resources"]
    assert (resource["url"], resource["url_type"]) == ("", ""), "an address of a file that is gone"
