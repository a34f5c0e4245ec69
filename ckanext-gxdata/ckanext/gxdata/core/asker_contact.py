"""Contact data of a person in free words: what a data request must not hold, for it is read by everybody. Pure.

ID and mobile numbers as everywhere (``pii``); here also what reaches a person otherwise: mail, landlines, messengers.
Not here: how a find is told (``logic/data_request_words``), office numbers in a department's own words (``contact``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from ckanext.gxdata.core import pii
from ckanext.gxdata.core.pii.base import normal

Kind = Literal["id_number", "mobile", "email", "landline", "messenger"]

_DIVIDED = r"[\s.·_/()（）-]{1,3}"
_PATTERNS: Mapping[Kind, re.Pattern[str]] = {
    # As pii finds it, and with other signs between its parts.
    "mobile": re.compile(rf"(?<!\d)1[3-9]\d{_DIVIDED}\d{{4}}{_DIVIDED}\d{{4}}(?!\d)"),
    "email": re.compile(r"[A-Za-z0-9._+-]+\s?@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)+"),
    "landline": re.compile(r"(?<!\d)0\d{2,3}[\s()-]{0,2}[2-9]\d{6,7}(?!\d)"),
    "messenger": re.compile(
        r"(?:微信|薇信|weixin|wechat|\bvx|扣扣|\bqq)(?:号|群)?\s*(?:[:是为]\s*[a-z][\w-]{4,}|[:是为]?\s*\d{5,})",
        re.I | re.A,
    ),
}


def kinds(text: str, rules: pii.Rules) -> tuple[Kind, ...]:
    """What of a person's contact data stands in the text, each kind once; empty for a text that may be public."""
    plain = normal(text)
    scanned = {found.kind for found in pii.scan(("",), ((plain.replace("\n", " "),),), rules)}
    named: tuple[Kind, ...] = ("id_number", "mobile")
    found: dict[Kind, None] = dict.fromkeys(kind for kind in named if kind in scanned)
    return (*found, *(kind for kind, pattern in _PATTERNS.items() if kind not in found and pattern.search(plain)))
