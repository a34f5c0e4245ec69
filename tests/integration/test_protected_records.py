"""Core and important data of a department: for its editors, its reviewers and the keepers; not for its plain members."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import ckanapi
import pytest
from sqlalchemy import create_engine, text

from tests.integration.test_access import IMPORTANT
from tests.integration.test_catalog import DATASET

NAME = "test-protected"
TITLE = "口岸地磁标校（不公开测试）"
Person = Callable[..., ckanapi.RemoteCKAN]


@pytest.fixture(scope="module")
def person(portal: Any) -> Iterator[Person]:
    clients: dict[str, ckanapi.RemoteCKAN] = {}

    def of(capacity: str = "", role: str = "", organization: str = "gx-nynct") -> ckanapi.RemoteCKAN:
        key, admin = f"{capacity}{role}{organization}", portal.admin()
        if key not in clients:
            name = f"protected-{uuid.uuid4().hex[:8]}"
            admin.action.user_create(name=name, email=f"{name}@department.example", password="protected-1")
            if capacity:
                admin.action.organization_member_create(id=organization, username=name, role=capacity)
            if role:
                admin.action.gxdata_role_grant(user=name, role=role, organization=organization)
            token = admin.action.api_token_create(user=name, name="test")["token"]
            clients[key] = ckanapi.RemoteCKAN(portal.url, apikey=token)
        return clients[key]

    yield of
    for client in clients.values():
        client.close()


@pytest.fixture
def made(portal: Any) -> Iterator[Callable[..., dict[str, Any]]]:
    admin = portal.admin()

    def make(**fields: Any) -> dict[str, Any]:
        created: dict[str, Any] = admin.action.package_create(
            **{**DATASET, "name": NAME, "title": TITLE, "private": True, **fields}
        )
        return created

    yield make
    admin.action.dataset_purge(id=NAME)


def sees(client: ckanapi.RemoteCKAN) -> tuple[bool, int, int]:
    """Whether it is shown, how often it is found, and how many datasets of the department are counted."""
    try:
        shown = client.action.package_show(id=NAME)["name"] == NAME
    except (ckanapi.NotAuthorized, ckanapi.NotFound):
        shown = False
    found = client.action.package_search(fq=f"name:{NAME}", include_private=True)["count"]
    return shown, found, client.action.organization_show(id="gx-nynct", include_dataset_count=True)["package_count"]


def test_important_data_is_not_shown_found_or_counted_for_a_plain_member(person: Person, made: Any) -> None:
    member, editor = person("member"), person("editor")
    before = [sees(each)[2] for each in (member, editor)]
    made(**IMPORTANT)

    assert sees(member) == (False, 0, before[0])
    assert sees(editor) == (True, 1, before[1] + 1)


@pytest.mark.parametrize(
    ("capacity", "role", "organization", "seen"),
    [
        ("admin", "", "gx-nynct", True),
        ("", "grading_reviewer", "gx-nynct", True),
        ("", "register_keeper", "", True),
        ("", "grading_reviewer", "", True),
        ("", "grading_reviewer", "gx-tjj", False),
        ("admin", "", "gx-tjj", False),
    ],
)
def test_who_sees_important_data(person: Person, made: Any, capacity: str, role: str, organization: str, seen: bool) -> None:
    made(**IMPORTANT)

    assert sees(person(capacity, role, organization))[:2] == (seen, int(seen))


def test_a_plain_member_sees_general_data_that_is_not_public_yet(person: Person, made: Any) -> None:
    made()

    assert sees(person("member"))[:2] == (True, 1)
    assert sees(person("", "grading_reviewer"))[:2] == (True, 1)
    assert sees(person("", "register_keeper", ""))[:2] == (False, 0)


def write_past_the_gate(portal: Any) -> None:
    address = re.search(r"^sqlalchemy\.url\s*=\s*(\S+)", (portal.home / "ckan.ini").read_text(), re.M)
    assert address is not None
    with create_engine(address[1]).begin() as database:
        database.execute(text("UPDATE package SET private = false WHERE name = :name"), {"name": NAME})
    portal.ckan("search-index", "rebuild", NAME)


def test_a_row_written_past_every_gate_is_still_not_public(portal: Any, person: Person, made: Any) -> None:
    dataset = made(**IMPORTANT, tag_string="地磁标校甲")
    write_past_the_gate(portal)
    public, member = ckanapi.RemoteCKAN(portal.url), person("member")
    assert portal.admin().action.package_show(id=NAME)["private"] is False

    for client in (public, member):
        assert sees(client)[:2] == (False, 0)
        assert NAME not in client.action.package_list()
        assert client.action.tag_autocomplete(q="地磁标校甲") == []
        assert dataset["id"] not in str(client.action.member_list(id="gx-nynct"))
    assert sees(person("editor"))[:2] == (True, 1)
