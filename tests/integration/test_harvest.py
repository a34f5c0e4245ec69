"""Harvests into a running portal: what lands, what does not, and what the report says."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import ckanapi
import httpx
import openpyxl
import psutil
import psycopg2
import pytest

from tests.fixtures.small_department import SmallDepartment, entry, small_department, table
from tests.portal import ROOT

NAME = "test-department"
GOOD_TABLE = "年份,甘蔗产量\n2023,10456.7\n2022,10338.1\n".encode()
PERSONAL_TABLE = "姓名,身份证号\n张三,450102199003078530\n李四,45010219900307811X\n".encode()


@pytest.fixture
def department(portal: Any) -> Iterator[SmallDepartment]:
    with small_department() as running:
        running.serve_catalog([entry("a", "测试甘蔗表"), entry("b", "测试港口表")])
        register(portal, running.url, running.allow)
        yield running
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def register(portal: Any, url: str, allow: str) -> None:
    portal.admin().action.gxdata_source_create(name=NAME, kind="dcat", url=url, organization="gx-jtt", allow=[allow])


def harvest(portal: Any) -> dict[str, Any]:
    """A run by the portal's worker, as a department would start it."""
    job = portal.admin().action.gxdata_harvest_run(id=NAME)
    return wait_for(lambda: _closed(portal, job["id"]))


def harvest_by_command(portal: Any, name: str = NAME) -> dict[str, Any]:
    answer = portal.ckan("gxdata", "harvest", name, "--json", check=False)
    [line] = json.loads(answer.stdout)
    return {**line, "exit_code": answer.returncode}


def counts(line: dict[str, Any]) -> tuple[int, ...]:
    return tuple(line[key] for key in ("added", "updated", "unchanged", "missing", "deleted", "errored"))


def database_url(portal: Any) -> str:
    settings = (portal.home / "ckan.ini").read_text()
    return re.search(r"^sqlalchemy.url = (.*)$", settings, re.MULTILINE)[1].replace("%%", "%")


def wait_for(condition: Callable[[], Any], seconds: int = 60) -> Any:
    for _ in range(seconds * 5):
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError("waited in vain")


def findings(portal: Any, job_id: str) -> list[dict[str, Any]]:
    """The whole report, as the department sees it."""
    return portal.admin().action.gxdata_harvest_job_show(id=job_id)["findings"]


def of_source(portal: Any, guid: str) -> dict[str, Any]:
    found = portal.admin().action.package_search(
        fq=f'source_identifier:"{guid}"', include_private=True, rows=10
    )["results"]
    [dataset] = [each for each in found if each["name"].startswith(NAME)]
    return dataset


def test_a_second_run_of_all_demonstration_departments_changes_nothing(portal: Any) -> None:
    answer = portal.ckan("gxdata", "harvest", "--all", "--json")
    lines = json.loads(answer.stdout)

    assert [line["source"] for line in lines] == ["gx-nynct", "gx-tjj", "wuzhou"]
    assert [(line["added"], line["updated"], line["missing"]) for line in lines] == [(0, 0, 0)] * 3
    assert {line["status"] for line in lines} == {"finished"}
    assert sum(line["unchanged"] for line in lines) >= 400


def test_the_json_report_has_exactly_the_keys_of_the_contract(portal: Any, department: SmallDepartment) -> None:
    line = harvest_by_command(portal)

    assert list(line) == [
        "source", "job_id", "status", "added", "updated", "unchanged", "missing", "deleted", "errored", "seconds",
        "exit_code",
    ]  # fmt: skip
    assert counts(line) == (2, 0, 0, 0, 0, 0)
    assert line["exit_code"] == 0


def test_a_changed_record_is_updated_and_a_vanished_one_is_kept(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    name = of_source(portal, "a")["name"]
    department.serve_catalog([entry("a", "测试甘蔗表（修订）")])

    assert counts(harvest(portal)) == (0, 1, 0, 1, 0, 0)
    assert of_source(portal, "a")["title"] == "测试甘蔗表（修订）"
    assert of_source(portal, "a")["name"] == name
    assert of_source(portal, "b")["title"] == "测试港口表"
    assert counts(harvest(portal)) == (0, 0, 1, 1, 0, 0)


def test_a_table_whose_content_changed_is_an_update(portal: Any, department: SmallDepartment) -> None:
    url = department.serve_file("/cane.csv", GOOD_TABLE)
    department.serve_catalog([entry("a", "测试甘蔗表", **table("甘蔗", url))])
    assert counts(harvest(portal)) == (1, 0, 0, 0, 0, 0)
    department.serve_file("/cane.csv", GOOD_TABLE + b"2021,10666.4\n")

    assert counts(harvest(portal)) == (0, 1, 0, 0, 0, 0)
    [resource] = of_source(portal, "a")["resources"]
    assert resource["row_count"] == 3
    assert httpx.get(resource["url"]).content.decode("utf-8").endswith("2021,10666.4\n")


def test_a_good_table_is_served_by_the_portal_with_its_items(portal: Any, department: SmallDepartment) -> None:
    url = department.serve_file("/cane.csv", "年份,甘蔗产量\n2023,10456.7\n".encode("gb18030"))
    department.serve_catalog([entry("a", "测试甘蔗表", **table("甘蔗", url))])
    harvest(portal)

    [resource] = of_source(portal, "a")["resources"]
    assert resource["url"].startswith(portal.url)
    assert httpx.get(resource["url"]).content == "\ufeff年份,甘蔗产量\n2023,10456.7\n".encode()
    assert [field["name"] for field in resource["schema"]["fields"]] == ["年份", "甘蔗产量"]


def test_a_table_with_identity_numbers_stays_private_with_a_finding(portal: Any, department: SmallDepartment) -> None:
    url = department.serve_file("/people.csv", PERSONAL_TABLE)
    department.serve_catalog([entry("a", "测试名单", **table("名单", url)), entry("b", "测试港口表")])
    line = harvest(portal)

    dataset = of_source(portal, "a")
    assert dataset["private"] is True
    assert dataset["resources"][0]["url"] == ""
    [finding] = [item for item in findings(portal, line["id"]) if item["rule"].startswith("personal-data")]
    assert "身份证号" in finding["message"]
    assert "450102199003078530" not in json.dumps(findings(portal, line["id"]))
    with pytest.raises(ckanapi.NotAuthorized):
        ckanapi.RemoteCKAN(portal.url).action.package_show(id=dataset["id"])
    assert of_source(portal, "b")["private"] is False


@pytest.mark.parametrize(("level", "open_type"), [("restricted public", "conditional"), ("non-public", "closed")])
def test_data_that_is_not_open_has_no_address_no_file_and_no_count(
    portal: Any, department: SmallDepartment, level: str, open_type: str
) -> None:
    url = department.serve_file("/cane.csv", GOOD_TABLE)
    department.serve_catalog([entry("a", "测试受限表", accessLevel=level, **table("受限", url))])
    harvest(portal)

    dataset = of_source(portal, "a")
    [resource] = dataset["resources"]
    assert dataset["open_type"] == open_type
    assert resource["url"] == ""
    assert "row_count" not in resource
    download = f"{portal.url}/dataset/{dataset['id']}/resource/{resource['id']}/download/cane.csv"
    assert httpx.get(download).status_code == 403


def test_a_record_that_says_nothing_of_openness_is_not_opened(portal: Any, department: SmallDepartment) -> None:
    url = department.serve_file("/cane.csv", GOOD_TABLE)
    record = entry("a", "测试未注明", **table("未注明", url))
    del record["accessLevel"]
    department.serve_catalog([record])
    harvest(portal)

    dataset = of_source(portal, "a")
    assert dataset["open_type"] == "closed"
    assert dataset["resources"][0]["url"] == ""


def test_bad_records_are_named_and_the_good_ones_land(portal: Any, department: SmallDepartment) -> None:
    no_identifier = entry("x", "测试无标识")
    del no_identifier["identifier"]
    no_title = entry("c", "")
    unknown_code = entry("d", "测试未知周期", accrualPeriodicity="逢五逢十")
    department.serve_catalog([entry("a", "好的一条"), no_identifier, no_title, entry("a", "重复的一条"), unknown_code])
    line = harvest(portal)

    assert counts(line) == (2, 0, 0, 0, 0, 3)
    assert line["status"] == "partial"
    rules = {item["rule"]: item for item in findings(portal, line["id"])}
    assert "没有标识" in rules["empty-guid"]["message"]
    assert "重复" in rules["duplicate-guid"]["message"]
    assert rules["unknown-code"]["pointer"].startswith("update_frequency")
    assert rules["unknown-code"]["value"] == "逢五逢十"
    assert of_source(portal, "a")["title"] == "好的一条"
    assert of_source(portal, "d")["source_values"]["update_frequency"] == "逢五逢十"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><head><title>\xe7\x99\xbb\xe5\xbd\x95</title></head></html>", "登录"),
        (b'{"dataset": [{"identifier": "a", "title"', "JSON"),
        (b"", "空"),
    ],
)
def test_an_answer_that_is_no_catalog_fails_the_job_and_touches_nothing(
    portal: Any, department: SmallDepartment, body: bytes, words: str
) -> None:
    harvest(portal)
    department.answers["/data.json"] = ("application/json", body)
    line = harvest(portal)

    assert line["status"] == "failed"
    assert words in findings(portal, line["id"])[0]["message"]
    assert of_source(portal, "a")["state"] == "active"


def test_an_unreachable_source_fails_in_chinese_without_telling_its_address(
    portal: Any, department: SmallDepartment
) -> None:
    portal.admin().action.gxdata_source_update(id=NAME, url="http://127.0.0.1:9/data.json", allow=["127.0.0.1:9"])
    line = harvest_by_command(portal)

    [finding] = ckanapi.RemoteCKAN(portal.url).action.gxdata_harvest_job_show(id=line["job_id"])["findings"]
    assert (line["status"], line["exit_code"]) == ("failed", 1)
    assert "连接" in finding["message"]
    assert "127.0.0.1" not in json.dumps(finding)


def test_the_command_ends_with_2_when_some_records_errored(portal: Any, department: SmallDepartment) -> None:
    department.serve_catalog([entry("a", "好的一条"), entry("c", "")])
    line = harvest_by_command(portal)

    assert (line["status"], line["exit_code"]) == ("partial", 2)


def test_one_source_runs_once_at_a_time(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    source_id = portal.admin().action.gxdata_source_show(id=NAME)["id"]
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", (0x6778, source_id))
        refused = harvest_by_command(portal)
        job = portal.admin().action.gxdata_harvest_run(id=NAME)
        waiting = wait_for(lambda: _told(portal, job["id"], "排队等候"))
    done = wait_for(lambda: _closed(portal, job["id"]), 120)

    assert (refused["status"], refused["exit_code"]) == ("failed", 1)
    assert "正在采集" in findings(portal, refused["job_id"])[0]["message"]
    assert waiting["status"] == "queued"
    assert (done["status"], counts(done), done["message"]) == ("finished", (0, 0, 2, 0, 0, 0), "全部完成")


def _told(portal: Any, job_id: str, words: str) -> dict[str, Any] | None:
    job = ckanapi.RemoteCKAN(portal.url).action.gxdata_harvest_job_show(id=job_id)
    return job if words in job["message"] else None


def _closed(portal: Any, job_id: str) -> dict[str, Any] | None:
    job = ckanapi.RemoteCKAN(portal.url).action.gxdata_harvest_job_show(id=job_id)
    return job if job["status"] in ("finished", "partial", "failed", "cancelled") else None


def test_nobody_but_an_administrator_registers_or_starts_a_source(portal: Any) -> None:
    anonymous = ckanapi.RemoteCKAN(portal.url)
    with pytest.raises(ckanapi.NotAuthorized):
        anonymous.action.gxdata_source_create(name="x", kind="dcat", url="http://example.com", organization="gx-jtt")
    with pytest.raises(ckanapi.NotAuthorized):
        anonymous.action.gxdata_harvest_run(id="gx-tjj")


def test_the_public_sees_sources_without_addresses(portal: Any) -> None:
    sources = ckanapi.RemoteCKAN(portal.url).action.gxdata_source_list()

    assert [source["name"] for source in sources] == ["gx-nynct", "gx-tjj", "wuzhou"]
    known = {"id", "name", "title", "kind", "organization", "created", "state", "last_job", "next_run", "datasets", "trend"}
    assert all(set(source) == known for source in sources)
    assert not re.search(r"127\.0\.0\.1|localhost|allow|secret", json.dumps(sources))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "ftp", "--url", "http://example.com/", "--org", "gx-jtt"), "ftp"),
        (("--kind", "dcat", "--url", "http://example.com/", "--org", "no-such-department"), "no-such-department"),
    ],
)
def test_a_source_that_cannot_work_is_refused_with_the_reason(
    portal: Any, arguments: tuple[str, ...], words: str
) -> None:
    answer = portal.ckan("gxdata", "source", "add", "refused", *arguments, check=False)

    assert answer.returncode == 1
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_source_name_is_refused_with_the_known_ones(portal: Any) -> None:
    answer = portal.ckan("gxdata", "harvest", "no-such-source", check=False)

    assert answer.returncode == 1
    assert "gx-tjj" in answer.stderr


def test_replay_maps_again_without_the_network(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    department.requests.clear()
    answer = portal.ckan("gxdata", "replay", NAME, "--json")

    assert counts(json.loads(answer.stdout)[0]) == (0, 0, 2, 0, 0, 0)
    assert department.requests == []


def test_a_number_in_a_second_sheet_keeps_the_table_private(portal: Any, department: SmallDepartment) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["年份", "甘蔗产量"])
    workbook.active.append(["2023", "10456.7"])
    workbook.create_sheet("备注").append(["联系人手机 13812345678"])
    content = io.BytesIO()
    workbook.save(content)
    url = department.serve_file("/cane.xlsx", content.getvalue())
    department.serve_catalog([entry("a", "测试工作簿", distribution=[{"title": "表", "downloadURL": url, "format": "XLSX"}])])
    harvest(portal)

    assert of_source(portal, "a")["private"] is True


def test_a_run_killed_in_the_middle_is_finished_by_the_next_one(portal: Any, department: SmallDepartment) -> None:
    department.serve_catalog([entry(f"k{number}", f"测试第 {number} 表") for number in range(800)])
    command = [sys.executable, str(ROOT / "scripts" / "ckan"), "--home", str(portal.home), "gxdata", "harvest", NAME]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: names_in_catalog(portal) >= 5 or None)
    for process in [*psutil.Process(running.pid).children(recursive=True), psutil.Process(running.pid)]:
        process.kill()
    running.wait()
    before = names_in_catalog(portal)
    line = harvest(portal)

    assert before < 800
    assert line["status"] == "finished"
    assert line["errored"] == 0
    assert names_in_catalog(portal) == 800
    assert counts(harvest(portal)) == (0, 0, 800, 0, 0, 0)
    [abandoned] = [job for job in jobs(portal) if job["status"] == "failed"]
    assert "中断" in abandoned["message"]


def names_in_catalog(portal: Any) -> int:
    return len([name for name in portal.admin().action.package_list() if name.startswith(NAME)])


def jobs(portal: Any) -> list[dict[str, Any]]:
    return ckanapi.RemoteCKAN(portal.url).action.gxdata_harvest_job_list(source=NAME)


def test_a_table_that_calls_itself_a_document_is_scanned_all_the_same(portal: Any, department: SmallDepartment) -> None:
    url = department.serve_file("/people.csv", PERSONAL_TABLE)
    mislabelled = {"distribution": [{"title": "名单", "downloadURL": url, "format": "PDF"}]}
    department.serve_catalog([entry("a", "测试名单", **mislabelled)])
    harvest(portal)

    assert of_source(portal, "a")["private"] is True


def test_an_identifier_without_end_costs_its_record_only(portal: Any, department: SmallDepartment) -> None:
    department.serve_catalog([entry("x" * 20_000, "测试长标识"), entry("a", "好的一条")])

    assert counts(harvest(portal)) == (1, 0, 0, 0, 0, 1)


def test_a_dataset_that_was_purged_comes_back_with_the_next_run(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    portal.admin().action.dataset_purge(id=of_source(portal, "a")["id"])

    assert counts(harvest(portal)) == (1, 0, 1, 0, 0, 0)


def test_a_source_is_not_removed_while_it_runs(portal: Any, department: SmallDepartment) -> None:
    source_id = portal.admin().action.gxdata_source_show(id=NAME)["id"]
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", (0x6778, source_id))
        with pytest.raises(ckanapi.ValidationError) as refused:
            portal.admin().action.gxdata_source_delete(id=NAME)

    assert "正在采集" in refused.value.error_dict["id"][0]


def test_a_job_that_the_queue_lost_does_not_block_its_source(portal: Any, department: SmallDepartment) -> None:
    source_id = portal.admin().action.gxdata_source_show(id=NAME)["id"]
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        columns, values = "(id, source_id, status, created)", "('lost', %s, 'queued', now() - interval '3 minutes')"
        statement = f"INSERT INTO gxdata_harvest_job {columns} VALUES {values}"
        cursor.execute(statement, (source_id,))
        cursor.execute("SELECT kind FROM gxdata_harvest_job WHERE id = 'lost'")
        assert cursor.fetchone() == ("harvest",), "jobs from before there were kinds were harvests"
        connection.commit()

    assert harvest(portal)["status"] == "finished"
    [failed] = [job for job in jobs(portal) if job["id"] == "lost"]
    assert failed["status"] == "failed"


def test_a_job_whose_process_died_is_not_shown_as_running(portal: Any, department: SmallDepartment) -> None:
    job = harvest(portal)
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE gxdata_harvest_job SET status = 'running' WHERE id = %s", (job["id"],))
        connection.commit()
    shown = ckanapi.RemoteCKAN(portal.url).action.gxdata_harvest_job_show(id=job["id"])

    assert shown["status"] == "failed"
    assert "中断" in shown["message"]


def test_the_public_report_is_silent_about_records_that_are_not_public(
    portal: Any, department: SmallDepartment
) -> None:
    record = entry("secret-record", "测试未注明")
    del record["accessLevel"]
    department.serve_catalog([record, entry("a", "好的一条")])
    job = harvest(portal)

    public = ckanapi.RemoteCKAN(portal.url).action.gxdata_harvest_job_show(id=job["id"])["findings"]
    assert {line["guid"] for line in public} == {"a"}
    assert "secret-record" in {line["guid"] for line in findings(portal, job["id"])}
