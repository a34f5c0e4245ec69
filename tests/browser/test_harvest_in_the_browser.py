"""A clerk and an administrator at the harvest pages: register, try, run, look at a record, answer a question of the mapping."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS, Reader, _reader
from tests.browser.test_reading import OVERFLOW
from tests.fixtures.small_department import SmallDepartment, small_department
from tests.fixtures.workbook_1272 import Resource, workbook
from tests.portal import Portal

ORGANIZATION = "gx-jtt"
OPTIONS = {"list": {"path": "/list", "items": "rows", "id": "id", "total": "total"}}
WAIT = 60_000
PASSWORD = "browser-test-1"


def row(guid: str, **more: Any) -> dict[str, Any]:
    details = {"开放类型": "无条件开放", "重点领域": "农业农村", "数据更新时间": "2024-01-01", "更新频率": "每年"}
    title = more.pop("title", f"浏览器采集{guid}表")
    return {"id": guid, "title": title, "details": {**details, **more}}


@dataclass
class Source:
    """A source of a department of the test's own, and what it lists."""

    name: str
    department: SmallDepartment
    rows: list[dict[str, Any]] = field(default_factory=list)

    def serve(self, rows: list[dict[str, Any]]) -> None:
        body = {"rows": rows, "total": len(rows)}
        self.department.answers["/list"] = ("application/json", json.dumps(body).encode())


@pytest.fixture
def source(portal: Portal) -> Iterator[Source]:
    """Not registered yet; gone afterwards with everything that came of it."""
    name = f"browser-{uuid.uuid4().hex[:8]}"
    with small_department() as department:
        made = Source(name, department)
        made.serve([row("a", 更新频率="6"), row("b"), row("c", title="")])
        yield made
    with portal.admin() as admin:
        if name in [each["name"] for each in admin.action.gxdata_source_list()]:
            admin.action.gxdata_source_delete(id=name, with_datasets=True)


@pytest.fixture
def registered(portal: Portal, source: Source) -> Source:
    with portal.admin() as admin:
        admin.action.gxdata_source_create(
            name=source.name,
            title="交通厅目录（浏览器测试）",
            kind="json_catalog",
            url=f"http://127.0.0.1:{source.department.port}",
            organization=ORGANIZATION,
            mapping="oportal_html",
            options=OPTIONS,
            allow=[source.department.allow],
        )
    return source


def _person(browser: Any, portal: Portal, name: str, role: str, **options: Any) -> Iterator[Reader]:
    with portal.admin() as admin:
        if name not in [user["name"] for user in admin.action.user_list(all_fields=True)]:
            admin.action.user_create(
                name=name, email=f"{name}@department.example", password=PASSWORD, fullname="采集员甲"
            )
        if role == "sysadmin":
            admin.action.user_patch(id=name, sysadmin=True)
        else:
            admin.action.organization_member_create(id=ORGANIZATION, username=name, role=role)
    for person in _reader(browser, portal, **options):
        person.log_in(name, PASSWORD)
        yield person


@pytest.fixture
def keeper(browser: Any, portal: Portal) -> Iterator[Reader]:
    """An administrator of the department."""
    yield from _person(browser, portal, "browser-harvest-keeper", "admin")


@pytest.fixture
def administrator(browser: Any, portal: Portal) -> Iterator[Reader]:
    """An administrator of the portal, with scripts turned off."""
    yield from _person(browser, portal, "browser-harvest-root", "sysadmin", java_script_enabled=False)


def press(person: Reader, name: str) -> None:
    person.page.get_by_role("button", name=name, exact=True).click()
    person.page.wait_for_load_state("load")


def said(person: Reader) -> str:
    return str(person.page.locator("main").inner_text())


def fits(person: Reader, name: str, path: str = "") -> None:
    """No width scrolls sideways; leaves a picture."""
    for width in WIDTHS:
        person.width(width)
        if path:
            person.open(path)
        assert person.page.evaluate(OVERFLOW) <= 0
        person.picture(name, width)


def run_to_its_end(person: Reader, source: Source) -> None:
    person.open(f"/harvest/{source.name}")
    press(person, "立即采集")
    person.page.get_by_text("其余都已入库", exact=False).or_(
        person.page.get_by_text("全部完成", exact=False)
    ).first.wait_for(timeout=WAIT)
    person.page.wait_for_load_state("networkidle")


def test_a_source_is_registered_without_scripts_and_every_fault_is_told_at_its_field(
    administrator: Reader, source: Source
) -> None:
    page = administrator.page
    administrator.open("/harvest/new")
    page.get_by_role("link", name="JSON 目录接口", exact=True).click()
    page.select_option("#field-organization", ORGANIZATION)
    page.fill("#field-name", source.name)
    page.fill("[id='field-url']", f"http://127.0.0.1:{source.department.port}")
    page.fill("#field-allow", source.department.allow)
    page.fill("[id='field-options.list.path']", "/list")
    page.get_by_text("通用选项", exact=False).first.click()
    page.fill("[id='field-options.tries']", "很多")
    page.fill("[id='field-secret']", "browser-secret-1")
    press(administrator, "保存")

    faults = page.locator("#faults").inner_text()
    assert "采集源名称：请填写" in faults
    assert "一页中记录列表的 JMESPath 路径：请填写" in faults
    assert "一条记录中标识的 JMESPath 路径：请填写" in faults
    assert "应为整数，所填：很多" in faults
    assert page.input_value("[id='field-options.list.path']") == "/list"
    assert page.input_value("[id='field-options.tries']") == "很多"
    assert page.input_value("[id='field-secret']") == ""
    assert page.locator("[id='field-options.list.id']").get_attribute("aria-invalid") == "true"

    page.fill("#field-title", "交通厅目录（浏览器测试）")
    page.fill("[id='field-options.list.items']", "rows")
    page.fill("[id='field-options.list.id']", "id")
    page.fill("[id='field-options.tries']", "２")
    page.select_option("#field-mapping", "oportal_html")
    page.select_option("[name='every']", "day")
    page.fill("[name='time']", "03:15")
    press(administrator, "先试读，不保存")
    assert "读到 3 条记录，其中有的要改" in said(administrator)
    assert "浏览器采集b表" in said(administrator)
    press(administrator, "保存")

    assert page.url.endswith(f"/harvest/{source.name}")
    assert "每天 03:15" in said(administrator)
    assert "尚未采集" in said(administrator)
    administrator.open(f"/harvest/{source.name}/edit")
    assert page.input_value("[id='field-options.tries']") == "2"
    fits(administrator, "harvest-form")
    assert administrator.foreign == []


def test_a_run_is_followed_to_its_end_and_its_report_is_public_without_addresses(
    keeper: Reader, reader: Reader, registered: Source
) -> None:
    run_to_its_end(keeper, registered)

    assert "1 条记录有错未收，其余都已入库" in said(keeper)
    assert "没有名称" in keeper.page.locator(".gx-prob").first.inner_text()
    assert keeper.page.locator("#gx-live").get_attribute("hx-get") is None
    fits(keeper, "harvest-job")
    path = keeper.page.url.removeprefix(keeper.url)

    shown = keeper.page.request.get(f"{keeper.url}{path}.json").json()  # the department gets no more than anybody
    assert {finding["value"] for finding in shown["findings"]} == {""}
    assert (shown["status"], shown["added"], shown["errored"]) == ("partial", 2, 1)
    assert "127.0.0.1" not in json.dumps(shown)
    reader.open(path)
    assert "浏览器采集a表" in said(reader)
    assert reader.page.get_by_role("link", name="原样与映射").count() == 0
    assert "127.0.0.1" not in reader.page.content().replace(reader.url, "")
    assert (keeper.foreign, keeper.faults, reader.foreign, reader.faults) == ([], [], [], [])


def test_a_record_shows_what_the_department_changed(keeper: Reader, reader: Reader, registered: Source) -> None:
    run_to_its_end(keeper, registered)
    registered.serve([row("a", 更新频率="6"), row("b", title="浏览器采集乙表")])
    run_to_its_end(keeper, registered)

    keeper.page.get_by_role("link", name="更新", exact=True).click()
    keeper.page.wait_for_load_state("networkidle")
    keeper.page.get_by_role("link", name="原样与映射：浏览器采集乙表").click()
    keeper.page.wait_for_load_state("networkidle")
    changes = keeper.page.locator("#changes")
    assert changes.locator("del").first.inner_text() == "浏览器采集b表"
    assert changes.locator("ins").first.inner_text() == "浏览器采集乙表"
    assert "details.更新频率" in keeper.page.locator("#raw").inner_text()
    fits(keeper, "harvest-record")

    assert (
        reader.open(f"/harvest/{registered.name}/record?guid=b").status in (302, 403)
        or "/user/login" in reader.page.url
    )
    assert (keeper.foreign, keeper.faults) == ([], [])


def test_an_answer_to_a_question_of_the_mapping_changes_the_dataset(keeper: Reader, registered: Source) -> None:
    run_to_its_end(keeper, registered)
    dataset = keeper.page.get_by_role("link", name="浏览器采集a表", exact=True).get_attribute("href")
    keeper.open(f"/harvest/{registered.name}/mapping")
    assert "出现在「更新周期」" in said(keeper)
    fits(keeper, "harvest-mapping")

    question = keeper.page.locator(".gx-ask", has_text="“6”")
    question.get_by_role("button", name="确定：6").click()
    keeper.page.wait_for_load_state("networkidle")
    assert "请选择它的意思" in keeper.page.locator("main").inner_text()
    question.get_by_label("另选：").nth(0).check()
    question.locator("select").select_option(label="每季度")
    question.get_by_role("button", name="确定：6").click()
    keeper.page.wait_for_load_state("networkidle")
    answers = keeper.page.locator("#answers").inner_text()
    assert "“6”" in answers and "每季度" in answers and "采集员甲" in answers

    press(keeper, "用新的对照重新映射")
    keeper.page.get_by_text("入库。", exact=False).first.wait_for(timeout=WAIT)
    keeper.page.wait_for_load_state("networkidle")
    keeper.open(str(dataset).removeprefix(keeper.url))
    assert "每季度" in keeper.page.locator("#about").inner_text()
    lineage = keeper.page.locator("#lineage").inner_text()
    assert "采集自 交通厅目录（浏览器测试）" in lineage and "写入目录" in lineage
    assert (keeper.foreign, keeper.faults) == ([], [])


def test_a_workbook_is_tried_and_its_faults_are_ranked_with_a_remedy(keeper: Reader) -> None:
    content = workbook(
        [
            Resource("桥梁名录", "3070140000010001"),
            Resource("", "3070140000010002"),
            Resource("隧道名录", "3070140000010003", more={20: "逢圩日"}),
        ]
    )
    keeper.open("/harvest")
    keeper.page.get_by_role("link", name="试读", exact=True).click()
    keeper.page.set_input_files(
        "#field-upload",
        {"name": "交通厅目录.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": content},
    )
    keeper.page.select_option("#field-organization", ORGANIZATION)
    press(keeper, "开始试读")

    tried = keeper.page.locator("#tried").inner_text()
    assert "没有存入任何内容" in tried
    assert "桥梁名录" in tried
    assert "名称" in keeper.page.locator(".gx-prob").first.inner_text()
    fits(keeper, "harvest-check")
    assert (keeper.foreign, keeper.faults) == ([], [])


def test_the_list_of_sources_is_read_without_scripts_and_by_keyboard(
    reader_without_scripts: Reader, reader: Reader
) -> None:
    reader_without_scripts.open("/harvest")
    assert "自治区统计局数据目录（演示）" in said(reader_without_scripts)
    reader_without_scripts.page.get_by_role("link", name="自治区统计局数据目录（演示）").click()
    reader_without_scripts.page.fill("#content [name='q']", "人口")
    with reader_without_scripts.page.expect_navigation():
        reader_without_scripts.page.keyboard.press("Enter")
    assert "人口" in reader_without_scripts.page.locator("#records table").inner_text()
    for name, path in (
        ("harvest", "/harvest"),
        ("harvest-source", "/harvest/gx-tjj"),
        ("harvest-en", "/en/harvest/gx-tjj"),
    ):
        fits(reader_without_scripts, name, path)

    reader.open("/harvest?organization=gx-tjj")
    reader.page.locator("#content select").first.focus()
    reached = []
    for _ in range(8):
        reader.page.keyboard.press("Tab")
        reached.append(reader.page.evaluate("document.activeElement.name || document.activeElement.innerText"))
        outline = reader.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", reached
    assert "organization" in reached and "自治区统计局数据目录（演示）" in reached
