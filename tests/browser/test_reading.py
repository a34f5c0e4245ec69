"""What a citizen sees: search, facets, a dataset; Chinese throughout; on a wide and on a narrow screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS, Reader
from tests.browser.page_types import PUBLIC
from tests.portal import Portal

PAGES = [name for name in PUBLIC if name not in ("dataset", "file", "developer", "policies")]
"""Those of a dataset are read below; a developer's words are those of the API, a policy's the names and addresses of licences."""
# Names and signs that are written so in Chinese texts as well.
LATIN = {
    "api",
    "openapi",
    "csv",
    "xls",
    "xlsx",
    "json",
    "xml",
    "pdf",
    "html",
    "txt",
    "atom",
    "ckan",
    "rcep",
    "english",
    "url",
    "utf-8",
    "gb18030",
    "gtfs",
    "dcat",
    "rdf",
    "wfs",
    "wms",
    "wmts",
    "wcag",
    "iframe",
}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9'-]{2,}")
VISIBLE_TEXTS = """() => {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    // what departments write, codes, and what is marked as another language
    const other = 'script,style,noscript,code,[lang="en"],[lang="vi"],.gx-sum,.gx-find,.gx-ruleset';
    if (!node.parentElement.closest(other)) texts.push(node.textContent);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll('[' + name + ']')) texts.push(element.getAttribute(name));
  return [document.title, ...texts];
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def english_words(page: Any) -> set[str]:
    words = {word for text in page.evaluate(VISIBLE_TEXTS) for word in WORD.findall(text)}
    return {word for word in words if word.lower() not in LATIN and word != "zzzzqq"}


def dataset_with(portal: Portal, open_type: str) -> dict[str, Any]:
    with portal.admin() as admin:
        found = admin.action.package_search(fq=f"gx_open_type:{open_type} AND res_format:CSV", rows=1)
    result: dict[str, Any] = found["results"][0]
    return result


def test_a_citizen_finds_sugarcane_narrows_by_a_facet_and_opens_the_dataset(reader: Reader) -> None:
    reader.open("/")
    reader.page.fill("#gx-find", "甘蔗")
    reader.page.press("#gx-find", "Enter")
    reader.page.wait_for_url("**/dataset/**")
    before = reader.page.locator(".gx-hit").count()
    assert before > 1 and "糖尿病" not in reader.page.locator(".gx-hits").inner_text()

    facet = reader.page.locator(".gx-facet", has_text="数源部门")
    facet.get_by_role("link", name="广西壮族自治区农业农村厅").click()
    reader.page.wait_for_load_state("networkidle")
    assert reader.page.locator("#gx-find").input_value() == "甘蔗"
    assert 0 < reader.page.locator(".gx-hit").count() < before
    assert reader.page.locator(".gx-chip").inner_text().strip().endswith("广西壮族自治区农业农村厅")

    title = reader.page.locator(".gx-hit h2").first.inner_text()
    assert re.search("甘蔗|糖料", title)
    reader.page.locator(".gx-hit h2 a").first.click()
    reader.page.wait_for_load_state("networkidle")
    assert reader.page.locator("h1").inner_text() == title
    assert "我能用吗" in reader.page.locator(".gx-use").inner_text()
    assert reader.faults == []


def test_a_chosen_filter_is_taken_away_again(reader: Reader) -> None:
    reader.open("/dataset/?gx_open_type=conditional")
    reader.page.locator(".gx-chip").click()
    reader.page.wait_for_load_state("networkidle")
    assert "gx_open_type" not in reader.page.url


def test_facets_carry_chinese_names_in_the_order_of_the_portal(reader: Reader) -> None:
    reader.open("/dataset/")
    names = reader.page.locator(".gx-facet h3").all_inner_texts()
    assert names == ["数源部门", "主题", "专区", "地区", "开放属性", "数据价值", "更新周期", "格式", "时间"]
    assert "无条件开放" in reader.page.locator(".gx-facet", has_text="开放属性").inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_no_english_is_left_nothing_overflows_and_no_other_host_is_asked(reader: Reader, name: str) -> None:
    for width in WIDTHS:
        reader.width(width)
        reader.open(PUBLIC[name])
        assert reader.page.evaluate(OVERFLOW) <= 0, f"{name} scrolls sideways at {width}"
        reader.picture(name, width)
    assert english_words(reader.page) == set()
    assert (reader.foreign, reader.faults) == ([], [])


@pytest.mark.parametrize("open_type", ["unconditional", "conditional"])
def test_a_dataset_and_its_file_read_in_chinese(reader: Reader, portal: Portal, open_type: str) -> None:
    dataset = dataset_with(portal, open_type)
    names = set(WORD.findall(f"{dataset['source_identifier']} {dataset.get('contact_email', '')} {dataset['title']}"))
    names |= {word for resource in dataset["resources"] for word in WORD.findall(resource["name"])}
    for name, path in {
        f"dataset-{open_type}": f"/dataset/{dataset['name']}",
        f"file-{open_type}": f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}",
    }.items():
        for width in WIDTHS:
            reader.width(width)
            reader.open(path)
            assert reader.page.evaluate(OVERFLOW) <= 0, f"{name} scrolls sideways at {width}"
            reader.picture(name, width)
        assert english_words(reader.page) - names == set()
    assert (reader.foreign, reader.faults) == ([], [])


def test_the_file_of_a_dataset_arrives_as_the_department_gave_it(reader: Reader) -> None:
    reader.open("/dataset/?q=甘蔗播种面积、产量和单位面积产量")
    reader.page.get_by_role("link", name="甘蔗播种面积、产量和单位面积产量").first.click()
    reader.page.wait_for_load_state("networkidle")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name=re.compile("^下载")).first.click()
    assert "甘蔗" in Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[0]


def test_only_unconditionally_open_data_has_download_buttons(reader: Reader, portal: Portal) -> None:
    for open_type, offered in {"unconditional": True, "conditional": False}.items():
        dataset = dataset_with(portal, open_type)
        for path in (
            f"/dataset/{dataset['name']}",
            f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}",
        ):
            reader.open(path)
            assert bool(reader.page.get_by_role("link", name=re.compile("^下载")).count()) is offered, path
            assert ("/download/" in reader.page.content()) is offered, path


def test_national_figures_are_marked_as_a_sample_and_the_pages_say_so(reader: Reader) -> None:
    reader.open("/dataset/?q=甘蔗")
    assert "全国示例" in reader.page.locator(".gx-hit").first.inner_text().replace(" ", "").replace("\n", "")
    assert "国家统计局" in reader.page.locator(".gx-notice").inner_text()


def test_the_language_switch_keeps_the_page_and_turns_it_english(reader: Reader) -> None:
    reader.open("/dataset/?q=甘蔗&gx_open_type=unconditional")
    reader.page.get_by_role("link", name="English").click()
    reader.page.wait_for_load_state("networkidle")
    assert "/en/dataset/" in reader.page.url and reader.page.locator("#gx-find").input_value() == "甘蔗"
    assert reader.page.locator(".gx-facet h3").all_inner_texts()[0] == "Department"
    assert "datasets" in reader.page.locator("h1").inner_text()
    assert reader.page.locator("html").get_attribute("lang") == "en"
    reader.picture("english", 1280)


def test_figures_of_the_home_page_are_those_of_the_catalog(reader: Reader, portal: Portal) -> None:
    with portal.admin() as admin:
        count = admin.action.package_search(rows=0, include_private=False)["count"]
    reader.open("/")
    assert reader.page.locator(".gx-figs b").first.inner_text() == f"{count:,}"


def test_everything_needed_to_find_and_read_works_without_scripts(reader_without_scripts: Reader) -> None:
    reader = reader_without_scripts
    reader.width(390)
    reader.open("/dataset/?q=港口")
    assert reader.page.locator(".gx-hit").count() > 0
    reader.page.get_by_role("link", name="筛选").click()
    reader.page.locator("#facets a").first.click()
    reader.page.wait_for_load_state()
    assert reader.page.locator(".gx-chip").count() == 1
    reader.page.locator(".gx-hit h2 a").first.click()
    reader.page.wait_for_load_state()
    assert reader.page.locator(".gx-use").is_visible()


def test_the_keyboard_reaches_the_content_first(reader: Reader) -> None:
    reader.open("/dataset/")
    reader.page.keyboard.press("Tab")
    focused = reader.page.evaluate(
        "() => [document.activeElement.textContent, document.activeElement.getAttribute('href')]"
    )
    assert focused == ["跳到正文", "#content"]


def test_the_dark_scheme_of_the_system_is_followed(browser: Any, portal: Portal) -> None:
    context = browser.new_context(color_scheme="dark", locale="zh-CN")
    page = context.new_page()
    page.goto(portal.url)
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(12, 22, 25)"
    context.close()
