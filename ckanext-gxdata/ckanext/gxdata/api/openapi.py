"""OpenAPI 3.1 of the reference: one GET for each action, with CKAN's frame around every answer. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ckanext.gxdata.api.reference import Action, Labels, Parameter, Reference
from ckanext.gxdata.core.wording import say

VERSION = "3.1.0"
_ERRORS = {"400": "Invalid", "403": "Invalid", "404": "Invalid", "409": "Invalid"}


def document(
    reference: Reference, actions: Iterable[str], *, title: str, server: str, version: str, language: str
) -> dict[str, Any]:
    """``actions``: names of those that this portal has registered; of the others nothing is said."""
    registered = set(actions)

    def said(labels: Labels) -> str:
        return say(labels, language)

    shown = [action for action in reference.actions if action.name in registered]
    return {
        "openapi": VERSION,
        "info": {"title": title, "version": version},
        "servers": [{"url": server}],
        "tags": [{"name": name, "description": said(labels)} for name, labels in reference.groups],
        "paths": {f"/api/3/action/{action.name}": {"get": _operation(action, said)} for action in shown},
        "components": {
            "schemas": {"Answer": _ANSWER, "Refusal": _REFUSAL},
            "responses": {"Invalid": _response("Refusal")},
        },
    }


def _operation(action: Action, said: Callable[[Labels], str]) -> dict[str, Any]:
    refusals = {status: {"$ref": f"#/components/responses/{name}"} for status, name in _ERRORS.items()}
    return {
        "operationId": action.name,
        "tags": [action.group],
        "summary": said(action.says),
        "parameters": [_parameter(each, said) for each in action.parameters],
        "responses": {"200": _response("Answer"), **refusals},
    }


def _parameter(parameter: Parameter, said: Callable[[Labels], str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": parameter.type}
    if parameter.type == "integer":
        schema["minimum"] = 0
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": said(parameter.says),
        "schema": schema,
    }


def _response(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": schema, "content": content}


_ANSWER = {
    "type": "object",
    "required": ["success", "result"],
    "properties": {"help": {"type": "string"}, "success": {"const": True}, "result": {}},
}
_REFUSAL = {
    "type": "object",
    "required": ["success", "error"],
    "properties": {
        "success": {"const": False},
        "error": {
            "type": "object",
            "required": ["__type"],
            "properties": {"__type": {"type": "string"}, "message": {"type": "string"}},
        },
    },
}
