"""Pages in Vietnamese and Thai say that a machine translated them; what scripts say is there in Chinese whole."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import ckanapi
import httpx
import pytest
from babel.messages.pofile import read_po

TEMPLATE = Path(str(resources.files("ckan"))) / "i18n/ckan.pot"
NOTICE = {
    "vi": ("Bản dịch máy", "phần cơ quan viết được giữ nguyên", "Danh mục dữ liệu"),
    "th": ("แปลด้วยเครื่อง", "ส่วนที่หน่วยงานเขียนคงไว้ตามเดิม", "บัญชีรายการข้อมูล"),
}


@pytest.mark.parametrize("language", ["vi", "th"])
def test_search_and_dataset_pages_say_that_a_machine_translated_them(portal: Any, language: str) -> None:
    name = portal.admin().action.package_search(rows=1)["results"][0]["name"]

    for path in ("/dataset/", "/dataset/?q=sugar", f"/dataset/{name}"):
        page = portal.get(f"/{language}{path}")
        assert page.status_code == 200 and f'<html lang="{language}"' in page.text
        assert [words for words in NOTICE[language] if words not in page.text] == []


@pytest.mark.parametrize("path", ["/dataset/", "/en/dataset/"])
def test_chinese_and_english_pages_say_nothing_of_machines(portal: Any, path: str) -> None:
    page = portal.get(path).text

    assert "本页文字为机器翻译" not in page and "Words of this page are translated by machine" not in page


def test_what_ckans_scripts_say_is_there_in_chinese(portal: Any) -> None:
    with TEMPLATE.open("rb") as lines:
        of_scripts = [each for each in read_po(lines) if any(place.endswith(".js") for place, _line in each.locations)]
    asked = [each.id if isinstance(each.id, str) else each.id[0] for each in of_scripts]
    said = portal.get("/api/i18n/zh_Hans-CN").json()

    assert len(asked) > 40
    assert [message for message in asked if not said.get(message, ["", ""])[1]] == []
    assert said["No matches found"] == [None, "没有匹配的结果"]


ERRORS = {
    "package_show": {"name_or_id": ["缺少值"]},
    "package_search?rows=a": {"rows": ["不是整数", "请填整数"]},
    "package_show?id=no-such-dataset": {"message": "没有找到"},
    "resource_search?query=x": {"query": "应写作 <field>:<value>"},
}


@pytest.mark.parametrize("asked", ERRORS)
def test_errors_of_ckans_actions_are_chinese(portal: Any, asked: str) -> None:
    error = portal.get(f"/api/3/action/{asked}").json()["error"]

    assert {key: error.get(key) for key in ERRORS[asked]} == ERRORS[asked]


def test_the_list_of_members_can_be_downloaded_on_a_chinese_page(portal: Any) -> None:
    headers = {"Authorization": portal.admin_token}
    answer = httpx.get(f"{portal.url}/organization/member_dump/gx-nynct", headers=headers, timeout=30, trust_env=False)

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="gx-nynct-members.csv"'


def test_errors_of_ckans_validators_are_chinese(portal: Any) -> None:
    with pytest.raises(ckanapi.ValidationError) as refused:
        portal.admin().action.user_create(name="Ä", email="x", password="1")

    told = {key: words for key, words in refused.value.error_dict.items() if not key.startswith("__")}
    assert told == {"email": ["邮箱 x 的写法不对"], "name": ["至少 2 个字符"], "password": ["密码至少 8 位"]}
