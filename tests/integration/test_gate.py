"""The publish gate: on every way to write a dataset a breach is refused with all reasons, and nothing of it is saved."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import ckanapi
import httpx
import pytest

from tests.integration.test_catalog import DATASET

NAME = "test-gate"
PLAIN = {
    "name": "产量",
    "url": "http://data.example.com/a.csv",
    "format": "CSV",
    "schema": {"fields": [{"name": "年份"}]},
}
PEOPLE = {"name": "名单", "url": "http://data.example.com/b.csv", "format": "CSV"}
PEOPLE_SCHEMA = {"fields": [{"name": "姓名"}, {"name": "身份证号"}]}
OPEN = {**DATASET, "name": NAME, "title": "测试发布审核", "resource_code": "307988/000001", "resources": [PLAIN]}
HIDDEN = {**OPEN, "private": True, "resources": [PLAIN, {**PEOPLE, "schema": PEOPLE_SCHEMA}]}
REASON = "已核对，全部为公开信息"


@pytest.fixture
def admin(portal: Any) -> Iterator[ckanapi.RemoteCKAN]:
    client = portal.admin()
    yield client
    for name in (NAME, f"{NAME}-2"):
        with pytest.raises((ckanapi.NotFound, StopIteration)):
            client.action.dataset_purge(id=name)
            raise StopIteration


@pytest.fixture(scope="module")
def people(portal: Any) -> Iterator[dict[str, ckanapi.RemoteCKAN]]:
    """Clients of an editor and an administrator of gx-nynct, reviewers of all, of it and of another, and a stranger."""
    admin = portal.admin()
    names = ["editor", "unit", "reviewer", "own", "other", "stranger"]
    known = [user["name"] for user in admin.action.user_list(all_fields=True)]
    clients = {}
    for name in names:
        user = f"gate-{name}"
        if user not in known:
            admin.action.user_create(name=user, email=f"{user}@department.example", password="gate-test-1")
        token = admin.action.api_token_create(user=user, name="test")["token"]
        clients[name] = ckanapi.RemoteCKAN(portal.url, apikey=token)
    admin.action.organization_member_create(id="gx-nynct", username="gate-editor", role="editor")
    admin.action.organization_member_create(id="gx-nynct", username="gate-unit", role="admin")
    admin.action.gxdata_role_grant(user="gate-reviewer", role="grading_reviewer")
    admin.action.gxdata_role_grant(user="gate-own", role="grading_reviewer", organization="gx-nynct")
    admin.action.gxdata_role_grant(user="gate-other", role="grading_reviewer", organization="gx-jtt")
    yield clients
    for held in admin.action.gxdata_role_list(role="grading_reviewer"):
        if held["user"].startswith("gate-"):
            admin.action.gxdata_role_revoke(user=held["user"], role=held["role"], organization=held["organization"])


def refusal(write: Callable[[], Any]) -> dict[str, Any]:
    with pytest.raises(ckanapi.ValidationError) as refused:
        write()
    told: dict[str, Any] = refused.value.error_dict
    return told


def words(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False)


def stored(admin: ckanapi.RemoteCKAN, name: str = NAME) -> tuple[Any, Any]:
    """The dataset in the database, with the time of its last change, and in the index."""
    found = admin.action.package_search(fq=f"name:{name}", include_private=True, include_drafts=True)["results"]
    return admin.action.package_show(id=name), found


def files(portal: Any) -> set[str]:
    return {str(path) for path in (portal.home / "storage").rglob("*") if path.is_file()}


# ── every way in ─────────────────────────────────────────────────────────────────────────────────────────────────────

UPLOAD = "姓名,身份证号\n（示例）,（示例）\n".encode()


def _file() -> io.BytesIO:
    file = io.BytesIO(UPLOAD)
    file.name = "people.csv"
    return file


Write = Callable[[ckanapi.RemoteCKAN, dict[str, Any]], Any]
TO_BREACH: dict[str, Write] = {
    "package_update": lambda api, old: api.action.package_update(
        **{**old, "resources": [*old["resources"], {**PEOPLE, "schema": PEOPLE_SCHEMA}]}
    ),
    "package_patch": lambda api, old: api.action.package_patch(
        id=NAME, resources=[{**PEOPLE, "schema": PEOPLE_SCHEMA}]
    ),
    "package_patch of a level": lambda api, old: api.action.package_patch(id=NAME, general_level="4"),
    "package_patch to core": lambda api, old: api.action.package_patch(id=NAME, data_grade="core"),
    "package_patch of a flag": lambda api, old: api.action.package_patch(id=NAME, contains_personal_info=True),
    "extras": lambda api, old: api.action.package_patch(
        id=NAME, extras=[{"key": "contains_personal_info", "value": "true"}]
    ),
    "extras beside what is stored": lambda api, old: api.action.package_patch(
        id=NAME, extras=[{"key": "data_grade", "value": "core"}]
    ),
    "package_revise": lambda api, old: api.action.package_revise(
        match={"name": NAME}, update={"resources": [{**PEOPLE, "schema": PEOPLE_SCHEMA}]}
    ),
    "resource_create": lambda api, old: api.action.resource_create(package_id=NAME, **PEOPLE, schema=PEOPLE_SCHEMA),
    "resource_create with a file": lambda api, old: api.action.resource_create(
        package_id=NAME, name="名单", format="CSV", upload=_file(), schema=words(PEOPLE_SCHEMA)
    ),
    "resource_update": lambda api, old: api.action.resource_update(**{**old["resources"][0], "schema": PEOPLE_SCHEMA}),
    "resource_update with a file": lambda api, old: api.action.resource_update(
        id=old["resources"][0]["id"], name="名单", format="CSV", upload=_file(), schema=words(PEOPLE_SCHEMA)
    ),
    "resource_patch": lambda api, old: api.action.resource_patch(id=old["resources"][0]["id"], schema=PEOPLE_SCHEMA),
}


@pytest.mark.parametrize("way", TO_BREACH)
def test_a_public_dataset_is_not_written_into_a_breach(
    portal: Any, admin: Any, people: dict[str, ckanapi.RemoteCKAN], way: str
) -> None:
    old = admin.action.package_create(**OPEN)
    before, kept = stored(admin), files(portal)

    told = refusal(lambda: TO_BREACH[way](people["editor"], old))

    assert set(told) & {"open_type", "data_grade", "general_level"}
    assert stored(admin) == before
    assert files(portal) == kept


TO_PUBLISH: dict[str, Write] = {
    "package_update": lambda api, old: api.action.package_update(**{**old, "private": False}),
    "package_patch": lambda api, old: api.action.package_patch(id=NAME, private=False),
    "package_patch in words": lambda api, old: api.action.package_patch(id=NAME, private="f"),
    "package_revise": lambda api, old: api.action.package_revise(match={"name": NAME}, update={"private": False}),
    "bulk_update_public": lambda api, old: api.action.bulk_update_public(
        datasets=[old["id"]], org_id=old["organization"]["id"]
    ),
    "gxdata_review_move": lambda api, old: api.action.gxdata_review_move(id=NAME, to="published", reason=REASON),
}


@pytest.mark.parametrize("way", TO_PUBLISH)
def test_a_private_dataset_in_breach_is_published_on_no_way(portal: Any, admin: Any, way: str) -> None:
    admin.action.package_create(**HIDDEN)
    if way == "gxdata_review_move":
        for state in ("unit_review", "grading_review"):
            admin.action.gxdata_review_move(id=NAME, to=state, reason=REASON)
    before = stored(admin)

    told = words(refusal(lambda: TO_PUBLISH[way](admin, before[0])))

    assert "身份证号" in told
    assert "姓名" in told
    assert "4 级" in told
    assert stored(admin) == before
    assert admin.action.package_show(id=NAME)["private"] is True


def test_a_private_dataset_may_break_the_rules_and_is_told_so(portal: Any, admin: Any) -> None:
    answer = admin.action.package_create(**HIDDEN)

    assert "公开之前" in words(answer["notices"])
    assert "身份证号" in words(answer["notices"])


def test_a_deleted_dataset_in_breach_does_not_come_back(portal: Any, admin: Any) -> None:
    admin.action.package_create(**HIDDEN)
    admin.action.package_delete(id=NAME)

    refusal(lambda: admin.action.package_patch(id=NAME, state="active", private=False))

    assert admin.action.package_show(id=NAME)["state"] == "deleted"


def test_a_draft_in_breach_is_refused_when_it_is_made_and_when_it_is_published(portal: Any, admin: Any) -> None:
    public = {**HIDDEN, "private": False, "state": "draft"}
    refusal(lambda: admin.action.package_create(**public))
    admin.action.package_create(**{**public, "private": True})

    refusal(lambda: admin.action.package_patch(id=NAME, state="active", private=False))


def test_a_new_dataset_in_breach_leaves_nothing(portal: Any, admin: Any) -> None:
    told = refusal(lambda: admin.action.package_create(**{**HIDDEN, "private": False}))

    assert "身份证号" in words(told["open_type"])
    with pytest.raises(ckanapi.NotFound):
        admin.action.package_show(id=NAME)
    assert admin.action.package_search(fq=f"name:{NAME}", include_private=True)["count"] == 0


def test_all_breaches_and_the_errors_of_fields_are_told_at_once(portal: Any, admin: Any) -> None:
    wrong = {
        **HIDDEN,
        "private": False,
        "data_grade": "core",
        "open_type": "conditional",
        "title": "123",
        "theme": ["x"],
    }
    told = refusal(lambda: admin.action.package_create(**wrong))

    assert {"data_grade", "open_type", "open_condition", "title", "theme"} <= set(told)
    assert "核心数据" in words(told["data_grade"])


def test_errors_of_a_resource_and_breaches_of_its_dataset_are_told_at_once(portal: Any, admin: Any) -> None:
    admin.action.package_create(**OPEN)
    wrong = {**PEOPLE, "url": "javascript:alert(1)", "schema": PEOPLE_SCHEMA}
    told = refusal(lambda: admin.action.resource_create(package_id=NAME, **wrong))

    assert {"url", "open_type"} <= set(told)


def test_a_patch_of_one_field_is_judged_with_the_stored_rest(portal: Any, admin: Any) -> None:
    admin.action.package_create(
        **{**HIDDEN, "private": False, "open_type": "conditional", "open_condition": ["application"]}
    )

    told = refusal(lambda: admin.action.package_patch(id=NAME, open_type="unconditional"))

    assert "身份证号" in words(told["open_type"])


def test_a_write_without_its_resources_is_judged_with_the_stored_ones(portal: Any, admin: Any) -> None:
    old = admin.action.package_create(**HIDDEN)
    without = {key: value for key, value in old.items() if key != "resources"}

    refusal(lambda: admin.action.package_update(**{**without, "private": False}))


def test_many_are_made_public_all_or_none(portal: Any, admin: Any) -> None:
    bad = admin.action.package_create(**HIDDEN)
    good = admin.action.package_create(**{**OPEN, "name": f"{NAME}-2", "title": "测试发布审核之二", "private": True})
    both = [good["id"], bad["id"]]

    told = refusal(lambda: admin.action.bulk_update_public(datasets=both, org_id=good["organization"]["id"]))

    assert NAME in words(told["datasets"])
    assert admin.action.package_show(id=good["id"])["private"] is True
    admin.action.bulk_update_public(datasets=[good["id"]], org_id=good["organization"]["id"])
    assert admin.action.package_show(id=good["id"])["private"] is False


@pytest.mark.parametrize("way", ["patch", "bulk", "delete", "unpublish"])
def test_what_is_public_can_always_be_taken_back(portal: Any, admin: Any, way: str) -> None:
    old = admin.action.package_create(**OPEN)
    match way:
        case "patch":
            admin.action.package_patch(id=NAME, private=True)
        case "bulk":
            admin.action.bulk_update_private(datasets=[old["id"]], org_id=old["organization"]["id"])
        case "delete":
            admin.action.bulk_update_delete(datasets=[old["id"]], org_id=old["organization"]["id"])
        case "unpublish":
            admin.action.package_patch(id=NAME, state="draft")

    public = ckanapi.RemoteCKAN(portal.url).action.package_search(fq=f"name:{NAME}")
    assert public["count"] == 0


# ── protection rises by itself ───────────────────────────────────────────────────────────────────────────────────────

CONDITIONAL = {**OPEN, "open_type": "conditional", "open_condition": ["application"]}


def test_a_grade_rises_by_itself_and_the_answer_says_why(portal: Any, admin: Any) -> None:
    answer = admin.action.package_create(**{**CONDITIONAL, "resources": [{**PEOPLE, "schema": PEOPLE_SCHEMA}]})

    assert (answer["data_grade"], answer["general_level"]) == ("general", "4")
    assert answer["contains_personal_info"] is True
    assert answer["contains_sensitive_pi"] is True
    assert "身份证号" in words(answer["notices"])
    shown = admin.action.package_show(id=NAME)
    assert shown["general_level"] == "4"
    assert "notices" not in shown


def test_the_same_write_again_raises_nothing_more(portal: Any, admin: Any) -> None:
    admin.action.package_create(**{**CONDITIONAL, "resources": [{**PEOPLE, "schema": {"fields": [{"name": "姓名"}]}}]})
    level = admin.action.package_show(id=NAME)["general_level"]
    for title in ("测试发布审核（一）", "测试发布审核（二）"):
        answer = admin.action.package_patch(id=NAME, title=title)
        assert answer["general_level"] == level
        assert "notices" not in answer


def test_a_column_that_goes_leaves_the_grade_where_it_was(portal: Any, admin: Any) -> None:
    admin.action.package_create(**{**CONDITIONAL, "resources": [PLAIN, {**PEOPLE, "schema": PEOPLE_SCHEMA}]})
    [_, people] = admin.action.package_show(id=NAME)["resources"]
    admin.action.resource_delete(id=people["id"])

    assert admin.action.package_show(id=NAME)["general_level"] == "4"


def test_an_editor_who_lowers_is_refused_by_name(portal: Any, admin: Any, people: dict[str, Any]) -> None:
    admin.action.package_create(**{**CONDITIONAL, "general_level": "3"})

    told = refusal(lambda: people["editor"].action.package_patch(id=NAME, general_level="2"))

    assert "分级审核人" in words(told["general_level"])
    assert "一般数据 3 级" in words(told["general_level"])
    assert admin.action.package_show(id=NAME)["general_level"] == "3"


def test_important_data_is_not_made_general_by_leaving_the_level_out(portal: Any, admin: Any) -> None:
    admin.action.package_create(**{**OPEN, "private": True, "data_grade": "important", "general_level": ""})

    told = refusal(lambda: admin.action.package_patch(id=NAME, data_grade="general"))

    assert "重要数据" in words(told["data_grade"])
    kept = admin.action.package_patch(id=NAME, title="测试发布审核（改）")
    assert (kept["data_grade"], kept.get("general_level") or "") == ("important", "")


def test_state_and_reviewer_are_not_taken_from_a_client(portal: Any, admin: Any) -> None:
    forged = {"review_state": "withdrawn", "reviewer": "张三", "review_time": "2026-01-01"}
    created = admin.action.package_create(**{**OPEN, **forged})
    assert (created["review_state"], created.get("reviewer")) == ("published", None)

    patched = admin.action.package_patch(id=NAME, title="测试发布审核（改）", **forged)
    assert (patched["review_state"], patched.get("reviewer")) == ("published", None)


# ── the reviewer ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def people_dataset(admin: Any) -> dict[str, Any]:
    """Conditional, with a name and a phone: level 3 by the rules."""
    schema = {"fields": [{"name": "姓名"}, {"name": "联系电话"}]}
    created: dict[str, Any] = admin.action.package_create(
        **{**CONDITIONAL, "resources": [{**PEOPLE, "schema": schema}]}
    )
    assert created["general_level"] == "3"
    return created


def review(client: Any, **arguments: Any) -> Any:
    wanted = {"id": NAME, "data_grade": "general", "general_level": "2", "reason": REASON, **arguments}
    return client.action.gxdata_grading_review(**wanted)


@pytest.mark.parametrize("who", ["editor", "unit", "other", "stranger"])
def test_who_is_no_reviewer_of_this_department_decides_nothing(
    people: dict[str, Any], people_dataset: dict[str, Any], who: str
) -> None:
    with pytest.raises(ckanapi.NotAuthorized):
        review(people[who])


@pytest.mark.parametrize("who", ["reviewer", "own"])
def test_a_reviewer_lowers_with_a_reason_and_the_history_says_who(
    people: dict[str, Any], people_dataset: dict[str, Any], who: str
) -> None:
    answer = review(people[who])

    assert answer["general_level"] == "2"
    assert answer["reviewer"] == f"gate-{who}"
    [entry] = people["editor"].action.gxdata_review_list(id=NAME)
    assert (entry["reviewer"], entry["reason"]) == (f"gate-{who}", REASON)
    assert (entry["before"]["general_level"], entry["after"]["general_level"]) == ("3", "2")
    assert entry["assessed"]["general_level"] == "3"


def test_a_lowered_grade_holds_over_writes_and_rises_with_a_new_column(
    people: dict[str, Any], people_dataset: dict[str, Any]
) -> None:
    review(people["reviewer"])
    editor = people["editor"]
    assert editor.action.package_patch(id=NAME, title="测试发布审核（改）")["general_level"] == "2"
    resource = people_dataset["resources"][0]
    schema = {"fields": [*resource["schema"]["fields"], {"name": "身份证号"}]}

    editor.action.resource_patch(id=resource["id"], schema=schema)

    assert editor.action.package_show(id=NAME)["general_level"] == "4"


def test_after_a_review_that_finds_no_personal_data_it_may_be_opened(
    people: dict[str, Any], people_dataset: dict[str, Any]
) -> None:
    editor = people["editor"]
    refusal(lambda: editor.action.package_patch(id=NAME, open_type="unconditional"))
    review(people["reviewer"], general_level="1", contains_personal_info=False)

    opened = editor.action.package_patch(id=NAME, open_type="unconditional")

    assert (opened["open_type"], opened["general_level"]) == ("unconditional", "1")
    assert opened["contains_personal_info"] is False


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"reason": "不行"}, "reason"),
        ({"reason": ""}, "reason"),
        ({"general_level": ""}, "general_level"),
        ({"general_level": "9"}, "general_level"),
        ({"data_grade": "secret"}, "data_grade"),
        ({"data_grade": ""}, "data_grade"),
    ],
)
def test_a_review_without_reason_or_grade_is_refused(
    people: dict[str, Any], people_dataset: dict[str, Any], arguments: dict[str, Any], field: str
) -> None:
    told = refusal(lambda: review(people["reviewer"], **arguments))

    assert field in told
    assert people["editor"].action.gxdata_review_list(id=NAME) == []


def test_to_core_makes_private_at_once_and_the_public_sees_nothing(
    portal: Any, admin: Any, people: dict[str, Any]
) -> None:
    admin.action.package_create(**OPEN)
    answer = review(people["reviewer"], data_grade="core", general_level="")

    assert (answer["private"], answer["open_type"], answer["review_state"]) == (True, "closed", "withdrawn")
    assert len(answer["notices"]) == 3
    assert ckanapi.RemoteCKAN(portal.url).action.package_search(fq=f"name:{NAME}")["count"] == 0
    assert httpx.get(f"{portal.url}/dataset/{NAME}").status_code in (403, 404)
    refusal(lambda: admin.action.package_patch(id=NAME, private=False))


def test_to_a_higher_level_narrows_the_openness(portal: Any, admin: Any, people: dict[str, Any]) -> None:
    admin.action.package_create(**OPEN)
    answer = review(people["reviewer"], general_level="3")

    assert (answer["general_level"], answer["open_type"], answer["private"]) == ("3", "conditional", False)
    assert admin.action.package_show(id=NAME)["open_condition"] == ["application"]


@pytest.mark.parametrize(
    ("licence", "kept"), [("cc-by-4.0", "notspecified"), ("gx-conditional-1.0", "gx-conditional-1.0")]
)
def test_a_licence_that_lets_everybody_use_the_data_goes_with_its_openness(
    admin: Any, people: dict[str, Any], licence: str, kept: str
) -> None:
    admin.action.package_create(**{**OPEN, "license_id": licence})
    answer = review(people["reviewer"], general_level="3")

    assert admin.action.package_show(id=NAME)["license_id"] == kept
    assert ("知识共享 署名 4.0 国际" in words(answer["notices"])) is (kept == "notspecified")


def test_times_of_decisions_are_those_of_china(admin: Any, people: dict[str, Any]) -> None:
    admin.action.package_create(**OPEN)
    review(people["reviewer"], general_level="3")

    shown = people["own"].action.gxdata_grading_show(id=NAME)
    assert [each["created"][-6:] for each in shown["reviews"]] == ["+08:00"]
    assert shown["review_time"][-6:] == "+08:00"


def test_a_raise_is_a_floor_for_editors(admin: Any, people: dict[str, Any]) -> None:
    admin.action.package_create(**OPEN)
    review(people["reviewer"], general_level="3")

    refusal(lambda: people["editor"].action.package_patch(id=NAME, general_level="1"))


def test_only_people_decide(portal: Any, people_dataset: dict[str, Any]) -> None:
    answer = httpx.post(f"{portal.url}/api/3/action/gxdata_grading_review", json={"id": NAME})

    assert answer.status_code == 403


@pytest.mark.parametrize("action", ["gxdata_grading_show", "gxdata_review_list"])
def test_the_trail_is_for_those_with_the_right(
    portal: Any, people: dict[str, Any], people_dataset: dict[str, Any], action: str
) -> None:
    assert httpx.get(f"{portal.url}/api/3/action/{action}?id={NAME}").status_code == 403
    for who, allowed in {"editor": True, "own": True, "reviewer": True, "other": False, "stranger": False}.items():
        if allowed:
            people[who].call_action(action, {"id": NAME})
        else:
            with pytest.raises(ckanapi.NotAuthorized):
                people[who].call_action(action, {"id": NAME})


def test_the_trail_names_item_rule_and_source(people: dict[str, Any], people_dataset: dict[str, Any]) -> None:
    shown = people["own"].action.gxdata_grading_show(id=NAME)

    assert shown["may_review"] is True
    assert (shown["grade_title"], shown["assessment"]["general_level"]) == ("一般数据 3 级", "3")
    assert {item["item"] for item in shown["items"]} == {"姓名", "联系电话"}
    assert all(reason["rule"] and reason["source"] for item in shown["items"] for reason in item["reasons"])


# ── the life cycle ───────────────────────────────────────────────────────────────────────────────────────────────────


def move(client: Any, to: str, reason: str = REASON) -> str:
    state: str = client.action.gxdata_review_move(id=NAME, to=to, reason=reason)["review_state"]
    return state


def test_a_dataset_goes_the_whole_way_and_back(portal: Any, admin: Any, people: dict[str, Any]) -> None:
    created = people["editor"].action.package_create(**{**OPEN, "private": True})
    assert created["review_state"] == "draft"
    assert move(people["editor"], "unit_review", "") == "unit_review"
    assert move(people["unit"], "draft", "摘要请补充统计口径") == "draft"
    assert move(people["editor"], "unit_review", "") == "unit_review"
    assert move(people["unit"], "grading_review", "") == "grading_review"
    assert move(people["own"], "published", "") == "published"
    public = ckanapi.RemoteCKAN(portal.url)
    assert public.action.package_search(fq=f"name:{NAME}")["count"] == 1
    assert move(people["unit"], "withdrawn", "数据有误，先行撤回") == "withdrawn"
    assert public.action.package_search(fq=f"name:{NAME}")["count"] == 0
    assert move(people["own"], "published", "已改正，恢复发布") == "published"
    assert [entry["after"]["review_state"] for entry in admin.action.gxdata_review_list(id=NAME)] == [
        "published", "withdrawn", "published", "grading_review", "unit_review", "draft", "unit_review",
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "to"), [("editor", "grading_review"), ("own", "draft"), ("other", "draft")])
def test_a_step_is_taken_by_its_party_only(admin: Any, people: dict[str, Any], who: str, to: str) -> None:
    admin.action.package_create(**{**OPEN, "private": True})
    move(admin, "unit_review")

    with pytest.raises(ckanapi.NotAuthorized):
        move(people[who], to)


@pytest.mark.parametrize("to", ["published", "draft", "nowhere", ["draft"], None])
def test_a_step_that_there_is_not_is_refused_with_those_there_are(admin: Any, to: Any) -> None:
    admin.action.package_create(**{**OPEN, "private": True})

    assert "unit_review" in words(refusal(lambda: move(admin, to))["to"])


def test_who_rejects_says_why(admin: Any) -> None:
    admin.action.package_create(**{**OPEN, "private": True})
    move(admin, "unit_review")

    assert "reason" in refusal(lambda: move(admin, "draft", ""))


def test_what_is_in_review_or_withdrawn_is_not_published_by_an_ordinary_write(
    admin: Any, people: dict[str, Any]
) -> None:
    admin.action.package_create(**OPEN)
    move(admin, "withdrawn")

    told = refusal(lambda: people["editor"].action.package_patch(id=NAME, private=False))

    assert "已撤回" in words(told["private"])


def test_private_and_state_agree_whatever_is_written(admin: Any) -> None:
    assert admin.action.package_create(**OPEN)["review_state"] == "published"
    assert admin.action.package_patch(id=NAME, private=True)["review_state"] == "draft"
    assert admin.action.package_patch(id=NAME, private=False)["review_state"] == "published"


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_roles_are_given_taken_and_listed_by_administrators(portal: Any, people: dict[str, Any]) -> None:
    admin = portal.admin()
    key = {"user": "gate-stranger", "role": "grading_reviewer", "organization": "gx-nynct"}
    assert admin.action.gxdata_role_grant(**key)["organization"] == "gx-nynct"
    admin.action.gxdata_role_grant(**key)
    assert len(admin.action.gxdata_role_list(user="gate-stranger")) == 1
    assert admin.action.gxdata_role_revoke(**key)["user"] == "gate-stranger"
    with pytest.raises(ckanapi.NotFound):
        admin.action.gxdata_role_revoke(**key)
    with pytest.raises(ckanapi.NotAuthorized):
        people["unit"].action.gxdata_role_grant(**key)
    with pytest.raises(ckanapi.NotAuthorized):
        people["unit"].action.gxdata_role_list()


def test_a_role_for_nobody_and_nothing_is_refused_with_every_name(portal: Any) -> None:
    told = refusal(
        lambda: portal.admin().action.gxdata_role_grant(user="nobody-here", role="king", organization="nowhere")
    )

    assert {"user", "role", "organization"} <= set(told)
    assert "grading_reviewer" in words(told["role"])
