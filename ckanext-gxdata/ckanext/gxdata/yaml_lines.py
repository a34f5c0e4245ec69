"""YAML of ``config/``, read with the line of every value, so that a fault can name it.

Plain words stay words (``NO`` is Norway, ``on`` is on, ``01`` keeps its zero, a date is text): only ``true``,
``false``, ``null`` and decimal numbers mean more. Keys are always text; a repeated one is a fault.
Not here: what a document must look like (``rule_schemas``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ckanext.gxdata.core.errors import RuleError

Place = tuple[str | int, ...]
"""Keys and positions from the top of a document to a value."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)\.\d+")
_QUOTED = ("'", '"', "|", ">")
_WORDS: Mapping[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """``name`` is the file as messages show it."""

    name: str
    data: Any
    lines: Mapping[Place, int]

    def pointer(self, place: Place) -> str:
        """``file:line`` of the value, or of the nearest one above that is written."""
        while place not in self.lines:
            place = place[:-1]
        return f"{self.name}:{self.lines[place]}"

    def fault(self, place: Place, message: str, hint: str = "", rule: str = "") -> RuleError:
        return RuleError(message, pointer=self.pointer(place), hint=hint, rule=rule)


def read(path: Path, name: str = "") -> Document:
    """Reads one file. Raises ``RuleError`` when it is missing, not UTF-8 or not YAML."""
    name = name or str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise RuleError("没有这个文件", pointer=f"{name}:1", hint="请检查配置目录", rule="missing-file") from error
    except UnicodeDecodeError as error:
        raise RuleError("文件不是 UTF-8 编码", pointer=f"{name}:1", hint="请另存为 UTF-8", rule="bad-yaml") from error
    return read_text(text, name)


def read_text(text: str, name: str) -> Document:
    """Reads what a person typed. Raises ``RuleError`` when it is not YAML."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _syntax_fault(name, error) from error
    lines: dict[Place, int] = {(): 1}
    try:
        return Document(name, None if node is None else _value(node, (), lines, name), lines)
    except RecursionError as error:
        hint = "请去掉引用自身的锚点（&、*）"
        raise RuleError("内容引用自身或嵌套过深", pointer=f"{name}:1", hint=hint, rule="bad-yaml") from error


def _value(node: Any, place: Place, lines: dict[Place, int], name: str) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, number), lines, name) for number, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: Any, place: Place, lines: dict[Place, int], name: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value)
        if key in content:
            raise RuleError(f"键“{key}”重复", pointer=f"{name}:{line}", hint="请只保留一个", rule="duplicate-key")
        below = (*place, key)
        lines[below] = line
        content[key] = _value(value_node, below, lines, name)
    return content


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style in _QUOTED:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _syntax_fault(name: str, error: yaml.YAMLError) -> RuleError:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    hint = "请检查缩进、冒号后的空格与引号；不能用制表符缩进"
    return RuleError(f"YAML 格式错误：{why}", pointer=f"{name}:{line}", hint=hint, rule="bad-yaml")
