"""A search as a CSV list and as an Atom feed."""

from __future__ import annotations

import csv
import io
from typing import Any

import ckanapi
import httpx
from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed_of(portal: Any, address: str) -> Any:
    answer = portal.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def test_the_list_holds_every_hit_and_opens_as_utf8(portal: Any) -> None:
    answer = portal.get("/dataset.csv?gx_format=CSV&gx_format=XLSX")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    expected = ckanapi.RemoteCKAN(portal.url).action.package_search(fq="gx_format:(CSV OR XLSX)", rows=0)["count"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert len(rows) == expected + 1 > 500
    assert {len(row) for row in rows} == {12}
    assert portal.get(rows[1][1].removeprefix(portal.url)).status_code == 200


def test_a_title_like_a_formula_is_text(portal: Any) -> None:
    made = {
        "name": "csv-formula", "title": "=cmd|' /C calc'!A0 公式标题", "owner_org": "gx-tjj", "private": False, "notes": "x",
        "open_type": "closed", "closed_reason": "personal_privacy", "data_grade": "general", "general_level": "2",
        "region": ["450000"], "theme": ["agri_industry"], "update_frequency": "yearly",
    }  # fmt: skip
    with portal.admin() as admin:
        dataset = admin.action.package_create(**made)
        try:
            token = {"Authorization": portal.admin_token}
            listed = httpx.get(portal.url + "/dataset.csv?q=公式标题", headers=token, timeout=30, trust_env=False).text
        finally:
            admin.action.dataset_purge(id=dataset["id"])

    assert "'=cmd|" in listed


def test_a_feed_holds_the_hits_of_its_search_newest_change_first(portal: Any) -> None:
    feed = feed_of(portal, "/dataset.atom?q=%E4%BA%A7%E9%87%8F&gx_format=CSV")
    updated = [moment[:23] for moment in feed.xpath("a:entry/a:updated/text()", namespaces=ATOM)]  # Solr keeps milliseconds

    assert updated and updated == sorted(updated, reverse=True)
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [
        f"{portal.url}/dataset.atom?q=%E4%BA%A7%E9%87%8F&gx_format=CSV"
    ]
    page = feed.xpath("a:link[@rel='alternate']/@href", namespaces=ATOM)[0]
    assert portal.get(page.removeprefix(portal.url)).status_code == 200


def test_feeds_are_paged_by_next_and_keep_their_id(portal: Any) -> None:
    first = feed_of(portal, "/dataset.atom")
    following = first.xpath("a:link[@rel='next']/@href", namespaces=ATOM)[0]
    second = feed_of(portal, following.removeprefix(portal.url))

    ids = [set(feed.xpath("a:entry/a:id/text()", namespaces=ATOM)) for feed in (first, second)]
    assert len(ids[0]) == len(ids[1]) == 50 and not ids[0] & ids[1]


def test_a_feed_ends_with_a_message(portal: Any) -> None:
    assert portal.get("/dataset.atom?page=100000").status_code == 400
