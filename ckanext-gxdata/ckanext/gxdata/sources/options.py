"""Checking a source's options against the JSON Schema of its kind, with the fault named in Chinese.

Here: ``checked`` and the options every HTTP kind shares. Not here: what an option does (see the kind's own file), and
defaults that depend on the address (``http.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from ckanext.gxdata.core.errors import FatalError

HTTP_OPTIONS: Mapping[str, Any] = {
    "headers": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "每次请求附带的请求头；只发给本来源自己的主机。不要写密码或令牌。",
    },
    "delay_seconds": {
        "type": "number",
        "minimum": 0,
        "maximum": 60,
        "description": "两次请求之间至少间隔的秒数。不写时：允许清单中的本机地址为 0，其余为 1。",
    },
    "timeout_seconds": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 600,
        "default": 30,
        "description": "一次请求从连接到收完最多用多少秒。",
    },
    "tries": {
        "type": "integer",
        "minimum": 1,
        "maximum": 10,
        "default": 3,
        "description": "连接失败、超时、429 和 5xx 时一共试几次。",
    },
    "max_page_mib": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1024,
        "default": 20,
        "description": "目录的一页（解压后）最多多少 MiB。",
    },
    "max_file_mib": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1024,
        "default": 100,
        "description": "一个数据文件（解压后）最多多少 MiB。",
    },
    "ca_certificate": {
        "type": "string",
        "title": "对方的 CA 证书（PEM）",
        "format": "multiline",
        "minLength": 1,
        "maxLength": 200_000,
        "description": (
            "对方使用自建证书机构或自签名证书时，在此粘贴该机构（或该服务器）的 PEM 证书，可以有多张："
            "-----BEGIN CERTIFICATE----- 起，-----END CERTIFICATE----- 止。只填证书，不要填私钥；证书验证不能关闭。"
        ),
    },
    "conditional": {
        "type": "boolean",
        "default": True,
        "description": "是否向对方询问“自上次以来有没有变动”（ETag、Last-Modified），没有变动的不再重传。"
        "对方答复不可信（内容变了却说没有变）时选“否”。",
    },
    "secret_header": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60,
        "description": (
            "登记来源时另填的口令或令牌放在哪个请求头里，例如 Authorization；只发给本来源自己的主机。"
            "对方要求前缀的（如 Bearer），前缀和令牌一起填在口令栏。"
        ),
    },
}


def http_options_without(name: str) -> dict[str, Any]:
    """The options of HTTP, less one that does nothing in a kind."""
    return {key: option for key, option in HTTP_OPTIONS.items() if key != name}


def closed_object(
    properties: Mapping[str, Any], description: str = "", required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """JSON Schema of an object that takes these keys and no others."""
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if description:
        schema["description"] = description
    if required:
        schema["required"] = [*required]
    return schema


def checked(options: Mapping[str, Any], schema: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """``options`` again, if they fit; else a ``FatalError`` whose pointer is the option's path (``list.items``)."""
    error = best_match(Draft202012Validator(schema).iter_errors(options))
    if error is not None:
        raise option_fault(*_explain(error), f"见 docs/reference/sources.md 中“{kind}”一节")
    return options


def expression(text: str, pointer: str) -> ParsedResult:
    """A compiled JMESPath expression; a wrong one is a ``FatalError`` naming the option."""
    try:
        return jmespath.compile(text)
    except (JMESPathError, RecursionError) as error:
        hint = "键名含中文或连字符时要加双引号，例如 '\"信息资源名称\"'"
        raise option_fault(pointer, f"不是正确的 JMESPath 路径：{text[:200]}", hint) from error


def option_fault(pointer: str, reason: str, hint: str = "") -> FatalError:
    return FatalError(f"选项“{pointer}”{reason}", pointer=pointer, hint=hint, rule="wrong-option")


def _explain(error: ValidationError) -> tuple[str, str]:
    """Path of the option at fault and what is wrong with it."""
    path = [str(part) for part in error.absolute_path]
    instance: Any = error.instance
    wanted: Any = error.validator_value
    if error.validator == "additionalProperties":
        known: Any = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
        unknown = sorted(str(key) for key in instance if key not in known)
        return ".".join([*path, unknown[0]]), f"不存在；可用的选项：{'、'.join(sorted(known))}"
    if error.validator == "required":
        missing = next(key for key in wanted if key not in instance)
        return ".".join([*path, missing]), "必须填写"
    reason = _REASONS.get(str(error.validator), "不合要求：{value}")
    return ".".join(path) or "options", reason.format(value=_shown(error))


_REASONS = {
    "type": "的类型不对，应为 {value}",
    "enum": "只能是 {value} 之一",
    "minimum": "不能小于 {value}",
    "exclusiveMinimum": "必须大于 {value}",
    "maximum": "不能大于 {value}",
    "minLength": "不能为空",
}


def _shown(error: ValidationError) -> str:
    wanted = error.validator_value
    return "、".join(str(value) for value in wanted) if isinstance(wanted, list) else str(wanted)
