"""The named transforms of a mapping: each takes one value of a record and answers what is to be stored.

To add one: a function ``(text) -> str | int | list[str]`` that raises ``ValueError`` with a Chinese sentence, and its
name in ``TRANSFORMS``. Not here: code lists and paths (``mapping``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ckanext.gxdata.core import moments
from ckanext.gxdata.core.html_text import plain_text
from ckanext.gxdata.core.text import as_text, clean, key, nfkc

Transformed = str | int | list[str]

_SEPARATORS = re.compile(r"[、，,；;|\s]+")
_INTEGER = re.compile(r"([+-]?\d+)(?:\.0*)?\D{0,4}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SCHEMES = ("http", "https", "ftp", "")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-~]*)?")
"""Most addresses: nothing in them is to be changed or doubted."""


def apply(name: str, value: Any) -> Transformed:
    """Applies the transform ``name`` to one JSON scalar; an empty value stays empty.

    Raises ``ValueError`` (Chinese, says what was met) when the value does not fit, ``KeyError`` for an unknown name.
    """
    transform = TRANSFORMS[name]
    text = as_text(value)
    return transform(text) if text else ""


def split(text: str) -> list[str]:
    """Words between 、，,；;| and blanks; each once by NFKC and case, in the writing first met."""
    words: dict[str, str] = {}
    for word in _SEPARATORS.split(text):
        words.setdefault(key(word), clean(word))
    return [word for word in words.values() if word]


def date(text: str) -> str:
    """ISO 8601 day."""
    return moments.parse_date(text).isoformat()


def datetime(text: str) -> str:
    """ISO 8601 to the second with the offset of Asia/Shanghai."""
    return moments.parse(text).isoformat(timespec="seconds")


def integer(text: str) -> int:
    """A whole number; thousands separators and a short unit after it (1,234次) are left out."""
    match = _INTEGER.fullmatch(key(text).replace(",", "").replace(" ", ""))
    if match is None or len(match[1]) > 18 or re.search("[万亿千百%]", text):
        raise ValueError(f"“{text[:50]}”不是整数")
    return int(match[1])


def url(text: str) -> str:
    """An http, https or ftp address, or a path relative to the source; blanks are percent-encoded."""
    if _PLAIN_URL.fullmatch(text):
        return text
    try:
        scheme = urlsplit(text).scheme
    except ValueError as error:
        raise ValueError(f"“{text[:50]}”不是网址") from error
    if scheme not in _SCHEMES:
        raise ValueError(f"网址“{text[:50]}”的协议“{scheme}”不被接受，只接受 http、https、ftp")
    return re.sub(r"\s", "%20", text)


def email(text: str) -> str:
    """An address, without ``mailto:``."""
    plain = re.sub("^mailto:", "", nfkc(text).replace(" ", ""), flags=re.IGNORECASE)
    if not _EMAIL.fullmatch(plain):
        raise ValueError(f"“{text[:50]}”不是电子邮箱")
    return plain


TRANSFORMS: Mapping[str, Callable[[str], Transformed]] = {
    "strip": str.strip,
    "text": plain_text,
    "nfkc": nfkc,
    "upper": str.upper,
    "lower": str.lower,
    "split": split,
    "date": date,
    "datetime": datetime,
    "integer": integer,
    "url": url,
    "email": email,
}
