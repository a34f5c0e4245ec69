"""Contacts that may stand in public: offices, never private numbers (V3; PIPL)."""

from __future__ import annotations

import re

from ckanext.gxdata.core import pii

_SIGNS = re.compile(r"[\d\s()+\-—/、,，;；:：.*#转分机extEXT总机传真电话（）]+")
LONGEST = 100


def office_phone(value: str) -> str:
    """An office number or hotline. Raises ``ValueError`` in Chinese; a mobile number is not repeated there."""
    if pii.contains_mobile(value):
        raise ValueError(f"“{pii.redact(value)[:50]}”是手机号码，不得公开；请改填办公电话，如 0771-1234567")
    if len(re.findall(r"\d", value)) < 3 or len(value) > LONGEST or not _SIGNS.fullmatch(value):
        raise ValueError(f"“{value[:50]}”不是电话号码；请填办公电话，如 0771-1234567，分机写作“转 801”")
    return value.strip()


def office(value: str) -> str:
    """An office or post that answers for something. Raises ``ValueError`` when it holds a private number."""
    if pii.redact(value) != value:
        raise ValueError(f"“{pii.redact(value)[:50]}”含有手机号码或身份证号；请只写处室、岗位与办公电话")
    return value.strip()
