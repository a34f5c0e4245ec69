"""A reviewer lowers and raises a grade in a browser, with a reason, and the history shows who and why."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS, Reader, _reader
from tests.browser.test_reading import OVERFLOW
from tests.integration.test_catalog import DATASET
from tests.portal import Portal

PASSWORD = "browser-test-1"
SCHEMA = {"fields": [{"name": "姓名"}, {"name": "联系电话"}, {"name": "年份"}]}
TABLE = {"name": "名单", "url": "http://data.example.com/b.csv", "format": "CSV", "schema": SCHEMA}


@pytest.fixture
def reviewer(browser: Any, portal: Portal) -> Iterator[Reader]:
    """A reviewer of grades for the agriculture department, who edits nothing there."""
    name = "browser-reviewer"
    with portal.admin() as admin:
        if name not in [user["name"] for user in admin.action.user_list(all_fields=True)]:
            admin.action.user_create(name=name, email="r@department.example", password=PASSWORD, fullname="审核人甲")
        admin.action.gxdata_role_grant(user=name, role="grading_reviewer", organization="gx-nynct")
    for person in _reader(browser, portal):
        person.log_in(name, PASSWORD)
        yield person


@pytest.fixture
def dataset(portal: Portal) -> Iterator[str]:
    name = f"review-{uuid.uuid4().hex[:8]}"
    with portal.admin() as admin:
        conditional = {"open_type": "conditional", "open_condition": ["application"], "resources": [TABLE]}
        admin.action.package_create(**{**DATASET, "name": name, "title": "浏览器测试：服务对象名单", **conditional})
        yield name
        admin.action.dataset_purge(id=name)


def decide(reviewer: Reader, grade: str, reason: str) -> str:
    reviewer.page.select_option("#field-grade", grade)
    reviewer.page.fill("#field-reason", reason)
    reviewer.page.get_by_role("button", name="确定分级", exact=True).click()
    reviewer.page.wait_for_load_state("networkidle")
    return str(reviewer.page.locator("main").inner_text())


def test_a_reviewer_lowers_and_raises_a_grade_and_the_history_shows_it(reviewer: Reader, dataset: str) -> None:
    reviewer.open(f"/dataset/{dataset}")
    reviewer.page.get_by_role("link", name="分级与审核").click()
    reviewer.page.wait_for_load_state("networkidle")
    why = reviewer.page.locator("#why").inner_text()
    assert "一般数据 3 级" in why
    assert "规则 pi-name" in why

    lowered = decide(reviewer, "2", "电话为公开的服务热线")
    assert "分级已确定" in lowered
    raised = decide(reviewer, "important", "汇总后涉及重点人群")
    assert "数据集已转为不公开" in raised

    history = reviewer.page.locator("#history").inner_text()
    for said in ("审核人甲", "电话为公开的服务热线", "汇总后涉及重点人群", "一般数据 2 级", "重要数据"):
        assert said in history
    for width in WIDTHS:
        reviewer.width(width)
        reviewer.open(f"/dataset/{dataset}/grading")
        assert reviewer.page.evaluate(OVERFLOW) <= 0
        reviewer.picture("grading", width)
    assert (reviewer.foreign, reviewer.faults) == ([], [])


def test_a_decision_without_a_reason_is_refused_at_its_field(reviewer: Reader, dataset: str) -> None:
    reviewer.open(f"/dataset/{dataset}/grading")

    said = decide(reviewer, "1", "不行")

    assert "请写理由，至少 5 个字" in said
    assert "还没有人审核过这个数据集" in said


def test_the_public_is_shown_no_way_to_it_and_no_page(reader: Reader, dataset: str) -> None:
    reader.open(f"/dataset/{dataset}")
    assert reader.page.get_by_role("link", name="分级与审核").count() == 0
    assert reader.open(f"/dataset/{dataset}/grading").status in (302, 403) or "/user/login" in reader.page.url


def test_a_reviewer_finds_what_waits_in_the_work_list(reviewer: Reader, portal: Portal, dataset: str) -> None:
    with portal.admin() as admin:
        admin.action.package_patch(id=dataset, private=True)
        admin.action.gxdata_review_move(id=dataset, to="unit_review")
    reviewer.open("/")
    reviewer.page.get_by_role("link", name="待审核", exact=True).click()
    reviewer.page.wait_for_load_state("networkidle")
    waiting = reviewer.page.locator("#waiting").inner_text()

    assert "浏览器测试：服务对象名单" in waiting and "单位审核" in waiting and "一般数据 · 3级" in waiting.replace(" 级", "级")
    for width in WIDTHS:
        reviewer.width(width)
        reviewer.open("/review/")
        assert reviewer.page.evaluate(OVERFLOW) <= 0
        reviewer.picture("work-list", width)
    assert reviewer.open("/en/review/").status == 200
    assert "department review" in reviewer.page.locator("#waiting").inner_text()
    reviewer.page.get_by_role("link", name="浏览器测试：服务对象名单").click()
    reviewer.page.wait_for_load_state("networkidle")
    assert reviewer.page.locator("#why").count() == 1
    assert (reviewer.foreign, reviewer.faults) == ([], [])


def test_the_work_list_is_no_page_for_the_public(reader: Reader) -> None:
    reader.open("/")
    assert reader.page.get_by_role("link", name="待审核", exact=True).count() == 0
    assert reader.open("/review/").status in (302, 403) or "/user/login" in reader.page.url
