"""信息资源代码: 类(1) 项(2) 目(3) 细目 / 顺序码, of 《政务信息资源目录编制指南（试行）》 (metadata model §4 V4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

PATTERN = re.compile(r"[123]\d{2}\d{3}\d*/\d{1,12}", re.ASCII)
EXAMPLE = "307014/000126"
LONGEST = 100
_FULL = 6
"""Digits of 类, 项 and 目; what is longer holds the 细目 as well."""


def check(value: str) -> str:
    """The code with plain digits. Raises ``ValueError`` in Chinese."""
    code = unicodedata.normalize("NFKC", value).replace(" ", "")
    if len(code) > LONGEST or not PATTERN.fullmatch(code):
        shape = "类 1 位（1 至 3）、项 2 位、目 3 位、细目若干位，斜线后为 1 至 12 位顺序码"
        raise ValueError(
            f"“{value[:50]}”不是有效的信息资源代码：应为{shape}，如 {EXAMPLE}；来源系统自己的编号请填入“来源系统标识”"
        )
    return code


def in_address(code: str) -> str:
    """As part of a URL: the slash would end the path there."""
    return quote(code, safe="")


def catalog_class(code: str) -> str:
    """The 类 and 项 it begins with, as a code of the list ``catalog_class``."""
    return code[:3]


def next_code(catalog_class: str, of_department: Iterable[str], taken: Iterable[str]) -> str:
    """The code that follows for a dataset without one, or empty where nobody has said its 目 and 细目.

    They are said by a full ``catalog_class``, or by the one beginning that all codes of the department in this class share.
    """
    known = {code.partition("/")[0] for code in of_department if code.startswith(catalog_class)}
    begins = {catalog_class} if len(catalog_class) >= _FULL else known
    if not catalog_class or len(begins) != 1:
        return ""
    [begin] = begins
    numbers = [int(code.partition("/")[2]) for code in taken if code.startswith(f"{begin}/") and PATTERN.fullmatch(code)]
    derived = f"{begin}/{max(numbers, default=0) + 1:06}"
    return derived if PATTERN.fullmatch(derived) else ""
