"""What kind a resource is, from its format: 信息资源格式分类 and 资源类型 agree (metadata model §4, V8)."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.gxdata.core.codelists import CodeList

_TYPES: Mapping[str, tuple[str, ...]] = {
    "api": ("api", "link"),
    "database": ("database", "api", "file"),
    "geo": ("file", "api", "link"),
    **dict.fromkeys(("table", "file", "image", "stream"), ("file", "link")),
}
_ANY = ("file", "link", "api", "database")
"""What describes itself (JSON, XML) may be a file, lie behind a link, or be what an API answers."""


def format_class(written: str, formats: CodeList) -> str:
    """The class of a format as somebody wrote it; empty for an unknown one."""
    code = formats.resolve(written.lstrip("."))
    return "" if code is None else str(code.extra.get("class", ""))


def resource_types(of_class: str, is_upload: bool) -> tuple[str, ...]:
    """The types that fit a class, the likeliest first; what was uploaded is a file whatever it holds."""
    return ("file",) if is_upload else _TYPES.get(of_class, _ANY)
