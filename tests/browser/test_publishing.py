"""A department's editor publishes by CKAN's form, in Chinese, and is told what is wrong."""

from __future__ import annotations

import uuid
from pathlib import Path

from tests.browser.conftest import WIDTHS, Reader
from tests.browser.test_reading import OVERFLOW, english_words
from tests.portal import Portal

# The account, examples in empty fields, names of a text format and a licence, and a hidden label inside select2.
EXAMPLES = {"browser-editor", "gx-nynct-example", "utf-8", "Markdown", "CC0", "Search"}
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
    for said in ("名称不能只有数字", "这是手机号码", "「主题」必须填写"):
        assert said in text
    assert editor.page.locator("[name=notes]").input_value() == "分县的甘蔗种植面积与产量，每年一次。"
    assert editor.page.locator("[name=region][value='450000']").is_checked()
    assert english_words(editor.page) - EXAMPLES == set()
    editor.picture("form-errors", 1280)


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
