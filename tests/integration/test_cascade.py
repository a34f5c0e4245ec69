"""County → city → region, three portals of ours: one dataset is one, whatever way it comes; what is kept back stays there."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckanapi
import httpx
import pytest

from tests.integration.test_harvest import findings, wait_for
from tests.portal import Portal, new_home

CANE = "年份,甘蔗产量\n2024,10456.7\n2025,10338.1\n".encode()
ITEMS = {
    "fields": [
        {"name": "年份", "title": "年份", "type": "string"},
        {"name": "甘蔗产量", "title": "甘蔗产量", "type": "number", "unit": "吨"},
    ]
}
COMMON = {
    "notes": "田林县按年汇总的数据。",
    "owner_org": "gx-nynct",
    "theme": ["agri_industry"],
    "region": ["451029"],
    "tag_string": "甘蔗",
    "update_frequency": "yearly",
    "data_grade": "general",
    "contact_email": "data@tianlin.example",
}
OPEN = {
    **COMMON,
    "name": "cane",
    "title": "田林县甘蔗产量（级联测试）",
    "title_translated": {"en": "Sugar cane of Tianlin", "vi": "Mía Điền Lâm"},
    "resource_code": "307014/004126",
    "provider_code": "91110000600037341L",
    "industry": ["A"],
    "zone": ["guizihao"],
    "open_type": "unconditional",
    "general_level": "1",
    "license_id": "gx-open-1.0",
    "issued": "2026-01-05",
    "source_system": "农情调度系统",
}
CONDITIONAL = {
    **COMMON,
    "name": "mills",
    "title": "田林县糖厂名录（级联测试）",
    "resource_code": "307014/004127",
    "open_type": "conditional",
    "open_condition": ["application"],
    "general_level": "3",
    "license_id": "gx-conditional-1.0",
}
PRIVATE = {
    **OPEN,
    "name": "draft",
    "title": "田林县草稿（级联测试）",
    "resource_code": "307014/004128",
    "private": True,
}
KEPT = (
    *("title", "notes", "title_translated", "resource_code", "theme", "industry", "region", "update_frequency"),
    *("open_type", "license_id", "issued", "source_system", "contact_email"),
)


@dataclass(frozen=True)
class Portals:
    county: Portal
    city: Portal
    region: Portal


@pytest.fixture(scope="module")
def lower() -> Iterator[tuple[Portal, Portal]]:
    """Two portals without the demo. GXDATA_TEST_CASCADE (home:port,home:port) names such as run already."""
    if running := os.environ.get("GXDATA_TEST_CASCADE"):
        found = [Portal(Path(home), int(port)) for home, port in (each.rsplit(":", 1) for each in running.split(","))]
        yield found[0], found[1]
        return
    started = [Portal(new_home(name)) for name in ("county", "city")]
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda portal: portal.start("--no-demo"), started))
        yield started[0], started[1]
    finally:
        for portal in started:
            portal.stop()
            shutil.rmtree(portal.home, ignore_errors=True)


@pytest.fixture(scope="module")
def portals(portal: Portal, lower: tuple[Portal, Portal]) -> Iterator[Portals]:
    """The county has published, the city has it from the county, the region from the city."""
    three = Portals(*lower, portal)
    _clear(three)
    for fields in (OPEN, CONDITIONAL, PRIVATE):
        _published(three.county, fields)
    register(three.city, "tianlin", three.county.url, title="田林县平台")
    register(three.region, "baise", three.city.url, title="百色市平台")
    assert harvest(three.city, "tianlin")["added"] == 2
    assert harvest(three.region, "baise")["added"] == 2
    yield three
    _clear(three)


def _clear(three: Portals) -> None:
    for portal in (three.county, three.city, three.region):
        admin = portal.admin()
        for source in admin.action.gxdata_source_list():
            if source["name"] in ("tianlin", "tianlin-direct", "tianlin-token", "baise", "circle"):
                admin.action.gxdata_source_delete(id=source["name"], with_datasets=True)
    for name in ("cane", "mills", "draft", "late"):
        _purge(three.county, name)


def _purge(portal: Portal, name: str) -> None:
    with contextlib.suppress(ckanapi.NotFound):
        portal.admin().action.dataset_purge(id=name)


def _published(portal: Portal, fields: dict[str, Any]) -> None:
    admin = portal.admin()
    admin.action.package_create(**fields, resources=[])
    admin.call_action(
        "resource_create",
        {"package_id": fields["name"], "name": "分年产量", "format": "CSV", "schema": json.dumps(ITEMS)},
        files={"upload": ("cane.csv", io.BytesIO(CANE))},
    )


def register(portal: Portal, name: str, url: str, title: str = "", **more: Any) -> None:
    options = {"cascade": True, **more.pop("options", {})}
    portal.admin().action.gxdata_source_create(
        **{"name": name, "kind": "ckan_api", "url": url, "title": title, "organization": "wuzhou", "mapping": "gxdata"},
        **{"allow": [url.removeprefix("http://")], "options": options, **more},
    )


def harvest(portal: Portal, name: str) -> dict[str, Any]:
    admin = portal.admin()
    job = admin.action.gxdata_harvest_run(id=name)

    def closed() -> Any:
        shown = admin.action.gxdata_harvest_job_show(id=job["id"])
        return shown if shown["status"] not in ("queued", "running") else None

    done: dict[str, Any] = wait_for(closed)
    assert done["status"] == "finished", done
    return done


def held(portal: Portal, title: str, anonymous: bool = True) -> list[dict[str, Any]]:
    api = ckanapi.RemoteCKAN(portal.url) if anonymous else portal.admin()
    found: list[dict[str, Any]] = api.action.package_search(fq=f'title:"{title}"', include_private=True)["results"]
    return [each for each in found if each["title"] == title]


def one(portal: Portal, title: str) -> dict[str, Any]:
    [found] = held(portal, title)
    return found


# ── what arrives ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_codes_names_and_items_are_the_same_on_every_level(portals: Portals) -> None:
    first, last = one(portals.county, OPEN["title"]), one(portals.region, OPEN["title"])

    assert {field: last[field] for field in KEPT} == {field: first[field] for field in KEPT}
    assert last["provider_code"] == "91110000600037341L"
    assert last["resources"][0]["schema"] == first["resources"][0]["schema"]
    assert [tag["name"] for tag in last["tags"]] == ["甘蔗"]


def test_everybody_sees_the_way_a_dataset_came(portals: Portals) -> None:
    first, second = one(portals.county, OPEN["title"]), one(portals.city, OPEN["title"])

    hops = one(portals.region, OPEN["title"])["lineage"]["hops"]

    assert [(hop["portal"], hop["dataset"]) for hop in hops] == [
        (portals.county.url, first["id"]),
        (portals.city.url, second["id"]),
    ]
    assert hops[0]["organization"] == first["organization"]["title"]


def test_the_upper_portal_serves_the_file_itself(portals: Portals) -> None:
    [resource] = one(portals.region, OPEN["title"])["resources"]

    assert resource["url"].startswith(portals.region.url)
    assert httpx.get(resource["url"], trust_env=False).content == CANE


def test_conditional_data_comes_as_a_description_only(portals: Portals) -> None:
    dataset = one(portals.region, CONDITIONAL["title"])

    assert (dataset["open_type"], dataset["open_condition"]) == ("conditional", ["application"])
    assert [resource["url"] for resource in dataset["resources"]] == [""]
    assert [item["name"] for item in dataset["resources"][0]["schema"]["fields"]] == ["年份", "甘蔗产量"]
    [inside] = held(portals.region, CONDITIONAL["title"], anonymous=False)
    assert [resource["url"] for resource in inside["resources"]] == [""]


def test_what_is_not_public_below_is_nowhere_above(portals: Portals) -> None:
    assert held(portals.city, PRIVATE["title"], anonymous=False) == []
    assert held(portals.region, PRIVATE["title"], anonymous=False) == []


def test_a_level_that_nobody_may_see_counts_as_the_highest(portals: Portals) -> None:
    [opened] = held(portals.region, OPEN["title"], anonymous=False)
    [conditional] = held(portals.region, CONDITIONAL["title"], anonymous=False)

    assert (opened["general_level"], conditional["general_level"]) == ("2", "3")


# ── once and only once ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_harvest_changes_nothing(portals: Portals) -> None:
    for portal, name in ((portals.city, "tianlin"), (portals.region, "baise")):
        job = harvest(portal, name)
        assert (job["added"], job["updated"], job["unchanged"], job["missing"], job["errored"]) == (0, 0, 2, 0, 0)


def test_by_two_ways_a_dataset_is_taken_once_and_the_first_way_is_named(portals: Portals) -> None:
    register(portals.region, "tianlin-direct", portals.county.url)

    for _ in range(2):
        job = harvest(portals.region, "tianlin-direct")
        told = [item for item in findings(portals.region, job["id"]) if item["rule"] == "already-held"]
        assert (job["added"], job["errored"], job["missing"]) == (0, 0, 0)
        assert len(told) == 2 and all("百色市平台" in item["message"] for item in told)
    assert len(held(portals.region, OPEN["title"], anonymous=False)) == 1
    job = harvest(portals.region, "baise")
    assert (job["added"], job["unchanged"], job["missing"]) == (0, 2, 0)


def test_a_dataset_never_comes_back_to_where_it_was_first(portals: Portals) -> None:
    register(portals.county, "circle", portals.region.url, options={"fq": "name:baise-*"})

    job = harvest(portals.county, "circle")

    told = [item["rule"] for item in findings(portals.county, job["id"])]
    assert (job["added"], job["errored"]) == (0, 0)
    assert told == ["from-this-portal", "from-this-portal"]
    assert len(held(portals.county, OPEN["title"], anonymous=False)) == 1


def test_a_new_dataset_its_changes_and_its_withdrawal_are_seen(portals: Portals) -> None:
    _published(
        portals.county, {**OPEN, "name": "late", "title": "田林县新增（级联测试）", "resource_code": "307014/004129"}
    )
    assert [harvest(portals.city, "tianlin")["added"], harvest(portals.region, "baise")["added"]] == [1, 1]

    portals.county.admin().action.package_patch(id="late", title="田林县改名（级联测试）")
    assert [harvest(portals.city, "tianlin")["updated"], harvest(portals.region, "baise")["updated"]] == [1, 1]
    assert len(held(portals.region, "田林县改名（级联测试）")) == 1
    assert held(portals.region, "田林县新增（级联测试）") == []

    portals.county.admin().action.package_patch(id="late", private=True)
    job = harvest(portals.city, "tianlin")
    assert (job["missing"], job["unchanged"]) == (1, 2)


def test_with_a_token_levels_and_sharing_come_as_they_are(portals: Portals) -> None:
    harvest(portals.city, "tianlin")
    portals.city.admin().action.gxdata_source_update(**_settings(portals, secret=portals.county.admin_token))

    assert harvest(portals.city, "tianlin")["errored"] == 0

    [opened] = held(portals.city, OPEN["title"], anonymous=False)
    [conditional] = held(portals.city, CONDITIONAL["title"], anonymous=False)
    assert (opened["general_level"], conditional["general_level"]) == ("1", "3")
    assert held(portals.city, PRIVATE["title"], anonymous=False) == []
    assert [resource["url"] for resource in conditional["resources"]] == [""]


def _settings(portals: Portals, secret: str) -> dict[str, Any]:
    county = portals.county.url
    return {
        **{"id": "tianlin", "name": "tianlin", "kind": "ckan_api", "url": county, "title": "田林县平台"},
        **{"organization": "wuzhou", "mapping": "gxdata", "allow": [county.removeprefix("http://")]},
        **{"options": {"cascade": True}, "secret": secret},
    }


# ── data.json ────────────────────────────────────────────────────────────────────────────────────────────────────────


def data_json(portal: Portal, token: str = "") -> list[dict[str, Any]]:
    headers = {"Authorization": token} if token else {}
    answer = httpx.get(f"{portal.url}/data.json", headers=headers, timeout=120, trust_env=False)
    found: list[dict[str, Any]] = answer.json()["dataset"]
    return found


def test_data_json_lists_every_public_dataset_once_and_tells_everybody_the_same(portals: Portals) -> None:
    entries = data_json(portals.region)

    count = ckanapi.RemoteCKAN(portals.region.url).action.package_search(rows=0)["count"]
    assert len(entries) == len({entry["landingPage"] for entry in entries}) == count
    assert PRIVATE["title"] not in [entry["title"] for entry in data_json(portals.county, portals.county.admin_token)]
    assert data_json(portals.county, portals.county.admin_token) == data_json(portals.county)


def test_data_json_gives_one_identifier_on_every_level_and_addresses_of_open_data_only(portals: Portals) -> None:
    by_title = [{entry["title"]: entry for entry in data_json(each)} for each in (portals.county, portals.region)]

    assert len({found[OPEN["title"]]["identifier"] for found in by_title}) == 1
    [opened] = by_title[1][OPEN["title"]]["distribution"]
    [conditional] = by_title[1][CONDITIONAL["title"]]["distribution"]
    assert httpx.get(opened["downloadURL"], trust_env=False).content == CANE
    assert not {"downloadURL", "accessURL"} & set(conditional)
