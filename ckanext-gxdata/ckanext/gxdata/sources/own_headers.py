"""The headers that go to a source's own origin: those of its options, and its secret.

Refused are headers that steer the connection or the answer (they are the client's), and those that would put a secret
where every editor reads it. Not here: where they are sent (``http.py``).
"""

from __future__ import annotations

import re

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.options import option_fault

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}", re.ASCII)
_VALUE = re.compile(r"[\x20-\x7e]{0,4000}")
_CLIENTS = frozenset(
    (
        *("host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "content-length", "upgrade"),
        *("expect", "accept-encoding", "content-encoding", "range", "if-match", "if-none-match", "if-modified-since"),
        *("if-unmodified-since", "if-range", "proxy-authorization", "proxy-connection", "http2-settings"),
        *("x-forwarded-host", "x-host", "forwarded", "x-http-method-override"),
    )
)
_SECRET = frozenset(("authorization", "cookie", "x-api-key", "x-auth-token", "x-ckan-api-key"))


def own_headers(config: SourceConfig) -> dict[str, str]:
    """Raises ``FatalError`` (``wrong-option``) naming the header."""
    headers: dict[str, str] = {}
    for name, value in config.options.get("headers", {}).items():
        _require_sound(f"headers.{name[:60]}", name, value)
        if name.lower() in _SECRET:
            hint = "口令和令牌填在登记来源的口令栏，并用选项 secret_header 说明放在哪个请求头"
            raise option_fault(f"headers.{name}", "会把口令写进人人可见的选项", hint)
        headers[name] = value
    if name := str(config.options.get("secret_header", "")):
        _require_sound("secret_header", name, "")
        if config.secret:
            headers[name] = _sound_secret(config.secret)
    return headers


def _require_sound(pointer: str, name: str, value: str) -> None:
    if not _NAME.fullmatch(name):
        raise option_fault(pointer, "不是请求头的名称", "只能用英文字母、数字和连字符，例如 X-App-Code")
    if name.lower() in _CLIENTS:
        raise option_fault(pointer, "不能自行设定，由平台决定", "去掉这个请求头")
    if not _VALUE.fullmatch(value):
        raise option_fault(pointer, "的值含有换行、中文或控制字符，或者过长", "中文请先作 URL 编码")


def _sound_secret(secret: str) -> str:
    """The secret as it can stand in a header; a wrong one is told without showing it."""
    if not _VALUE.fullmatch(secret.strip()):
        hint = "重新填写口令栏；复制时不要带上换行"
        raise FatalError(
            "口令含有换行、中文或控制字符，不能放进请求头", pointer="secret", hint=hint, rule="wrong-secret"
        )
    return secret.strip()
