"""Searching as a citizen does: suggestions by keyboard, several values of a facet, highlights, no hits; wide and narrow."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Reader

WIDTHS = (1440, 390)
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BOX = "#gx-find"
OPTIONS = ".gx-suggest [role=option]"


@pytest.mark.parametrize("width", WIDTHS)
def test_suggestions_are_chosen_by_keyboard(reader: Reader, width: int) -> None:
    reader.width(width)
    reader.open("/")
    reader.page.locator(BOX).press_sequentially("ganzh", delay=20)
    reader.page.wait_for_selector(OPTIONS)
    assert reader.page.get_attribute(BOX, "aria-expanded") == "true"
    assert reader.page.evaluate(OVERFLOW) == 0
    reader.picture("suggest", width)

    reader.page.keyboard.press("ArrowDown")
    chosen = reader.page.locator(OPTIONS + "[aria-selected=true]")
    assert chosen.get_attribute("id") == reader.page.get_attribute(BOX, "aria-activedescendant")
    reader.page.keyboard.press("ArrowUp")
    assert reader.page.get_attribute(BOX, "aria-activedescendant") is None
    reader.page.keyboard.press("Escape")
    assert not reader.page.locator(".gx-suggest").first.is_visible()
    assert reader.page.input_value(BOX) == "ganzh"

    reader.page.keyboard.press("ArrowDown")
    reader.page.wait_for_selector(OPTIONS)
    reader.page.keyboard.press("ArrowDown")
    address = reader.page.locator(OPTIONS + "[aria-selected=true] a").get_attribute("href")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(f"**{address}")
    assert reader.faults == []


def test_enter_without_a_choice_searches_for_what_was_typed(reader: Reader) -> None:
    reader.open("/zone")
    reader.page.locator(".gx-find-top input").press_sequentially("甘蔗")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/dataset/?q=*")
    assert reader.page.input_value(BOX) == "甘蔗"


def test_a_suggested_title_is_never_markup(reader: Reader) -> None:
    reader.page.route(
        "**/suggest?*",
        lambda route: route.fulfill(json={"suggestions": [{"kind": "dataset", "label": "<img src=x>甘", "url": "/"}]}),
    )
    reader.open("/")
    reader.page.locator(BOX).press_sequentially("甘")
    reader.page.wait_for_selector(OPTIONS)
    assert "<img src=x>甘" in reader.page.locator(OPTIONS).first.inner_text()
    assert reader.page.locator(OPTIONS + " img").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_several_values_of_a_facet_are_chosen_and_removed_one_by_one(
    reader_without_scripts: Reader, width: int
) -> None:
    reader = reader_without_scripts
    reader.width(width)
    reader.open("/dataset/?q=产量")
    for number, name in ((1, "广西壮族自治区农业农村厅"), (2, "广西壮族自治区统计局")):
        if width == 390:
            reader.page.locator(".gx-to-facets").click()
        reader.page.locator(".gx-facet", has_text="数源部门").get_by_role("link", name=name).click()
        assert reader.page.locator(".gx-chip").count() == number
    total = int(re.sub(r"\D", "", reader.page.locator("h1").inner_text()))
    reader.picture("facets", width)
    assert reader.page.evaluate(OVERFLOW) == 0

    reader.page.locator(".gx-chip").first.click()
    assert reader.page.locator(".gx-chip").count() == 1
    assert 0 < int(re.sub(r"\D", "", reader.page.locator("h1").inner_text())) < total


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_hits_say_where_they_matched(reader: Reader, width: int, language: str) -> None:
    reader.width(width)
    reader.open(f"{language}/dataset/?q=ganzhe")
    assert reader.page.locator(".gx-hit mark").first.inner_text() == "甘蔗"
    assert ("Matched in" if language else "命中") in reader.page.locator(".gx-why").first.inner_text()
    assert reader.page.evaluate(OVERFLOW) == 0
    reader.picture(f"highlights{language.replace('/', '-')}", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_without_a_hit_the_page_leads_on(reader: Reader, width: int) -> None:
    reader.width(width)
    reader.open("/dataset/?q=甘蔗&updated_to=1901-01-01")
    assert "不加筛选有" in reader.page.locator(".gx-empty").inner_text()
    assert reader.page.evaluate(OVERFLOW) == 0
    reader.picture("no-hits", width)
    reader.page.locator(".gx-empty").get_by_role("link", name="清空筛选").click()
    reader.page.wait_for_selector(".gx-hit")
