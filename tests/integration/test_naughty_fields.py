"""The big list of naughty strings in every field that a page shows: what is taken is shown as text, and run by nobody."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import ckanapi
import pytest
from lxml import html

from tests import naughty
from tests.integration.test_catalog import DATASET
from tests.integration.test_search_naughty import scripts
from tests.portal import Portal

TEXTS = (
    "notes", "version", "provider_inner_unit", "contact_name", "source_identifier", "share_condition", "format_reason",
    "cross_border_note", "rights_holder", "liability", "own_terms", "registration_authority", "authorised_operator",
    "provenance", "source_system", "legal_basis", "content_responsible", "safety_responsible",
)  # fmt: skip
OF_A_FILE = ("name", "description", "mimetype", "sheet", "api_rate_limit")
TRANSLATED = ("title_translated", "notes_translated")
NAME, ORGANIZATION = "test-naughty-{}", "test-naughty-department"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Those that a reader could tell from an empty field."""
    return [line for line in naughty.strings() if line.strip()]


@pytest.fixture(scope="module")
def department(portal: Portal) -> Iterator[str]:
    admin = portal.admin().action
    admin.organization_create(name=ORGANIZATION, title="<script>alert('部门')</script>", description='"><img src=x onerror=alert(1)>')
    yield ORGANIZATION
    admin.organization_purge(id=ORGANIZATION)


@pytest.fixture(scope="module")
def datasets(portal: Portal, lines: list[str], department: str) -> Iterator[dict[str, dict[str, Any]]]:
    """By name, what they were given: each line of the list stands in one field of one of them, and where that is refused nowhere."""
    admin, made = portal.admin().action, {}
    slots = 1 + len(TEXTS) + len(OF_A_FILE) + 2
    for number, start in enumerate(range(0, len(lines), slots)):
        some = iter([*lines[start : start + slots], *["填满"] * slots])
        given: dict[str, Any] = {**DATASET, "name": NAME.format(number), "title": f"{number} {next(some)}"[:200]}
        given |= {"owner_org": department} | {field: next(some) for field in TEXTS}
        given |= {field: {"en": next(some), "zh": "译文"} for field in TRANSLATED}
        given["resources"] = [{"url": "https://example.com/a.csv", "format": "CSV", **{field: next(some) for field in OF_A_FILE}}]
        made[given["name"]] = _created(admin, given)
    yield made
    for name in made:
        admin.dataset_purge(id=name)


def _created(admin: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Fields that are refused by name are left out: a refusal is an answer as well."""
    for _ in range(len(TEXTS)):
        try:
            admin.package_create(**given)
            return given
        except ckanapi.ValidationError as refused:
            told = {name for name in refused.error_dict if name in given or name == "resources"}
            assert told, refused
            for name in told:
                given[name] = _ordinary(name)
    raise AssertionError(f"refused again and again: {given['name']}")


def _ordinary(name: str) -> Any:
    return {"title": "普通标题", "resources": [{"name": "普通文件", "url": "https://example.com/a.csv"}]}.get(name, "")


def test_most_lines_are_taken(datasets: dict[str, dict[str, Any]]) -> None:
    """So that the rest of this file tries something."""
    taken = sum(bool(given[field]) for given in datasets.values() for field in TEXTS)
    assert taken > 0.8 * len(datasets) * len(TEXTS)


@pytest.mark.parametrize("language", ["", "/en"])
def test_no_field_of_a_dataset_breaks_its_pages_or_becomes_markup(
    portal: Portal, datasets: dict[str, dict[str, Any]], language: str
) -> None:
    odd = {}
    plain = _plain(portal)
    for name in datasets:
        file = portal.admin().action.package_show(id=name)["resources"][0]["id"]
        for path in (f"{language}/dataset/{name}", f"{language}/dataset/{name}/resource/{file}"):
            answer = portal.get(path)
            if answer.status_code != 200 or scripts(answer.text) - plain or _elements(answer.text):
                odd[path] = (answer.status_code, scripts(answer.text) - plain, _elements(answer.text))
    assert odd == {}


def test_no_field_breaks_a_list_a_department_or_a_file(portal: Portal, datasets: dict[str, Any], department: str) -> None:
    lists = ("/", "/dataset/?sort=metadata_modified+desc", f"/organization/{department}", "/organization/", "/overview", "/map", "/theme")
    files = ("/dataset.atom", "/dataset.csv", "/data.json", f"/feeds/organization/{department}.atom")
    plain = _plain(portal)
    pages = {path: portal.get(path) for path in (*lists, f"/dataset/?organization={department}", "/high-value", *files)}

    assert {path: answer.status_code for path, answer in pages.items() if answer.status_code != 200} == {}
    assert {path: found for path in lists if (found := scripts(pages[path].text) - plain)} == {}
    assert {path: found for path in lists if (found := _elements(pages[path].text))} == {}


def test_nothing_of_a_persons_profile_becomes_markup(portal: Portal, lines: list[str]) -> None:
    admin, plain = portal.admin().action, _plain(portal) | scripts(portal.get("/user/admin").text)
    name = f"test-naughty-{uuid.uuid4().hex[:12]}"  # that of a deleted person is not given again
    admin.user_create(name=name, email="naughty@example.com", password="naughty-test-1")
    try:
        for line in [line for line in lines if "<" in line][:25]:
            admin.user_patch(id=name, fullname=line[:100], about=line)
            page = portal.get(f"/user/{name}")
            assert page.status_code in (200, 403), line
            assert (scripts(page.text) - plain, _elements(page.text)) == (set(), []), line
    finally:
        admin.user_delete(id=name)


def _plain(portal: Portal) -> set[str]:
    """What the portal itself runs."""
    known = portal.admin().action.package_search(rows=1, fq="organization:gx-nynct AND res_format:CSV")["results"][0]
    paths = ("/", "/dataset/", "/overview", "/organization/", "/map", f"/dataset/{known['name']}", "/en/dataset/",
             f"/dataset/{known['name']}/resource/{known['resources'][0]['id']}", f"/en/dataset/{known['name']}",
             f"/en/dataset/{known['name']}/resource/{known['resources'][0]['id']}")  # fmt: skip
    return set().union(*(scripts(portal.get(path).text) for path in paths))


def _elements(text: str) -> list[str]:
    """Elements that no page of ours has, with which the list's lines begin."""
    return [each.tag for each in html.fromstring(text).iter("script", "blink", "marquee", "frameset", "isindex", "video", "audio", "embed")
            if each.tag != "script" or "alert" in (each.text or "")]  # fmt: skip
