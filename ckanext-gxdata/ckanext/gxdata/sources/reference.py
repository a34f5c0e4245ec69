"""The reference of all kinds, what they can do, their options and profiles as Markdown, from the kinds themselves.

``python -m ckanext.gxdata.sources.reference > docs/reference/sources.md``, in the project's folder; a test holds the file
to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ckanext.gxdata.sources.base import Capability, Source, source_kinds

_HEAD = """# 采集类型与选项 · Source kinds and their options

由 `python -m ckanext.gxdata.sources.reference` 从代码生成，请勿手改。写在 `config/sources/<来源>.yaml` 的
`options:` 之下；不认识的选项会被拒绝，并指出名称。怎样接入一个部门：[add-a-department](../how-to/add-a-department.md)。

Generated from each kind's `options_schema`; do not edit. Options go under `options:` of `config/sources/<source>.yaml`.
Unknown ones are refused by name.
"""
_TYPES = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "是/否", "object": "键值", "array": "列表"}


Profiles = Mapping[str, Mapping[str, Any]]


def reference(profiles: Profiles) -> str:
    """The whole page; ``profiles`` by name, as their files have them."""
    kinds = source_kinds()
    return _HEAD + "".join(_section(kinds[name], profiles) for name in sorted(kinds))


def profiles_in(folder: Path) -> Profiles:
    """Of ``config/sources/profiles``."""
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))}


def _section(kind: type[Source], profiles: Profiles) -> str:
    summary = " ".join((kind.__doc__ or "").split())
    rows = "".join(_row(*option) for option in _options(kind.options_schema))
    table = f"| 选项 | 类型 | 缺省 | 说明 |\n|---|---|---|---|\n{rows}"
    return f"\n## `{kind.kind}`：{kind.title}\n\n{summary}\n\n{_facts(kind, profiles)}\n{table}"


def _facts(kind: type[Source], profiles: Profiles) -> str:
    able = "；".join(each.value for each in Capability if each in kind.capabilities) or "无"
    own = [f"`{name}`（{each['title']}）" for name, each in profiles.items() if each["kind"] == kind.kind]
    facts = {"地址（`url`）": kind.address, "能力": able, "接口档案（`profile`）": "、".join(own) or "无"}
    return "".join(f"- {name}：{text}\n" for name, text in facts.items())


def _options(schema: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    for name, part in schema.get("properties", {}).items():
        yield f"{prefix}{name}", part, name in schema.get("required", ())
        yield from _options(part, f"{prefix}{name}.")


def _row(path: str, part: Mapping[str, Any], required: bool) -> str:
    default = f"`{part['default']}`" if part.get("default", "") != "" else ""
    return f"| `{path}` | {_type(part)} | {'必填' if required else default} | {part['description']} |\n"


def _type(part: Mapping[str, Any]) -> str:
    if "enum" in part:
        return "、".join(f"`{value}`" for value in part["enum"])
    types = part["type"] if isinstance(part["type"], list) else [part["type"]]
    return "或".join(_TYPES[name] for name in types)


if __name__ == "__main__":
    print(reference(profiles_in(Path("config/sources/profiles"))), end="")
