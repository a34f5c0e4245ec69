"""What anybody may read of a run names no raw value, number or credential, and no record that is not public."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fixtures.small_department import SmallDepartment, entry, small_department
from tests.integration.test_harvest import wait_for

NAME = "test-public-report"
OVER = ("finished", "partial", "failed", "cancelled")
HOSTILE = ("由李四13900001111决定", "张三”13900002222“李四", '张三"13900003333"李四', "”张三13900004444李四“")


@pytest.fixture
def department(portal: Any) -> Iterator[SmallDepartment]:
    with small_department() as running:
        portal.admin().action.gxdata_source_create(
            name=NAME, kind="dcat", url=running.url, organization="gx-jtt", allow=[running.allow]
        )
        yield running
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def harvested(portal: Any) -> dict[str, Any]:
    job = portal.admin().action.gxdata_harvest_run(id=NAME)
    show = portal.admin().action.gxdata_harvest_job_show
    return wait_for(lambda: (found := show(id=job["id"]))["status"] in OVER and found)


def read_by_anybody(portal: Any, job: dict[str, Any]) -> str:
    """The job as API, JSON and page tell it, and its source."""
    paths = (
        f"/api/3/action/gxdata_harvest_job_show?id={job['id']}",
        f"/harvest/job/{job['id']}.json",
        f"/harvest/job/{job['id']}",
        f"/api/3/action/gxdata_source_show?id={NAME}",
        f"/api/3/action/gxdata_harvest_job_list?source={NAME}",
    )
    answers = [httpx.get(portal.url + path, timeout=60) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    told = [
        json.dumps(each.json(), ensure_ascii=False) if "json" in each.headers["content-type"] else each.text
        for each in answers
    ]
    return "\n".join(told)


def test_raw_values_are_in_no_sentence_of_the_public_report(portal: Any, department: SmallDepartment) -> None:
    records = [entry(f"r{n}", f"测试周期表{n}", accrualPeriodicity=raw) for n, raw in enumerate(HOSTILE)]
    department.serve_catalog(records)
    job = harvested(portal)
    told = read_by_anybody(portal, job)

    assert "“更新周期”的值“…" in told
    assert not [word for word in ("李四", "张三", "1390000") if word in told]
    assert "由李四13900001111决定" in json.dumps(job["findings"], ensure_ascii=False)  # to who may see it


def test_a_line_of_the_listing_does_not_name_a_private_record(portal: Any, department: SmallDepartment) -> None:
    secret, public = entry("geheim-1", "身份证号450103199003070019名单表"), entry("offen-1", "测试公开表")
    department.serve_catalog([secret, public])
    harvested(portal)
    department.serve_catalog([secret, entry("geheim-1", "又一个名单表"), public, entry("offen-1", "又一个公开表")])
    job = harvested(portal)
    listed = httpx.get(f"{portal.url}/api/3/action/gxdata_harvest_job_show?id={job['id']}").json()["result"]["findings"]

    assert [finding["rule"] for finding in job["findings"]].count("duplicate-guid") == 2
    assert [finding["rule"] for finding in listed].count("duplicate-guid") == 1  # that of the public one
    assert "geheim-1" not in read_by_anybody(portal, job)
