"""A look inside tables, figures of departments, places and themes: what actions answer and what pages make of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import ckanapi
import httpx
import pytest
from lxml import html

from tests import naughty
from tests.integration.test_catalog import DATASET
from tests.portal import Portal

NAMES = ("test-look-open", "test-look-county", "test-look-naughty", "test-look-conditional")
TABLE = "县,面积（公顷）,状态\n扶绥县,61320.4,终值\n江州区,58904,终值\n武鸣区,,预估\n".encode()


@pytest.fixture
def admin(portal: Portal) -> Iterator[Any]:
    yield portal.admin()
    with portal.admin() as again:
        for name in NAMES:
            if name in again.action.package_list():
                again.action.dataset_purge(id=name)


def put(
    admin: Any, name: str, content: bytes = TABLE, format: str = "CSV", filename: str = "look.csv", **fields: Any
) -> dict[str, Any]:
    """A dataset with one file; its resource."""
    admin.action.package_create(**{**DATASET, "name": name, **fields})
    file = io.BytesIO(content)
    file.name = filename
    resource: dict[str, Any] = admin.action.resource_create(
        package_id=name, name=fields.get("title", "面积"), format=format, upload=file
    )
    return resource


def asked(portal: Portal, action: str, **data: Any) -> httpx.Response:
    return httpx.get(f"{portal.url}/api/3/action/{action}", params=data, timeout=30)


def test_the_first_rows_come_with_what_the_columns_are_like(portal: Portal, admin: Any) -> None:
    resource = put(admin, "test-look-open")
    found = ckanapi.RemoteCKAN(portal.url).action.gxdata_table_preview(id=resource["id"], rows=2)

    assert found["rows"] == [["扶绥县", "61320.4", "终值"], ["江州区", "58904", "终值"]]
    assert (found["total"], found["read"]) == (3, 3)
    assert [(field["name"], field["type"]) for field in found["fields"]] == [
        ("县", "string"),
        ("面积（公顷）", "number"),
        ("状态", "string"),
    ]
    assert found["fields"][1]["profile"]["empty"] == 1
    assert (found["fields"][1]["profile"]["low"], found["fields"][1]["profile"]["high"]) == (58904.0, 61320.4)
    assert next(field["profile"]["shares"] for field in found["fields"]) == []


def test_the_page_shows_the_rows_and_how_programs_get_them(portal: Portal, admin: Any) -> None:
    resource = put(admin, "test-look-open")
    for path in ("/dataset/test-look-open", f"/dataset/test-look-open/resource/{resource['id']}"):
        page = html.fromstring(httpx.get(portal.url + path).text)
        cells = [cell.text_content() for cell in page.cssselect(".gx-preview tbody tr:first-child td")]
        lines = [line.text_content() for line in page.cssselect("#api pre")]
        assert cells == ["扶绥县", "61320.4", "终值"]
        assert any(line.startswith("curl -L -O http") for line in lines)
        assert any("package_show?id=test-look-open" in line for line in lines)


def test_a_new_file_is_looked_into_anew(portal: Portal, admin: Any) -> None:
    resource = put(admin, "test-look-open")
    asked(portal, "gxdata_table_preview", id=resource["id"])
    file = io.BytesIO("县,面积\n龙州县,1\n".encode())
    file.name = "new.csv"
    admin.action.resource_patch(id=resource["id"], upload=file)

    assert asked(portal, "gxdata_table_preview", id=resource["id"]).json()["result"]["rows"] == [["龙州县", "1"]]


def test_what_is_not_open_is_not_looked_into(portal: Portal, admin: Any) -> None:
    resource = put(
        admin,
        "test-look-conditional",
        open_type="conditional",
        open_condition=["application"],
        license_id="gx-conditional-1.0",
    )

    assert asked(portal, "gxdata_table_preview", id=resource["id"]).status_code == 403
    page = httpx.get(f"{portal.url}/dataset/test-look-conditional").text
    assert "gx-preview" not in page and "61320.4" not in page and "curl -L" not in page
    assert admin.action.gxdata_table_preview(id=resource["id"])["total"] == 3


@pytest.mark.parametrize(
    ("asked_for", "status"),
    [({}, 409), ({"id": "no-such"}, 404), ({"id": "x", "rows": "many"}, 409), ({"id": "x", "sql": "1"}, 409)],
)
def test_a_question_that_cannot_be_answered_says_why(portal: Portal, asked_for: dict[str, str], status: int) -> None:
    assert asked(portal, "gxdata_table_preview", **asked_for).status_code == status


def test_a_file_that_is_no_table_is_refused_and_its_page_stands(portal: Portal, admin: Any) -> None:
    resource = put(admin, "test-look-open", b"%PDF-1.4 no table", format="PDF", filename="look.pdf")

    assert asked(portal, "gxdata_table_preview", id=resource["id"]).status_code == 409
    assert "gx-preview" not in httpx.get(f"{portal.url}/dataset/test-look-open").text


def test_a_dataset_of_a_county_counts_for_its_city_once(portal: Portal, admin: Any) -> None:
    admin.action.package_create(**{**DATASET, "name": "test-look-county", "region": ["450421", "450422"]})
    found = asked(portal, "gxdata_region_list").json()["result"]
    wuzhou = next(city for city in found["cities"] if city["id"] == "450400")

    assert len(found["cities"]) == 14
    assert sum(len(city["counties"]) for city in found["cities"]) == 111
    assert wuzhou["count"] == 1
    assert {each["id"]: each["count"] for each in wuzhou["counties"] if each["count"]} == {"450421": 1, "450422": 1}

    page = html.fromstring(httpx.get(f"{portal.url}/map").text)
    [tile] = [link for link in page.cssselect("svg.gx-tilemap a") if link.get("aria-label").startswith("梧州")]
    listed = html.fromstring(httpx.get(portal.url + tile.get("href")).text)
    assert listed.cssselect("h1")[0].text_content().split()[0] == "1"


def test_figures_of_a_department_are_those_of_its_public_datasets(portal: Portal) -> None:
    found = asked(portal, "gxdata_department_show", id="gx-nynct").json()["result"]

    assert found["count"] == sum(found["open_types"].values())
    assert set(found["open_types"]) == {"unconditional", "conditional", "closed"}
    assert 0 <= found["on_time"]["count"] <= found["on_time"]["of"] <= found["count"]
    page = httpx.get(f"{portal.url}/organization/gx-nynct").text
    assert "gx-dept" in page and "按期更新" in page
    assert asked(portal, "gxdata_department_show", id="no-such").status_code == 404
    assert asked(portal, "gxdata_department_show", id="guizihao").status_code == 404


def test_lateness_counted_for_a_department_is_that_of_its_datasets(portal: Portal, admin: Any) -> None:
    before = asked(portal, "gxdata_department_show", id="gx-nynct").json()["result"]["on_time"]
    admin.action.package_create(**{**DATASET, "name": "test-look-open", "modified": "2010-01-01"})
    admin.action.package_create(**{**DATASET, "name": "test-look-county", "modified": "2026-11-01"})
    after = asked(portal, "gxdata_department_show", id="gx-nynct").json()["result"]["on_time"]

    assert (after["of"] - before["of"], after["count"] - before["count"]) == (2, 1)


def test_related_datasets_are_near_ones_and_never_itself(portal: Portal) -> None:
    [dataset] = ckanapi.RemoteCKAN(portal.url).action.package_search(q="甘蔗", rows=1)["results"]
    page = html.fromstring(httpx.get(f"{portal.url}/dataset/{dataset['name']}").text)
    links = [link.get("href") for link in page.cssselect("#related a")]

    assert 0 < len(links) <= 5
    assert f"/dataset/{dataset['name']}" not in links


def test_no_naughty_line_becomes_markup_on_the_pages_of_a_dataset(portal: Portal, admin: Any) -> None:
    """Many at once: a line in every cell, and others in the texts of the dataset and its file."""
    lines = [line for line in naughty.strings() if line.strip() and "\x00" not in line and 0 < len(line) < 150]
    bad = [line for line in lines if "<" in line or "'" in line]
    cells = "\n".join(",".join(f'"{_quoted(line)}"' for line in bad[at : at + 6]) for at in range(0, 60, 6))
    texts = {"title": "<script>alert(1)</script>", "notes": "<img src=x onerror=alert(1)> [x](javascript:alert(1))"}
    resource = put(admin, "test-look-naughty", f"a,b,c,d,e,f\n{cells}\n".encode("utf-8", "replace"), **texts)

    plain = _runs(httpx.get(portal.url).text)
    for path in (
        "/dataset/test-look-naughty",
        f"/dataset/test-look-naughty/resource/{resource['id']}",
        "/organization/gx-nynct",
    ):
        answer = httpx.get(portal.url + path)
        assert answer.status_code == 200
        assert _runs(answer.text) - plain == set(), path
    shown = html.fromstring(httpx.get(f"{portal.url}/dataset/test-look-naughty").text).cssselect(".gx-preview td")
    assert shown[0].text_content().strip() == bad[0].strip()


def _quoted(cell: str) -> str:
    return cell.replace('"', '""').replace("\n", " ").replace("\r", " ")


def _runs(text: str) -> set[str]:
    """What a browser would run: inline scripts, handlers, addresses that are scripts."""
    page = html.fromstring(text)
    elements = [each for each in page.iter() if isinstance(each.tag, str)]
    inline = {each.text or "" for each in elements if each.tag == "script" and not each.get("src")}
    handlers = {value for each in elements for name, value in each.items() if name.startswith("on")}
    links = {value for each in elements for value in each.values() if value.strip().lower().startswith("javascript:")}
    return inline | handlers | links
