"""What a report says, as the public may read it: its own words stay, what a record or a system wrote is left out. Pure.

Sentences of findings put what they were given in “…”: of these only words of ours (labels, code lists, codes) are kept.
Not here: which lines the public gets at all (``access``, ``logic/harvest_answers``).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ckanext.gxdata.core import pii
from ckanext.gxdata.core.redaction import without_addresses

_QUOTED = re.compile("“([^“”]*)”")
_QUOTES = re.compile("[“”]")
# Greedy: a value may hold the closing sign itself.
_LINE_OF_MAPPING = re.compile(r"\{.*\}|\{.*$", re.DOTALL)
_PLAIN_QUOTED = re.compile(r'"[^"]*"')
_SECRET = re.compile(
    r"(\b[\w-]*(?:token|key|secret|password|passwd|pwd|sign|session|authorization)\b|令牌|密码|密钥)(\s*[=:：]\s*)[^\s，。；）)”]+",
    re.I,
)
_NUMBER = re.compile(r"[0-9０-９][0-9０-９ \-－]{9,}[0-9０-９XxＸｘ]")
_CUTS = (200, 100, 80, 70, 60, 50, 40, 30)
"""Messages quote the beginning of a value; these are the lengths they cut it to."""
_SHORTEST = 4
"""A shorter value may be part of a sentence by chance: it is left to its quotation marks."""


def in_public(text: str, known: Collection[str], value: str = "") -> str:
    """``known``: words that may stand in “…”; ``value``: the raw value that the text is about, where one was kept."""
    plain = _LINE_OF_MAPPING.sub("{…}", _quotes_emptied(without_value(text, known, value), known))
    return clean(_PLAIN_QUOTED.sub('"…"', plain))


def clean(text: str) -> str:
    """Without addresses, credentials and personal data, whoever wrote them."""
    plain = without_addresses(_SECRET.sub(r"\1\2…", text))
    return _NUMBER.sub(lambda number: pii.redact(number[0]), plain)  # alone: what surrounds it is not normalised


def without_value(text: str, known: Collection[str], value: str) -> str:
    """The text with every occurrence of the value, whole or cut, replaced."""
    for part in dict.fromkeys((value, *(value[:length] for length in _CUTS if length < len(value)))):
        if len(part) >= _SHORTEST and part not in known:
            text = text.replace(part, "…")
    return text


def _quotes_emptied(text: str, known: Collection[str]) -> str:
    """Where a value holds quotation marks of its own, all from the first unknown quote to the last mark goes."""
    marks = "".join(_QUOTES.findall(text))
    if marks == "“”" * (len(marks) // 2) and "“”" not in text:
        return _QUOTED.sub(lambda quoted: quoted[0] if quoted[1] in known else "“…”", text)
    kept = _known_beginning(text, known)
    rest = text[kept:]
    start, end = _QUOTES.search(rest), rest.rfind("”")
    if start is None:
        return text
    return text[:kept] + rest[: start.start()] + "“…”" + (rest[end + 1 :] if end > start.start() else "")


def _known_beginning(text: str, known: Collection[str]) -> int:
    """How far the text has only quotes that are known."""
    end = 0
    while (
        (quoted := _QUOTED.search(text, end)) and quoted[1] in known and not _QUOTES.search(text, end, quoted.start())
    ):
        end = quoted.end()
    return end
