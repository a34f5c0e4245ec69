"""The body of a POST in the forms that catalogs take, for ``HttpClient.page``.

``text_json`` and ``url_json`` are what scripts of some portals send: JSON under the content type of a form, as it is
or percent-encoded, never as ``name=value``. Not here: what is in the body (``calls.py``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

FORMATS = ("json", "form", "text_json", "url_json")
_FORM = "application/x-www-form-urlencoded; charset=UTF-8"


def sent_as(body_format: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments of a request."""
    if body_format == "json":
        return {"json": body}
    if body_format == "form":
        return {"data": body}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    encoded = quote(text, safe=":,") if body_format == "url_json" else text
    return {"content": encoded.encode(), "headers": {"Content-Type": _FORM}}


def put(target: dict[str, Any], name: str, value: Any, body_format: str = "form") -> None:
    """Sets a parameter; ``a.b.c`` is nested where a body can hold that, elsewhere a name with dots."""
    *parents, last = [name] if body_format == "form" else name.split(".")
    for parent in parents:
        inner = target.get(parent)
        target[parent] = dict(inner) if isinstance(inner, Mapping) else {}
        target = target[parent]
    target[last] = value
