"""The reference of actions and the OpenAPI document made of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from ckanext.gxdata.api import openapi
from ckanext.gxdata.api.reference import Action, Parameter, examples, reference

ALL = [action.name for action in reference().actions]


def made(actions: list[str] = ALL, language: str = "zh_Hans_CN") -> dict[str, Any]:
    return openapi.document(
        reference(), actions, title="平台", server="https://portal.example", version="1", language=language
    )


def test_it_says_which_version_of_openapi_it_is_and_where_the_portal_stands() -> None:
    document = made()

    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "https://portal.example"}]
    assert document["info"] == {"title": "平台", "version": "1"}


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en", "vi", "th"])
def test_it_holds_to_the_rules_of_the_standard(language: str) -> None:
    document = made(language=language)
    operations = [path["get"] for path in document["paths"].values()]
    tags = {tag["name"] for tag in document["tags"]}

    assert all(re.fullmatch(r"/[\w/]+", path) for path in document["paths"])
    assert len({each["operationId"] for each in operations}) == len(operations)
    for each in operations:
        assert set(each["tags"]) <= tags and each["summary"] and "200" in each["responses"]
        names = [(parameter["in"], parameter["name"]) for parameter in each["parameters"]]
        assert len(set(names)) == len(names)
        for parameter in each["parameters"]:
            Draft202012Validator.check_schema(parameter["schema"])
            assert parameter["description"]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en", "vi", "th"])
def test_the_document_is_valid_openapi_3_1(language: str) -> None:
    validate(made(language=language), cls=OpenAPIV31SpecValidator)


def test_a_document_that_is_not_openapi_3_1_would_be_refused() -> None:
    document = made()
    path = next(iter(document["paths"].values()))
    path["get"]["parameters"] = [{"name": "q", "in": "somewhere", "schema": {"type": "string"}}]

    with pytest.raises(OpenAPIValidationError):
        validate(document, cls=OpenAPIV31SpecValidator)


def test_every_reference_leads_somewhere() -> None:
    document = made()

    for pointer in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document))):
        at: Any = document
        for step in pointer.split("/"):
            at = at[step]


def test_what_is_not_registered_is_not_described() -> None:
    assert list(made(["package_show"])["paths"]) == ["/api/3/action/package_show"]


def test_it_speaks_the_language_of_the_reader() -> None:
    path = "/api/3/action/package_search"

    assert made()["paths"][path]["get"]["summary"] == "检索数据集"
    assert made(language="en")["paths"][path]["get"]["summary"] == "Search datasets"


def test_examples_name_what_there_is_and_stay_empty_where_there_is_nothing() -> None:
    action = Action(
        "x",
        "catalog",
        {},
        (Parameter("id", "string", {}, True, "{dataset}"), Parameter("all", "boolean", {}, example=True)),
    )

    assert examples(action, {"dataset": "a-1"}) == {"id": "a-1", "all": "true"}
    assert examples(action, {}) == {"id": "", "all": "true"}


def test_every_text_of_the_reference_is_in_chinese_and_english() -> None:
    texts = [labels for _name, labels in reference().groups]
    texts += [action.says for action in reference().actions]
    texts += [parameter.says for action in reference().actions for parameter in action.parameters]

    assert [labels for labels in texts if not labels.get("zh") or not labels.get("en")] == []
