"""The page of 高价值数据 and the badges of a dataset: each number leads to what it counts, each badge to its reason."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import WIDTHS, Reader
from tests.portal import Portal

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_shows_shares_rules_and_the_baseline_with_its_source(reader: Reader, width: int) -> None:
    reader.width(width)
    answer = reader.open("/high-value")

    assert answer.status == 200
    text = reader.page.inner_text("main")
    assert "81%" in text
    assert "大数据与决策研究" in text
    assert "2023/138" in text
    assert reader.page.evaluate(OVERFLOW) <= 0
    assert not reader.foreign
    assert not reader.faults
    assert not re.findall(r"style=", reader.page.inner_html("main"))
    reader.picture("high-value", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_of_the_table_leads_to_the_datasets_it_counts(reader: Reader, width: int) -> None:
    reader.width(width)
    reader.open("/high-value")
    link = reader.page.locator("table.gx-values tbody a[href*='organization=gx-nynct&gx_high_value=high']")
    number = link.inner_text()
    link.click()
    reader.page.wait_for_load_state("networkidle")

    assert reader.page.inner_text("h1").startswith(number)
    assert reader.page.locator(".gx-hit .gx-mk-high_value").count() == min(int(number), 20)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_badge_opens_its_reason_without_a_script(reader_without_scripts: Reader, portal: Portal, width: int) -> None:
    reader = reader_without_scripts
    reader.width(width)
    found = portal.get("/api/3/action/package_search?fq=gx_high_value:high&rows=1").json()["result"]["results"][0]
    reader.page.goto(f"{reader.url}/dataset/{found['name']}")
    mark = reader.page.locator(".gx-dhead .gx-badge-high_value")
    reason = mark.locator(".gx-badge-why")

    assert not reason.is_visible()
    mark.locator("summary").click()
    assert reason.is_visible()
    assert "机器可读：CSV 为 3 星格式" in reason.inner_text()
    other = reader.page.locator(".gx-badges .gx-badge", has_text="机器可读")
    other.locator("summary").click()
    assert "CSV 为 3 星格式" in other.inner_text()
    reader.picture("badge", width)


def test_in_english_rules_and_reasons_are_english(reader: Reader) -> None:
    reader.open("/en/high-value")

    text = reader.page.inner_text("main")
    assert "What counts as high value" in text
    assert "at least one of these:" in text
    assert "three data items or more" in text


def test_an_editor_decides_about_the_value_in_the_browser(editor: Reader, portal: Portal) -> None:
    query = "fq=organization:gx-nynct%20-gx_high_value:*&rows=1"
    found = portal.get(f"/api/3/action/package_search?{query}").json()["result"]["results"][0]
    page = editor.page
    editor.open(f"/dataset/{found['name']}")
    page.click("text=另行认定")
    page.check("input[value=confirmed]")
    page.click("main form button[type=submit]")
    assert "不少于 5 个字" in page.inner_text("main")
    page.check("input[value=confirmed]")
    page.fill("#field-reason", "农技站每周都要用到")
    page.click("main form button[type=submit]")
    try:
        assert "人工认定：农技站每周都要用到" in page.inner_text("main")
        assert page.locator(".gx-dhead .gx-mk-high_value").count() == 1
    finally:
        with portal.admin() as admin:
            admin.action.gxdata_high_value_decide(id=found["name"], decision="auto", reason="测试完，交还规则")
