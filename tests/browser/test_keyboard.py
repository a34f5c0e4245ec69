"""Every page without a mouse: all that can be used is reached by Tab, shows that it is, and is not behind anything.

WCAG 2.2: 2.1.1 keyboard, 2.1.2 no trap, 2.4.1 bypass, 2.4.3 order, 2.4.7 focus visible, 2.4.11 focus not obscured.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Reader
from tests.browser.page_types import OWN, PUBLIC, a_dataset, address
from tests.integration.test_catalog import DATASET
from tests.portal import Portal

MOST = 400
"""Tabs: no page has that many, so one that is not through by then holds its reader."""
NUMBERED = """() => {
  const able = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex="0"]';
  const groups = new Set();
  const met = each => {
    if (each.disabled || each.tabIndex < 0 || !each.getClientRects().length) return false;
    if (!each.checkVisibility({visibilityProperty: true})) return false;
    if (each.type !== 'radio') return true;
    const first = !groups.has(each.name); groups.add(each.name); return first;
  };
  const found = [...document.querySelectorAll(able)].filter(met);
  found.forEach((each, number) => each.setAttribute('data-number', number));
  return found.map(each => each.outerHTML.slice(0, 160));
}"""
RADIOS = "() => [...document.querySelectorAll('input[type=radio]')].map(each => each.outerHTML.slice(0, 160))"
STANDING = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const around = [at, at.closest('label'), at.parentElement, at.closest('.select2-selection')].filter(Boolean);
  const looks = around.map(each => getComputedStyle(each));
  const marked = looks.some(look => (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1) || look.boxShadow !== 'none');
  const box = at.getClientRects()[0];
  const hit = box && document.elementFromPoint(box.x + Math.min(box.width, 20) / 2, box.y + Math.min(box.height, 20) / 2);
  const free = Boolean(hit && (at.contains(hit) || hit.contains(at)));
  const number = at.closest('[data-number]') ? at.closest('[data-number]').getAttribute('data-number') : at.name || '';
  return {number, marked, free, html: at.outerHTML.slice(0, 160)};
}"""


@pytest.fixture(scope="module")
def dataset(portal: Portal) -> dict[str, Any]:
    return a_dataset(portal)


def walked(reader: Reader) -> dict[str, list[str]]:
    """What is wrong with a walk from the top of the page to its end by Tab alone; nothing where all is well."""
    reader.page.emulate_media(reduced_motion="reduce")
    able = reader.page.evaluate(NUMBERED)
    places: list[dict[str, Any]] = []
    for _ in range(MOST):
        reader.page.keyboard.press("Tab")
        place = reader.page.evaluate(STANDING)
        if place is None or (places and place["number"] == places[0]["number"]):
            break
        if not places or place["number"] != places[-1]["number"]:  # a date has places of its own within
            places.append(place)
    reached = {place["number"] for place in places}
    radios = reader.page.evaluate(RADIOS)
    found = {
        "not reached": [html for number, html in enumerate(able) if str(number) not in reached and html not in radios],
        "without a mark": [place["html"] for place in places if not place["marked"]],
        "behind something": [place["html"] for place in places if not place["free"]],
        "never ends": [places[-1]["html"]] if len(places) == MOST else [],
        "empty": [] if len(places) > 4 else ["fewer than five places"],
    }
    return {what: each for what, each in found.items() if each}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_walked_through_by_tab(reader: Reader, dataset: dict[str, Any], name: str) -> None:
    reader.open(address(PUBLIC[name], dataset))
    assert walked(reader) == {}


@pytest.mark.parametrize("name", ["home", "search", "dataset", "file", "map", "overview"])
def test_so_is_a_narrow_one(reader: Reader, dataset: dict[str, Any], name: str) -> None:
    """What a desktop at 400 per cent shows."""
    reader.width(390)
    reader.open(address(PUBLIC[name], dataset))
    assert walked(reader) == {}


def test_so_are_the_pages_of_who_works_here(reader: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    reader.log_in("admin", portal.secrets["admin"])
    said = {}
    for name, path in OWN.items():
        reader.open(address(path, dataset))
        said |= {name: found} if (found := walked(reader)) else {}
    assert said == {}


@pytest.mark.parametrize("name", [*PUBLIC])
def test_the_first_tab_leads_past_the_head(reader: Reader, dataset: dict[str, Any], name: str) -> None:
    reader.open(address(PUBLIC[name], dataset))
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("() => !document.activeElement.closest('header')"), name


def test_a_facet_is_chosen_and_taken_away_by_keyboard(reader: Reader) -> None:
    reader.open("/dataset/")
    reader.page.locator("a[href*='gx_open_type=unconditional']:has(.gx-box)").focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**gx_open_type=unconditional**")
    reader.page.get_by_role("link", name="（已选，点击去掉）").first.focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(lambda url: "gx_open_type=unconditional" not in url)


def test_a_wide_table_is_scrolled_by_keyboard(reader: Reader, dataset: dict[str, Any]) -> None:
    reader.width(390)
    reader.open(address(PUBLIC["file"], dataset))
    region = reader.page.locator("[tabindex='0']:has(table)").first
    region.focus()
    reader.page.keyboard.press("ArrowRight")
    reader.page.wait_for_function("() => document.activeElement.scrollLeft > 0")


@pytest.fixture
def of_a_city(portal: Portal) -> Iterator[dict[str, Any]]:
    """The demo's figures are of the whole country: without this no tile leads anywhere."""
    admin = portal.admin().action
    yield admin.package_create(**{**DATASET, "name": "test-keyboard-city", "region": ["450400"]})
    admin.dataset_purge(id="test-keyboard-city")


def test_a_city_on_the_map_is_opened_by_keyboard(reader: Reader, of_a_city: dict[str, Any]) -> None:
    reader.open("/map")
    reader.page.locator(".gx-places-map a[href*='450400']").focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**gx_region=450400**")
    assert of_a_city["title"] in reader.page.content()
