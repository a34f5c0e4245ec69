"""What the first visit of a page asks of the database and of Solr: each thing once, and nothing that the page does not show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.index_probe import ran

DEPARTMENT, MOST = "gx-tjj", {"/": (2, 1), "/dataset/": (2, 1), "department": (9, 3), "dataset": (11, 2)}
"""Statements and questions of Solr, at most. Two questions of a dataset: itself, and what is like it. Three of a department: its
datasets with the facets, and those on time of those with a promise."""


@pytest.fixture(scope="module")
def asked(portal: Any) -> dict[str, Any]:
    found = portal.admin().action.package_search(fq=f"organization:{DEPARTMENT} AND res_format:CSV", rows=1)
    paths = {"department": f"/organization/{DEPARTMENT}", "dataset": f"/dataset/{found['results'][0]['name']}"}
    told = ran(portal, "first_visits", "/", "/dataset/", *paths.values(), f"{paths['department']}?gx_theme=economy")
    return {**told, **{name: told[path] for name, path in paths.items()}}


@pytest.mark.parametrize("page", MOST)
def test_a_first_visit_asks_no_more_than_the_page_shows(asked: dict[str, Any], page: str) -> None:
    told, (statements, questions) = asked[page], MOST[page]
    assert told["status"] == 200
    assert len(told["statements"]) <= statements, "\n".join(told["statements"])
    assert told["questions"] <= questions


def test_a_narrowed_department_still_leads_to_the_catalog(asked: dict[str, Any]) -> None:
    assert asked[f"/organization/{DEPARTMENT}?gx_theme=economy"]["status"] == 302


def test_a_department_and_a_dataset_by_their_ids_lead_to_their_names(portal: Any) -> None:
    for kind, action in (("organization", "organization_show"), ("dataset", "package_show")):
        name = DEPARTMENT if kind == "organization" else portal.admin().action.package_list(limit=1)[0]
        identifier = getattr(portal.admin().action, action)(id=name)["id"]
        answer = portal.get(f"/{kind}/{identifier}")
        assert (answer.status_code, answer.headers["Location"].partition("?")[0].endswith(f"/{kind}/{name}")) == (302, True)


def test_what_is_not_there_is_still_not_found(portal: Any) -> None:
    for path in ("/dataset/no-such-dataset", "/organization/no-such-department", "/organization/gx-tjj?page=100000"):
        assert portal.get(path).status_code in (404, 200) and "Traceback" not in portal.get(path).text
    assert portal.get("/dataset/no-such-dataset").status_code == 404
    assert portal.get("/organization/no-such-department").status_code == 404


def test_sources_are_listed_by_department_as_in_the_whole_list(portal: Any) -> None:
    every = portal.admin().action.gxdata_source_list()
    own = portal.admin().action.gxdata_source_list(organization=DEPARTMENT)
    assert own == [each for each in every if each["organization"] == DEPARTMENT] != []
