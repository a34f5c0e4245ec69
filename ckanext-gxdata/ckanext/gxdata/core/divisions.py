"""行政区划 as departments write them: today's codes, abolished codes and former names, long and decimal forms (V5).

The list ``region`` knows former codes and names as words of the division that followed; ``division_change`` says when
and why. Towns (9 digits) and villages (12) are taken when their county exists; their own names are not held here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.text import as_text, key

REGIONS, CHANGES = "region", "division_change"
_DIGITS = re.compile(r"\d{2,12}", re.ASCII)
_COUNTY, _TOWN = 6, 9


@dataclass(frozen=True, slots=True)
class Division:
    """``replaced`` is what was written when it is not today's code or name; ``note`` says in Chinese what followed."""

    code: str
    replaced: str = ""
    note: str = ""


def resolve(value: Any, codelists: Mapping[str, CodeList]) -> Division:
    """Raises ``ValueError`` in Chinese, with the nearest divisions, for what is none of ours."""
    regions = codelists[REGIONS]
    written = as_text(value)
    plain = _trimmed(key(written))
    if plain in regions:
        return Division(plain)
    code = regions.resolve(plain)
    if code is not None:
        former = _is_former(plain, codelists)
        return Division(code.id, written if former else "", _note(plain, codelists) if former else "")
    if _is_below_county(plain, regions):
        return Division(plain)
    raise ValueError(_unknown(written, regions))


def _trimmed(plain: str) -> str:
    """45 → 450000, 4501 → 450100, 450102000000 → 450102, 450102100000 → 450102100."""
    if not _DIGITS.fullmatch(plain):
        return plain
    if len(plain) < _COUNTY:
        return plain.ljust(_COUNTY, "0")
    if len(plain) == 12 and plain.endswith("000"):
        plain = plain[:_TOWN]
    return plain[:_COUNTY] if len(plain) == _TOWN and plain.endswith("000") else plain


def _is_below_county(plain: str, regions: CodeList) -> bool:
    return _DIGITS.fullmatch(plain) is not None and len(plain) in (_TOWN, 12) and plain[:_COUNTY] in regions


def _is_former(plain: str, codelists: Mapping[str, CodeList]) -> bool:
    return CHANGES in codelists and codelists[CHANGES].resolve(plain) is not None


def _note(plain: str, codelists: Mapping[str, CodeList]) -> str:
    change = codelists[CHANGES].resolve(plain)
    if change is None:
        return ""
    new = f"{change.extra.get('new', '')} {change.extra.get('new_name', '')}".strip()
    return (
        f"{change.labels['zh']}已于约 {change.extra['year']} 年变更为 {new}"
        if change.extra.get("year")
        else f"今作 {new}"
    )


def _unknown(written: str, regions: CodeList) -> str:
    near = "、".join(f"{code.labels['zh']}（{code.id}）" for code in regions.near(written)) or "南宁市（450100）"
    return f"“{written[:50]}”不是已知的行政区划代码或名称；相近的有：{near}"


def level(code: str, regions: CodeList) -> str:
    """层级 1 to 5 of a division, empty for 全国 and for what is unknown."""
    if code in regions:
        found = int(regions[code].extra.get("level", 0))
        return str(found) if found else ""
    return {_TOWN: "4", 12: "5"}.get(len(code), "") if _is_below_county(code, regions) else ""
