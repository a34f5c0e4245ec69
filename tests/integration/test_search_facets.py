"""The catalog's page with several values of a facet, spans of days and rubbish in its address, as a reader gets it."""

from __future__ import annotations

import json
import re
from typing import Any

import ckanapi
import httpx
import pytest
from lxml import html


@pytest.fixture(scope="module")
def api(portal: Any) -> Any:
    return ckanapi.RemoteCKAN(portal.url)


def opened(portal: Any, question: str) -> Any:
    answer = portal.get(f"/dataset/{question}")
    assert answer.status_code == 200, answer.text[:300]
    return html.fromstring(answer.text)


def count_of(page: Any) -> int:
    return int(re.sub(r"\D", "", page.xpath("//h1")[0].text_content()))


def facet(page: Any, title: str) -> dict[str, int]:
    rows = page.xpath(f"//details[contains(@class, 'gx-facet')][summary/h3[. = '{title}']]//li/a")
    return {
        row.xpath("span[2]/text()")[0].strip(): int(row.xpath("span[3]")[0].text_content().replace(",", ""))
        for row in rows
    }


def test_two_values_of_a_facet_are_alternatives_and_its_counts_stay_as_they_were(portal: Any, api: Any) -> None:
    counts = api.action.package_search(rows=0, **{"facet.field": json.dumps(["gx_open_type"])})["facets"][
        "gx_open_type"
    ]
    whole = facet(opened(portal, ""), "开放属性")

    page = opened(portal, "?gx_open_type=unconditional&gx_open_type=conditional")

    assert count_of(page) == counts["unconditional"] + counts["conditional"]
    assert facet(page, "开放属性") == whole
    assert len(page.xpath("//a[@class='gx-chip']")) == 2


def test_facets_narrow_each_other(portal: Any, api: Any) -> None:
    page = opened(portal, "?gx_open_type=unconditional&gx_format=CSV")

    expected = api.action.package_search(fq_list=["gx_open_type:unconditional", "gx_format:CSV"], rows=0)["count"]
    assert 0 < expected == count_of(page)
    assert facet(page, "格式")["CSV"] == expected


def test_every_link_of_a_facet_leads_to_as_many_hits_as_it_says_or_adds_them(portal: Any) -> None:
    page = opened(portal, "?q=产量&gx_format=CSV")
    row = page.xpath("//details[summary/h3[. = '主题']]//li/a")[0]

    assert count_of(html.fromstring(portal.get(row.get("href")).text)) == int(row.xpath("span[3]")[0].text_content())


def test_a_span_of_days_narrows_and_its_form_keeps_the_question(portal: Any, api: Any) -> None:
    page = opened(portal, "?q=产量&updated_from=2000-01-01&updated_to=2099-12-31")

    assert count_of(page) > 0
    assert page.xpath("//form[@class='gx-spans']/input[@name='q']/@value") == ["产量"]
    assert "2000-01-01 – 2099-12-31" in page.xpath("//a[@class='gx-chip']")[0].text_content()
    assert count_of(opened(portal, "?updated_to=1901-01-01")) == 0


def test_the_canonical_address_is_the_same_in_whatever_order_it_was_asked(portal: Any) -> None:
    asked = ("?gx_format=CSV&q=水&gx_format=XLSX&utm_source=x", "?q=水&gx_format=XLSX&gx_format=CSV&page=1")

    one, other = (opened(portal, question).xpath("//link[@rel='canonical']/@href") for question in asked)

    assert one == other and one[0].endswith("/dataset/?q=%E6%B0%B4&gx_format=CSV&gx_format=XLSX")


@pytest.mark.parametrize(
    "value",
    [
        'x" OR capacity:private OR "',
        "{!join from=id to=id}x",
        '_query_:"{!func}1"',
        ") OR (*:*",
        "\\",
        "*",
        "x" * 3000,
        "<script>alert(1)</script>",
    ],
)
def test_no_value_of_a_filter_is_syntax(portal: Any, value: str) -> None:
    answer = httpx.get(portal.url + "/dataset/", params={"gx_theme": value}, timeout=30, trust_env=False)

    assert answer.status_code == 200
    assert count_of(html.fromstring(answer.text)) == 0
    assert "<script>alert" not in answer.text


def test_a_day_that_is_none_is_named_and_left_out(portal: Any) -> None:
    page = opened(portal, "?updated_from=soon")

    assert "updated_from" in page.xpath("//p[@class='gx-note']")[0].text_content()
    assert count_of(page) == count_of(opened(portal, ""))


def test_paging_ends_with_a_message_in_both_languages(portal: Any) -> None:
    answer = portal.get("/dataset/?page=99999")

    assert answer.status_code == 400
    assert "请用筛选缩小范围" in answer.text and "please use filters" in answer.text


def test_a_departments_facets_lead_to_the_catalog(portal: Any) -> None:
    answer = portal.get("/organization/gx-tjj?gx_format=CSV&q=水")

    assert answer.status_code == 302
    assert answer.headers["location"].endswith("/dataset/?q=%E6%B0%B4&gx_format=CSV&organization=gx-tjj")
