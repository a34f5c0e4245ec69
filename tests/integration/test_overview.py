"""一屏感知: every number is what its query answers, every chart has its table, and only its parts stand in frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lxml import html

PARTS = ("figures", "openness", "freshness", "themes", "cities", "zones", "departments", "updated", "added", "use", "most_used")


@pytest.fixture(scope="module")
def client(portal: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=portal.url, trust_env=False, timeout=90, headers={"Connection": "close"}) as http:
        yield http


@pytest.fixture(scope="module")
def told(client: httpx.Client) -> dict[str, Any]:
    return dict(client.get("/api/3/action/gxdata_overview").json()["result"])


def _count(client: httpx.Client, query: str) -> int:
    return int(client.get(query).json()["result"]["count"])


def test_every_number_of_a_list_is_what_its_query_answers(client: httpx.Client, told: dict[str, Any]) -> None:
    listed = [each for name in ("openness", "freshness", "departments", "cities") for each in told[name]]
    listed += told["themes"][:6] + [each for name in ("updated", "added") for each in told["trends"][name]][-8:]

    assert [(each["query"], each["value"]) for each in listed] == [(each["query"], _count(client, each["query"])) for each in listed]


def test_the_figures_are_of_the_public_catalog_and_lead_to_what_they_count(client: httpx.Client, told: dict[str, Any]) -> None:
    figures = {each["id"]: each for each in told["figures"]}

    assert figures["datasets"]["value"] == _count(client, figures["datasets"]["query"])
    assert figures["open"]["part"] == _count(client, figures["open"]["query"])
    assert figures["on_time"]["part"] == _count(client, figures["on_time"]["query"])
    assert figures["on_time"]["value"] == round(figures["on_time"]["part"] / figures["on_time"]["of"], 4)
    assert figures["records"]["value"] > 1_000
    assert sum(each["value"] for each in told["freshness"]) == figures["datasets"]["value"]
    assert all(client.get(each["page"] or each["query"], follow_redirects=True).status_code == 200 for each in told["figures"])


def test_the_rows_of_data_that_is_not_open_are_not_in_the_sum(portal: Any, client: httpx.Client) -> None:
    found = portal.admin().action.package_search(fq="gx_open_type:unconditional", rows=1000)["results"]
    rows = [int(res["row_count"]) for dataset in found for res in dataset["resources"] if str(res.get("row_count") or "").isdecimal()]
    figures = {each["id"]: each for each in client.get("/api/3/action/gxdata_overview").json()["result"]["figures"]}

    assert figures["records"]["value"] == sum(rows)


@pytest.mark.parametrize("path", ["/overview", "/en/overview", "/overview?screen=1", "/en/overview?screen=1"])
def test_every_chart_has_its_table_and_nothing_inline(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    page = html.fromstring(answer.text)

    assert answer.status_code == 200
    assert page.xpath("//section[contains(@class, 'gx-pane')]")
    assert not [pane.get("class") for pane in page.xpath("//section[contains(@class, 'gx-pane')]") if not pane.xpath(".//table")]
    assert not page.xpath("//main//*[@style] | //style | //main//script")
    assert len(set(page.xpath("//@id"))) == len(page.xpath("//@id"))
    assert answer.headers.get("refresh") == ("60" if "screen" in path else None)
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_may_stand_in_a_frame_of_another_page(client: httpx.Client, part: str) -> None:
    answer = client.get("/overview/embed", params={"part": part})
    page = html.fromstring(answer.text)

    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.endswith("frame-ancestors *") and "script-src 'self'" in policy and "unsafe-inline" not in policy
    assert "x-frame-options" not in answer.headers and "set-cookie" not in answer.headers
    assert page.xpath("//base/@target") == ["_blank"] and not page.xpath("//script | //form | //header")


def test_there_is_no_part_of_another_name(client: httpx.Client) -> None:
    answer = client.get("/overview/embed?part=<script>alert(1)</script>")

    assert answer.status_code == 404
    assert "<script>alert(1)" not in answer.text
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert client.get("/api/3/action/gxdata_overview?part=x").status_code == 409
