"""The order of a dataset's files without dragging: by keyboard, without scripts, and only for who may change the dataset."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.browser.conftest import Reader
from tests.browser.test_accessible import looked_at
from tests.integration.test_catalog import DATASET
from tests.portal import Portal

FILES = ("甲表", "乙表", "丙表 <b>&")
FOCUS = "() => [document.activeElement.value, document.activeElement.form?.elements.resource?.value]"


@pytest.fixture
def dataset(portal: Portal) -> Iterator[dict[str, Any]]:
    """Of the agriculture department, with three files."""
    name = f"browser-{uuid.uuid4().hex[:8]}"
    files = [{"name": each, "url": f"https://department.example/{number}.csv", "format": "CSV"} for number, each in enumerate(FILES)]
    with portal.admin() as admin:
        yield admin.action.package_create(**{**DATASET, "name": name, "owner_org": "gx-nynct", "resources": files})
        admin.action.dataset_purge(id=name)


def order(portal: Portal, dataset: dict[str, Any]) -> list[str]:
    with portal.admin() as admin:
        return [each["name"] for each in admin.action.package_show(id=dataset["id"])["resources"]]


def press(reader: Reader, key: str = "Enter") -> None:
    with reader.page.expect_navigation():
        reader.page.keyboard.press(key)
    reader.page.wait_for_load_state("networkidle")


def moves_the_last_file_to_the_top_and_down_again(editor: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    """By keys alone, and without looking for the button again between two presses."""
    page, last = editor.page, dataset["resources"][2]["id"]
    editor.open(f"/dataset/resources/{dataset['name']}")
    page.get_by_role("button", name=f"上移：{FILES[2]}", exact=True).focus()
    press(editor)
    assert page.evaluate(FOCUS) == ["up", last]
    assert order(portal, dataset) == [FILES[0], FILES[2], FILES[1]]
    assert f"“{FILES[2]}”现在是第 2 个文件，共 3 个" in page.locator(".flash-messages").inner_text()
    press(editor, "Space")
    assert order(portal, dataset) == [FILES[2], FILES[0], FILES[1]]
    assert page.evaluate(FOCUS) == ["down", last], "further up it cannot go: the other of its buttons"
    assert page.get_by_role("button", name=f"上移：{FILES[2]}", exact=True).is_disabled()
    press(editor)
    assert page.evaluate(FOCUS) == ["down", last]
    assert order(portal, dataset) == [FILES[0], FILES[2], FILES[1]]
    assert (editor.foreign, editor.faults) == ([], [])


def test_a_file_is_moved_by_keyboard_and_its_button_stays_in_focus(editor: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    moves_the_last_file_to_the_top_and_down_again(editor, portal, dataset)


def test_the_list_with_its_buttons_breaks_no_rule_of_wcag(editor: Reader, dataset: dict[str, Any]) -> None:
    editor.open(f"/dataset/resources/{dataset['name']}?moved={dataset['resources'][1]['id']}&to=down")
    assert looked_at(editor, "own-files-in-order") == {}


def test_the_same_works_without_scripts(editor_without_scripts: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    editor = editor_without_scripts
    editor.open(f"/dataset/resources/{dataset['name']}")
    editor.page.get_by_role("button", name=f"下移：{FILES[0]}", exact=True).press("Enter")
    editor.page.wait_for_load_state("networkidle")

    assert order(portal, dataset) == [FILES[1], FILES[0], FILES[2]]
    pressed = editor.page.locator("button[autofocus]")
    assert pressed.count() == 1 and pressed.get_attribute("aria-label") == f"下移：{FILES[0]}"


def test_nothing_else_of_the_files_changes(editor: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    def files() -> dict[str, Any]:
        with portal.admin() as admin:
            found = admin.action.package_show(id=dataset["id"])["resources"]
        return {each["id"]: {key: value for key, value in each.items() if key not in ("position", "metadata_modified")} for each in found}

    before = files()
    editor.open(f"/dataset/resources/{dataset['name']}")
    editor.page.get_by_role("button", name=f"下移：{FILES[0]}", exact=True).click()
    editor.page.wait_for_load_state("networkidle")

    assert files() == before
    assert order(portal, dataset) == [FILES[1], FILES[0], FILES[2]]


def test_who_may_not_change_the_dataset_any_more_is_told_so(editor: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    editor.open(f"/dataset/resources/{dataset['name']}")
    with portal.admin() as admin:
        admin.action.organization_member_delete(id="gx-nynct", username="browser-editor")
    try:
        editor.page.get_by_role("button", name=f"下移：{FILES[0]}", exact=True).click()
        editor.page.wait_for_load_state("networkidle")
        assert "错误 403" in editor.page.inner_text("#content")
    finally:
        with portal.admin() as admin:
            admin.action.organization_member_create(id="gx-nynct", username="browser-editor", role="editor")
    assert order(portal, dataset) == [*FILES]


def test_a_form_of_another_site_and_a_strange_step_move_nothing(editor: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    editor.open(f"/dataset/resources/{dataset['name']}")
    session = {each["name"]: each["value"] for each in editor.page.context.cookies()}
    path, first = f"{portal.url}/dataset/resources/{dataset['name']}/move", dataset["resources"][0]["id"]
    token = editor.page.locator("form.gx-moves input[name^='_csrf'], form.gx-moves input[name='csrf_token']").first
    signed = {token.get_attribute("name") or "": token.get_attribute("value") or ""}
    asked = {"resource": first, "to": "down"}

    def answer(data: dict[str, str]) -> int:
        with httpx.Client(cookies=session, trust_env=False, timeout=60) as client:
            return client.post(path, data=data).status_code

    assert answer(asked) == 400, "without its token"
    assert answer({**signed, **asked, "to": "away"}) == 400
    assert answer({**signed, **asked, "resource": "no-such-file"}) == 400
    assert order(portal, dataset) == [*FILES]
    assert answer({**signed, **asked}) == 302
    assert order(portal, dataset) == [FILES[1], FILES[0], FILES[2]]
