"""Private numbers in the words that describe data: titles, summaries, contacts, keywords, extras (V2, V3; PIPL).

An ID number stands nowhere; a mobile number in no text that people read. Office numbers, hotlines and figures stay.
Pure. Not here: cells of tables (``pii``), what a harvest does with a find (``landing``, ``harvest/packaging``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ckanext.gxdata.core import pii

INTERNAL = frozenset(
    {
        "id", "package_id", "owner_org", "creator_user_id", "state", "position", "hash", "url_type", "cache_url", "private",
        "metadata_created", "metadata_modified", "created", "last_modified", "grading_file", "grading_table", "spatial",
    }
)  # fmt: skip
"""Written by programs, or no text."""
CODES = frozenset(
    {
        "name", "source_identifier", "resource_code", "related_codes", "registration_code", "provider_code", "version", "size",
        "row_count", "record_count", "header_rows", "url", "access_url", "api_doc", "disclosure_url", "conforms_to",
        "image_url", "source_values", "lineage",
    }
)  # fmt: skip
"""Eleven digits are no telephone here; an ID number is one everywhere. ``name`` of a resource is a title and counts."""
_FEWEST_DIGITS = 11
_CONTACTS = ("contact", "maintainer", "author", "responsible")
_UNITS = "元|万元|亿元|美元|吨|万吨|公里|千米|千瓦时|平方米|立方米|亩|条|次|‰|%"
_FIGURE = re.compile(rf"(?<!\d)1[3-9]\d{{9}}(?= ?(?:{_UNITS}))")
_MAILBOX = re.compile(r"[A-Za-z._+-]*(?<!\d)(?:86)?(1[3-9]\d{9})(?!\d)[\w.+-]*@", re.ASCII)
_GLUED = re.compile(r"(?<=[A-Za-z_])(?=1[3-9]\d{9}(?!\d))|(?<=(?<!\d)1[3-9]\d{9})(?=[A-Za-z_])")


def faults(field: str, value: Any, rules: pii.Rules, label: str = "") -> tuple[str, ...]:
    """What may not stand in this field (``title``, ``resources.name`` …), in Chinese and masked; empty for a good value.

    ``label`` is the field's name for people, or the key of a free extra.
    """
    if not (may_tell(value) or _may_name(label or field)) or field.rpartition(".")[2] in INTERNAL:
        return ()
    found = {each.kind: each for text in texts(value) for each in _found(field, text, rules, label)}
    shown = f"“{label or field}”" if not label or label == field else f"“{label}”（{field}）"
    return tuple(f"{shown}中有{each.title}（{each.sample}），不得公开；{_REMEDIES[each.kind]}" for each in found.values())


def may_tell(value: Any) -> bool:
    """False for most values at once: there is no number in any of their texts. JSON may write its digits as escapes."""
    if isinstance(value, str):
        return value.startswith(("{", "[")) or pii.may_hold_number(value)
    if isinstance(value, Mapping):
        return any(may_tell(str(name)) or may_tell(item) for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return any(map(may_tell, value))
    return isinstance(value, int) and pii.may_hold_number(str(value))


def all_clear(values: Mapping[str, Any]) -> bool:
    """Whether one look sees that ``faults`` has nothing to say of any of these fields; False says nothing.

    The sign between them ends every number, and is no sign that itself asks for a closer look.
    """
    seen: list[str] = []
    return _gathered(values, seen) and not pii.may_hold_number("、".join(seen))


def _gathered(values: Mapping[str, Any], seen: list[str]) -> bool:
    """Every text of the values; False where one is of a kind that has to be looked at by itself."""
    for name, value in values.items():
        seen.append(name)
        if isinstance(value, str):
            if value.startswith(("{", "[")):
                return False
            seen.append(value)
        elif isinstance(value, int):
            seen.append(str(value))
        elif isinstance(value, (list, tuple)):
            for each in value:
                if type(each) is not str or each.startswith(("{", "[")):
                    return False
            seen.extend(value)
        elif isinstance(value, Mapping):
            return False
    return True


_may_name = lru_cache(maxsize=4_096)(pii.may_hold_number)
"""Names of fields are few, and asked about with every value."""


def masked(field: str, value: Any, rules: pii.Rules) -> Any:
    """The value with private numbers masked, of the same form; unchanged where there are none."""
    if isinstance(value, str):
        return _masked_text(value) if faults(field, value, rules) else value
    if isinstance(value, Mapping):
        return {name: masked(field, item, rules) for name, item in value.items()}
    return [masked(field, item, rules) for item in value] if isinstance(value, (list, tuple)) else value


def _masked_text(value: str) -> str:
    without = _MAILBOX.sub(lambda match: match[0].replace(match[1], _stars(match[1])), value)
    return pii.redact(_GLUED.sub(" ", without))


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, that of JSON in a text included."""
    if isinstance(value, str):
        loaded = _json(value)
        if loaded is None:
            yield value
        else:
            yield from texts(loaded)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from (str(name), *texts(item))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _found(field: str, text: str, rules: pii.Rules, label: str) -> Iterator[pii.PersonalData]:
    if _says_no_number(text, label or field) or sum(map(str.isdigit, text + label)) < _FEWEST_DIGITS:
        return
    header, plain = label or field, text
    is_code = field in CODES or (field.startswith("resources.") and field[10:] in CODES - {"name"})
    if not is_code:
        plain = _FIGURE.sub(" ", _MAILBOX.sub(r" \1 @", text))
        plain = _GLUED.sub(" ", plain) if any(word in field for word in _CONTACTS) else plain
    for each in pii.scan((header,), ((plain,),), rules):
        if each.kind != "mobile" or not is_code:
            yield each


def _says_no_number(text: str, header: str) -> bool:
    """Of most texts this is seen at once; JSON may write its digits as escapes."""
    return not (may_tell(text) or _may_name(header))


def _json(text: str) -> Any:
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _stars(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}"


_REMEDIES = {
    "id_number": "请删去这个号码",
    "mobile": "请删去，改填办公电话（如 0771-1234567）或办公邮箱",
}
