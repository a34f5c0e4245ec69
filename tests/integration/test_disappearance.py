"""What becomes of records that a source no longer lists, and of answers that are not to be believed. Nothing is deleted for those."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import ckanapi
import httpx
import psycopg2
import pytest

from tests.fixtures.hostile_department import LOGIN_PAGE
from tests.fixtures.small_department import SmallDepartment, entry, small_department, table
from tests.integration.test_catalog import DATASET
from tests.integration.test_harvest import database_url, wait_for

NAME, OTHER, ORGANIZATION = "test-vanishing", "test-vanishing-other", "gx-jtt"
OVER = ("finished", "partial", "failed", "cancelled")
TEN = [f"v{number}" for number in range(10)]


@pytest.fixture
def department(portal: Any) -> Iterator[SmallDepartment]:
    with small_department() as running:
        serve(running, TEN)
        register(portal, running, NAME)
        assert harvest(portal)["added"] == 10
        yield running
    remove(portal, NAME)


def serve(department: SmallDepartment, guids: list[str], **more: Any) -> None:
    department.serve_catalog([entry(guid, f"测试第 {guid[1:]} 表", **more) for guid in guids])


def register(portal: Any, department: SmallDepartment, name: str, **more: Any) -> None:
    settings = {"kind": "dcat", "url": department.url, "organization": ORGANIZATION, "allow": [department.allow]}
    portal.admin().action.gxdata_source_create(name=name, **{**settings, **more})


def remove(portal: Any, name: str, with_datasets: bool = True) -> None:
    portal.admin().action.gxdata_source_delete(id=name, with_datasets=with_datasets)


def harvest(portal: Any, name: str = NAME) -> dict[str, Any]:
    action = portal.admin().action
    job = action.gxdata_harvest_run(id=name)
    return wait_for(lambda: (found := action.gxdata_harvest_job_show(id=job["id"]))["status"] in OVER and found)


def rules(job: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in job["findings"]}


def source(portal: Any) -> dict[str, Any]:
    return portal.admin().action.gxdata_source_show(id=NAME)


def states(portal: Any) -> dict[str, str]:
    found = portal.admin().action.gxdata_harvest_record_list(source=NAME, limit=100)["results"]
    return {record["guid"]: record["state"] for record in found}


def dataset_of(portal: Any, guid: str) -> dict[str, Any]:
    name = portal.admin().action.gxdata_harvest_record_show(source=NAME, guid=guid)["dataset"]
    return portal.admin().action.package_show(id=name)


def is_found(portal: Any, name: str) -> bool:
    answer = ckanapi.RemoteCKAN(portal.url).action.package_search(fq=f"name:{name}")
    return answer["count"] == 1


def execute(portal: Any, statement: str, *values: Any) -> None:
    with closing(psycopg2.connect(database_url(portal))) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, values)


def let_grace_pass(portal: Any) -> None:
    execute(portal, "UPDATE gxdata_harvest_record SET missing_since = missing_since - interval '31 days' WHERE missing_since IS NOT NULL")


# ── tombstone, archive, restore ──────────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawn_record_is_kept_with_a_notice_then_archived_and_comes_back_whole(
    portal: Any, department: SmallDepartment
) -> None:
    url = department.serve_file("/v9.csv", "年份,产量\n2023,9\n".encode())
    entries = [entry(guid, f"测试第 {guid[1:]} 表") for guid in TEN[:9]]
    department.serve_catalog([*entries, entry("v9", "测试第 9 表", theme=["交通"], **table("表", url))])
    harvest(portal)
    before = dataset_of(portal, "v9")
    department.serve_catalog(entries)
    job = harvest(portal)

    assert (job["status"], job["missing"], job["deleted"]) == ("finished", 1, 0)
    assert states(portal)["v9"] == "missing"
    page = portal.get(f"/dataset/{before['name']}")
    assert page.status_code == 200 and "起不再列出这个数据集" in page.text
    assert "has not listed this dataset since" in portal.get(f"/en/dataset/{before['name']}").text
    assert harvest(portal)["deleted"] == 0, "the grace period is not over"

    let_grace_pass(portal)
    job = harvest(portal)
    assert (job["deleted"], states(portal)["v9"]) == (1, "archived")
    assert portal.get(f"/dataset/{before['name']}").status_code == 404
    assert wait_for(lambda: not is_found(portal, before["name"]))
    assert harvest(portal)["deleted"] == 0, "archived once"

    department.serve_catalog([*entries, entry("v9", "测试第 9 表", theme=["交通"], **table("表", url))])
    harvest(portal)
    after = dataset_of(portal, "v9")
    assert states(portal)["v9"] == "loaded"
    assert without_times(after) == without_times(before), "with all its fields, resources and groups"
    assert wait_for(lambda: is_found(portal, before["name"]))
    assert portal.get(after["resources"][0]["url"].removeprefix(portal.url)).text.endswith("2023,9\n")


def without_times(dataset: dict[str, Any]) -> dict[str, Any]:
    left = {key: value for key, value in dataset.items() if key not in ("metadata_modified", "resources")}
    times = ("last_modified", "metadata_modified")
    resources = [{key: value for key, value in each.items() if key not in times} for each in dataset["resources"]]
    return {**left, "resources": resources}


def test_a_person_restores_an_archived_dataset_and_nobody_else_one_that_is_not(portal: Any, department: SmallDepartment) -> None:
    name = dataset_of(portal, "v9")["name"]
    serve(department, TEN[:9])
    harvest(portal)
    let_grace_pass(portal)
    assert harvest(portal)["deleted"] == 1

    assert "已恢复" in portal.ckan("gxdata", "source", "restore", NAME, "v9").stdout
    assert states(portal)["v9"] == "loaded"
    assert is_found(portal, name), "when it is told restored, and not with the portal's clock"
    with pytest.raises(ckanapi.ValidationError):
        portal.admin().action.gxdata_harvest_record_restore(source=NAME, guid="v9")
    with pytest.raises(ckanapi.NotAuthorized):
        ckanapi.RemoteCKAN(portal.url).action.gxdata_harvest_record_restore(source=NAME, guid="v9")


def test_a_dataset_that_a_person_deleted_stays_deleted(portal: Any, department: SmallDepartment) -> None:
    name = dataset_of(portal, "v3")["name"]
    portal.admin().action.package_delete(id=name)
    serve(department, TEN, description="改了说明")
    harvest(portal)

    assert portal.admin().action.package_show(id=name)["state"] == "deleted"


# ── quarantine ───────────────────────────────────────────────────────────────────────────────────────────────────────

NOT_LISTINGS = {
    "an empty answer": b"",
    "a truncated one": json.dumps({"dataset": [entry("v1", "测试")]}).encode()[:-9],
    "a login page": LOGIN_PAGE,
    "another shape": json.dumps({"result": {"rows": []}}).encode(),
}


@pytest.mark.parametrize("what", NOT_LISTINGS)
def test_an_answer_that_is_no_listing_costs_no_dataset_and_the_source_is_quarantined(
    portal: Any, department: SmallDepartment, what: str
) -> None:
    department.answers["/data.json"] = ("application/json", NOT_LISTINGS[what])
    job = harvest(portal)

    assert (job["status"], job["missing"], job["deleted"]) == ("failed", 0, 0)
    assert set(states(portal).values()) == {"loaded"}
    found = source(portal)["quarantine"]
    assert (found["reason"], found["job_id"]) == (job["message"], job["id"])


@pytest.mark.parametrize("left", [[], TEN[:5]])
def test_where_all_or_half_of_the_records_vanish_nothing_is_taken_for_gone_until_a_person_looked(
    portal: Any, department: SmallDepartment, left: list[str]
) -> None:
    serve(department, left)
    job = harvest(portal)

    assert (job["status"], job["missing"], job["deleted"]) == ("partial", 0, 0)
    assert set(states(portal).values()) == {"loaded"}
    assert source(portal)["quarantine"]["records"] == 10 - len(left)
    assert "已隔离" in page_of(portal) and "确已撤下" in page_of(portal)

    serve(department, [*left, "v77"])
    again = harvest(portal)
    assert (again["added"], again["missing"]) == (1, 0), "what is new still comes in"
    assert "source-quarantined" in rules(again)

    answer = portal.admin().action.gxdata_source_release(id=NAME, decision="accept")
    assert answer == {"name": NAME, "decision": "accept", "records": 10 - len(left)}
    assert source(portal)["quarantine"] == {}
    done = harvest(portal)
    assert (done["status"], done["missing"]) == ("finished", 10 - len(left))


def page_of(portal: Any) -> str:
    headers = {"Authorization": portal.admin_token}
    return httpx.get(f"{portal.url}/harvest/{NAME}", headers=headers, timeout=30, trust_env=False).text


def test_who_says_they_are_not_gone_gets_the_guard_again(portal: Any, department: SmallDepartment) -> None:
    serve(department, TEN[:5])
    harvest(portal)
    assert "照旧保留" in portal.ckan("gxdata", "source", "release", NAME, "keep").stdout
    assert source(portal)["quarantine"] == {}
    assert harvest(portal)["missing"] == 0
    assert source(portal)["quarantine"]["records"] == 5

    serve(department, TEN)
    harvest(portal)
    assert source(portal)["quarantine"]["records"] == 0, "they are listed again; a person still has to look"
    with pytest.raises(ckanapi.NotAuthorized):
        ckanapi.RemoteCKAN(portal.url).action.gxdata_source_release(id=NAME, decision="accept")
    with pytest.raises(ckanapi.ValidationError):
        portal.admin().action.gxdata_source_release(id=NAME, decision="maybe")


def test_records_that_all_lose_a_field_put_their_source_into_quarantine(portal: Any, department: SmallDepartment) -> None:
    entries = [entry(guid, f"测试第 {guid[1:]} 表") for guid in TEN]
    department.serve_catalog([{key: value for key, value in each.items() if key != "description"} for each in entries])
    job = harvest(portal)

    assert "shape-changed" in rules(job)
    assert "没有了字段“description”" in source(portal)["quarantine"]["reason"]
    assert job["missing"] == 0


# ── ownership ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dataset_of_a_person_is_not_overwritten_by_a_record_of_the_same_name(portal: Any, department: SmallDepartment) -> None:
    name = dataset_of(portal, "v4")["name"]
    portal.admin().action.dataset_purge(id=name)
    execute(portal, "DELETE FROM gxdata_harvest_record WHERE guid = 'v4'")
    by_hand = {**DATASET, "name": name, "owner_org": ORGANIZATION, "title": "手工登记的", "private": True}
    portal.admin().action.package_create(**by_hand)
    try:
        job = harvest(portal)

        assert (job["status"], job["errored"]) == ("partial", 1)
        [finding] = [each for each in job["findings"] if each["rule"] == "dataset-of-another"]
        assert finding["guid"] == "v4" and "没有覆盖" in finding["message"]
        assert portal.admin().action.package_show(id=name)["title"] == "手工登记的"
    finally:
        portal.admin().action.dataset_purge(id=name)


def test_two_sources_that_list_the_same_records_have_datasets_of_their_own(portal: Any, department: SmallDepartment) -> None:
    register(portal, department, OTHER)
    try:
        assert harvest(portal, OTHER)["added"] == 10
        names = {each["dataset"] for each in portal.admin().action.gxdata_harvest_record_list(source=OTHER)["results"]}
        own = {each["dataset"] for each in portal.admin().action.gxdata_harvest_record_list(source=NAME)["results"]}
        assert len(names) == len(own) == 10 and not names & own
    finally:
        remove(portal, OTHER)


def test_a_source_that_was_removed_without_its_datasets_takes_its_own_up_again(portal: Any, department: SmallDepartment) -> None:
    before = dataset_of(portal, "v2")["id"]
    remove(portal, NAME, with_datasets=False)
    register(portal, department, NAME)
    job = harvest(portal)

    assert (job["errored"], job["added"] + job["updated"]) == (0, 10)
    assert dataset_of(portal, "v2")["id"] == before


def test_a_resource_of_another_dataset_is_not_taken_over(portal: Any, department: SmallDepartment) -> None:
    url = department.serve_file("/v8.csv", "年份,产量\n2023,8\n".encode())
    entries = [entry(guid, f"测试第 {guid[1:]} 表") for guid in TEN[:8]]
    department.serve_catalog([*entries, entry("v8", "测试第 8 表", **table("表", url)), entry("v9", "测试第 9 表")])
    harvest(portal)
    resource = dataset_of(portal, "v8")["resources"][0]["id"]
    execute(portal, "UPDATE resource SET package_id = %s WHERE id = %s", dataset_of(portal, "v9")["id"], resource)
    department.serve_file("/v8.csv", "年份,产量\n2024,8\n".encode())
    job = harvest(portal)

    assert "resource-of-another" in rules(job)


# ── one run ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_fifty_starts_at_once_are_one_run(portal: Any, department: SmallDepartment) -> None:
    action = portal.admin().action
    before = len(action.gxdata_harvest_job_list(source=NAME))
    department.pause = 2.0
    with ThreadPoolExecutor(8) as people:
        started = list(people.map(lambda _: portal.admin().action.gxdata_harvest_run(id=NAME)["id"], range(50)))
    department.pause = 0.0

    assert len(set(started)) == 1
    wait_for(lambda: action.gxdata_harvest_job_show(id=started[0])["status"] == "finished")
    assert len(action.gxdata_harvest_job_list(source=NAME)) == before + 1
