"""A citizen in a real browser: searches, narrows, opens a dataset; on a desk and on a phone, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.portal import ROOT

WIDTHS = (1280, 390)
PAGES = {
    "home": "/",
    "list": "/dataset/?q=甘蔗",
    "no-hit": "/dataset/?q=zzqqxx",
    "zones": "/group/",
    "zone": "/group/guizihao",
    "departments": "/organization/",
    "department": "/organization/gx-nynct",
    "login": "/user/login",
    "not-found": "/no-such-page",
}
# Names, formats and abbreviations that are Latin in Chinese texts too.
LATIN = {
    "api", "atom", "ckan", "csv", "data", "english", "gov", "guangxi", "gx", "html", "json", "public", "rcep", "stats", "tjj",
    "nynct", "xlsx", "xls", "pdf", "txt", "zip", "abs", "gdp", "utf", "cn", "kb", "mb", "b", "pvc", "hs", "icd", "xml", "zzqqxx",
}  # fmt: skip
SCREENSHOTS = ROOT / "var" / "screenshots"


@pytest.fixture(params=WIDTHS)
def page(request: Any, browser: Any, portal: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": request.param, "height": 900}, locale="zh-CN", base_url=portal.url)
    page = context.new_page()
    page.width = request.param
    page.asked = []
    page.on("request", lambda asked: page.asked.append(asked.url))
    yield page
    context.close()


def first_dataset(portal: Any) -> str:
    return str(portal.get("/api/3/action/package_search?q=甘蔗&rows=1").json()["result"]["results"][0]["name"])


def latin_words(text: str) -> set[str]:
    """Latin words outside codes and addresses (anything with digits, hyphens or dots between letters)."""
    plain = re.sub(r"\S*[\w]+[-./@_:][\w]+\S*|\S*\d\S*", " ", text)
    return {word.lower() for word in re.findall(r"[A-Za-z]{2,}", plain)} - LATIN


def test_a_search_is_narrowed_by_a_facet_and_leads_to_a_dataset(page: Any, portal: Any) -> None:
    page.goto("/")
    page.get_by_role("searchbox").first.fill("甘蔗")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dataset/**")
    before = len(page.locator("h3 a, h2 a").filter(has_text=re.compile("产量|面积|糖")).all())
    page.goto(page.url + "&organization=gx-nynct")
    titles = [link.inner_text() for link in page.locator("main h3 a, main h2 a").all()]

    assert before >= 3
    assert any("甘蔗" in title for title in titles)
    page.get_by_role("link", name="甘蔗播种面积、产量和单位面积产量").first.click()
    assert page.locator("h1").inner_text().strip() == "甘蔗播种面积、产量和单位面积产量"
    assert page.get_by_text("无条件开放").first.is_visible()
    assert "全国" in page.locator("main").inner_text()


def test_facets_are_in_chinese_with_counts(page: Any, portal: Any) -> None:
    page.goto("/dataset/")
    text = page.content()

    for title in ("数源部门", "主题", "专区", "地区", "开放属性", "更新周期", "格式"):
        assert title in text
    assert "工业农业" in text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_chinese_fits_its_screen_and_asks_nobody_else(page: Any, portal: Any, name: str) -> None:
    page.goto(PAGES[name])
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{page.width}.png", full_page=True)

    assert latin_words(page.locator("body").inner_text()) == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.width
    assert {urlsplit(url).netloc for url in page.asked if url.startswith("http")} == {urlsplit(portal.url).netloc}


def test_the_dataset_page_is_chinese_and_offers_its_file(page: Any, portal: Any) -> None:
    page.goto(f"/dataset/{first_dataset(portal)}")
    page.screenshot(path=SCREENSHOTS / f"dataset-{page.width}.png", full_page=True)

    assert latin_words(page.locator("body").inner_text()) == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.width
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("下载")).first.click()
    assert "甘蔗" in download.value.path().read_text(encoding="utf-8-sig").splitlines()[0]


def test_a_conditional_dataset_offers_no_file(page: Any, portal: Any) -> None:
    answer = portal.get("/api/3/action/package_search?fq=gx_open_type:conditional&rows=1").json()
    page.goto(f"/dataset/{answer['result']['results'][0]['name']}")

    assert page.locator("a[href*='/download/']").count() == 0
    assert page.get_by_text("有条件开放").first.is_visible()


def test_english_is_one_switch_away(page: Any, portal: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="English").first.click()

    assert "/en" in page.url
    assert page.get_by_text("Departments").first.count() == 1


def test_pages_work_without_javascript(browser: Any, portal: Any) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=portal.url)
    page = context.new_page()
    page.goto("/dataset/?q=港口")

    assert "沿海主要规模以上港口货物吞吐量" in page.locator("main").inner_text()
    context.close()


def test_an_editor_publishes_a_dataset_by_the_form_in_chinese(browser: Any, portal: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=portal.url)
    page = context.new_page()
    page.goto("/user/login")
    page.fill("input[name=login]", "editor")
    page.fill("input[name=password]", portal.secrets["editor"])
    page.locator("button[type=submit]:visible").last.click()
    page.goto("/dataset/new")
    page.screenshot(path=SCREENSHOTS / "form-1280.png", full_page=True)
    try:
        _fill_form(page)
        assert page.locator(".error-explanation").count() == 0, page.locator(".error-explanation").inner_text()
        assert "添加" in page.content()
        shown = portal.admin().action.package_show(id="test-by-form")
        assert (shown["title"], shown["theme"], shown["region"]) == (
            "表单录入的测试数据集",
            ["agri_industry"],
            ["450400"],
        )
    finally:
        if "test-by-form" in [each["name"] for each in _drafts(portal)]:
            portal.admin().action.dataset_purge(id="test-by-form")
        context.close()


def _drafts(portal: Any) -> list[dict[str, Any]]:
    found = portal.admin().action.package_search(fq="name:test-by-form", include_drafts=True, include_private=True)
    return list(found["results"])


def _fill_form(page: Any) -> None:
    page.evaluate("document.querySelectorAll('.slug-preview').forEach(each => each.remove())")
    for name, value in {"title": "表单录入的测试数据集", "notes": "用表单录入。"}.items():
        page.fill(f"[name={name}]", value)
    page.evaluate("document.querySelector('[name=name]').value = 'test-by-form'")
    for name, value in {
        "owner_org": "广西壮族自治区农业农村厅", "update_frequency": "每年", "open_type": "无条件开放",
        "data_grade": "一般数据", "license_id": "未注明",
    }.items():  # fmt: skip
        page.select_option(f"select[name={name}]", label=value, force=True)
    for name, value in {"theme": "agri_industry", "region": "450400"}.items():
        page.evaluate(
            "([name, value]) => { document.querySelector(`input[name=${name}][value='${value}']`).checked = true }",
            [name, value],
        )
    page.get_by_role("button", name="下一步：添加文件").click()
    page.wait_for_load_state()
