"""A run that is stopped while it reads tells how many records it has read."""

from __future__ import annotations

from typing import Any

from tests.fixtures.small_department import entry, small_department, table
from tests.integration.test_harvest import wait_for

NAME = "test-stopped-reading"


def test_a_run_stopped_while_it_reads_keeps_what_it_has_seen(portal: Any) -> None:
    action = portal.admin().action
    with small_department() as running:
        addresses = [running.serve_file(f"/{number}.csv", f"年份,产量\n2023,{number}\n".encode()) for number in range(30)]
        running.serve_catalog([entry(f"s{n}", f"测试第 {n} 表", **table("表", url)) for n, url in enumerate(addresses)])
        action.gxdata_source_create(
            name=NAME, kind="dcat", url=running.url, organization="gx-jtt", allow=[running.allow]
        )
        try:
            running.pause = 0.5
            job = action.gxdata_harvest_run(id=NAME)
            wait_for(lambda: action.gxdata_harvest_job_show(id=job["id"])["progress"]["done"] >= 2)
            action.gxdata_harvest_cancel(id=job["id"])
            running.pause = 0.0
            stopped = wait_for(
                lambda: (found := action.gxdata_harvest_job_show(id=job["id"]))["status"] == "cancelled" and found
            )

            assert 2 <= stopped["seen"] <= 30
            assert (stopped["added"], stopped["missing"]) == (0, 0)
        finally:
            action.gxdata_source_delete(id=NAME, with_datasets=True)
