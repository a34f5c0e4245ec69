"""A form that another site hands in for a reader who is logged in is refused, whoever has visited its page before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

PASSWORD = "forged-form-of-the-portal-1"
NAME = "test-forged-form"
PAGE = f"/user/edit/{NAME}"
PROCESSES = 8
"""Visits in a row, so that each of the portal's processes has had one."""


@pytest.fixture
def session(portal: Any) -> Iterator[httpx.Client]:
    """Of a reader who is logged in by the form."""
    admin = portal.admin()
    if NAME not in admin.action.user_list(all_fields=False):
        admin.action.user_create(name=NAME, email=f"{NAME}@example.org", password=PASSWORD)
    with httpx.Client(base_url=portal.url, timeout=30, trust_env=False, follow_redirects=True) as client:
        form = {"login": NAME, "password": PASSWORD, "_csrf_token": token(client.get("/user/login").text)}
        client.post("/user/login", data=form)
        yield client


def token(page: str) -> str:
    found = re.search(r'name="_csrf_token"[^>]*(?:value|content)="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def test_a_form_without_its_token_is_refused_after_strangers_were_there(portal: Any, session: httpx.Client) -> None:
    for _ in range(PROCESSES):
        portal.get(PAGE)

    answers = {session.post(PAGE, data={"name": NAME, "fullname": "forged"}).status_code for _ in range(PROCESSES)}

    assert answers == {400}
    assert portal.admin().action.user_show(id=NAME)["fullname"] != "forged"


def test_the_portals_own_form_is_taken(portal: Any, session: httpx.Client) -> None:
    page = session.get(PAGE).text
    form = {"name": NAME, "email": f"{NAME}@example.org", "fullname": "自己改的", "save": "", "_csrf_token": token(page)}

    assert session.post(PAGE, data=form).status_code == 200
    assert portal.admin().action.user_show(id=NAME)["fullname"] == "自己改的"


def test_an_action_with_a_token_of_the_api_needs_none_of_a_form(portal: Any) -> None:
    assert portal.admin().action.package_search(rows=0)["count"] >= 0


def test_a_strangers_question_to_the_api_needs_no_token(portal: Any) -> None:
    answer = httpx.post(f"{portal.url}/api/3/action/package_search", json={"rows": 0}, timeout=30, trust_env=False)

    assert answer.status_code == 200
