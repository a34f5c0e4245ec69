"""What a mapping did not know is asked, a person's answer becomes a line of it, and replay applies it without the network."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import ckanapi
import psycopg2
import pytest

from ckanext.gxdata import rulebook
from tests.fixtures.small_department import SmallDepartment, small_department
from tests.integration.test_harvest import database_url, wait_for
from tests.portal import ROOT

NAME = "test-mapping"
OPTIONS = {"list": {"path": "/list", "items": "rows", "id": "id"}}


def row(guid: str, **details: Any) -> dict[str, Any]:
    common = {"开放类型": "无条件开放", "重点领域": "农业农村", "数据更新时间": "2024-01-01"}
    return {"id": guid, "title": f"测试映射{guid}表", "details": {**common, **details}}


def serve(department: SmallDepartment, rows: list[dict[str, Any]]) -> None:
    department.answers["/list"] = ("application/json", json.dumps({"rows": rows}).encode())


ROWS = [
    row("a", 更新频率="6", 归口时间="2023年6月15日"),
    row("b", 更新频率="６", 归口时间="2023-06-16"),
    row("c", 更新频率="每年", 浏览次="12"),
]


@pytest.fixture(scope="module")
def harvested(portal: Any) -> Iterator[SmallDepartment]:
    """Harvested once; what a test answers is taken back after it. The tests that map again stand last."""
    with small_department() as running:
        serve(running, ROWS)
        portal.admin().action.gxdata_source_create(
            name=NAME,
            kind="json_catalog",
            url=f"http://127.0.0.1:{running.port}",
            organization="gx-jtt",
            mapping="oportal_html",
            options=OPTIONS,
            allow=[running.allow],
        )
        assert run(portal, "gxdata_harvest_run")["status"] == "finished"
        yield running
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


@pytest.fixture
def department(portal: Any, harvested: SmallDepartment) -> Iterator[SmallDepartment]:
    yield harvested
    action = portal.admin().action
    for line in action.gxdata_mapping_line_list(source=NAME):
        action.gxdata_mapping_line_delete(id=line["id"])


def run(portal: Any, action: str) -> dict[str, Any]:
    """By the portal's worker, to its end."""
    job = portal.admin().call_action(action, {"id": NAME})
    for _ in range(600):
        shown = portal.admin().action.gxdata_harvest_job_show(id=job["id"])
        if shown["status"] not in ("queued", "running"):
            return dict(shown)
        time.sleep(0.2)
    raise AssertionError("the run does not end")


def questions(portal: Any) -> dict[str, dict[str, Any]]:
    return {asked["value"]: asked for asked in portal.admin().action.gxdata_mapping_question_list(source=NAME)}


def answer(portal: Any, kind: str, value: str, target: str, **more: str) -> dict[str, Any]:
    given = {"source": NAME, "kind": kind, "value": value, "target": target, **more}
    return dict(portal.admin().action.gxdata_mapping_line_create(**given))


def dataset(portal: Any, guid: str) -> dict[str, Any]:
    [found] = portal.admin().action.package_search(fq=f'source_identifier:"{guid}"', include_private=True)["results"]
    return dict(found)


def test_what_the_mapping_did_not_know_is_asked_with_counts_examples_and_suggestions(
    portal: Any, department: SmallDepartment
) -> None:
    asked = questions(portal)

    assert list(asked) == ["6", "归口时间", "浏览次"] or list(asked) == ["归口时间", "6", "浏览次"]
    number = asked["6"]
    assert (number["kind"], number["field"], number["field_title"], number["code_list"]) == (
        "code", "update_frequency", "更新周期", "update_frequency",
    )  # fmt: skip
    assert (number["records"], number["examples"]) == (2, ["a", "b"])
    assert {each["id"] for each in number["suggestions"]} < {each["id"] for each in number["choices"]}
    assert len(number["suggestions"]) == 5
    moment = asked["归口时间"]
    assert (moment["kind"], moment["field"], moment["records"], moment["sample"]) == ("label", "", 2, "2023年6月15日")
    assert {each["id"] for each in moment["suggestions"][:2]} == {"publish_time", "update_time"}
    assert moment["suggestions"][0]["title"] in ("发布日期", "更新时间")
    assert len(moment["choices"]) == 15


def test_an_answer_given_again_replaces_the_first_and_may_be_taken_back(
    portal: Any, department: SmallDepartment
) -> None:
    first = answer(portal, "code", "6", "half_yearly", field="update_frequency")
    second = answer(portal, "code", "６", "每年", field="update_frequency")

    admin = portal.admin().action
    assert (first["id"], second["target"]) == (second["id"], "yearly")
    assert [line["target"] for line in admin.gxdata_mapping_line_list(source=NAME)] == ["yearly"]
    assert admin.gxdata_mapping_line_delete(id=first["id"])["value"] == "6"
    assert admin.gxdata_mapping_line_list(source=NAME) == []
    assert "6" in questions(portal)


def test_of_two_who_answer_at_the_same_moment_the_later_one_replaces_the_first(
    portal: Any, department: SmallDepartment
) -> None:
    source_id = portal.admin().action.gxdata_source_show(id=NAME)["id"]
    with closing(psycopg2.connect(database_url(portal))) as other, other.cursor() as cursor, ThreadPoolExecutor() as pool:
        cursor.execute("SELECT id FROM gxdata_source WHERE id = %s FOR NO KEY UPDATE", (source_id,))
        columns = "(id, source_id, kind, field, value, target, author, created)"
        line = "('first', %s, 'code', 'update_frequency', '6', 'yearly', '', now())"
        cursor.execute(f"INSERT INTO gxdata_mapping_line {columns} VALUES {line}", (source_id,))
        later = pool.submit(answer, portal, "code", "6", "half_yearly", field="update_frequency")
        wait_for(lambda: is_waited_for(portal, other.info.backend_pid))
        other.commit()

        assert (later.result()["id"], later.result()["target"]) == ("first", "half_yearly")
    assert [each["target"] for each in portal.admin().action.gxdata_mapping_line_list(source=NAME)] == ["half_yearly"]


def is_waited_for(portal: Any, process: int) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute(query, (process,))
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("given", "argument", "words"),
    [
        (
            {"kind": "code", "field": "update_frequency", "value": "6", "target": "每半月"},
            "target",
            "每半年（half_yearly）",
        ),
        ({"kind": "code", "field": "title", "value": "6", "target": "yearly"}, "field", "update_frequency（更新周期）"),
        ({"kind": "label", "value": "归口时间", "target": "归口"}, "target", "发布日期（publish_time）"),
        ({"kind": "label", "field": "issued", "value": "归口时间", "target": "publish_time"}, "field", "target"),
        ({"kind": "rule", "value": "归口时间", "target": "x"}, "kind", "rule"),
        ({"kind": "label", "value": " ", "target": ""}, "value", "200"),
        ({"kind": "label", "value": "x" * 201, "target": ""}, "value", "200"),
        ({"kind": "label", "value": "x", "target": ["a"]}, "target", "文字"),
        ({"kind": "label", "value": "x", "target": "", "note": "y"}, "note", "note"),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused_with_the_near_ones(
    portal: Any, department: SmallDepartment, given: dict[str, Any], argument: str, words: str
) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        portal.admin().action.gxdata_mapping_line_create(source=NAME, **given)

    assert words in str(refused.value.error_dict[argument])


def test_questions_and_answers_are_for_the_department_only(portal: Any, department: SmallDepartment) -> None:
    line = answer(portal, "label", "浏览次", "")
    anybody = ckanapi.RemoteCKAN(portal.url).action

    for ask in (anybody.gxdata_mapping_question_list, anybody.gxdata_mapping_line_list, anybody.gxdata_mapping_show):
        with pytest.raises(ckanapi.NotAuthorized):
            ask(source=NAME)
    with pytest.raises(ckanapi.NotAuthorized):
        anybody.gxdata_mapping_line_create(source=NAME, kind="label", value="浏览次", target="")
    with pytest.raises(ckanapi.NotAuthorized):
        anybody.gxdata_mapping_line_delete(id=line["id"])


def test_an_answer_that_the_mapping_no_longer_takes_fails_the_run_by_name_and_can_be_taken_back(
    portal: Any, department: SmallDepartment
) -> None:
    action = portal.admin().action
    line = answer(portal, "code", "三农", "agri_industry", field="theme")
    action.gxdata_source_update(id=NAME, mapping="gx-nynct")  # there the theme is a constant
    try:
        failed = run(portal, "gxdata_harvest_replay")
        assert failed["status"] == "failed"
        assert "映射回答“theme 三农 → agri_industry”不可用" in failed["message"]
        assert "6" in questions(portal)
        with pytest.raises(ckanapi.ValidationError, match="theme"):
            action.gxdata_mapping_show(source=NAME)
        assert action.gxdata_mapping_line_delete(id=line["id"])["value"] == "三农"
    finally:
        action.gxdata_source_update(id=NAME, mapping="oportal_html")


def test_the_same_from_the_command_line_and_the_mapping_with_its_answers_is_a_file(
    portal: Any, department: SmallDepartment, tmp_path: Path
) -> None:
    listed = portal.ckan("gxdata", "mapping", "questions", NAME).stdout
    assert "update_frequency“6”  2 条" in listed
    assert "栏目“归口时间”  2 条  可能是：更新时间（update_time）、发布日期（publish_time）" in listed
    said = portal.ckan("gxdata", "mapping", "answer", NAME, "update_frequency", "6", "half_yearly").stdout
    assert "涉及 2 条记录" in said
    answer(portal, "label", "浏览次", "")
    refused = portal.ckan("gxdata", "mapping", "answer", NAME, "update_frequency", "6", "每半月", check=False)
    assert (refused.returncode, "每半年（half_yearly）" in refused.stderr) == (1, True)

    path = tmp_path / "exported.yaml"
    path.write_text(portal.ckan("gxdata", "mapping", "export", NAME).stdout, encoding="utf-8")
    mapping = rulebook.read_mapping(path, rulebook.load(ROOT / "config"))
    [frequency] = [rule for rule in mapping.fields if rule.name == "update_frequency"]
    assert frequency.codes == {"6": "half_yearly"}
    assert mapping.reading.labels.own["浏览次"] == ""


def test_an_answer_is_applied_by_replay_while_the_department_is_not_reachable(
    portal: Any, department: SmallDepartment
) -> None:
    before = dataset(portal, "c")
    assert dataset(portal, "a")["update_frequency"] == "other"
    assert dataset(portal, "a").get("issued", "") != "2023-06-15"
    code = answer(portal, "code", "6", "half_yearly", field="update_frequency")
    label = answer(portal, "label", "归口时间：", "发布日期")
    nothing = answer(portal, "label", "浏览次", "")

    assert (code["target"], code["records"]) == ("half_yearly", 2)
    assert (label["target"], label["records"], nothing["target"], nothing["records"]) == ("publish_time", 2, "", 1)
    assert questions(portal) == {}, "what is answered is not asked, though nothing was mapped again yet"
    department.requests.clear()
    department.answers.clear()
    job = run(portal, "gxdata_harvest_replay")
    assert (job["status"], job["updated"], job["unchanged"]) == ("finished", 2, 1)
    assert department.requests == []
    for guid, day in (("a", "2023-06-15"), ("b", "2023-06-16")):
        landed = dataset(portal, guid)
        assert (landed["update_frequency"], landed["issued"]) == ("half_yearly", day)
    assert dataset(portal, "a")["source_values"]["update_frequency"] == "6"
    assert dataset(portal, "a")["source_values"]["issued.label"] == "归口时间"
    assert questions(portal) == {}
    assert dataset(portal, "c") == before


def test_an_answer_takes_effect_at_the_next_harvest_though_nothing_changed_there(
    portal: Any, department: SmallDepartment
) -> None:
    serve(department, ROWS)
    assert run(portal, "gxdata_harvest_run")["status"] == "finished"
    code = answer(portal, "code", "6", "yearly", field="update_frequency")
    modified = dataset(portal, "c")["metadata_modified"]

    job = run(portal, "gxdata_harvest_run")
    assert (job["status"], job["added"], job["updated"], job["unchanged"]) == ("finished", 0, 2, 1)
    assert [dataset(portal, guid)["update_frequency"] for guid in "abc"] == ["yearly", "yearly", "yearly"]
    assert dataset(portal, "c")["metadata_modified"] == modified
    job = run(portal, "gxdata_harvest_run")
    assert (job["updated"], job["unchanged"]) == (0, 3)

    portal.admin().action.gxdata_mapping_line_delete(id=code["id"])
    job = run(portal, "gxdata_harvest_run")
    assert (job["updated"], job["unchanged"], dataset(portal, "a")["update_frequency"]) == (2, 1, "other")


def test_an_answer_reaches_what_the_next_harvest_does_not_read(portal: Any, department: SmallDepartment) -> None:
    serve(department, ROWS)
    run(portal, "gxdata_harvest_run")
    serve(department, ROWS[1:])
    answer(portal, "code", "6", "yearly", field="update_frequency")

    job = run(portal, "gxdata_harvest_run")
    if job["missing"]:
        serve(department, ROWS)
        run(portal, "gxdata_harvest_run")
    assert dataset(portal, "a")["update_frequency"] == "yearly"
