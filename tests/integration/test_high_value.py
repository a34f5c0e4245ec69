"""高价值数据 on a running portal: counts and the searches behind them, a person's decision, badges that are never stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ckanapi
import pytest

from tests.portal import Portal

NAME = "test-high-value"
SCHEMA = {"fields": [{"name": name} for name in ("年份", "地区", "数值")]}
DATASET = {
    "name": NAME,
    "title": "测试图书馆藏书册数",
    "notes": "测试：各馆藏书册数，2002—2014 年。",
    "owner_org": "gx-nynct",
    "theme": ["education"],
    "region": ["450000"],
    "tag_string": "测试",
    "update_frequency": "yearly",
    "modified": "2026-06-01",
    "open_type": "unconditional",
    "data_grade": "general",
    "general_level": "1",
    "license_id": "gx-open-1.0",
    "contact_email": "data@nynct.example",
    "resources": [{"name": "表", "url": "https://data.example/a.csv", "format": "CSV", "schema": json.dumps(SCHEMA)}],
}
REASON = "中小书店选址每周都用"


@pytest.fixture
def dataset(portal: Portal) -> Iterator[dict[str, Any]]:
    with portal.admin() as admin:
        if NAME in admin.action.package_list():
            admin.action.dataset_purge(id=NAME)
        yield admin.action.package_create(**DATASET)
        admin.action.dataset_purge(id=NAME)


def anybody(portal: Portal) -> Any:
    return ckanapi.RemoteCKAN(portal.url).action


def count(portal: Portal, *filters: str) -> int:
    return int(anybody(portal).package_search(fq=" AND ".join(filters), rows=0)["count"])


def department(portal: Portal, name: str) -> dict[str, Any]:
    return next(row for row in anybody(portal).gxdata_high_value_list()["departments"] if row["id"] == name)


def ids(dataset: dict[str, Any]) -> list[str]:
    return [badge["id"] for badge in dataset["badges"]]


def test_the_share_of_each_department_and_zone_is_what_the_search_behind_it_finds(portal: Portal) -> None:
    answer = anybody(portal).gxdata_high_value_list()

    assert answer["total"]["all"] == count(portal) >= 400
    assert answer["baseline"]["basic_share"] == 0.81
    for field, rows in (("organization", answer["departments"]), ("gx_zone", [*answer["zones"]][:12])):
        for row in rows:
            of_row = f'{field}:"{row["id"]}"'
            assert row["high"] == count(portal, of_row, "gx_high_value:high"), row
            assert row["basic"] == count(portal, of_row, "gx_high_value:basic"), row
            assert row["all"] == count(portal, of_row), row
            assert row["share"] == (round(row["high"] / row["all"], 4) if row["all"] else 0), row
    assert sum(row["high"] for row in answer["departments"]) == answer["total"]["high"] > 0
    assert {"asean", "rcep", "ilstc", "guizihao"} <= {row["id"] for row in answer["zones"]}


def test_the_rules_are_public_with_counts_that_their_query_finds(portal: Portal) -> None:
    rules = anybody(portal).gxdata_badge_list()

    assert [(rule["id"], rule["kind"]) for rule in rules[:2]] == [("high_value", "high"), ("basic", "basic")]
    assert {"machine_readable", "on_time", "has_api", "complete_metadata", "contributed", "bilingual"} <= {
        rule["id"] for rule in rules
    }
    for rule in rules:
        assert rule["source"] and rule["certainty"] and rule["conditions"]
        assert rule["count"] == anybody(portal).package_search(q=rule["query"], rows=0)["count"], rule["id"]


@pytest.mark.parametrize(
    ("prefix", "title", "by_machine"),
    [("", "高价值", False), ("/en", "High value", False), ("/vi", "Giá trị cao", True), ("/th", "คุณค่าสูง", True)],
)
def test_the_rules_are_told_in_the_language_of_the_request_and_whether_a_machine_wrote_them(
    portal: Portal, prefix: str, title: str, by_machine: bool
) -> None:
    rules = portal.get(f"{prefix}/api/3/action/gxdata_badge_list").json()["result"]

    assert rules[0]["title"] == title
    assert {rule["machine_translated"] for rule in rules} == {by_machine}


def test_a_reader_is_told_every_badge_with_its_reason(portal: Portal, dataset: dict[str, Any]) -> None:
    shown = anybody(portal).package_show(id=NAME)

    assert ids(shown) == ["machine_readable", "on_time", "complete_metadata", "long_series"]
    assert shown["badges"][0] == {"id": "machine_readable", "title": "机器可读", "reason": "CSV 为 3 星格式"}
    assert shown["badges"][-1]["reason"] == "2002—2014，13 年"


def test_badges_are_never_stored_whatever_is_sent_back(portal: Portal, dataset: dict[str, Any]) -> None:
    with portal.admin() as admin:
        shown = anybody(portal).package_show(id=NAME)
        forged = [{"id": "high_value", "title": "高价值", "reason": "自封"}]
        saved = admin.action.package_update(**{**admin.action.package_show(id=NAME), "badges": forged})
        assert "badges" not in saved or ids(saved) == ids(shown)
        assert not [extra for extra in saved.get("extras", ()) if extra["key"] == "badges"]
        assert ids(anybody(portal).package_show(id=NAME)) == ids(shown)


def test_a_person_decides_with_a_reason_that_everybody_reads(portal: Portal, dataset: dict[str, Any]) -> None:
    before = department(portal, "gx-nynct")
    with portal.admin() as admin:
        told = admin.action.gxdata_high_value_decide(id=NAME, decision="confirmed", reason=REASON)
        assert told["badges"][0]["reason"] == f"人工认定：{REASON}"
        shown = anybody(portal).package_show(id=NAME)
        assert (shown["high_value"], shown["high_value_reason"]) == ("confirmed", REASON)
        assert "admin" not in json.dumps({key: shown[key] for key in ("high_value", "high_value_reason", "badges")})
        after = department(portal, "gx-nynct")
        assert (after["high"], after["all"]) == (before["high"] + 1, before["all"])
        assert count(portal, "organization:gx-nynct", "gx_high_value:high") == after["high"]

        admin.action.gxdata_high_value_decide(id=NAME, decision="declined", reason="藏书册数已另有数据集")
        assert "high_value" not in ids(anybody(portal).package_show(id=NAME))
        assert department(portal, "gx-nynct")["high"] == before["high"]

        told = admin.action.gxdata_high_value_decide(id=NAME, decision="auto", reason="交还规则判断")
        assert (told["high_value"], told["high_value_reason"]) == ("", "")


def test_a_decision_survives_an_update_that_does_not_have_it_and_comes_by_no_other_way(
    portal: Portal, dataset: dict[str, Any]
) -> None:
    with portal.admin() as admin:
        admin.action.package_patch(id=NAME, high_value="confirmed", high_value_reason="绕过认定的理由")
        assert "high_value" not in ids(anybody(portal).package_show(id=NAME))

        admin.action.gxdata_high_value_decide(id=NAME, decision="confirmed", reason=REASON)
        admin.action.package_update(**DATASET, id=dataset["id"])
        shown = anybody(portal).package_show(id=NAME)
        assert (ids(shown)[0], shown["high_value_reason"]) == ("high_value", REASON)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"decision": "yes", "reason": REASON}, "decision", "confirmed"),
        ({"reason": REASON}, "decision", "confirmed"),
        ({"decision": "confirmed", "reason": "好"}, "reason", "5"),
        ({"decision": "confirmed"}, "reason", "5"),
        ({"decision": "confirmed", "reason": ["列表也", "不行"]}, "reason", "5"),
    ],
)
def test_a_wrong_decision_is_refused_with_field_and_remedy(
    portal: Portal, dataset: dict[str, Any], given: dict[str, Any], field: str, words: str
) -> None:
    with portal.admin() as admin, pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.gxdata_high_value_decide(id=NAME, **given)

    assert words in refused.value.error_dict[field][0]


def test_nobody_decides_about_a_dataset_he_may_not_change(portal: Portal, dataset: dict[str, Any]) -> None:
    with pytest.raises(ckanapi.NotAuthorized):
        anybody(portal).gxdata_high_value_decide(id=NAME, decision="confirmed", reason=REASON)
    with portal.admin() as admin:
        if "hv-stranger" not in [user["name"] for user in admin.action.user_list(all_fields=True)]:
            admin.action.user_create(name="hv-stranger", email="stranger@department.example", password="stranger-1-2")
    stranger = ckanapi.RemoteCKAN(portal.url, apikey=portal.token("hv-stranger"))
    with pytest.raises(ckanapi.NotAuthorized):
        stranger.action.gxdata_high_value_decide(id=NAME, decision="confirmed", reason=REASON)
    assert "high_value" not in ids(anybody(portal).package_show(id=NAME))


def test_private_datasets_are_neither_counted_nor_told_of(portal: Portal, dataset: dict[str, Any]) -> None:
    with portal.admin() as admin:
        admin.action.gxdata_high_value_decide(id=NAME, decision="confirmed", reason=REASON)
        before = department(portal, "gx-nynct")
        rules = {rule["id"]: rule["count"] for rule in anybody(portal).gxdata_badge_list()}
        admin.action.package_patch(id=NAME, private=True)

        for asking in (anybody(portal), admin.action):
            rows = asking.gxdata_high_value_list()["departments"]
            after = next(row for row in rows if row["id"] == "gx-nynct")
            assert (after["high"], after["all"]) == (before["high"] - 1, before["all"] - 1)
        assert {rule["id"]: rule["count"] for rule in anybody(portal).gxdata_badge_list()}["high_value"] == (
            rules["high_value"] - 1
        )
        with pytest.raises(ckanapi.NotAuthorized):
            anybody(portal).gxdata_high_value_decide(id=NAME, decision="auto", reason=REASON)
        admin.action.package_patch(id=NAME, private=False)


def test_the_page_of_the_decision_is_for_who_may_change_the_dataset(portal: Portal, dataset: dict[str, Any]) -> None:
    assert portal.get(f"/high-value/decide/{NAME}").status_code == 403
    assert portal.get("/high-value/decide/no-such-dataset").status_code == 404
    assert portal.get("/high-value").status_code == 200
