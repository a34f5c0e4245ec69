"""Runs one can see into: progress, stopping, records, retry, dry runs, secrets, schedules, who may do what."""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import ckanapi
import httpx
import psutil
import psycopg2
import pytest
import redis
import rq

from tests.fixtures.hostile_department import hostile_department
from tests.fixtures.small_department import SmallDepartment, entry, small_department, table
from tests.integration.test_harvest import database_url, harvest_by_command, wait_for

NAME = "test-runs"
MANY = 5_000
"""Records that no run loads at once, and far more than are prepared while they are read: if the children stand still it cannot end."""
ORGANIZATION = "gx-jtt"
PASSWORD = "runs-of-the-portal-1"
OVER = ("finished", "partial", "failed", "cancelled")


@pytest.fixture
def department(portal: Any) -> Iterator[SmallDepartment]:
    with small_department() as running:
        running.serve_catalog([entry("a", "测试甘蔗表"), entry("b", "测试港口表")])
        register(portal, running)
        yield running
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def register(portal: Any, running: SmallDepartment, **more: Any) -> dict[str, Any]:
    settings = {"name": NAME, "kind": "dcat", "url": running.url, "organization": ORGANIZATION, "allow": [running.allow]}
    return portal.admin().action.gxdata_source_create(**{**settings, **more})


def job_of(portal: Any, job_id: str) -> dict[str, Any]:
    return portal.admin().action.gxdata_harvest_job_show(id=job_id)


@contextmanager
def nothing_prepared(portal: Any, job_id: str) -> Iterator[None]:
    """The processes that prepare records stand still, so that no machine is quick enough to be through before it is told to stop."""
    runs = psutil.Process(portal.pid_running(job_id)).children()
    preparing = [each for run in runs for each in run.children(recursive=True)]
    assert preparing
    for each in preparing:
        each.suspend()
    try:
        yield
    finally:
        for each in preparing:
            with suppress(psutil.NoSuchProcess):  # a run that was told to stop ends them
                each.resume()


def harvest(portal: Any) -> dict[str, Any]:
    job = portal.admin().action.gxdata_harvest_run(id=NAME)
    return wait_for(lambda: (found := job_of(portal, job["id"]))["status"] in OVER and found)


def member(portal: Any, name: str, role: str) -> ckanapi.RemoteCKAN:
    admin = portal.admin()
    if name not in admin.action.user_list(all_fields=False):
        admin.action.user_create(name=name, email=f"{name}@example.org", password=PASSWORD)
    admin.action.organization_member_create(id=ORGANIZATION, username=name, role=role)
    return ckanapi.RemoteCKAN(portal.url, apikey=admin.action.api_token_create(user=name, name=name)["token"])


# ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_shows_raw_mapped_and_what_changed(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    department.serve_catalog([entry("a", "测试甘蔗表（修订）"), entry("b", "测试港口表")])
    harvest(portal)

    record = portal.admin().action.gxdata_harvest_record_show(source=NAME, guid="a")
    assert record["raw"]["title"] == record["mapped"]["title"] == "测试甘蔗表（修订）"
    assert record["outcome"] == "updated"
    assert {"path": "title", "before": "测试甘蔗表", "after": "测试甘蔗表（修订）"} in record["changes"]["raw"]
    assert {"path": "title", "before": "测试甘蔗表", "after": "测试甘蔗表（修订）"} in record["changes"]["mapped"]
    unchanged = portal.admin().action.gxdata_harvest_record_show(source=NAME, guid="b")
    assert (unchanged["outcome"], unchanged["changes"]) == ("added", {"raw": [], "mapped": []})


def test_records_are_found_by_outcome_rule_and_words(portal: Any, department: SmallDepartment) -> None:
    unknown = entry("c", "测试未知周期", accrualPeriodicity="逢五逢十")
    department.serve_catalog([entry("a", "测试甘蔗表"), entry("b", ""), unknown])
    job = harvest(portal)
    find = portal.admin().action.gxdata_harvest_record_list

    assert [each["guid"] for each in find(source=NAME)["results"]] == ["a", "b", "c"]
    assert [each["guid"] for each in find(job=job["id"], outcome="errored")["results"]] == ["b"]
    assert [each["guid"] for each in find(source=NAME, rule="unknown-code")["results"]] == ["c"]
    assert [each["guid"] for each in find(source=NAME, q="甘蔗")["results"]] == ["a"]
    assert find(source=NAME, limit=1, offset=1)["results"][0]["guid"] == "b"
    assert find(source=NAME, limit=1)["count"] == 3


def test_strangers_find_records_of_public_datasets_without_what_was_raw(portal: Any, department: SmallDepartment) -> None:
    private = entry("https://in.example.gov.cn/b", "测试不公开表", accessLevel="non-public", description="联系 13812345678")
    department.serve_catalog([entry("https://in.example.gov.cn/a", "测试甘蔗表"), private, entry("c", "")])
    harvest(portal)
    anonymous = ckanapi.RemoteCKAN(portal.url)

    [found] = anonymous.action.gxdata_harvest_record_list(source=NAME)["results"]
    assert (found["title"], found["guid"]) == ("测试甘蔗表", "（地址略）")
    assert "findings" not in found
    with pytest.raises(ckanapi.NotAuthorized):
        anonymous.action.gxdata_harvest_record_show(source=NAME, guid="c")


def test_a_record_is_loaded_again_without_the_network(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    name = dataset(portal, "a")
    portal.admin().action.dataset_purge(id=name)
    department.requests.clear()

    job = portal.admin().action.gxdata_harvest_record_retry(source=NAME, guid="a")
    assert (job["kind"], job["status"], job["added"]) == ("retry", "finished", 1)
    assert portal.admin().action.package_show(id=name)["title"] == "测试甘蔗表"
    assert department.requests == []


def dataset(portal: Any, guid: str) -> str:
    return portal.admin().action.gxdata_harvest_record_show(source=NAME, guid=guid)["dataset"]


def test_a_second_run_writes_no_record_that_did_not_change(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    query = "SELECT xmin::text, guid FROM gxdata_harvest_record WHERE source_id = %s ORDER BY guid"
    source_id = portal.admin().action.gxdata_source_show(id=NAME)["id"]
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute(query, (source_id,))
        before = cursor.fetchall()
        connection.rollback()
        job = harvest(portal)
        cursor.execute(query, (source_id,))
        after = cursor.fetchall()

    assert (job["unchanged"], job["added"], job["updated"]) == (2, 0, 0)
    assert after == before


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_running_job_tells_how_far_it_is_and_can_be_stopped(portal: Any, department: SmallDepartment) -> None:
    department.serve_catalog([entry(f"k{number}", f"测试第 {number} 表") for number in range(MANY)])
    job = portal.admin().action.gxdata_harvest_run(id=NAME)

    def loading() -> Any:
        found = job_of(portal, job["id"])
        return found["progress"]["step"] == "入库" and found["progress"]["done"] and found

    progress = wait_for(loading)["progress"]
    with nothing_prepared(portal, job["id"]):
        assert progress["total"] == MANY
        assert portal.admin().action.gxdata_source_show(id=NAME)["state"] == "running"
        portal.admin().action.gxdata_harvest_cancel(id=job["id"])
        time.sleep(2)  # a run looks every second whether it is to stop
    stopped = wait_for(lambda: (found := job_of(portal, job["id"]))["status"] in OVER and found)

    assert stopped["status"] == "cancelled"
    assert 0 < stopped["added"] < MANY
    assert stopped["missing"] == 0
    rest = harvest(portal)
    assert (rest["status"], rest["added"], rest["added"] + stopped["added"]) == ("finished", rest["added"], MANY)


def test_what_a_killed_worker_left_is_finished_by_the_next_run_and_nothing_is_doubled(
    portal: Any, department: SmallDepartment
) -> None:
    addresses = [department.serve_file(f"/{number}.csv", f"年份,产量\n2023,{number}\n".encode()) for number in range(30)]
    department.serve_catalog([entry(f"w{n}", f"测试第 {n} 表", **table("表", url)) for n, url in enumerate(addresses)])
    department.pause = 0.5
    job = portal.admin().action.gxdata_harvest_run(id=NAME)

    def reached() -> bool:
        progress = job_of(portal, job["id"])["progress"]
        return progress["step"] == "读取" and progress["done"] >= 3

    wait_for(reached)
    psutil.Process(portal.pid_running(job["id"])).kill()
    killed = wait_for(lambda: (found := job_of(portal, job["id"]))["status"] in OVER and found)
    department.pause = 0.0
    landed = sum(bool(each["dataset"]) for each in records(portal))
    rest = harvest(portal)

    assert (killed["status"], "中断" in killed["message"]) == ("failed", True)
    assert landed == 0
    assert (rest["status"], rest["added"] + rest["updated"] + rest["unchanged"], rest["errored"]) == ("finished", 30, 0)
    assert len({each["dataset"] for each in records(portal)}) == len(records(portal)) == 30
    assert len([name for name in portal.admin().action.package_list() if name.startswith(f"{NAME}-")]) == 30
    assert harvest(portal)["unchanged"] == 30
    assert job_of(portal, job["id"])["finished"] is not None, "closed by the next run"


def records(portal: Any) -> list[dict[str, Any]]:
    return portal.admin().action.gxdata_harvest_record_list(source=NAME, limit=100)["results"]


def test_a_source_is_mapped_again_by_the_worker_without_the_network(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    department.requests.clear()
    queued = portal.admin().action.gxdata_harvest_replay(id=NAME)
    job = wait_for(lambda: (found := job_of(portal, queued["id"]))["status"] in OVER and found)

    assert (job["kind"], job["status"], job["unchanged"], job["updated"], job["missing"]) == ("replay", "finished", 2, 0, 0)
    assert department.requests == []


def test_mapping_again_writes_nothing_where_nothing_changes_and_tries_what_had_errored(
    portal: Any, department: SmallDepartment
) -> None:
    url = department.serve_file("/cane.csv", "年份,甘蔗产量\n2023,10456.7\n".encode())
    department.serve_catalog([entry("a", "测试甘蔗表", **table("甘蔗", url)), entry("b", ""), entry("c", "测试港口表")])
    assert harvest(portal)["errored"] == 1
    before = {guid: shown(portal, guid) for guid in ("a", "c")}
    record = portal.admin().action.gxdata_harvest_record_show(source=NAME, guid="c")
    job = replayed(portal)

    assert counted(job) == {"added": 0, "updated": 0, "unchanged": 2, "missing": 0, "deleted": 0, "errored": 1}
    assert {guid: shown(portal, guid) for guid in ("a", "c")} == before
    again = portal.admin().action.gxdata_harvest_record_show(source=NAME, guid="c")
    assert (again["outcome"], again["findings"]) == (record["outcome"], record["findings"])
    portal.admin().action.gxdata_source_update(id=NAME, defaults={"region": ["450100"]})
    assert counted(replayed(portal))["updated"] == 2
    assert counted(replayed(portal))["unchanged"] == 2
    portal.admin().action.dataset_purge(id=before["a"]["name"])
    assert (counted(again := replayed(portal))["added"], again["unchanged"]) == (1, 1)


def test_what_a_person_decided_still_holds_when_a_source_is_mapped_again(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    given = {"data_grade": "general", "general_level": "3", "reason": "经核对后由审核人决定"}
    portal.admin().action.gxdata_grading_review(id=shown(portal, "a")["name"], **given)
    for _ in range(2):
        assert replayed(portal)["errored"] == 0
        assert (shown(portal, "a")["general_level"], shown(portal, "a")["open_type"]) == ("3", "conditional")


def replayed(portal: Any) -> dict[str, Any]:
    queued = portal.admin().action.gxdata_harvest_replay(id=NAME)
    return wait_for(lambda: (found := job_of(portal, queued["id"]))["status"] in OVER and found)


def counted(job: dict[str, Any]) -> dict[str, int]:
    return {name: job[name] for name in ("added", "updated", "unchanged", "missing", "deleted", "errored")}


def shown(portal: Any, guid: str) -> dict[str, Any]:
    return portal.admin().action.package_show(id=dataset(portal, guid))


def test_editors_see_records_and_do_not_run_the_source(portal: Any, department: SmallDepartment) -> None:
    job = harvest(portal)
    editor = member(portal, "runs-editor", "editor")

    assert editor.action.gxdata_harvest_record_show(source=NAME, guid="a")["raw"]["title"] == "测试甘蔗表"
    for action, given in (
        ("gxdata_harvest_run", {"id": NAME}),
        ("gxdata_harvest_replay", {"id": NAME}),
        ("gxdata_harvest_cancel", {"id": job["id"]}),
        ("gxdata_harvest_record_retry", {"source": NAME, "guid": "a"}),
        ("gxdata_source_update", {"id": NAME, "schedule": "daily"}),
    ):
        with pytest.raises(ckanapi.NotAuthorized):
            editor.call_action(action, given)
    assert "url" not in editor.action.gxdata_source_show(id=NAME)


def test_problems_are_ranked_by_the_records_they_hit(portal: Any, department: SmallDepartment) -> None:
    unknown = [entry(f"u{number}", f"测试未知周期 {number} 号表", accrualPeriodicity=f"逢{number}") for number in range(3)]
    department.serve_catalog([*unknown, entry("x", "")])
    problems = harvest(portal)["problems"]

    assert (problems[0]["rule"], problems[0]["severity"], problems[0]["records"]) == ("missing-title", "error", 1)
    [code] = [each for each in problems if each["rule"] == "unknown-code"]
    assert code["records"] == 3
    assert "“…”" in code["message"]
    assert "逢" not in code["message"]
    assert "“更新周期”" in code["message"], "what is the same in all records is told"
    assert code["examples"][0]["guid"] == "u0"


def test_the_trend_has_the_last_runs(portal: Any, department: SmallDepartment) -> None:
    harvest(portal)
    trend = harvest(portal)["trend"]

    assert [(each["added"], each["unchanged"], each["status"]) for each in trend] == [(0, 2, "finished"), (2, 0, "finished")]
    listed = {source["name"]: source["trend"] for source in ckanapi.RemoteCKAN(portal.url).action.gxdata_source_list()}
    assert listed[NAME] == trend, "the list of all sources has it too"


def test_a_listing_that_is_not_whole_makes_nothing_missing(portal: Any, department: SmallDepartment) -> None:
    options = {"list": {"path": "/list", "items": "data", "id": "id", "total": "total"}}
    portal.admin().action.gxdata_source_delete(id=NAME)
    rows = [{"id": str(number), "title": f"测试第 {number} 条"} for number in range(3)]
    department.answers["/list"] = ("application/json", json.dumps({"data": rows, "total": 3}).encode())
    base = department.url.removesuffix("/data.json")
    register(portal, department, kind="json_catalog", url=base, options=options, mapping="dcat")
    assert harvest(portal)["added"] == 3
    department.answers["/list"] = ("application/json", json.dumps({"data": rows[:1], "total": 3}).encode())
    job = harvest(portal)

    assert job["missing"] == 0
    rules = {finding["rule"] for finding in job["findings"]}
    assert {"listing-incomplete", "not-proven-whole"} <= rules
    assert (job["errored"], job["status"]) == (0, "partial"), "a listing costs no record"
    assert job["message"] == "目录没有取全：目录称有 3 条，只取到 1 条不同的记录；其余已入库"
    assert {each["records"] for each in job["problems"] if each["rule"] in ("listing-incomplete", "not-proven-whole")} == {0}
    assert harvest_by_command(portal, NAME)["exit_code"] == 2


# ── dry run ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dry_run_shows_what_would_be_taken_and_stores_nothing(portal: Any, department: SmallDepartment) -> None:
    unknown = entry("c", "测试未知周期", accrualPeriodicity="逢五逢十")
    department.serve_catalog([entry("a", "测试甘蔗表"), entry("b", ""), unknown])
    answer = portal.admin().action.gxdata_source_check(id=NAME)

    assert (answer["reachable"], answer["kind"], answer["seen"], answer["stopped"]) == (True, "dcat", 3, "")
    assert answer["mapped"][0]["raw"]["title"] == answer["mapped"][0]["mapped"]["title"] == "测试甘蔗表"
    assert answer["mapped"][1]["mapped"] == {}
    assert answer["problems"][0]["rule"] == "missing-title"
    assert answer["sample"]["guid"] == "a"
    assert portal.admin().action.gxdata_harvest_record_list(source=NAME)["count"] == 0


def test_an_address_is_recognised_by_what_it_holds(portal: Any, department: SmallDepartment) -> None:
    answer = portal.admin().action.gxdata_source_check(url=department.url, allow=[department.allow])

    assert answer["kind"] == "dcat"
    assert "data.json" in answer["recognised"]
    assert [each["guid"] for each in answer["mapped"]] == ["a", "b"]


def test_a_file_is_tried_by_the_editors_of_its_department(portal: Any, department: SmallDepartment) -> None:
    editor = member(portal, "runs-editor", "editor")
    file = io.BytesIO(department.answers["/data.json"][1])
    file.name = "data.json"
    answer = editor.action.gxdata_source_check(upload=file, organization=ORGANIZATION)

    assert (answer["kind"], answer["seen"]) == ("dcat", 2)
    with pytest.raises(ckanapi.NotAuthorized):
        editor.action.gxdata_source_check(url=department.url, allow=[department.allow])
    assert editor.action.gxdata_source_check(id=NAME)["seen"] == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("options", [1]), ("options", {"timeout_seconds": "x"}), ("defaults", "x"), ("allow", 5), ("allow", [5]), ("limit", "x")],
)
def test_a_setting_of_a_wrong_type_is_refused_or_told(portal: Any, department: SmallDepartment, field: str, value: Any) -> None:
    given = {"url": department.url, "allow": [department.allow], field: value}
    try:
        answer = portal.admin().action.gxdata_source_check(**given)
    except ckanapi.ValidationError as refused:
        assert field in refused.error_dict
    else:
        assert answer["stopped"] == "error"


def test_an_address_that_does_not_answer_is_a_finding_in_chinese(portal: Any, department: SmallDepartment) -> None:
    answer = portal.admin().action.gxdata_source_check(url="http://127.0.0.1:9/data.json", allow=["127.0.0.1:9"])

    assert answer["reachable"] is False
    assert "连接" in answer["problems"][0]["message"]


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_is_never_answered_and_reaches_the_system(portal: Any, department: SmallDepartment) -> None:
    admin = portal.admin()
    answer = admin.action.gxdata_source_update(id=NAME, secret="Bearer qz-secret", options={"secret_header": "X-Token"})

    assert answer["has_secret"] is True
    assert "qz-secret" not in json.dumps(admin.action.gxdata_source_show(id=NAME))
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM gxdata_source WHERE name = %s", (NAME,))
        assert "qz-secret" not in cursor.fetchone()[0]
    assert harvest(portal)["status"] == "finished"
    assert department.headers[-1]["X-Token"] == "Bearer qz-secret"
    assert admin.action.gxdata_source_update(id=NAME, secret="", title="x")["has_secret"] is True
    assert admin.action.gxdata_source_update(id=NAME, clear_secret=True)["has_secret"] is False


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("schedule", "every day", "cron"),
        ("notify_email", "not-an-address", "邮箱"),
        ("notify_webhook", "ftp://example.org/", "网址"),
        ("profile", "no-such-profile", "no-such-profile"),
        ("defaults", {"no_such_field": "x"}, "no_such_field"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_at_its_field(
    portal: Any, department: SmallDepartment, field: str, value: Any, words: str
) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        portal.admin().action.gxdata_source_update(id=NAME, **{field: value})
    assert words in json.dumps(refused.value.error_dict[field], ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "words"), [("check", "“check”是平台自己的页面地址"), ("job", "“job”是平台自己的页面地址"), ("new", "这个名称不能用")]
)
def test_a_name_that_is_a_page_is_refused_in_chinese(portal: Any, name: str, words: str) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        portal.admin().action.gxdata_source_create(
            name=name, kind="dcat", url="http://example.com/data.json", organization=ORGANIZATION
        )
    [told] = refused.value.error_dict["name"]
    assert words in told


def test_a_source_whose_mapping_is_gone_can_be_told_when_to_run_and_says_what_is_missing(
    portal: Any, department: SmallDepartment
) -> None:
    assert harvest(portal)["status"] == "finished"
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE gxdata_source SET mapping = 'gone' WHERE name = %s", (NAME,))
        connection.commit()
    admin = portal.admin()
    settings = admin.action.gxdata_source_show(id=NAME)

    assert admin.action.gxdata_source_update(id=NAME, schedule="daily", notify_email="sjk@example.org")["schedule"] == "daily"
    whole = {name: settings[name] for name in ("kind", "url", "mapping", "options", "allow", "profile", "defaults")}
    assert admin.action.gxdata_source_update(id=NAME, **whole, title="新标题")["title"] == "新标题"
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.gxdata_source_update(id=NAME, options={"timeout_seconds": 5})
    assert "gone" in refused.value.error_dict["mapping"][0]
    job = harvest(portal)
    assert (job["status"], job["findings"][0]["hint"].startswith("现有：")) == ("failed", True)
    assert job["message"] == "没有名为“gone”的映射"
    assert "dcat" in job["findings"][0]["hint"]
    assert [each["mapping"] for each in admin.action.gxdata_source_list() if each["name"] == NAME] == ["gone"]
    record = admin.action.gxdata_harvest_record_show(source=NAME, guid="a")
    assert (record["raw"]["title"], record["mapped"]) == ("测试甘蔗表", {})
    assert admin.action.gxdata_lineage_show(id=record["dataset"])["source"]["name"] == NAME
    assert httpx.get(f"{portal.url}/harvest/{NAME}").status_code == 200


def test_a_department_runs_its_source_and_sets_its_schedule_but_not_its_address(
    portal: Any, department: SmallDepartment
) -> None:
    own = member(portal, "runs-admin", "admin")
    changed = own.action.gxdata_source_update(id=NAME, schedule="daily", notify_email="sjk@example.org")

    assert changed["schedule"] == "daily"
    assert changed["next_run"].endswith("18:17:00+00:00")
    for refused in ({"url": "http://example.org/"}, {"allow": ["10.0.0.1:80"]}, {"secret": "x"}, {"options": {}}):
        with pytest.raises(ckanapi.NotAuthorized):
            own.action.gxdata_source_update(id=NAME, **refused)
    assert own.action.gxdata_harvest_run(id=NAME)["status"] == "queued"
    wait_for(lambda: own.action.gxdata_source_show(id=NAME)["state"] == "idle")


def test_a_due_source_is_run_by_the_clock_and_a_paused_one_is_not(portal: Any, department: SmallDepartment) -> None:
    psutil.Process(portal.pid("clock")).kill()  # what it has armed outlives it
    portal.admin().action.gxdata_source_update(id=NAME, schedule="hourly")
    lost = left_behind(portal)
    due(portal)
    job = wait_for(lambda: portal.admin().action.gxdata_source_show(id=NAME)["last_job"], 120)
    assert job["kind"] == "harvest"
    wait_for(lambda: portal.admin().action.gxdata_source_show(id=NAME)["state"] == "idle")
    assert portal.admin().action.gxdata_source_show(id=NAME)["next_run"] > time.strftime("%Y-%m-%dT%H:%M")
    assert lost() == ["failed", "failed"]

    paused = portal.admin().action.gxdata_source_update(id=NAME, active=False)
    assert (paused["state"], paused["next_run"]) == ("paused", None)
    portal.admin().action.gxdata_source_delete(id=f"{NAME}-lost")


def left_behind(portal: Any) -> Callable[[], list[str]]:
    """Another source with a job whose process was killed, and one that the queue has lost; answers what they are now."""
    made = portal.admin().action.gxdata_source_create(
        name=f"{NAME}-lost", kind="dcat", url="http://127.0.0.1:9/data.json", organization=ORGANIZATION
    )
    counts = ("seen", "added", "updated", "unchanged", "missing", "deleted", "errored")
    query = f"INSERT INTO gxdata_harvest_job (id, source_id, status, created, message, {', '.join(counts)})"
    query += f" VALUES (%s, %s, %s, now() - interval '1 hour', '', {', '.join('0' for _ in counts)})"
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        for status in ("running", "queued"):
            cursor.execute(query, (f"{made['id']}-{status}", made["id"], status))
        connection.commit()

    def statuses() -> list[str]:
        with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT status FROM gxdata_harvest_job WHERE source_id = %s", (made["id"],))
            return [status for (status,) in cursor.fetchall()]

    return statuses


def due(portal: Any) -> None:
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE gxdata_source SET next_run = now() - interval '3 hours' WHERE name = %s", (NAME,))
        connection.commit()


def test_the_command_tries_a_file_an_address_and_a_source(portal: Any, department: SmallDepartment, tmp_path: Path) -> None:
    file = tmp_path / "data.json"
    file.write_bytes(department.answers["/data.json"][1])
    of_file = portal.ckan("gxdata", "source", "check", str(file), "--json")
    of_address = portal.ckan("gxdata", "source", "check", department.url, "--allow", department.allow)
    nowhere = portal.ckan("gxdata", "source", "check", "no-such-source", check=False)

    assert json.loads(of_file.stdout)["mapped"][0]["mapped"]["title"] == "测试甘蔗表"
    assert "全部读取 2 条，类型 dcat" in of_address.stdout
    assert (nowhere.returncode, "no-such-source" in nowhere.stderr) == (1, True)


def test_a_source_file_needs_little_more_than_its_profile(portal: Any, tmp_path: Path) -> None:
    file, secret = tmp_path / "x.yaml", tmp_path / "secret"
    file.write_text("profile: guizhou\nurl: https://data.example.gov.cn\norganization: gx-jtt\nschedule: 30 3 * * 1\n")
    secret.write_text("Bearer qz-secret\n")
    portal.ckan("gxdata", "source", "add", NAME, "--config", str(file), "--secret-file", str(secret))
    shown = portal.admin().action.gxdata_source_show(id=NAME)
    portal.admin().action.gxdata_source_delete(id=NAME)

    assert (shown["kind"], shown["mapping"], shown["profile"]) == ("json_catalog", "family-guizhou", "guizhou")
    assert shown["options"]["list"]["path"] == "/api/search/data/getDataDirectoryListByParams"
    assert (shown["schedule"], shown["has_secret"]) == ("30 3 * * 1", True)


# ── a hostile system ─────────────────────────────────────────────────────────────────────────────────────────────────

PAGING = {"style": "page", "parameter": "page", "size": 10}


@pytest.fixture
def hostile(portal: Any) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Harvests one behaviour after the other as the same source, whose 10 records had landed before."""
    with hostile_department() as running:
        settings = {"kind": "json_catalog", "mapping": "family-guizhou", "url": running.url, "allow": list(running.allow)}
        portal.admin().action.gxdata_source_create(
            name=NAME, organization=ORGANIZATION, options=listing("/no-total", {"style": "none"}), **settings
        )

        def harvest_of(path: str) -> dict[str, Any]:
            portal.admin().action.gxdata_source_update(id=NAME, options=listing(path, PAGING))
            return harvest(portal)

        assert harvest(portal)["added"] == 10
        yield harvest_of
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def listing(path: str, paging: dict[str, Any]) -> dict[str, Any]:
    called = {"path": path, "items": "data", "id": "id", "total": "total"}
    return {"list": called, "ok": {"path": "code", "equals": 200}, "paging": paging, "tries": 1, "timeout_seconds": 3}


def test_whatever_a_system_does_the_job_ends_with_a_report_and_nothing_is_lost(
    portal: Any, hostile: Callable[[str], dict[str, Any]]
) -> None:
    ended = {path: hostile(path) for path in HOSTILE}
    reports = {path: (job["status"], job["missing"], job["findings"][0]["rule"]) for path, job in ended.items()}

    assert reports == HOSTILE
    assert all(finding["message"] and "Traceback" not in finding["message"] for job in ended.values() for finding in job["findings"])
    found = {each["guid"]: each for each in portal.admin().action.gxdata_harvest_record_list(source=NAME, limit=100)["results"]}
    landed = [found[f"45000-{number:04d}"] for number in range(1, 11)]
    assert {each["guid"]: each["state"] for each in landed if each["state"] != "loaded"} == {"45000-0004": "errored"}
    assert all(is_active(portal, each["dataset"]) for each in landed)


HOSTILE = {
    "/login-page": ("failed", 0, "html-instead-of-json"),
    "/login-page-later": ("partial", 0, "listing-incomplete"),
    "/always-502": ("failed", 0, "http-status"),
    "/error-in-200": ("failed", 0, "not-ok"),
    "/drip": ("failed", 0, "timeout"),
    "/bomb": ("failed", 0, "too-large"),
    "/first-page-for-ever": ("partial", 0, "repeating-page"),
    "/too-few": ("partial", 0, "listing-incomplete"),
    "/odd-records": ("partial", 0, "duplicate-guid"),
}


def test_the_records_of_a_listing_without_end_land_though_its_job_fails(portal: Any) -> None:
    options = listing("/new-rows-for-ever", {**PAGING, "max_pages": 3})
    with hostile_department() as running:
        settings = {"kind": "json_catalog", "mapping": "family-guizhou", "url": running.url, "allow": list(running.allow)}
        portal.admin().action.gxdata_source_create(name=NAME, organization=ORGANIZATION, options=options, **settings)
        try:
            first, again = harvest(portal), harvest(portal)
        finally:
            portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)

    assert [(job["status"], job["added"], job["unchanged"], job["missing"]) for job in (first, again)] == [
        ("failed", 6, 0, 0),
        ("failed", 0, 6, 0),
    ]
    assert "too-many-pages" in {finding["rule"] for finding in first["findings"]}


def is_active(portal: Any, name: str) -> bool:
    return portal.admin().action.package_show(id=name)["state"] == "active"


# ── notices and lineage ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_failure_is_told_once_and_so_is_that_it_works_again(portal: Any, department: SmallDepartment) -> None:
    with small_department() as receiver:
        receiver.answers["/hook"] = ("text/plain", b"ok")
        hook, allow = f"http://127.0.0.1:{receiver.port}/hook", [department.allow, receiver.allow]
        portal.admin().action.gxdata_source_update(id=NAME, notify_webhook=hook, allow=allow)
        good = department.answers.pop("/data.json")
        ended = [harvest(portal), harvest(portal)]
        department.answers["/data.json"] = good
        ended.append(harvest(portal))
        wait_for(lambda: len(receiver.posted) >= 2)

    assert [job["status"] for job in ended] == ["failed", "failed", "finished"], ended[-1]["message"]
    assert [json.loads(body)["event"] for body in receiver.posted] == ["failed", "recovered"]
    told = json.loads(receiver.posted[0])
    assert "127.0.0.1" not in json.dumps({**told, "url": ""})
    assert told["url"] == f"{portal.url}/harvest/job/{told['job_id']}"


def test_the_way_of_a_dataset_is_told_from_record_to_catalog(portal: Any, department: SmallDepartment) -> None:
    department.serve_catalog([entry("a", "测试甘蔗表", accrualPeriodicity="逢五逢十"), entry("b", "测试港口表")])
    job = harvest(portal)
    name = dataset(portal, "a")
    lineage = portal.admin().action.gxdata_lineage_show(id=name)

    assert (lineage["source"]["name"], lineage["record"]["guid"]) == (NAME, "a")
    assert [step["step"] for step in lineage["steps"]] == ["extract", "stage", "map", "check", "grade", "publish"]
    assert {step["job_id"] for step in lineage["steps"]} == {job["id"]}
    fields = {each["field"]: each for each in lineage["steps"][2]["fields"]}
    assert fields["update_frequency"]["raw"] == "逢五逢十"
    public = ckanapi.RemoteCKAN(portal.url).action.gxdata_lineage_show(id=name)
    assert all("raw" not in each for each in public["steps"][2]["fields"])


def test_a_source_is_tried_once_at_a_time_and_two_at_most_in_all(portal: Any, department: SmallDepartment) -> None:
    source_id = portal.admin().action.gxdata_source_show(id=NAME)["id"]
    editor = member(portal, "runs-editor", "editor")

    for taken in ([f"source:{source_id}"], ["user:runs-editor"], ["place:0", "place:1"]):
        with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
            for what in taken:
                cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", (0x6779, what))
            with pytest.raises(ckanapi.ValidationError) as refused:
                editor.action.gxdata_source_check(id=NAME)
        [told] = refused.value.error_dict["id"]
        assert "正在试读" in told
        assert "稍后再试" in told
    assert editor.action.gxdata_source_check(id=NAME)["seen"] == 2
    assert editor.action.gxdata_source_check(id=NAME)["seen"] == 2, "the places are given back"


def test_a_run_that_is_refused_and_a_retry_do_not_hide_how_the_source_is(portal: Any, department: SmallDepartment) -> None:
    department.serve_catalog([entry("a", "测试甘蔗表"), entry("b", "")])
    ran = harvest(portal)
    source_id = portal.admin().action.gxdata_source_show(id=NAME)["id"]
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", (0x6778, source_id))
        command = harvest_by_command(portal, NAME)

    assert (command["status"], command["exit_code"]) == ("failed", 1)
    assert portal.admin().action.gxdata_harvest_record_retry(source=NAME, guid="a")["status"] == "finished"
    source = portal.admin().action.gxdata_source_show(id=NAME)
    assert (source["state"], source["last_job"]["id"], source["last_job"]["status"]) == ("idle", ran["id"], "partial")
    assert [(each["id"], each["kind"]) for each in source["trend"] if each["kind"] != "retry"] == [(ran["id"], "harvest")]


def test_where_half_of_the_records_vanish_the_run_says_so_once_and_deletes_nothing(
    portal: Any, department: SmallDepartment
) -> None:
    department.serve_catalog([entry(f"v{number}", f"测试第 {number} 表") for number in range(10)])
    assert harvest(portal)["added"] == 10
    department.serve_catalog([entry(f"v{number}", f"测试第 {number} 表") for number in range(5)])
    job, again = harvest(portal), harvest(portal)

    assert (job["status"], job["missing"], job["deleted"]) == ("partial", 0, 0)
    assert job["message"].startswith("上次列出的 10 条记录中有 5 条这次没有列出；先不当作撤下，数据集照旧保留，没有删除")
    assert [(each["severity"], each["records"]) for each in job["problems"] if each["rule"] == "many-missing"] == [("warning", 0)]
    assert (again["status"], again["missing"]) == ("finished", 0), "in quarantine until a person looked"


def test_a_job_gives_way_to_the_answering_of_people(portal: Any) -> None:
    address = f"redis://:{portal.secrets['valkey']}@127.0.0.1:{portal.ports['valkey']}/0"
    with closing(redis.Redis.from_url(address)) as connection:
        asked = rq.Queue("ckan:gxdata:default", connection=connection).enqueue("os.getpriority", os.PRIO_PROCESS, 0)

        assert wait_for(lambda: asked.return_value(refresh=True)) == os.getpriority(os.PRIO_PROCESS, portal.pid("portal")) + 10
