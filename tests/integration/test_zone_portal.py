"""Zones over the API, as a page in three languages and as a feed: counts, reasons, what is missing, what stays inside."""

from __future__ import annotations

import contextlib
import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import ckanapi
import pytest

from tests.portal import Portal

ATOM = "{http://www.w3.org/2005/Atom}"
ZONES = ["asean", "rcep", "ilstc", "crossborder", "guizihao", "inclusive-finance", "smart-transport"]
DATASET = {
    "name": "test-zone-herb-prices",
    "title": "玉林药市中药材价格（日）<b>",
    "notes": "每天的中药材价格 & 成交情况。",
    "owner_org": "yulin",
    "theme": ["agri_industry"],
    "region": ["450900"],
    "tag_string": "中药材",
    "update_frequency": "daily",
    "open_type": "unconditional",
    "data_grade": "general",
    "general_level": "1",
    "license_id": "gx-open-1.0",
    "title_translated": {"en": "Herb prices at Yulin <b>", "vi": "Giá dược liệu Ngọc Lâm"},
    "notes_translated": {"en": "Prices of every day."},
    "resources": [{"name": "价格", "url": "https://example.org/prices.csv", "format": "CSV"}],
}


@pytest.fixture(scope="module")
def public(portal: Portal) -> ckanapi.RemoteCKAN:
    return ckanapi.RemoteCKAN(portal.url)


@pytest.fixture
def admin(portal: Portal) -> Iterator[ckanapi.RemoteCKAN]:
    with portal.admin() as api:
        _purge(api)
        yield api
        _purge(api)


def _purge(api: ckanapi.RemoteCKAN) -> None:
    with contextlib.suppress(ckanapi.NotFound):
        api.action.dataset_purge(id=DATASET["name"])


def show(portal: Portal, zone: str, prefix: str = "", **query: Any) -> dict[str, Any]:
    parts = "&".join([f"id={zone}", *(f"{key}={value}" for key, value in query.items())])
    answer = portal.get(f"{prefix}/api/3/action/gxdata_zone_show?{parts}")
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["result"]
    return result


def test_the_seven_zones_are_listed_in_their_order_with_counts_of_the_search(public: Any) -> None:
    zones = public.action.gxdata_zone_list()

    assert [zone["id"] for zone in zones] == ZONES
    assert zones[4]["title"] == "桂字号产业专区"
    for zone in zones:
        assert zone["count"] == public.action.package_search(fq=f"gx_zone:{zone['id']}", rows=0)["count"]
        assert zone["target"] == sum(sub["target"] for sub in zone["subzones"]) > 0


def test_a_zone_answers_its_datasets_with_a_reason_each_and_what_is_missing(portal: Portal, public: Any) -> None:
    sugar = show(portal, "gz-sugar")
    found = public.action.package_search(fq="gx_zone:gz-sugar", rows=1000)

    assert (sugar["id"], sugar["title"], sugar["target"]) == ("gz-sugar", "糖业（甘蔗）", 8)
    assert sugar["count"] == len(sugar["datasets"]) == found["count"] > 0
    assert {each["name"] for each in sugar["datasets"]} == {each["name"] for each in found["results"]}
    assert all(each["title"] and each["reason"] for each in sugar["datasets"])
    assert len(sugar["missing"]) + sugar["have"] == 8
    assert all(each["title"] and each["why"] and each["provider"] for each in sugar["missing"])


def test_rows_start_and_sort_page_through_a_zone(portal: Portal) -> None:
    whole = [each["name"] for each in show(portal, "guizihao", sort="title")["datasets"]]
    pages = [show(portal, "guizihao", sort="title", rows=4, start=start)["datasets"] for start in (0, 4)]

    assert [each["name"] for page in pages for each in page] == whole[:8]
    assert show(portal, "guizihao", rows=0)["datasets"] == []


@pytest.mark.parametrize("query", ["rows=-1", "rows=many", "region=459999", "sort=colour", "start=1e9"])
def test_a_wrong_argument_is_refused_and_named(portal: Portal, query: str) -> None:
    answer = portal.get(f"/api/3/action/gxdata_zone_show?id=guizihao&{query}")

    assert answer.status_code == 409
    assert query.split("=")[0] in answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/api/3/action/gxdata_zone_show?id=gz-tmc", "gz-tcm"),
        ("/zone/guizihaoo", "guizihao"),
        ("/zone/gz-sugr.atom", "gz-sugar"),
    ],
)
def test_an_unknown_zone_is_404_with_the_nearest_valid_ones(portal: Portal, path: str, nearest: str) -> None:
    answer = portal.get(path)

    assert answer.status_code == 404
    assert nearest in (json.dumps(answer.json(), ensure_ascii=False) if "api" in path else answer.text)


def test_a_new_dataset_comes_in_by_rule_and_fills_its_gap(portal: Portal, admin: Any) -> None:
    assert "gz-tcm-price" in [gap["id"] for gap in show(portal, "gz-tcm")["missing"]]
    admin.action.package_create(**DATASET)

    herbs = show(portal, "gz-tcm")
    (mine,) = [each for each in herbs["datasets"] if each["name"] == DATASET["name"]]
    assert "中药材" in mine["reason"]
    assert "gz-tcm-price" not in [gap["id"] for gap in herbs["missing"]]
    assert show(portal, "guizihao")["regions"]["450900"] == 1
    assert [each["name"] for each in show(portal, "guizihao", region="450900")["datasets"]] == [DATASET["name"]]


@pytest.mark.parametrize(
    ("change", "lack", "said"),
    [({"update_frequency": "yearly"}, "period", "每年更新"), ({"resources": []}, "resources", "没有数据资源")],
)
def test_what_nearly_fills_a_gap_is_named_with_what_it_lacks(
    portal: Portal, admin: Any, change: dict[str, Any], lack: str, said: str
) -> None:
    admin.action.package_create(**{**DATASET, **change})

    (gap,) = [gap for gap in show(portal, "gz-tcm")["missing"] if gap["id"] == "gz-tcm-price"]
    assert [(near["name"], near["lack"]) for near in gap["near"]] == [(DATASET["name"], lack)]
    assert f"{html.escape(str(DATASET['title']))}</a> {said}</div>" in portal.get("/zone/gz-tcm").text


@pytest.mark.parametrize(
    ("prefix", "title"),
    [("/en", "Herb prices at Yulin <b>"), ("/vi", "Giá dược liệu Ngọc Lâm"), ("", DATASET["title"])],
)
def test_a_zone_and_its_feed_have_titles_in_the_readers_language(
    portal: Portal, admin: Any, prefix: str, title: str
) -> None:
    created = admin.action.package_create(**DATASET)

    assert f">{html.escape(str(title))}</span>" in portal.get(f"{prefix}/zone/gz-tcm").text.replace("&#34;", '"')
    feed = ET.fromstring(portal.get(f"{prefix}/zone/gz-tcm.atom").content)
    titles = {each.findtext(f"{ATOM}id"): each.findtext(f"{ATOM}title") for each in feed.findall(f"{ATOM}entry")}
    assert titles[f"urn:uuid:{created['id']}"] == title


def test_a_title_without_a_translation_is_marked_as_chinese(portal: Portal) -> None:
    page = portal.get("/en/zone/gz-sugar").text
    assert '<span lang="zh-Hans">甘蔗播种面积、产量和单位面积产量</span>' in page


def test_the_names_of_the_data_model_are_taken_in_a_search(public: Any, portal: Portal) -> None:
    count = public.action.package_search(fq="gx_zone:gz-sugar", rows=0)["count"]

    assert count > 0
    for query in ({"fq": "zone:gz-sugar"}, {"fq": "subzone:gz-sugar"}, {"q": "zone:gz-sugar"}):
        assert public.action.package_search(rows=0, **query)["count"] == count
    asked = {
        "rows": 0,
        "facet.field": ["zone", "gx_theme"],
        "sort": "update_frequency asc",
        "fq": "open_type:conditional",
    }
    told = public.action.package_search(**asked)
    assert sorted(told["facets"]) == sorted(told["search_facets"]) == ["gx_theme", "zone"]
    assert told["count"] == public.action.package_search(rows=0, fq="gx_open_type:conditional")["count"]


def test_a_closed_dataset_leaves_the_gap_and_the_list_says_that_it_is_closed(portal: Portal, admin: Any) -> None:
    admin.action.package_create(**{**DATASET, "open_type": "closed", "closed_reason": "trade_secret"})

    (gap,) = [gap for gap in show(portal, "gz-tcm")["missing"] if gap["id"] == "gz-tcm-price"]
    assert "不予开放" in gap["why"] and DATASET["title"] in gap["why"]


def test_a_private_dataset_is_in_no_answer_no_count_no_page_and_no_feed(portal: Portal, admin: Any) -> None:
    before = show(portal, "gz-tcm")
    admin.action.package_create(
        **{**DATASET, "private": True, "open_type": "conditional", "open_condition": ["application"]}
    )

    after = show(portal, "gz-tcm")
    assert {**after, "datasets": []} == {**before, "datasets": []}
    assert [each["name"] for each in after["datasets"]] == [each["name"] for each in before["datasets"]]
    for path in ("/zone/gz-tcm", "/zone/gz-tcm.atom", "/vi/zone/gz-tcm", "/zone/guizihao?region=450900"):
        assert DATASET["name"] not in portal.get(path).text
    assert "gz-tcm-price" in [gap["id"] for gap in admin.action.gxdata_zone_show(id="gz-tcm")["missing"]]


def test_the_feed_is_valid_atom_with_stable_ids_and_escaped_texts(portal: Portal, admin: Any) -> None:
    created = admin.action.package_create(**DATASET)

    answer = portal.get("/zone/gz-tcm.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)
    assert [feed.findtext(f"{ATOM}{name}") is not None for name in ("id", "title", "updated")] == [True] * 3
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in feed.findall(f"{ATOM}entry")}
    mine = entries[f"urn:uuid:{created['id']}"]
    assert mine.findtext(f"{ATOM}title") == DATASET["title"]
    assert mine.findtext(f"{ATOM}updated", "")[:19] == created["metadata_modified"][:19]
    assert feed.findtext(f"{ATOM}id") == ET.fromstring(portal.get("/zone/gz-tcm.atom").content).findtext(f"{ATOM}id")
    assert f'href="{portal.url}/zone/gz-tcm.atom"' in portal.get("/zone/gz-tcm").text


def test_a_closed_dataset_is_not_announced(portal: Portal, admin: Any) -> None:
    admin.action.package_create(**{**DATASET, "open_type": "closed", "closed_reason": "trade_secret"})

    assert DATASET["name"] not in portal.get("/zone/gz-tcm.atom").text


IN_PART = {
    "vi": (
        *("Hành lang thương mại đất liền–biển quốc tế mới", "Cảng Vịnh Bắc Bộ", "chưa đăng ký"),
        ("Bản dịch máy", "Còn thiếu gì", "Hữu Nghị"),
    ),
    "th": (
        *("ระเบียงการค้าเชื่อมทางบกกับทางทะเลสายใหม่", "ท่าเรืออ่าวเป่ยปู้", "ยังไม่ได้ขึ้นรายการ"),
        ("แปลด้วยเครื่อง", "ท่าเรือแม่น้ำ", "ด่านโหย่วอี้กวาน"),
    ),
}
"""Language → title of the corridor, one of its sub-zones, what every gap says, words of the page."""


@pytest.mark.parametrize("language", IN_PART)
def test_the_zones_answer_in_vietnamese_and_thai_and_say_that_a_machine_made_it(portal: Portal, language: str) -> None:
    title, sub_zone, why, words = IN_PART[language]
    answer = show(portal, "ilstc", prefix=f"/{language}")
    page = portal.get(f"/{language}/zone/ilstc").text

    assert (answer["title"], answer["machine_translated"]) == (title, True)
    assert sub_zone in [sub["title"] for sub in answer["subzones"]]
    assert [gap for gap in answer["missing"] if why not in gap["why"]] == []
    assert f'<html lang="{language}"' in page
    assert [each for each in words if each not in page] == []
    assert portal.get(f"/{language}/zone").status_code == 200


@pytest.mark.parametrize("page", ["/vi/harvest?state=failed", "/th/map", "/th/organization/", "/vi/about"])
def test_a_page_that_is_not_there_in_a_language_is_answered_in_english(portal: Portal, page: str) -> None:
    answer = portal.get(page)

    assert (answer.status_code, answer.headers["location"]) == (302, f"{portal.url}/en{page[3:]}")


def test_a_language_is_offered_where_the_page_is_there_in_it(portal: Portal) -> None:
    offered = {page: re.findall(r'hreflang="([^"]+)"', portal.get(page).text) for page in ("/dataset/", "/zone/rcep", "/about")}

    assert offered["/dataset/"] == ["zh-Hans", "en", "vi", "th"]
    assert offered["/zone/rcep"][:4] == ["zh-Hans", "en", "vi", "th"]
    assert offered["/about"] == ["zh-Hans", "en"]


def test_the_page_of_a_zones_group_leads_to_the_zone(portal: Portal) -> None:
    answer = portal.get("/group/guizihao?q=甘蔗")

    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (302, f"{portal.url}/zone/guizihao")
    assert portal.get("/group/").headers["location"] == f"{portal.url}/zone"


def test_a_dataset_page_says_why_it_is_in_its_zones(portal: Portal, admin: Any) -> None:
    admin.action.package_create(**DATASET)
    page = portal.get(f"/dataset/{DATASET['name']}").text

    assert 'href="/zone/gz-tcm"' in page
    assert "为什么在这里" in page
