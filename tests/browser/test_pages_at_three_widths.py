"""The pages about the portal and into its data: nothing overflows at any width, light, dark or large, with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Reader
from tests.browser.page_types import PUBLIC
from tests.browser.test_reading import OVERFLOW, dataset_with
from tests.portal import Portal

PAGES = ("themes", "map", "developer", "policies", "help", "accessibility", "department")
WIDTHS = (1440, 768, 390)


def looks(reader: Reader, **chosen: str) -> None:
    cookies = [{"name": f"gxdata_{name}", "value": value, "url": reader.url} for name, value in chosen.items()]
    reader.page.context.add_cookies(cookies)


def stays_within(reader: Reader, path: str, name: str) -> None:
    for width in WIDTHS:
        reader.width(width)
        assert reader.open(path).status == 200
        assert reader.page.evaluate(OVERFLOW) <= 0, f"{name} scrolls sideways at {width}"
        reader.picture(name, width)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_nothing_overflows_and_no_other_host_is_asked(reader: Reader, name: str, language: str) -> None:
    stays_within(reader, language + PUBLIC[name], f"{name}{language.replace('/', '-')}")
    assert (reader.foreign, reader.faults) == ([], [])


@pytest.mark.parametrize("path", ["/", "/developer", "/map"])
def test_large_type_in_the_dark_stays_within_the_screen(reader: Reader, path: str) -> None:
    looks(reader, theme="dark", size="large")
    stays_within(reader, path, f"large-dark{path.replace('/', '-')}")
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 22, 25)"


def test_a_dataset_and_its_file_stay_within_the_screen(reader: Reader, portal: Portal) -> None:
    dataset = dataset_with(portal, "unconditional")
    stays_within(reader, f"/dataset/{dataset['name']}", "look-dataset")
    stays_within(reader, f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}", "look-file")
    assert (reader.foreign, reader.faults) == ([], [])


def test_a_table_with_empty_cells_scrolls_within_its_frame(reader: Reader) -> None:
    """The word for an empty cell is there for readers of screens only: it must not stand beside the page."""
    reader.open("/dataset/?q=果园面积")
    reader.page.locator(".gx-hit", has_text="农业农村厅").get_by_role("link", name="果园面积", exact=True).click()
    reader.page.locator("#files").get_by_role("link", name="果园面积.csv", exact=True).click()
    reader.page.locator("td .gx-void-cell").first.wait_for()

    stays_within(reader, reader.page.url.removeprefix(reader.url), "look-empty-cells")


def test_on_a_narrow_screen_the_answer_comes_before_the_data_and_the_related_come_last(
    reader: Reader, portal: Portal
) -> None:
    reader.width(390)
    reader.open(f"/dataset/{dataset_with(portal, 'unconditional')['name']}")

    places = [_top(reader, selector) for selector in (".gx-use", "#look", "#files", "#related")]

    assert places == sorted(places)


def _top(reader: Reader, selector: str) -> float:
    top: float = reader.page.locator(selector).bounding_box()["y"]
    return top


def test_the_try_it_form_shows_the_answer_on_the_page(reader: Reader) -> None:
    reader.open("/developer?action=gxdata_zone_list")
    reader.page.get_by_role("button", name="发送").click()
    reader.page.locator("[data-gx-answer] code", has_text="guizihao").wait_for()

    assert reader.page.locator("[data-gx-answer] p").inner_text().startswith("200")
    assert reader.faults == []


def test_the_try_it_form_leads_to_the_answer_without_a_script(reader_without_scripts: Reader) -> None:
    reader = reader_without_scripts
    reader.open("/developer?action=package_show")
    reader.page.get_by_role("button", name="发送").click()
    reader.page.wait_for_load_state("networkidle")

    assert "/api/3/action/package_show?id=" in reader.page.url
    assert '"success": true' in reader.page.content()


def test_the_line_of_the_form_follows_what_is_typed(reader: Reader) -> None:
    reader.open("/developer")
    reader.page.fill("form[data-gx-try] [name=q]", "it's")
    line: Any = reader.page.locator("[data-gx-line]").inner_text()

    assert "q=it%27s" in line and line.count("'") == 2


TOKENS = """() => {
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).filter(rule => rule.style);
  const names = rules.flatMap(rule => [...rule.style]).filter(name => name.startsWith('--gx-') && !name.startsWith('--gx-if-'));
  const look = getComputedStyle(document.documentElement);
  // one that only stands where it is used, a zone's own, is empty here
  return Object.fromEntries(names.map(name => [name, look.getPropertyValue(name).trim()]).filter(pair => pair[1]));
}"""


def test_light_and_dark_are_the_same_by_choice_and_by_the_system(reader: Reader) -> None:
    def tokens(system: str, **chosen: str) -> dict[str, str]:
        reader.page.context.clear_cookies()
        looks(reader, **chosen)
        reader.page.emulate_media(color_scheme=system)
        reader.open("/help")
        found: dict[str, str] = reader.page.evaluate(TOKENS)
        return found

    light, dark = tokens("light"), tokens("dark")

    assert tokens("light", theme="dark") == tokens("dark", theme="dark") == dark
    assert tokens("dark", theme="light") == tokens("light", theme="light") == light
    assert len({name for name in light if light[name] != dark[name]}) > 40
    assert (light["--gx-paper"], dark["--gx-paper"]) == ("#f3f6f5", "#0c1619")


def test_dark_is_chosen_without_a_script_and_stays(reader_without_scripts: Reader) -> None:
    reader = reader_without_scripts
    reader.open("/help")
    reader.page.get_by_text("深浅色", exact=True).click()
    reader.page.get_by_role("link", name="深色", exact=True).click()
    reader.page.wait_for_load_state("networkidle")
    assert reader.page.url.endswith("/help")
    reader.open("/theme")
    assert reader.page.locator("html").get_attribute("data-bs-theme") == "dark"
