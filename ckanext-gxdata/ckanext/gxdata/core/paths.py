"""A path into a record (JMESPath with ``path_functions``), compiled: what is there, and which keys it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from ckanext.gxdata.core import path_looks
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.path_functions import OPTIONS
from ckanext.gxdata.core.path_steps import Step, built

RECORD_PREFIX = "$."
"""A path of a resource or item that begins so looks at the whole record, not at the resource."""


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled JMESPath."""

    expression: ParsedResult
    of_record: bool = False
    key: str | None = field(init=False, repr=False, compare=False)
    """What it looks up, where it is a key and no more."""
    pair: path_looks.InPairs | None = field(init=False, repr=False, compare=False)
    """Which pair of a list, where it takes the first of one name."""
    _step: Step = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", path_looks.key_of(self.expression.parsed))
        object.__setattr__(self, "pair", path_looks.in_pairs(self.expression.parsed))
        object.__setattr__(self, "_step", built(self.expression.parsed, OPTIONS))

    def __reduce__(self) -> tuple[type[Path], tuple[ParsedResult, bool]]:
        return Path, (self.expression, self.of_record)  # a function is not to be pickled

    def search(self, value: Any) -> Any:
        """What is there, or None; a function that met another type than it takes gives nothing for this record."""
        try:
            return self._step(value)
        except (JMESPathError, TypeError, ValueError, AttributeError, RecursionError):
            return None

    def names(self) -> Iterator[str]:
        """Every key that it looks at, at whatever depth."""
        yield from _names(self.expression.parsed)


def compiled(path: str, place: str) -> Path:
    """Raises ``RuleError`` pointing at ``place``."""
    of_record = path.startswith(RECORD_PREFIX)
    try:
        return Path(jmespath.compile(path.removeprefix(RECORD_PREFIX)), of_record)
    except JMESPathError as error:
        hint = "含中文、空格或连字符的键名要加双引号，如 '\"数据名称\"'；语法见 https://jmespath.org"
        raise RuleError(f"路径“{path}”不是有效的 JMESPath", pointer=place, hint=hint, rule="bad-path") from error


def _names(node: Any) -> Iterator[str]:
    if not isinstance(node, dict):
        return
    if node.get("type") == "field":
        yield str(node["value"])
    for child in node.get("children", ()):
        yield from _names(child)
