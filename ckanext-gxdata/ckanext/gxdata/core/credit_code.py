"""统一社会信用代码 (GB 32100-2015) with the organization code inside it (GB 11714), as metadata model §4 V1 has them.

Not here: whether such an organization exists, nor whether the code is that of the dataset's department.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""No I, O, S, V, Z."""
LENGTH = 18
UNKNOWN = "unknown"
"""Stands for a code that nobody has verified yet; a code is never invented."""

_WEIGHTS = tuple(pow(3, position, 31) for position in range(LENGTH - 1))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(first_17: str) -> str:
    """The 18th character. Raises ``ValueError`` for a character outside the alphabet."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check_character(first_8: str) -> str:
    """The 9th character of an organization code (positions 9 to 17 of the whole)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(first_8, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def fault(code: str) -> str:
    """What is wrong with a code in capitals, in Chinese; empty for a valid one."""
    strange = next((sign for sign in code if sign not in ALPHABET), "")
    if strange:
        return f"含有不允许的字符“{strange}”；只用数字和除 I、O、S、V、Z 外的大写字母"
    if len(code) != LENGTH:
        return f"应为 {LENGTH} 位，现为 {len(code)} 位"
    if not code[2:8].isdigit():
        return f"第 3 至 8 位“{code[2:8]}”应为 6 位行政区划代码"
    if code[17] != check_character(code[:17]):
        return f"末位校验码应为“{check_character(code[:17])}”"
    if code[16] != inner_check_character(code[8:16]):
        return f"第 9 至 17 位组织机构代码的校验码应为“{inner_check_character(code[8:16])}”"
    return ""


def check(value: str) -> str:
    """The code in capitals, or ``unknown``. Raises ``ValueError`` in Chinese."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if plain.lower() in (UNKNOWN, "未知"):
        return UNKNOWN
    code = plain.replace(" ", "").replace("-", "").upper()
    problem = fault(code)
    if problem:
        raise ValueError(f"“{value[:50]}”不是有效的统一社会信用代码：{problem}。请核对证照；尚未核实时填 {UNKNOWN}")
    return code
