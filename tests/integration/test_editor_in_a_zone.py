"""An editor of a department writes a dataset that the rules have put into a zone, though he is no member of the zone's group."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import ckanapi
import pytest

from tests.integration.test_catalog import DATASET

NAME = "test-editor-in-a-zone"
CANE = {**DATASET, "name": NAME, "title": "崇左市糖料蔗种植面积（编辑测试）"}
OPENNESS: dict[str, dict[str, Any]] = {
    "open": {},
    "conditional": {"open_type": "conditional", "open_condition": ["application"], "license_id": "gx-conditional-1.0"},
}
PERSON = f"zone-editor-{uuid.uuid4().hex[:6]}"


@pytest.fixture(scope="module")
def editor(portal: Any) -> Iterator[ckanapi.RemoteCKAN]:
    admin = portal.admin()
    admin.action.user_create(name=PERSON, email=f"{PERSON}@department.example", password="zone-editor-1")
    admin.action.organization_member_create(id="gx-nynct", username=PERSON, role="editor")
    with ckanapi.RemoteCKAN(portal.url, apikey=admin.action.api_token_create(user=PERSON, name="test")["token"]) as client:
        yield client


@pytest.fixture(params=OPENNESS)
def dataset(request: Any, portal: Any, editor: ckanapi.RemoteCKAN) -> Iterator[dict[str, Any]]:
    editor.action.package_create(**{**CANE, **OPENNESS[request.param]})
    shown: dict[str, Any] = editor.action.package_show(id=NAME)
    assert groups(shown) == ["guizihao"]
    yield shown
    portal.admin().action.dataset_purge(id=NAME)


def groups(shown: dict[str, Any]) -> list[str]:
    return [group["name"] for group in shown["groups"]]


def test_what_was_shown_is_sent_back(editor: ckanapi.RemoteCKAN, dataset: dict[str, Any]) -> None:
    editor.action.package_update(**{**dataset, "notes": "改过的摘要，由编辑写回。"})

    shown = editor.action.package_show(id=NAME)
    assert (shown["notes"], groups(shown)) == ("改过的摘要，由编辑写回。", ["guizihao"])


def test_a_part_is_revised(editor: ckanapi.RemoteCKAN, dataset: dict[str, Any]) -> None:
    editor.action.package_revise(match={"name": NAME}, update={"notes": "改过的摘要，由编辑修订。"})

    shown = editor.action.package_show(id=NAME)
    assert (shown["notes"], groups(shown)) == ("改过的摘要，由编辑修订。", ["guizihao"])


def test_a_field_is_patched_and_the_zone_follows(editor: ckanapi.RemoteCKAN, dataset: dict[str, Any]) -> None:
    editor.action.package_patch(id=NAME, title="公共文化场馆名录（编辑测试）")
    assert groups(editor.action.package_show(id=NAME)) == []

    editor.action.package_patch(id=NAME, title=CANE["title"])
    assert groups(editor.action.package_show(id=NAME)) == ["guizihao"]


@pytest.mark.parametrize("way", ["package_update", "package_patch", "package_revise"])
def test_a_zone_given_as_a_group_is_neither_refused_nor_joined(
    editor: ckanapi.RemoteCKAN, dataset: dict[str, Any], way: str
) -> None:
    given = [{"name": "asean"}, {"name": "guizihao"}]
    match way:
        case "package_update":
            editor.action.package_update(**{**dataset, "groups": given})
        case "package_patch":
            editor.action.package_patch(id=NAME, groups=given)
        case "package_revise":
            editor.action.package_revise(match={"name": NAME}, update={"groups": given})

    assert groups(editor.action.package_show(id=NAME)) == ["guizihao"]


def test_a_copy_is_made_of_what_was_shown(portal: Any, editor: ckanapi.RemoteCKAN, dataset: dict[str, Any]) -> None:
    copy = {key: value for key, value in dataset.items() if key not in ("id", "resources")}
    editor.action.package_create(**{**copy, "name": f"{NAME}-copy"})

    assert groups(editor.action.package_show(id=f"{NAME}-copy")) == ["guizihao"]
    portal.admin().action.dataset_purge(id=f"{NAME}-copy")


def test_any_other_group_keeps_ckans_rule(portal: Any, editor: ckanapi.RemoteCKAN, dataset: dict[str, Any]) -> None:
    group = f"readers-{uuid.uuid4().hex[:6]}"
    portal.admin().action.group_create(name=group, title="读者小组")
    with pytest.raises(ckanapi.NotAuthorized):
        editor.action.package_patch(id=NAME, groups=[{"name": group}])

    portal.admin().action.package_patch(id=NAME, groups=[{"name": group}])
    editor.action.package_patch(id=NAME, notes="改过的摘要，分组不动。")
    assert sorted(groups(editor.action.package_show(id=NAME))) == ["guizihao", group]
    portal.admin().action.group_purge(id=group)


def test_a_member_of_no_department_still_writes_nothing(portal: Any, dataset: dict[str, Any]) -> None:
    with pytest.raises(ckanapi.NotAuthorized):
        ckanapi.RemoteCKAN(portal.url).action.package_revise(match={"name": NAME}, update={"notes": "不应写入的摘要。"})
