"""Data requests on a running portal: anybody asks, the department answers, everybody sees what was taken up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import ckanapi
import httpx
import psycopg2
import pytest

from tests import naughty
from tests.integration.test_harvest import database_url
from tests.integration.test_high_value import DATASET
from tests.portal import Portal

DEPARTMENT, OTHER = "gx-nynct", "gx-lyj"
ASKED = {"title": "测试需求 公交站点位置", "text": "做无障碍出行地图，要每个站的经纬度。", "query": "南宁 公交站"}
PASSWORD = "request-test-1"
REASON = "属于商业秘密，不能开放"


@pytest.fixture(autouse=True)
def clean(portal: Portal) -> Iterator[None]:
    yield
    execute(portal, "DELETE FROM gxdata_request WHERE title LIKE '测试需求%%' OR query = '测试需求'")


def execute(portal: Portal, statement: str, *values: Any) -> None:
    with closing(psycopg2.connect(database_url(portal))) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(portal: Portal, query: str, *values: Any) -> list[Any]:
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.fixture(scope="module")
def people(portal: Portal) -> dict[str, Any]:
    """By name, actions of an editor of the department, one of another, and two readers."""
    known = {"req-editor": DEPARTMENT, "req-other": OTHER, "req-reader": "", "req-second": ""}
    with portal.admin() as admin:
        there = admin.action.user_list(all_fields=False)
        for name, department in known.items():
            if name not in there:
                admin.action.user_create(name=name, email=f"{name}@department.example", password=PASSWORD)
            if department:
                admin.action.organization_member_create(id=department, username=name, role="editor")
        tokens = {name: admin.action.api_token_create(user=name, name="test")["token"] for name in known}
    return {name: ckanapi.RemoteCKAN(portal.url, apikey=token).action for name, token in tokens.items()}


def anybody(portal: Portal) -> Any:
    return ckanapi.RemoteCKAN(portal.url).action


def titles(listed: dict[str, Any]) -> list[str]:
    return [each["title"] for each in listed["results"]]


def test_a_stranger_asks_and_only_his_address_and_the_department_show_it(
    portal: Portal, people: dict[str, Any]
) -> None:
    made = anybody(portal).gxdata_request_create(**ASKED, department=DEPARTMENT)

    assert (made["state"], made["state_title"], made["public"], made["own"]) == ("received", "已收到", False, True)
    assert made["department"] == DEPARTMENT
    assert len(made["key"]) == 32
    with pytest.raises(ckanapi.NotFound):
        anybody(portal).gxdata_request_show(id=made["id"])
    with pytest.raises(ckanapi.NotFound):
        people["req-other"].gxdata_request_show(id=made["id"], key="x" * 32)
    own = anybody(portal).gxdata_request_show(id=made["id"], key=made["key"])
    assert (own["own"], own["steps"]) == (True, [])
    assert "query" not in own
    seen = people["req-editor"].gxdata_request_show(id=made["id"])
    assert (seen["own"], seen["steps"], seen["query"]) == (False, ["accepted", "answered", "declined"], "南宁 公交站")
    assert ASKED["title"] not in titles(anybody(portal).gxdata_request_list(q="测试需求"))
    assert ASKED["title"] in titles(people["req-editor"].gxdata_request_list(scope="waiting", limit=100))
    assert ASKED["title"] not in titles(people["req-other"].gxdata_request_list(scope="waiting", limit=100))


def test_of_a_stranger_nothing_is_kept_and_of_an_account_its_id(portal: Portal, people: dict[str, Any]) -> None:
    stranger = anybody(portal).gxdata_request_create(**ASKED)
    reader = people["req-reader"].gxdata_request_create(**ASKED)

    kept = dict(
        rows(
            portal,
            "SELECT id, row_to_json(r)::text FROM gxdata_request r WHERE id IN (%s, %s)",
            stranger["id"],
            reader["id"],
        )
    )
    assert json.loads(kept[stranger["id"]])["user_id"] == ""
    assert stranger["key"] not in kept[stranger["id"]]
    assert "req-reader" not in kept[reader["id"]]
    assert people["req-reader"].gxdata_request_list(scope="own")["count"] == 1
    assert people["req-reader"].gxdata_request_show(id=reader["id"])["own"]


def test_what_was_accepted_is_public_with_its_answer_and_datasets(portal: Portal, people: dict[str, Any]) -> None:
    made = anybody(portal).gxdata_request_create(**ASKED, department=DEPARTMENT)
    editor = people["req-editor"]
    dataset = anybody(portal).package_search(rows=1)["results"][0]

    editor.gxdata_request_answer(id=made["id"], state="accepted")
    shown = anybody(portal).gxdata_request_show(id=made["id"])
    assert (shown["state"], shown["public"], shown["own"], shown["answered"]) == ("accepted", True, False, None)
    editor.gxdata_request_answer(
        id=made["id"],
        state="answered",
        answer="已经开放，见所列数据集",
        datasets=f"{portal.url}/dataset/{dataset['name']}",
    )
    shown = anybody(portal).gxdata_request_show(id=made["id"])
    assert (shown["state_title"], shown["answer"]) == ("已答复", "已经开放，见所列数据集")
    assert shown["datasets"] == [{"name": dataset["name"], "title": dataset["title"]}]
    assert shown["answered"].endswith("+08:00")
    assert not {"query", "user_id", "digest", "decided_by", "key"} & shown.keys()
    listed = anybody(portal).gxdata_request_list(q="公交 测试需求", state="answered", department=DEPARTMENT)
    assert (listed["count"], titles(listed)) == (1, [ASKED["title"]])
    assert anybody(portal).gxdata_request_list(q="测试需求", state="declined")["count"] == 0
    assert anybody(portal).gxdata_request_list(q="测试需求", department=OTHER)["count"] == 0


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"state": "declined"}, "answer", "至少要写 5 个字"),
        ({"state": "declined", "answer": " \u200b "}, "answer", "至少要写 5 个字"),
        ({"state": "answered", "answer": "请找小李 13800138000"}, "answer", "手机号码"),
        ({"state": "answered", "answer": "见数据集", "datasets": "no-such-dataset"}, "datasets", "no-such-dataset"),
        ({"state": "answered", "answer": "见所列数据集", "datasets": {"a": 1}}, "datasets", "没有公开的数据集"),
        ({"state": "answered", "answer": "见所列数据集", "datasets": [7]}, "datasets", "没有公开的数据集"),
        ({"state": "answered", "answer": "见所列数据集", "datasets": ["a"] * 21}, "datasets", "最多列出 20 个"),
        ({"state": "received"}, "state", "received"),
        ({"state": ["accepted"]}, "state", "accepted"),
        ({}, "state", "accepted"),
        ({"department": "no-such-department"}, "department", "no-such-department"),
    ],
)
def test_a_step_that_is_wrong_changes_nothing(
    portal: Portal, people: dict[str, Any], wrong: dict[str, Any], field: str, words: str
) -> None:
    made = anybody(portal).gxdata_request_create(**ASKED, department=DEPARTMENT)

    with pytest.raises(ckanapi.ValidationError) as refused:
        people["req-editor"].gxdata_request_answer(id=made["id"], **wrong)
    assert words in "".join(refused.value.error_dict[field])
    shown = people["req-editor"].gxdata_request_show(id=made["id"])
    assert (shown["state"], shown["department"], shown["answer"]) == ("received", DEPARTMENT, "")


def test_a_private_dataset_is_no_answer_and_one_that_becomes_private_is_shown_no_more(
    portal: Portal, people: dict[str, Any]
) -> None:
    made = anybody(portal).gxdata_request_create(**ASKED, department=DEPARTMENT)
    name = "test-request-dataset"
    with portal.admin() as admin:
        if name in admin.action.package_list():
            admin.action.dataset_purge(id=name)
        admin.action.package_create(**{**DATASET, "name": name})
        try:
            answer = {"id": made["id"], "state": "answered", "answer": "见所列数据集", "datasets": [name]}
            assert people["req-editor"].gxdata_request_answer(**answer)["datasets"][0]["name"] == name
            admin.action.package_patch(id=name, private=True)
            assert anybody(portal).gxdata_request_show(id=made["id"])["datasets"] == []
            with pytest.raises(ckanapi.ValidationError):
                people["req-editor"].gxdata_request_answer(**answer)
        finally:
            admin.action.dataset_purge(id=name)


def test_only_the_department_and_administrators_take_steps(portal: Portal, people: dict[str, Any]) -> None:
    own = people["req-reader"].gxdata_request_create(**ASKED, department=DEPARTMENT)
    nobodys = anybody(portal).gxdata_request_create(**ASKED)
    step = {"state": "declined", "answer": REASON}

    for action in (anybody(portal), people["req-reader"], people["req-other"]):
        with pytest.raises(ckanapi.NotAuthorized):
            action.gxdata_request_answer(id=own["id"], **step)
    with pytest.raises(ckanapi.NotAuthorized):
        people["req-editor"].gxdata_request_answer(id=nobodys["id"], **step)
    with pytest.raises(ckanapi.NotAuthorized):
        people["req-editor"].gxdata_request_answer(id="no-such-request", **step)
    with portal.admin() as admin:
        handed = admin.action.gxdata_request_answer(id=nobodys["id"], department=DEPARTMENT)
        assert (handed["state"], handed["department"]) == ("received", DEPARTMENT)
    assert people["req-editor"].gxdata_request_answer(id=nobodys["id"], **step)["state"] == "declined"
    with pytest.raises(ckanapi.NotAuthorized):
        anybody(portal).gxdata_request_list(scope="waiting")
    with pytest.raises(ckanapi.NotAuthorized):
        people["req-reader"].gxdata_request_list(scope="waiting")
    with pytest.raises(ckanapi.NotAuthorized):
        anybody(portal).gxdata_request_list(scope="own")


def test_one_declined_unread_stays_unseen_and_one_declined_later_unless_it_is_withheld(
    portal: Portal, people: dict[str, Any]
) -> None:
    editor, strangers = people["req-editor"], anybody(portal)
    spam = strangers.gxdata_request_create(**ASKED, department=DEPARTMENT)
    later = strangers.gxdata_request_create(**ASKED, department=DEPARTMENT)

    editor.gxdata_request_answer(id=spam["id"], state="declined", answer=REASON)
    with pytest.raises(ckanapi.NotFound):
        strangers.gxdata_request_show(id=spam["id"])
    assert strangers.gxdata_request_show(id=spam["id"], key=spam["key"])["answer"] == REASON
    editor.gxdata_request_answer(id=later["id"], state="accepted")
    editor.gxdata_request_answer(id=later["id"], state="declined", answer=REASON)
    assert strangers.gxdata_request_show(id=later["id"])["state_title"] == "未采纳"
    editor.gxdata_request_answer(id=later["id"], state="accepted")
    editor.gxdata_request_answer(id=later["id"], state="declined", answer=REASON, withhold=True)
    with pytest.raises(ckanapi.NotFound):
        strangers.gxdata_request_show(id=later["id"])


def test_each_account_votes_once_for_what_is_public(portal: Portal, people: dict[str, Any]) -> None:
    wanted = anybody(portal).gxdata_request_create(**{**ASKED, "title": "测试需求 甲"}, department=DEPARTMENT)
    newer = anybody(portal).gxdata_request_create(**{**ASKED, "title": "测试需求 乙"}, department=DEPARTMENT)
    first, second = people["req-reader"], people["req-second"]

    with pytest.raises(ckanapi.NotFound):
        first.gxdata_request_vote(id=wanted["id"])
    for each in (wanted, newer):
        people["req-editor"].gxdata_request_answer(id=each["id"], state="accepted")
    with pytest.raises(ckanapi.NotAuthorized):
        anybody(portal).gxdata_request_vote(id=wanted["id"])
    assert first.gxdata_request_vote(id=wanted["id"])["votes"] == 1
    assert first.gxdata_request_vote(id=wanted["id"])["votes"] == 1
    assert second.gxdata_request_vote(id=wanted["id"])["votes"] == 2
    assert titles(anybody(portal).gxdata_request_list(q="测试需求", sort="votes")) == ["测试需求 甲", "测试需求 乙"]
    assert titles(anybody(portal).gxdata_request_list(q="测试需求", limit=1)) == ["测试需求 乙"]
    assert titles(anybody(portal).gxdata_request_list(q="测试需求", limit=1, offset=1)) == ["测试需求 甲"]
    assert second.gxdata_request_show(id=wanted["id"])["voted"]
    assert second.gxdata_request_vote(id=wanted["id"], withdraw="true")["votes"] == 1
    assert not second.gxdata_request_show(id=wanted["id"])["voted"]


@pytest.mark.parametrize(
    ("given", "field", "found"),
    [
        ({"title": "测试需求 请打 138 0013 8000"}, "title", "“需要什么数据”里有手机号码"),
        ({"title": "测试需求", "text": "邮箱 wang@example.org"}, "text", "“用来做什么、要什么样的”里有电子邮箱"),
        ({"title": "测试需求", "query": "11010519491231002X"}, "query", "“检索过的词”里有身份证号"),
        ({"title": "测试需求", "text": "身份证 11010519491231002X"}, "text", "身份证号"),
        ({"title": "", "text": "没有名称"}, "title", "至少要写 2 个字"),
        ({"title": "测试需求", "text": ["列表"]}, "text", "须为文字"),
        ({"title": "测试需求", "department": "no-such-department"}, "department", "no-such-department"),
        ({"title": "测试需求", "department": {"id": 1}}, "department", "没有数源部门"),
        ({"title": "测试需求", "mail": "me"}, "mail", "mail"),
    ],
)
def test_contact_data_and_nonsense_are_refused_with_the_field_named(
    portal: Portal, given: dict[str, Any], field: str, found: str
) -> None:
    before = rows(portal, "SELECT count(*) FROM gxdata_request")

    with pytest.raises(ckanapi.ValidationError) as refused:
        anybody(portal).gxdata_request_create(**given)
    assert found in "".join(refused.value.error_dict[field])
    assert "13800138000" not in str(refused.value.error_dict)
    assert rows(portal, "SELECT count(*) FROM gxdata_request") == before


def test_an_account_has_so_many_open_requests_and_no_more(portal: Portal, people: dict[str, Any]) -> None:
    second = people["req-second"]
    made = [second.gxdata_request_create(title=f"测试需求 {number}", department=DEPARTMENT) for number in range(10)]

    with pytest.raises(ckanapi.ValidationError) as refused:
        second.gxdata_request_create(title="测试需求 多一条")
    assert "你已有 10 条未答复" in "".join(refused.value.error_dict["request"])
    people["req-editor"].gxdata_request_answer(id=made[0]["id"], state="declined", answer=REASON)
    second.gxdata_request_create(title="测试需求 又有一条")


def test_strangers_together_have_so_many_in_an_hour_and_are_told_to_log_in(portal: Portal) -> None:
    execute(
        portal,
        "INSERT INTO gxdata_request (id, title, created) SELECT 'test-request-' || n, '测试需求', now() FROM generate_series(1, 30) n",
    )
    with pytest.raises(ckanapi.ValidationError) as refused:
        anybody(portal).gxdata_request_create(title="测试需求 多一条")
    assert "请登录后再提" in "".join(refused.value.error_dict["request"])
    execute(portal, "UPDATE gxdata_request SET created = now() - interval '61 minutes' WHERE title = '测试需求'")
    anybody(portal).gxdata_request_create(title="测试需求 一小时后")


def test_a_list_is_asked_in_known_words_only(portal: Portal) -> None:
    for wrong in (
        {"scope": "all"},
        {"state": "open"},
        {"sort": "title"},
        {"limit": "-1"},
        {"offset": "x"},
        {"order": "x"},
    ):
        answer = httpx.get(f"{portal.url}/api/3/action/gxdata_request_list", params=wrong, timeout=30, trust_env=False)
        assert answer.status_code == 409, wrong
    far = anybody(portal).gxdata_request_list(offset=999_999_999, limit=1_000)
    assert far["results"] == []


def test_naughty_strings_are_words_like_others(portal: Portal, people: dict[str, Any]) -> None:
    """Asked, taken up, found again and shown: no failure of the server, and what comes out is what went in."""
    second, editor, kept = people["req-second"], people["req-editor"], 0
    with httpx.Client(base_url=portal.url, timeout=60, trust_env=False) as http:
        for text in naughty.strings()[::6]:
            found = http.get("/api/3/action/gxdata_request_list", params={"q": text})
            assert found.status_code == 200, text
            shown = http.get("/api/3/action/gxdata_request_show", params={"id": text, "key": text})
            assert shown.status_code in (404, 409), text
    for text in naughty.strings()[::40]:
        try:
            made = second.gxdata_request_create(title=f"测试需求 {text}"[:100], text=text, department=DEPARTMENT)
        except ckanapi.ValidationError as refused:
            assert refused.error_dict.keys() & {"title", "text"}, text
            continue
        done = editor.gxdata_request_answer(id=made["id"], state="answered", answer=f"答复的内容 {text}"[:1_900])
        assert done["text"] == made["text"]
        kept += 1
    assert kept >= 8
