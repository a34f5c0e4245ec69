"""A search finds nothing, its reader asks for the data, the department answers: in a browser, without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.browser.conftest import WIDTHS, Reader
from tests.integration.test_harvest import database_url
from tests.portal import Portal

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WANTED = "zzzzqq 缆车候车时间"


@pytest.fixture(autouse=True)
def clean(portal: Portal) -> Iterator[None]:
    yield
    with closing(psycopg2.connect(database_url(portal))) as connection, connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM gxdata_request WHERE title LIKE 'zzzzqq%'")


def asked(portal: Portal, **given: Any) -> dict[str, Any]:
    with portal.admin() as admin:
        made: dict[str, Any] = admin.action.gxdata_request_create(title=WANTED, department="gx-nynct", **given)
    return made


@pytest.mark.parametrize("width", WIDTHS)
def test_from_an_empty_search_to_thanks_and_back_by_the_address_that_was_given(
    reader_without_scripts: Reader, portal: Portal, width: int
) -> None:
    reader, page = reader_without_scripts, reader_without_scripts.page
    reader.width(width)
    reader.open(f"/dataset/?q={WANTED}")
    page.click(".gx-empty a.btn-primary")
    assert page.input_value("#field-title") == WANTED
    page.fill("#field-text", "安排游客，请打 13800138000")
    page.select_option("#field-department", "gx-nynct")
    page.click("main form button.btn-primary")
    assert "“用来做什么、要什么样的”里有手机号码" in page.inner_text("main [role=alert]")
    assert page.input_value("#field-title") == WANTED
    assert page.input_value("#field-department") == "gx-nynct"
    page.fill("#field-text", "安排游客，要每 10 分钟一次")
    reader.picture("ask", width)
    page.click("main form button.btn-primary")

    text = page.inner_text("main")
    assert "谢谢，你的需求已收到" in text
    assert "已收到" in text
    assert page.evaluate(OVERFLOW) <= 0
    reader.picture("asked", width)
    address = page.input_value(".gx-thanks input")
    assert address.endswith(page.url.partition("/request/")[2])
    page.goto(address)
    assert "安排游客，要每 10 分钟一次" in page.inner_text("main")
    assert page.goto(address.partition("?")[0]).status == 404
    assert not reader.foreign


def test_who_fills_in_what_nobody_sees_is_asked_once_more(reader: Reader) -> None:
    page = reader.page
    reader.open(f"/request/new?q={WANTED}")
    assert page.locator("#field-homepage").bounding_box()["x"] < -1_000
    page.evaluate("() => { document.querySelector('#field-homepage').value = 'http://spam.example' }")
    page.click("main form button.btn-primary")
    assert "请再提交一次" in page.inner_text("main [role=alert]")
    assert page.input_value("#field-homepage") == ""
    page.click("main form button.btn-primary")
    assert "谢谢，你的需求已收到" in page.inner_text("main")


def test_a_form_from_elsewhere_changes_nothing(portal: Portal, editor: Reader) -> None:
    made, post = asked(portal), editor.page.request.post
    editor.open("/request/new")

    assert post(f"{portal.url}/request/new", form={"title": WANTED}).status == 400
    step = {"state": "declined", "answer": "由别处提交的表单"}
    assert post(f"{portal.url}/request/{made['id']}/answer", form=step).status == 400
    assert post(f"{portal.url}/request/{made['id']}/vote").status == 400
    with portal.admin() as admin:
        found = admin.action.gxdata_request_list(scope="waiting", q=WANTED)["results"]
    assert [(each["id"], each["state"]) for each in found] == [(made["id"], "received")]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_department_takes_it_up_and_answers_with_a_dataset(
    editor_without_scripts: Reader, portal: Portal, width: int
) -> None:
    editor, page = editor_without_scripts, editor_without_scripts.page
    made = asked(portal)
    dataset = portal.get("/api/3/action/package_search?rows=1").json()["result"]["results"][0]
    editor.width(width)
    editor.open("/")
    page.click(".gx-util >> text=待答复的需求")
    page.click(f"main >> text={WANTED}")
    page.check("input[value=declined]")
    page.click("#answer button.btn-primary")
    assert "至少要写 5 个字" in page.inner_text("main [role=alert]")
    page.check("input[value=answered]")
    page.fill("#field-answer", "已经开放，见下面的数据集")
    page.fill("#field-datasets", dataset["name"])
    page.click("#answer button.btn-primary")

    assert page.url == f"{portal.url}/request/{made['id']}"
    assert page.locator(f"main a[href='/dataset/{dataset['name']}']").count() == 1
    assert page.evaluate(OVERFLOW) <= 0
    editor.picture("request-answered", width)
    page.click(".gx-votes button")
    assert "1 人也需要" in page.inner_text(".gx-votes")
    editor.open(f"/request?q={WANTED}")
    assert "已经开放，见下面的数据集" in page.inner_text("main")
    editor.picture("requests", width)


def test_in_english_the_pages_are_english(reader: Reader, portal: Portal) -> None:
    made = asked(portal, text="tram")
    with portal.admin() as admin:
        admin.action.gxdata_request_answer(id=made["id"], state="accepted")
    for path, words in (
        ("/en/request", "Ask for data"),
        ("/en/request/new?q=tram", "What happens then"),
        (f"/en/request/{made['id']}", "The department has accepted the request"),
    ):
        reader.open(path)
        text = reader.page.inner_text("main").replace(WANTED, "")
        assert words in text
        assert not [line for line in text.split("\n") if "需求" in line or "答复" in line], path
