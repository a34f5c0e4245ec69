"""WCAG 2.2 AA on every type of page by axe-core, in both languages, light and dark, at three widths; and pictures of all of them.

axe finds what a machine can find (about half of what there is): keyboard and structure are tried in the tests of each page.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Reader
from tests.browser.page_types import OWN, PUBLIC, a_dataset, address
from tests.portal import Portal

WIDTHS = (1440, 768, 390)
LEVEL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ALL = {"runOnly": {"type": "tag", "values": list(LEVEL)}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def dataset(portal: Portal) -> dict[str, Any]:
    return a_dataset(portal)


def violations(page: Any, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {_place(node)}" for each in found for node in each["nodes"]]


def _place(node: dict[str, Any]) -> str:
    why = node["any"][0]["message"] if node["any"] else ""
    return f"{node['html'][:160]} {why}"


def looked_at(reader: Reader, name: str, *, dark: bool = True) -> dict[str, list[str]]:
    """What axe says by width and scheme; nothing for what is well."""
    said = {}
    for width in WIDTHS:
        reader.width(width)
        reader.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        said[f"{width}"] = violations(reader.page, ALL)
        reader.picture(f"{name}-light", width)
        if dark:
            reader.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            said[f"{width} dark"] = violations(reader.page, COLOURS)
            reader.picture(f"{name}-dark", width)
    return {where: found for where, found in said.items() if found}


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_breaks_no_rule_of_wcag(reader: Reader, dataset: dict[str, Any], name: str, language: str) -> None:
    reader.open(language + address(PUBLIC[name], dataset))
    assert looked_at(reader, f"{name}{language.replace('/', '-')}") == {}


@pytest.mark.parametrize("name", ["home", "search", "dataset", "department", "overview"])
def test_large_type_breaks_none_either(reader: Reader, dataset: dict[str, Any], name: str) -> None:
    reader.open("/display/size/large")
    reader.open(address(PUBLIC[name], dataset))
    assert reader.page.locator("html").get_attribute("data-gx-size") == "large"
    assert looked_at(reader, f"{name}-large", dark=False) == {}


def test_pages_of_who_works_here_break_none(reader: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    reader.log_in("admin", portal.secrets["admin"])
    said = {}
    for name, path in OWN.items():
        reader.width(1440)
        reader.open(address(path, dataset))
        said |= {f"{name} {where}": found for where, found in looked_at(reader, f"own-{name}").items()}
    assert said == {}
