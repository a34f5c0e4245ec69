"""A department's editor publishes by CKAN's form, in Chinese, and is told what is wrong."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from tests.browser.conftest import WIDTHS, Reader
from tests.browser.test_reading import OVERFLOW, english_words
from tests.portal import Portal

# The account, examples in fields and help texts, a licence, a hidden label inside select2, names of formats and systems.
EXAMPLES = {
    *("browser-editor", "gx-nynct-example", "gx-nynct-sugarcane", "utf-8", "Markdown", "CC0", "Search"),
    *("Sugar", "cane", "county", "https", "data", "department", "example"),
    *("GeoJSON", "CGCS2000", "WGS", "GCJ-02", "BD-09", "EPSG", "IANA"),
}
# Coordinate systems have no Chinese names.
EXAMPLES |= {"CGCS2000", "WGS", "GCJ-02", "BD-09"}


def fill(editor: Reader, name: str, title: str) -> None:
    page = editor.page
    page.fill("[name=title]", title)
    page.fill("[name=name]", name)
    page.fill("[name=notes]", "分县的甘蔗种植面积与产量，每年一次。")
    page.check("[name=theme][value=agri_industry]")
    page.check("[name=region][value='450000']")
    page.select_option("[name=private]", label="公开")
    page.select_option("[name=update_frequency]", "yearly")
    page.select_option("[name=open_type]", "unconditional")
    page.select_option("[name=data_grade]", "general")
    page.select_option("[name=general_level]", "1")
    page.select_option("[name=license_id]", "cc-by-4.0")
    page.fill("[name=contact_phone]", "0771-1234567")


def submit(editor: Reader, label: str) -> None:
    editor.page.get_by_role("button", name=label, exact=True).click()
    editor.page.wait_for_load_state("networkidle")


def test_an_editor_publishes_a_dataset_with_a_file_and_everybody_can_read_it(
    editor: Reader, reader: Reader, portal: Portal, tmp_path: Path
) -> None:
    name, title = f"browser-{uuid.uuid4().hex[:8]}", "浏览器测试：分县甘蔗产量"
    table = tmp_path / "甘蔗.csv"
    table.write_text("年份,县,产量\n2024,扶绥,4106281\n", encoding="utf-8")
    editor.open("/dataset/new")
    fill(editor, name, title)
    submit(editor, "下一步：添加文件")
    editor.page.fill("[name=name]", "分县产量")
    editor.page.set_input_files("[name=upload]", str(table))
    submit(editor, "发布")
    try:
        assert editor.page.locator("h1").inner_text() == title
        editor.picture("published", 1280)
        reader.open(f"/dataset/{name}")
        assert reader.page.locator("h1").inner_text() == title
        with reader.page.expect_download() as download:
            reader.page.get_by_role("link", name="下载：分县产量").click()
        assert Path(download.value.path()).read_text(encoding="utf-8") == table.read_text(encoding="utf-8")
    finally:
        with portal.admin() as admin:
            admin.action.dataset_purge(id=name)


def test_nothing_is_chosen_beforehand_and_the_form_reads_in_chinese(editor: Reader) -> None:
    for width in WIDTHS:
        editor.width(width)
        editor.open("/dataset/new")
        assert editor.page.evaluate(OVERFLOW) <= 0
        editor.picture("form", width)
    for field in ("update_frequency", "open_type", "data_grade", "general_level", "license_id"):
        assert editor.page.locator(f"[name={field}]").input_value() == "", field
    assert english_words(editor.page) - EXAMPLES == set()
    assert (editor.foreign, editor.faults) == ([], [])


def test_what_is_missing_or_wrong_is_said_in_chinese_at_the_field(editor: Reader) -> None:
    editor.open("/dataset/new")
    fill(editor, "browser-wrong", "2024")
    editor.page.fill("[name=contact_phone]", "13800138000")
    editor.page.uncheck("[name=theme][value=agri_industry]")
    submit(editor, "下一步：添加文件")
    text = editor.page.locator("#dataset-edit").inner_text()
    for said in ("名称不能只有数字", "是手机号码，不得公开", "「主题」必须填写"):
        assert said in text
    assert editor.page.locator("[name=notes]").input_value() == "分县的甘蔗种植面积与产量，每年一次。"
    assert editor.page.locator("[name=region][value='450000']").is_checked()
    assert english_words(editor.page) - EXAMPLES == set()
    editor.picture("form-errors", 1280)


STEPS = ["这是什么数据", "归到哪里", "时间与更新", "能不能开放", "权利与来源", "谁负责"]


def test_the_form_has_six_steps_and_folds_what_is_rare(editor: Reader) -> None:
    editor.width(1440)
    editor.open("/dataset/new")
    links = editor.page.locator(".gx-formsteps a")
    assert [link.strip("123456\n") for link in links.all_inner_texts()] == STEPS
    assert editor.page.locator("#dataset-edit details[open]").count() == 0
    assert editor.page.locator("#dataset-edit").evaluate("form => form.scrollHeight") < 2600
    links.nth(3).click()
    assert editor.page.evaluate("location.hash") == "#step-open"
    for field in ("registration_code", "share_type", "spatial", "title_translated-vi"):
        assert not editor.page.locator(f"[name='{field}']").is_visible(), field
    # what depends on an answer appears with it
    assert not editor.page.locator("[name=open_condition]").first.is_visible()
    editor.page.select_option("[name=open_type]", "conditional")
    assert editor.page.locator("[name=open_condition]").first.is_visible()
    arrow = editor.page.locator("[name=open_type]").evaluate("each => getComputedStyle(each).backgroundImage")
    assert arrow != "none"


def test_errors_are_summed_up_with_links_and_open_the_fold_they_are_in(editor: Reader) -> None:
    editor.open("/dataset/new")
    fill(editor, "browser-wrong", "浏览器测试：有错的数据集")
    editor.page.locator("#step-rights .gx-further summary").click()
    editor.page.fill("[name=disclosure_url]", "披露网址")
    editor.page.locator("#field-title_translated summary").click()
    editor.page.fill("[name='title_translated-vi']", "Mía đường")
    editor.page.fill("[name=contact_phone]", "13800138000")
    submit(editor, "下一步：添加文件")
    lines = editor.page.locator(".gx-faults a")
    assert lines.count() == 2
    assert [line.get_attribute("href") for line in lines.all()] == ["#field-disclosure_url", "#field-contact_phone"]
    assert "13800138000" in lines.nth(1).inner_text() and "办公电话" in lines.nth(1).inner_text()
    assert editor.page.locator("[name=disclosure_url]").is_visible()
    assert not editor.page.locator("[name=share_type]").is_visible()
    assert editor.page.locator("[name='title_translated-vi']").input_value() == "Mía đường"
    marks = editor.page.locator(".gx-formsteps li i").all_inner_texts()
    assert marks == ["1 处待改", "1 处待改"]
    for width in WIDTHS:
        editor.width(width)
        assert editor.page.evaluate(OVERFLOW) <= 0
        editor.picture("form-summary", width)


def publish_with_items(editor: Reader, name: str) -> None:
    page = editor.page
    editor.open("/dataset/new")
    fill(editor, name, f"浏览器测试：{name}")
    page.locator("#field-title_translated summary").click()
    page.fill("[name='title_translated-en']", "Sugar cane by county")
    submit(editor, "下一步：添加文件")
    page.fill("[name=name]", "分县产量")
    page.fill("[name=url]", "https://department.example/cane.csv")
    page.fill("[name=schema-0-name]", "产量")
    page.select_option("[name=schema-0-data_type]", "N")
    page.fill("[name=schema-0-unit]", "吨")
    page.fill("[name=schema-3-name]", "年份")
    page.fill("[name=schema-3-item_name_en]", "Year!")
    submit(editor, "发布")


def stored(portal: Portal, name: str) -> dict[str, Any]:
    with portal.admin() as admin:
        result: dict[str, Any] = admin.action.package_show(id=name)
    return result


ITEMS = [
    {"name": "产量", "data_type": "N", "type": "number", "unit": "吨"},
    {"name": "年份", "item_name_en": "year"},
]


def check_items(editor: Reader, reader: Reader, portal: Portal, name: str) -> None:
    """From the refused row to the page that everybody reads, and to the next change."""
    page = editor.page
    assert page.locator(".gx-faults a").get_attribute("href") == "#item-2"
    assert "年份" in page.locator(".gx-row-fault").inner_text()
    assert page.locator("[name=schema-0-unit]").input_value() == "吨"
    page.fill("[name=schema-1-item_name_en]", "year")
    submit(editor, "发布")
    dataset = stored(portal, name)
    assert dataset["title_translated"] == {"en": "Sugar cane by county"}
    assert dataset["resources"][0]["schema"]["fields"] == ITEMS
    reader.open(f"/en/dataset/{name}")
    assert reader.page.locator("h1").inner_text() == "Sugar cane by county"
    editor.open(f"/dataset/{name}/resource/{dataset['resources'][0]['id']}/edit")
    page.fill("[name=schema-0-name]", "")
    page.locator(".gx-items .gx-further summary").click()
    page.fill("[name=schema-lines]", "县\tcounty\t字符型\n面积, area, 数值型, 公顷")
    submit(editor, "保存资源")
    assert [item["name"] for item in stored(portal, name)["resources"][0]["schema"]["fields"]] == ["年份", "县", "面积"]


def test_translations_and_data_items_come_back_as_they_were_typed(
    editor: Reader, reader: Reader, portal: Portal
) -> None:
    name = f"browser-{uuid.uuid4().hex[:8]}"
    try:
        publish_with_items(editor, name)
        for width in WIDTHS:
            editor.width(width)
            assert editor.page.evaluate(OVERFLOW) <= 0
            editor.picture("form-items", width)
        check_items(editor, reader, portal, name)
        assert (editor.foreign, editor.faults) == ([], [])
    finally:
        with portal.admin() as admin:
            admin.action.dataset_purge(id=name)


def test_the_same_works_without_scripts(editor_without_scripts: Reader, reader: Reader, portal: Portal) -> None:
    name = f"browser-{uuid.uuid4().hex[:8]}"
    try:
        publish_with_items(editor_without_scripts, name)
        check_items(editor_without_scripts, reader, portal, name)
    finally:
        with portal.admin() as admin:
            admin.action.dataset_purge(id=name)


def test_the_page_says_the_inside_only_to_those_who_may_see_it(editor: Reader, reader: Reader, portal: Portal) -> None:
    name = f"browser-{uuid.uuid4().hex[:8]}"
    own = {"provider_kind": "enterprise", "own_terms": "仅供研究使用", "registration_code": "GX-2026-000123"}
    with portal.admin() as admin:
        admin.action.package_create(
            name=name, title=f"浏览器测试：{name}", notes="企业提供的甘蔗收购价，每年一次。", owner_org="gx-nynct", private=False,
            theme=["agri_industry"], region=["450000"], update_frequency="yearly", open_type="unconditional",
            data_grade="general", general_level="1", license_id="cc-by-4.0", contact_phone="0771-1234567", **own,
        )  # fmt: skip
    try:
        for person, sees in ((editor, True), (reader, False)):
            person.open(f"/dataset/{name}")
            about = person.page.locator("#about").inner_text()
            assert ("仅内部可见" in about, "共享类型" in about) == (sees, sees)
            assert "GX-2026-000123" in about and "运营单位" not in about
            use = person.page.locator(".gx-use").inner_text()
            assert "企业数据" in use and "仅供研究使用" in use
            person.picture(f"dataset-inside-{sees}", 1280)
    finally:
        with portal.admin() as admin:
            admin.action.dataset_purge(id=name)


def test_pages_of_an_account_are_whole_and_ask_no_other_host(editor: Reader) -> None:
    for name, path in {
        "workbench": "/dashboard/datasets",
        "account": "/user/browser-editor",
        "account-edit": "/user/edit/browser-editor",
        "my-departments": "/dashboard/organizations",
    }.items():
        for width in WIDTHS:
            editor.width(width)
            assert editor.open(path).status == 200
            assert editor.page.evaluate(OVERFLOW) <= 0, f"{name} scrolls sideways at {width}"
            editor.picture(name, width)
    assert (editor.foreign, editor.faults) == ([], [])


def test_the_scripts_of_ckan_find_their_chinese(editor: Reader) -> None:
    editor.open("/dataset/new")
    known = editor.page.evaluate("() => [ckan.i18n._('Cancel'), ckan.i18n._('Please Confirm')]")
    assert known == ["取消", "请确认"]
