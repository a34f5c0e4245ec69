"""Datasets that were stored before the rules became stricter: found, raised, taken out of the catalog; never lowered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import ckanapi
import psycopg2
import pytest

from tests.integration.test_catalog import DATASET
from tests.integration.test_gate import HIDDEN, PEOPLE, PEOPLE_SCHEMA, PLAIN, people
from tests.integration.test_harvest import database_url

__all__ = ["people"]  # a fixture
NAME = "test-recheck"
CONDITIONAL = {"open_type": "conditional", "open_condition": ["application"], "general_level": "4"}
OPEN = {
    **DATASET,
    "name": NAME,
    "title": "测试核查",
    "resources": [PLAIN, {**PEOPLE, "schema": PEOPLE_SCHEMA}],
    **CONDITIONAL,
}


@pytest.fixture
def admin(portal: Any) -> Iterator[ckanapi.RemoteCKAN]:
    client = portal.admin()
    yield client
    with pytest.raises((ckanapi.NotFound, StopIteration)):
        client.action.dataset_purge(id=NAME)
        raise StopIteration


def slip_in(portal: Any, **fields: str) -> None:
    """Stores fields past the gate, as they were when rules were milder."""
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE package SET extras = extras || %s::jsonb WHERE name = %s", (json.dumps(fields), NAME))
        connection.commit()


def check(portal: Any, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit code, and what is said of the dataset of this test."""
    done = portal.ckan("gxdata", "grading", "check", "--json", *options, check=False)
    entries = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.returncode, {entry["name"]: entry for entry in entries}.get(NAME, {})


def test_a_catalog_in_order_is_left_alone(portal: Any, admin: ckanapi.RemoteCKAN) -> None:
    before = admin.action.package_create(**OPEN)
    code, found = check(portal, "--apply")

    assert (code, found) == (0, {})
    assert admin.action.package_show(id=NAME)["metadata_modified"] == before["metadata_modified"]


def test_what_must_not_be_public_is_found_and_only_told(portal: Any, admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    slip_in(portal, open_type="unconditional", general_level="1")
    code, found = check(portal)

    assert code == 2
    assert (found["before"]["general_level"], found["after"]["general_level"], found["applied"]) == ("1", "4", False)
    assert any("“身份证号”" in reason for reason in found["raised"])
    assert any("不得无条件开放" in reason for reason in found["breaches"])
    assert admin.action.package_show(id=NAME)["private"] is False


def test_it_leaves_the_catalog_with_its_reasons_on_record_and_once_is_enough(
    portal: Any, admin: ckanapi.RemoteCKAN
) -> None:
    admin.action.package_create(**OPEN)
    slip_in(portal, open_type="unconditional", general_level="1")
    code, found = check(portal, "--apply")
    shown = admin.action.package_show(id=NAME)

    assert (code, found["applied"]) == (2, True)
    assert [shown[name] for name in ("private", "review_state", "general_level")] == [True, "grading_review", "4"]
    assert ckanapi.RemoteCKAN(portal.url).action.package_search(fq=f"name:{NAME}")["count"] == 0
    [entry] = admin.action.gxdata_review_list(id=NAME)
    assert (entry["kind"], entry["before"]["review_state"], entry["after"]["review_state"]) == (
        "state", "published", "grading_review",
    )  # fmt: skip
    assert "“身份证号”" in entry["reason"]
    assert check(portal, "--apply") == (0, {})
    assert len(admin.action.gxdata_review_list(id=NAME)) == 1


def test_a_grade_is_raised_where_the_dataset_may_stay(portal: Any, admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    slip_in(portal, general_level="2")
    code, found = check(portal, "--apply")
    shown = admin.action.package_show(id=NAME)

    assert (code, found["breaches"]) == (2, [])
    assert (shown["general_level"], shown["private"], admin.action.gxdata_review_list(id=NAME)) == ("4", False, [])


def test_a_higher_grade_than_the_rules_ask_for_is_never_lowered(portal: Any, admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**{**OPEN, "resources": [PLAIN]})

    assert check(portal, "--apply") == (0, {})
    assert admin.action.package_show(id=NAME)["general_level"] == "4"


def test_a_decision_that_covers_what_the_rules_say_stands(portal: Any, admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    admin.action.gxdata_grading_review(id=NAME, data_grade="general", general_level="2", reason="已核对，为公开信息")

    assert check(portal, "--apply") == (0, {})
    assert admin.action.package_show(id=NAME)["general_level"] == "2"


def test_the_check_goes_on_where_it_stopped(admin: ckanapi.RemoteCKAN, portal: Any) -> None:
    admin.action.package_create(**OPEN)
    slip_in(portal, general_level="2")
    names, after, checked = [], "", 0
    while True:
        answer = admin.action.gxdata_grading_recheck(limit=1, **({"after": after} if after else {}))
        names += [entry["name"] for entry in answer["found"]]
        after, checked = answer["next"], checked + answer["checked"]
        if not after or checked > 2_000:
            break

    assert NAME in names


def test_only_administrators_check_the_catalog(people: dict[str, ckanapi.RemoteCKAN]) -> None:
    for name in ("reviewer", "unit", "stranger"):
        with pytest.raises(ckanapi.NotAuthorized):
            people[name].action.gxdata_grading_recheck()


# ── the work list ────────────────────────────────────────────────────────────────────────────────────────────────────


def queued(client: ckanapi.RemoteCKAN, part: str) -> list[str]:
    names, after = [], ""
    while True:
        answer = client.action.gxdata_review_queue(**({"after": after} if after else {}))
        names += [entry["name"] for entry in answer[part]]
        after = answer["next"]
        if not after:
            return names


def test_a_reviewer_sees_what_waits_in_his_departments_only(
    admin: ckanapi.RemoteCKAN, people: dict[str, ckanapi.RemoteCKAN]
) -> None:
    admin.action.package_create(**{**HIDDEN, **CONDITIONAL, "name": NAME})
    admin.action.gxdata_review_move(id=NAME, to="unit_review")

    assert NAME in queued(people["reviewer"], "waiting")
    assert NAME in queued(people["own"], "waiting")
    assert NAME not in queued(people["other"], "waiting")
    with pytest.raises(ckanapi.NotAuthorized):
        people["unit"].action.gxdata_review_queue()


def test_what_the_rules_grade_higher_is_on_the_list_until_somebody_decides(
    portal: Any, admin: ckanapi.RemoteCKAN, people: dict[str, ckanapi.RemoteCKAN]
) -> None:
    admin.action.package_create(**OPEN)
    slip_in(portal, general_level="2")
    assert NAME in queued(people["own"], "raised")
    assert NAME not in queued(people["other"], "raised")
    reason = "已核对，为公开信息"
    people["own"].action.gxdata_grading_review(id=NAME, data_grade="general", general_level="3", reason=reason)

    assert NAME not in queued(people["own"], "raised")
