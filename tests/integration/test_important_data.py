"""The register of important data: its keepers work with it, nobody else learns that an entry exists."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import ckanapi
import pytest

from tests.integration.test_catalog import DATASET

PASSWORD = "register-test-1"
ENTRY = {
    "title": "边境口岸高精度地理信息",
    "data_grade": "important",
    "organization": "gx-nynct",
    "responsible_person": "信息中心主任",
    "contact": "0771-1234567",
}


@pytest.fixture
def person(portal: Any) -> Iterator[Any]:
    """Makes people: ``person(role, organization)`` answers a client of a new account that holds just that."""
    clients = []

    def make(role: str = "", organization: str = "") -> ckanapi.RemoteCKAN:
        name = f"register-{uuid.uuid4().hex[:8]}"
        admin = portal.admin()
        admin.action.user_create(name=name, email=f"{name}@department.example", password=PASSWORD)
        if role:
            admin.action.gxdata_role_grant(user=name, role=role, organization=organization)
        token = admin.action.api_token_create(user=name, name="test")["token"]
        clients.append(ckanapi.RemoteCKAN(portal.url, apikey=token))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def keeper(person: Any) -> Any:
    return person("register_keeper", "gx-nynct")


def test_an_entry_lives_from_registration_over_assessment_to_removal(keeper: Any) -> None:
    entry = keeper.action.gxdata_important_data_create(**ENTRY, assessment_due="2026-12-31")
    assessed = keeper.action.gxdata_risk_assessment_create(
        entry=entry["id"], assessed_on="2026年11月1日", assessor="第三方测评机构", conclusion="风险可控", measures="限制导出"
    )
    assert assessed["assessment_due"] == "2027-11-01"
    assert [item["conclusion"] for item in assessed["assessments"]] == ["风险可控"]
    changed = keeper.action.gxdata_important_data_update(id=entry["id"], responsible_unit="数据安全处")
    assert (changed["responsible_unit"], changed["title"]) == ("数据安全处", ENTRY["title"])
    keeper.action.gxdata_important_data_delete(id=entry["id"])
    assert entry["id"] not in [item["id"] for item in keeper.action.gxdata_important_data_list()["entries"]]
    assert keeper.action.gxdata_important_data_show(id=entry["id"])["assessments"], "what was assessed stays on record"


@pytest.mark.parametrize("account", ["anonymous", "nobody", "reviewer", "administrator"])
def test_who_does_not_keep_the_register_reads_and_writes_nothing_of_it(
    portal: Any, person: Any, keeper: Any, account: str
) -> None:
    entry = keeper.action.gxdata_important_data_create(**ENTRY)
    client = {
        "anonymous": lambda: ckanapi.RemoteCKAN(portal.url),
        "nobody": person,
        "reviewer": lambda: person("grading_reviewer"),
        "administrator": portal.admin,
    }[account]()
    calls = {
        "gxdata_important_data_list": {},
        "gxdata_important_data_show": {"id": entry["id"]},
        "gxdata_important_data_update": {"id": entry["id"], "title": "改名"},
        "gxdata_important_data_delete": {"id": entry["id"]},
        "gxdata_important_data_create": ENTRY,
        "gxdata_risk_assessment_create": {"entry": entry["id"]},
    }
    for action, arguments in calls.items():
        with pytest.raises(ckanapi.NotAuthorized):
            client.call_action(action, arguments)
    client.close()


def test_a_keeper_of_one_department_knows_nothing_of_another_ones_entries(person: Any, keeper: Any) -> None:
    entry = keeper.action.gxdata_important_data_create(**ENTRY)
    other = person("register_keeper", "gx-tjj")
    assert other.action.gxdata_important_data_list()["entries"] == []
    with pytest.raises(ckanapi.NotFound):
        other.action.gxdata_important_data_show(id=entry["id"])
    with pytest.raises(ckanapi.ValidationError, match="你管理的是其他部门的目录"):
        other.action.gxdata_important_data_create(**ENTRY)


def test_everything_wrong_with_an_entry_is_said_at_once(keeper: Any) -> None:
    wrong = {"data_grade": "general", "organization": "nowhere", "contact": "13812345678", "assessment_due": "2026-02-31"}
    with pytest.raises(ckanapi.ValidationError) as refused:
        keeper.action.gxdata_important_data_create(**wrong, dataset="no-such-dataset")
    errors = refused.value.error_dict
    assert {"title", "responsible_person", "dataset", *wrong} <= set(errors)
    assert "general" in errors["data_grade"][0] and "2026-02-31" in errors["assessment_due"][0]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"assessed_on": "2999-01-01"}, "assessed_on"),
        ({"assessed_on": "2026-11-01", "next_due": "2028-01-01"}, "next_due"),
        ({"assessed_on": "2026-11-01", "next_due": "2026-10-01"}, "next_due"),
        ({"assessed_on": "昨天"}, "assessed_on"),
    ],
)
def test_an_assessment_with_days_that_make_no_sense_is_refused(keeper: Any, days: dict[str, str], field: str) -> None:
    entry = keeper.action.gxdata_important_data_create(**ENTRY)
    with pytest.raises(ckanapi.ValidationError) as refused:
        keeper.action.gxdata_risk_assessment_create(entry=entry["id"], assessor="测评", conclusion="可控", **days)
    assert field in refused.value.error_dict
    assert keeper.action.gxdata_important_data_show(id=entry["id"])["assessments"] == []


def test_a_dataset_graded_important_waits_in_the_list_until_it_is_registered(portal: Any, keeper: Any) -> None:
    name = f"register-{uuid.uuid4().hex[:8]}"
    data = {**DATASET, "name": name, "owner_org": "gx-nynct", "private": True, "data_grade": "important"}
    data = {**data, "general_level": "", "open_type": "closed", "closed_reason": ["security"]}
    dataset = portal.admin().action.package_create(**data)
    waiting = keeper.action.gxdata_important_data_list()["unregistered"]
    assert [item["data_grade"] for item in waiting if item["name"] == name] == ["important"]
    keeper.action.gxdata_important_data_create(**ENTRY, dataset=name)
    assert name not in [item["name"] for item in keeper.action.gxdata_important_data_list()["unregistered"]]
    portal.admin().action.dataset_purge(id=dataset["id"])


def test_general_data_cannot_be_registered_as_important(portal: Any, keeper: Any) -> None:
    public = portal.admin().action.package_search(rows=1)["results"][0]
    with pytest.raises(ckanapi.ValidationError, match="请先由分级审核人提高级别"):
        keeper.action.gxdata_important_data_create(**ENTRY, dataset=public["name"])


def test_the_pages_of_the_register_are_refused_to_everybody_else(portal: Any, keeper: Any) -> None:
    entry = keeper.action.gxdata_important_data_create(**ENTRY)
    for path in ("/important-data/", "/important-data/new", f"/important-data/{entry['id']}"):
        answer = portal.get(path)
        assert answer.status_code == 403 and ENTRY["title"] not in answer.text, path
