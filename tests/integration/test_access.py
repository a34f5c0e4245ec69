"""Who gets what of a dataset: grants open and close, the inside stays inside, and no list or count goes round it."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import ckanapi
import httpx
import pysolr
import pytest

from tests.integration.test_catalog import DATASET

NAME = "test-access"
CONDITIONAL = {"open_type": "conditional", "open_condition": ["application"], "general_level": "2"}
CLOSED = {"open_type": "closed", "closed_reason": ["trade_secret"], "general_level": "3"}
IMPORTANT = {"open_type": "closed", "closed_reason": ["state_secret"], "data_grade": "important", "general_level": ""}
CONTENT = "年份,产量\n2024,41\n".encode()
Person = Callable[..., ckanapi.RemoteCKAN]


@pytest.fixture
def admin(portal: Any) -> Iterator[Any]:
    admin = portal.admin()
    yield admin
    for name in (NAME, f"{NAME}-important"):
        if name in [dataset["name"] for dataset in _all(admin)]:
            admin.action.dataset_purge(id=name)


def _all(admin: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.action.package_search(q="name:test-access*", include_private=True)["results"]
    return found


@pytest.fixture
def person(portal: Any) -> Iterator[Person]:
    """``person(organization, capacity)`` is a client of a new account; ``.name`` its name."""
    clients: list[ckanapi.RemoteCKAN] = []

    def make(organization: str = "", capacity: str = "editor") -> ckanapi.RemoteCKAN:
        name, admin = f"access-{uuid.uuid4().hex[:8]}", portal.admin()
        admin.action.user_create(name=name, email=f"{name}@example.org", password="access-test-1")
        if organization:
            admin.action.organization_member_create(id=organization, username=name, role=capacity)
        token = admin.action.api_token_create(user=name, name="test")["token"]
        clients.append(ckanapi.RemoteCKAN(portal.url, apikey=token))
        clients[-1].name = name
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def _made(admin: Any, **fields: Any) -> dict[str, Any]:
    """A dataset with an uploaded table of one row."""
    admin.action.package_create(**{**DATASET, "name": NAME, "title": "甘蔗收购登记", **fields})
    file = io.BytesIO(CONTENT)
    file.name = "cane.csv"
    admin.action.resource_create(package_id=fields.get("name", NAME), name="表", format="CSV", upload=file)
    shown: dict[str, Any] = admin.action.package_show(id=fields.get("name", NAME))
    return shown


def _download(portal: Any, dataset: dict[str, Any], client: Any = None) -> httpx.Response:
    path = f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}/download/cane.csv"
    headers = {"Authorization": client.apikey} if client else {}
    return httpx.get(portal.url + path, headers=headers, trust_env=False, timeout=30)


def _granted(admin: Any, user: str, expires: str = "2027-06-30") -> dict[str, Any]:
    answer: dict[str, Any] = admin.action.gxdata_grant_create(id=NAME, user=user, purpose="课题研究", expires=expires)
    return answer


def test_a_grant_opens_and_its_revocation_closes_at_once(portal: Any, admin: Any, person: Person) -> None:
    dataset, reader = _made(admin, **CONDITIONAL), person()
    assert _download(portal, dataset, reader).status_code == 403

    grant = _granted(admin, reader.name)
    assert _download(portal, dataset, reader).content == CONTENT
    shown = reader.action.package_show(id=NAME)
    assert shown["resources"][0]["url"].endswith("cane.csv")
    assert "data_grade" not in shown
    assert _download(portal, dataset).status_code == 403, "it was given to one person"

    admin.action.gxdata_grant_revoke(id=grant["id"])
    assert _download(portal, dataset, reader).status_code == 403
    assert reader.action.package_show(id=NAME)["resources"][0]["url"] == ""


def test_a_grant_opens_rows_and_their_number(portal: Any, admin: Any, person: Person) -> None:
    if "datastore" not in admin.action.status_show()["extensions"]:
        pytest.skip("没有 DataStore")
    resource, reader = _made(admin, **CONDITIONAL)["resources"][0]["id"], person()
    admin.action.datastore_create(resource_id=resource, force=True, records=[{"产量": 41}])
    with pytest.raises(ckanapi.NotAuthorized):
        reader.action.datastore_search(resource_id=resource)

    _granted(admin, reader.name)
    assert reader.action.datastore_search(resource_id=resource)["records"] == [{"_id": 1, "产量": 41}]
    assert reader.action.datastore_info(id=resource)["meta"]["count"] == 1


def test_closed_important_and_open_data_is_never_given_by_grant(admin: Any, person: Person) -> None:
    reader = person()
    for fields in ({}, CLOSED, {**IMPORTANT, "private": True}):
        admin.action.package_create(**{**DATASET, "name": NAME, **fields})
        with pytest.raises(ckanapi.ValidationError) as refused:
            _granted(admin, reader.name)
        assert NAME in refused.value.error_dict["id"][0]
        admin.action.dataset_purge(id=NAME)


def test_a_grant_gives_nothing_any_more_when_the_dataset_is_closed(portal: Any, admin: Any, person: Person) -> None:
    dataset, reader = _made(admin, **CONDITIONAL), person()
    _granted(admin, reader.name)
    admin.action.package_patch(id=NAME, **CLOSED, open_condition=[])

    assert _download(portal, dataset, reader).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("expires", "2020-01-01", "2020-01-01"),
        ("expires", "2999-01-01", "2999-01-01"),
        ("expires", "明年", "明年"),
        ("user", "nobody-knows", "nobody-knows"),
        ("purpose", " ", "purpose"),
    ],
)
def test_a_grant_with_a_wrong_value_is_refused_by_name(admin: Any, person: Person, field: str, value: str, words: str) -> None:
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL})
    given = {"id": NAME, "user": person().name, "purpose": "课题研究", "expires": "2027-06-30", field: value}
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.gxdata_grant_create(**given)

    assert words in refused.value.error_dict[field][0]


def test_only_the_administrator_of_the_department_gives_and_lists_grants(admin: Any, person: Person) -> None:
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL})
    reader, chief, editor, other = person(), person("gx-nynct", "admin"), person("gx-nynct"), person("gx-tjj", "admin")
    for client in (reader, editor, other):
        with pytest.raises(ckanapi.NotAuthorized):
            _granted(client, reader.name)
        with pytest.raises(ckanapi.NotAuthorized):
            client.action.gxdata_grant_list(organization="gx-nynct")

    grant = _granted(chief, reader.name)
    assert (grant["dataset"], grant["user"], grant["valid"]) == (NAME, reader.name, True)
    assert grant["expires"] == "2027-06-30T23:59:59+08:00"
    assert grant["id"] in [each["id"] for each in chief.action.gxdata_grant_list(organization="gx-nynct")]
    assert [each["id"] for each in reader.action.gxdata_grant_list()] == [grant["id"]]
    assert other.action.gxdata_grant_list() == []
    assert [each["expires"] for each in reader.action.gxdata_grant_list()] == [grant["expires"]]
    with pytest.raises(ckanapi.ValidationError):
        _granted(chief, reader.name)


def test_the_grants_of_a_dataset_are_listed_for_who_edits_it(admin: Any, person: Person) -> None:
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL})
    reader, chief, editor, other = person(), person("gx-nynct", "admin"), person("gx-nynct"), person("gx-tjj", "admin")
    grant = _granted(chief, reader.name)["id"]

    for client in (admin, chief, editor):
        assert [each["id"] for each in client.action.gxdata_grant_list(id=NAME)] == [grant]
    for client in (reader, other):
        with pytest.raises(ckanapi.NotAuthorized):
            client.action.gxdata_grant_list(id=NAME)
    assert grant in [each["id"] for each in chief.action.gxdata_grant_list()]
    assert editor.action.gxdata_grant_list() == []


def test_an_argument_that_there_is_not_is_not_passed_over(admin: Any) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.gxdata_grant_list(dataset_id=NAME)

    assert "organization" in refused.value.error_dict["dataset_id"][0]


def test_a_grant_without_a_day_ends_after_a_year(admin: Any, person: Person) -> None:
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL})
    grant = admin.action.gxdata_grant_create(id=NAME, user=person().name, purpose="课题研究")

    begin, end = (datetime.fromisoformat(grant[name]) for name in ("created", "expires"))
    assert (end.date() - begin.date()).days == 365
    assert (grant["created"][-6:], grant["expires"][-15:]) == ("+08:00", "T23:59:59+08:00")


def test_another_departments_editor_is_a_reader_and_the_own_editor_is_not(portal: Any, admin: Any, person: Person) -> None:
    dataset, own, other = _made(admin, **CONDITIONAL), person("gx-nynct"), person("gx-tjj")

    assert _download(portal, dataset, other).status_code == 403
    assert "data_grade" not in other.action.package_show(id=NAME)
    assert _download(portal, dataset, own).content == CONTENT
    assert own.action.package_show(id=NAME)["general_level"] == "2"
    assert own.action.package_search(q=f"name:{NAME}")["results"][0]["general_level"] == "2"


def test_a_reviewer_of_the_department_sees_inside_and_one_of_another_does_not(admin: Any, person: Person) -> None:
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL})
    own, other = person(), person()
    for client, organization in ((own, "gx-nynct"), (other, "gx-tjj")):
        admin.action.gxdata_role_grant(user=client.name, role="grading_reviewer", organization=organization)

    assert own.action.package_show(id=NAME)["general_level"] == "2"
    assert "general_level" not in other.action.package_show(id=NAME)


def test_an_answer_for_another_site_is_one_for_strangers(portal: Any, admin: Any) -> None:
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL})
    address = f"{portal.url}/api/3/action/package_search?q=name:{NAME}&callback=theirs"
    answer = httpx.get(address, headers={"Authorization": portal.admin_token}, trust_env=False)

    assert NAME in answer.text
    assert "general_level" not in answer.text


def test_what_is_hidden_is_found_by_nobody(portal: Any, admin: Any) -> None:
    sharing = {"share_type": "conditional", "share_condition": "蓝鲸条件", "share_mode": "api"}
    admin.action.package_create(**{**DATASET, "name": NAME, **sharing})

    assert admin.action.package_search(q="蓝鲸条件", fq=f"name:{NAME}")["count"] == 0
    for way in ({"fq": "data_grade:general"}, {"sort": "share_type asc"}, {"facet.field": '["general_level"]'}):
        answer = httpx.get(f"{portal.url}/api/3/action/package_search", params=way, trust_env=False)
        assert answer.status_code == 400
        assert "内部字段" in answer.json()["error"]["message"]


def test_important_data_is_in_no_list_and_no_count(portal: Any, admin: Any, person: Person) -> None:
    reader, before = person(), _counts(portal)
    fields = {**IMPORTANT, "name": f"{NAME}-important", "title": "口岸地磁标校", "tag_string": "地磁标校", "private": True}
    dataset = _made(admin, **fields)
    after, name = _counts(portal), dataset["name"]

    assert after == before
    assert name not in reader.action.package_list()
    assert "地磁标校" not in reader.action.tag_list()
    assert reader.action.tag_autocomplete(q="地磁") == []
    assert reader.action.tag_search(query="地磁")["count"] == 0
    assert dataset["id"] not in json.dumps(reader.action.member_list(id="gx-nynct"))
    facets = {"facet.field": '["name"]', "facet.mincount": 0, "facet.limit": -1}
    assert name not in reader.action.package_search(rows=0, **facets)["facets"]["name"]
    with pytest.raises((ckanapi.NotAuthorized, ckanapi.NotFound)):
        reader.action.package_show(id=name)
    assert _download(portal, dataset, reader).status_code == 404


def _counts(portal: Any) -> list[Any]:
    api = ckanapi.RemoteCKAN(portal.url)
    organizations = api.action.organization_list(all_fields=True, include_dataset_count=True)
    return [
        api.action.package_search(rows=0)["count"],
        api.action.package_search(rows=0, include_private=True)["count"],
        {each["name"]: each["package_count"] for each in organizations},
        api.action.organization_show(id="gx-nynct")["package_count"],
        len(api.action.member_list(id="gx-nynct", object_type="package")),
    ]


def test_followed_datasets_and_keywords_pass_on_no_addresses(admin: Any, person: Person) -> None:
    link = {"name": "表", "url": "https://www.gxzf.gov.cn/kept-back.csv", "format": "CSV", "row_count": 771237123}
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL, "resources": [link], "tag_string": "蓝鲸"})
    reader = person()
    reader.action.follow_dataset(id=NAME)

    answers = [
        reader.action.dataset_followee_list(id=reader.name),
        reader.action.followee_list(id=reader.name),
        reader.action.tag_show(id="蓝鲸", include_datasets=True),
        reader.action.current_package_list_with_resources(limit=1000),
        reader.action.package_show(id=NAME, use_default_schema=True),
    ]
    assert [NAME in json.dumps(answer) for answer in answers] == [True] * 5
    assert ["kept-back" in json.dumps(answer) for answer in answers] == [False] * 5
    assert ["771237123" in json.dumps(answer) for answer in answers] == [False] * 5
    assert ["general_level" in json.dumps(answer) for answer in answers] == [False] * 5


def test_a_field_cannot_be_guessed_by_revising_it(admin: Any, person: Person) -> None:
    admin.action.package_create(**{**DATASET, "name": NAME, **CONDITIONAL})
    reader = person()
    for level in ("2", "4"):
        with pytest.raises(ckanapi.NotAuthorized):
            reader.action.package_revise(match={"name": NAME, "general_level": level})


def test_a_dataset_that_only_the_index_knows_fails_no_search(portal: Any, person: Person) -> None:
    ghost = {"id": "test-ghost", "index_id": "test-ghost", "site_id": "gxdata", "entity_type": "package", "state": "active"}
    told = {"dataset_type": "dataset", "capacity": "public", "permission_labels": ["public"], "title": "测试幽灵", "data_dict": "{}"}
    index = pysolr.Solr(portal.solr_url, always_commit=True)
    index.add([{**ghost, **told, "name": "test-ghost"}])
    try:
        found = person().action.package_search(fq="name:test-ghost", fl=["id", "data_dict"])
    finally:
        index.delete(id="test-ghost")

    assert [each["id"] for each in found["results"]] == ["test-ghost"]
