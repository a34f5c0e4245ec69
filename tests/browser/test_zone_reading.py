"""The pages of the zones as people read them: why a dataset is in one, what is missing, where its nodes are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS, Reader
from tests.browser.test_accessible import ALL, violations
from tests.browser.test_reading import OVERFLOW, english_words

PAGES = {
    "zone-list": "/zone",
    "zone-nodes": "/zone/ilstc",
    "zone-borders": "/zone/crossborder",
    "subzone": "/zone/gz-sugar",
    "subzone-empty": "/zone/fin-tax",
    "zone-unknown": "/zone/gz-sugr",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_chinese_fits_the_screen_and_asks_no_other_host(reader: Reader, name: str) -> None:
    for width in WIDTHS:
        reader.width(width)
        reader.open(PAGES[name])
        assert reader.page.evaluate(OVERFLOW) <= 0, f"{name} scrolls sideways at {width}"
        reader.picture(name, width)
    assert english_words(reader.page) == set()
    assert (reader.foreign, [fault for fault in reader.faults if "404" not in fault]) == ([], [])


@pytest.mark.parametrize("language", ["vi", "th"])
@pytest.mark.parametrize("path", ["/zone", "/zone/ilstc", "/zone/gz-sugar"])
def test_it_fits_the_screen_in_vietnamese_and_thai_as_well(reader: Reader, language: str, path: str) -> None:
    for width in WIDTHS:
        reader.width(width)
        assert reader.open(f"/{language}{path}").status == 200
        assert reader.page.locator("html").get_attribute("lang") == language
        assert reader.page.evaluate(OVERFLOW) <= 0, f"{language} {path} scrolls sideways at {width}"
        reader.picture(f"{language}{path.replace('/', '-')}", width)
    assert violations(reader.page, ALL) == []
    assert (reader.foreign, reader.faults) == ([], [])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_zone_page_says_why_a_dataset_is_in_it_and_what_is_missing(reader: Reader, width: int) -> None:
    reader.width(width)
    reader.open("/zone/gz-sugar")

    row = reader.page.locator(".gx-whys li", has_text="甘蔗播种面积、产量和单位面积产量")
    assert "为什么在这里" in row.inner_text() and "标题含“甘蔗”" in row.inner_text()
    gaps = reader.page.locator(".gx-gaps tbody tr")
    assert gaps.count() >= 3
    gap = gaps.filter(has_text="糖料蔗收购价").inner_text()
    assert "没有公开的价格序列" in gap and "广西壮族自治区糖业发展办公室" in gap


def test_a_reader_goes_from_the_home_page_to_a_sub_zone_and_its_dataset(reader: Reader) -> None:
    reader.open("/")
    reader.page.locator(".gx-zone-lead > a").click()
    reader.page.wait_for_url("**/zone/guizihao")
    cells = reader.page.locator(".gx-cells li", has_text="糖业（甘蔗）")
    have, target = re.findall(r"\d+", cells.locator(".gx-of").inner_text())
    assert (cells.locator(".gx-on").count(), cells.locator(".gx-gap").count()) == (int(have), int(target) - int(have))

    cells.locator("a").click()
    reader.page.wait_for_url("**/zone/gz-sugar")
    reader.page.locator(".gx-whys li > a").first.click()
    reader.page.wait_for_url("**/dataset/**")
    side = reader.page.locator(".gx-side:not(#related)", has_text="糖业（甘蔗）")
    assert "为什么在这里" in side.inner_text()
    side.get_by_role("link", name="糖业（甘蔗）").click()
    reader.page.wait_for_url("**/zone/gz-sugar")


def test_the_map_shows_the_land_ports_with_the_place_across_the_border(reader: Reader) -> None:
    reader.open("/zone/crossborder")

    assert reader.page.locator(".gx-tilemap > *").count() == 15
    table = reader.page.locator("details", has=reader.page.locator("th", has_text="城市")).inner_text()
    assert "东兴口岸" in table and "Móng Cái" in table and "（越南）" in table


def test_all_of_it_is_there_without_scripts(reader_without_scripts: Reader) -> None:
    reader_without_scripts.open("/zone/guizihao")
    rest = reader_without_scripts.page.locator("details.gx-rest")
    rest.locator("summary").click()

    assert rest.locator("tbody tr").first.is_visible()
    rules = reader_without_scripts.page.locator("details.gx-rules")
    rules.locator("summary").click()
    assert "六堡茶" in rules.inner_text()


def test_the_language_switch_has_what_the_page_is_there_in(reader: Reader) -> None:
    def languages() -> list[str]:
        texts: list[str] = reader.page.locator("nav[aria-label='语言'] a, nav[aria-label='Ngôn ngữ'] a").all_inner_texts()
        return texts

    reader.open("/zone/asean")
    assert languages() == ["中文", "English", "Tiếng Việt", "ไทย"]
    reader.page.get_by_role("link", name="Tiếng Việt").click()
    reader.page.wait_for_url("**/vi/zone/asean")
    assert reader.page.locator("h1").inner_text() == "Hợp tác ASEAN"
    assert reader.page.get_attribute("html", "lang") == "vi"
    assert "Bản dịch máy" in reader.page.locator(".gx-zone-head").inner_text()
    assert reader.page.evaluate(OVERFLOW) <= 0
    reader.open("/dataset/")
    assert languages() == ["中文", "English", "Tiếng Việt", "ไทย"]
    reader.open("/organization/")
    assert languages() == ["中文", "English"]


def _styles(page: Any) -> int:
    count: int = page.locator("main [style], main style, main script").count()
    return count


@pytest.mark.parametrize("path", ["/zone", "/zone/ilstc", "/vi/zone/gz-tcm"])
def test_no_page_has_style_or_script_in_its_text(reader: Reader, path: str) -> None:
    reader.open(path)
    assert _styles(reader.page) == 0
