"""``gxdata_grading_check`` as anybody meets it: over HTTP, without a log-in, with drafts good and bad."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest


def post(portal: Any, data: Any) -> httpx.Response:
    content = data if isinstance(data, (str, bytes)) else json.dumps(data)
    headers = {"Content-Type": "application/json"}
    return httpx.post(f"{portal.url}/api/3/action/gxdata_grading_check", content=content, headers=headers, timeout=60)


def check(portal: Any, *columns: Any, **more: Any) -> dict[str, Any]:
    fields = [{"name": each, "type": "string"} if isinstance(each, str) else each for each in columns]
    draft = {"title": "参保登记", "resources": [{"name": "登记表", "schema": {"fields": fields}}], **more}
    response = post(portal, draft)
    assert response.status_code == 200, response.text
    return dict(response.json()["result"])


def test_an_unconditional_id_number_column_is_refused_and_named(portal: Any) -> None:
    answer = check(portal, "登记日期", "身份证号", open_type="unconditional", data_grade="general", general_level="1")
    assert not answer["publishable"]
    assert (answer["open_type"], answer["data_grade"], answer["general_level"]) == ("conditional", "general", "4")
    assert {reason["rule"] for reason in answer["reasons"]} == {"level-openness", "personal-data", "pi-id-card"}
    [refused] = [reason for reason in answer["reasons"] if reason["rule"] == "personal-data"]
    assert (
        refused["item"] == "身份证号" and "“身份证号”" in refused["message"] and "个人信息保护法" in refused["source"]
    )
    assert answer["items"] == [
        {"resource": "登记表", "item": "登记日期", "personal_info_kind": "none", "grade": "1"},
        {"resource": "登记表", "item": "身份证号", "personal_info_kind": "id_number", "grade": "4"},
    ]


def test_a_clean_table_is_publishable_without_a_reason(portal: Any) -> None:
    answer = check(portal, "年份", "甘蔗产量", title="甘蔗产量", open_type="unconditional")
    assert answer == {
        "publishable": True,
        "open_type": "unconditional",
        "data_grade": "general",
        "general_level": "1",
        "reasons": [],
        "items": [
            {"resource": "登记表", "item": "年份", "personal_info_kind": "none", "grade": "1"},
            {"resource": "登记表", "item": "甘蔗产量", "personal_info_kind": "none", "grade": "1"},
        ],
    }


def test_a_draft_without_title_and_owner_is_judged(portal: Any) -> None:
    answer = post(portal, {}).json()["result"]
    assert (answer["publishable"], answer["open_type"], answer["reasons"]) == (True, "unconditional", [])


def test_the_default_openness_is_that_of_the_grade(portal: Any) -> None:
    assert check(portal, "年份")["open_type"] == "unconditional"
    assert check(portal, "姓名")["open_type"] == "conditional"
    assert check(portal, "身份证号")["open_type"] == "closed"
    assert check(portal, {"name": "坐标", "item_grade": "important"})["open_type"] == "closed"


def test_every_breach_is_told_at_once(portal: Any) -> None:
    answer = check(portal, "身份证号", data_grade="important", open_type="conditional", open_condition=[])
    rules = [reason["rule"] for reason in answer["reasons"]]
    assert rules[:3] == ["public-grade", "protected-openness", "conditional-condition"]
    assert (answer["publishable"], answer["data_grade"], answer["general_level"]) == (False, "important", "")
    assert len({json.dumps(reason) for reason in answer["reasons"]}) == len(rules)


def test_conditions_and_reasons_open_what_may_be_opened(portal: Any) -> None:
    assert check(portal, "手机号", open_type="conditional", open_condition=["application"])["publishable"]
    assert not check(portal, "手机号", open_type="conditional")["publishable"]
    assert check(portal, "手机号", open_type="closed", closed_reason=["personal_privacy"])["publishable"]
    masked = {"name": "手机号", "mask_rule": "keep_3_4"}
    assert check(portal, masked, open_type="unconditional", desensitisation="anonymised")["publishable"]


def test_a_schema_may_be_json_text(portal: Any) -> None:
    schema = json.dumps({"fields": [{"name": "phone"}]})
    answer = post(portal, {"title": "表", "resources": [{"schema": schema}]}).json()["result"]
    assert answer["items"][0]["personal_info_kind"] == "phone"


def test_the_check_answers_post_only(portal: Any) -> None:
    assert httpx.get(f"{portal.url}/api/3/action/gxdata_grading_check?title=a", timeout=30).status_code == 400


@pytest.mark.parametrize(
    ("draft", "field", "said"),
    [
        ({"open_type": "uncondtional"}, "open_type", "unconditional（无条件开放）"),
        ({"data_grade": "secret"}, "data_grade", "“secret”"),
        ({"general_level": 7}, "general_level", "“7”"),
        ({"general_level": ["1"]}, "general_level", "不是可用的代码"),
        ({"desensitisation": "mask"}, "desensitisation", "masked"),
        ({"open_condition": ["aplication"]}, "open_condition", "application"),
        ({"title": {"zh": "表"}}, "title", "文字"),
        ({"contains_personal_info": "maybe"}, "contains_personal_info", "true 或 false"),
        ({"resources": "表"}, "resources", "列表"),
        ({"resources": [1]}, "resources", "列表"),
        ({"resources": [{}] * 201}, "resources", "200"),
        ({"resources": [{"schema": "{"}]}, "resources", "Table Schema"),
        ({"resources": [{"schema": [1]}]}, "resources", "Table Schema"),
        ({"resources": [{"schema": {"fields": ["a"]}}]}, "resources", "Table Schema"),
        ({"resources": [{"schema": {"fields": [{"name": "a", "mask_rule": "keep_63"}]}}]}, "resources", "keep_6_4"),
        ({"resources": [{"schema": {"fields": [{"name": f"c{n}"} for n in range(2001)]}}]}, "resources", "2000"),
        ({"resources": [{"schema": "[" * 100_000}]}, "resources", "Table Schema"),
        ({"resources": [{"row_count": "many"}]}, "resources", "row_count"),
    ],
)  # fmt: skip
def test_a_bad_draft_is_refused_in_chinese_with_field_value_and_remedy(
    portal: Any, draft: dict[str, Any], field: str, said: str
) -> None:
    response = post(portal, draft)
    assert response.status_code == 409
    error = response.json()["error"]
    assert error["__type"] == "Validation Error"
    assert said in " ".join(error[field])


@pytest.mark.parametrize(
    "rubbish",
    ["[]", "7", '"a"', "null", "{", b"\xff\xfe", '{"a": ' + "[" * 200 + "]" * 200 + "}", '{"extras": [1, {"key": []}]}',
     '{"title": "\\u0000\\ud800"}', '{"resources": null}', '{"open_type": {}}', '{"resources": [{"name": ["x"]}]}'],
)  # fmt: skip
def test_rubbish_is_never_a_failure_of_the_server(portal: Any, rubbish: str | bytes) -> None:
    assert post(portal, rubbish).status_code in (200, 400, 409)


def test_personal_data_that_was_sent_is_not_sent_back(portal: Any) -> None:
    number, mobile = "11010519491231002X", "13812345678"
    fields = [{"name": number}, {"name": "a", "mask_rule": mobile}]
    response = post(portal, {"open_type": number, "resources": [{"name": mobile, "schema": {"fields": fields}}]})
    fine = post(
        portal, {"resources": [{"name": mobile, "schema": {"fields": [{"name": number, "title": "身份证号"}]}}]}
    )
    assert (response.status_code, fine.status_code) == (409, 200)
    for text in (response.text, fine.text):
        assert number not in text and mobile not in text
