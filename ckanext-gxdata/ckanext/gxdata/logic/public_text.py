"""No private number in what is said of a dataset or a department, whoever writes it and however (PIPL).

Runs after all other validators of a record, so that it also masks what their messages repeat. A harvest masks or leaves
out by itself (``core/landing``). What was stored before does not stop another write, unless it would become public by it.
Not here: what a private number is (``core/private_numbers``), cells of tables (``core/pii``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.gxdata import config
from ckanext.gxdata.core import pii, private_numbers
from ckanext.gxdata.dataset_fields import dataset_fields
from ckanext.gxdata.logic.fields import is_empty, is_landing
from ckanext.gxdata.logic.gate_record import is_true

__all__ = ["gxdata_public_text"]

_OF_CKAN = {"maintainer": "维护人", "maintainer_email": "维护人邮箱", "author": "作者", "author_email": "作者邮箱"}
_LISTS = ("resources", "extras", "tags")


def gxdata_public_text(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """``after_validators``: every private number at its field, with a masked sample; messages repeat none.

    Of keywords at ``tag_string``: CKAN changes errors of ``tags`` into what its own client cannot read.
    """
    if is_landing(context):
        return
    known = _stored(context, data)
    for place, value in [item for item in data.items() if _is_judged(item[0], data)]:
        if is_empty(value) or errors.get(place) or _text(value) in known.get(_field(place), ()):
            continue
        told = _faults(place, value, data)
        if told:
            errors.setdefault(("tag_string",) if place[0] == "tags" else place, []).extend(told)
    for messages in errors.values():
        messages[:] = [pii.redact(each) if isinstance(each, str) else each for each in messages]


def _is_judged(place: FlattenKey, data: FlattenDataDict) -> bool:
    """Declared fields are met twice, as themselves and as the extras they are stored in; keywords likewise."""
    if any(str(part).startswith("__") for part in place):
        return False
    if place[0] == "extras":
        return place[-1] == "value" and len(place) == 3 and (data.get((*place[:-1], "key")),) not in data
    if place[0] == "tags":
        return place[-1] == "name" and str(data.get(place)) not in str(data.get(("tag_string",)))
    return len(place) == 1 or (place[0] == "resources" and len(place) == 3)


def _faults(place: FlattenKey, value: Any, data: FlattenDataDict) -> tuple[str, ...]:
    field = _field(place)
    label = str(data.get((*place[:-1], "key"))) if place[0] == "extras" else _label(field)
    return private_numbers.faults(field, value, config.rulebook().pii, label)


def _field(place: FlattenKey) -> str:
    return place[0] if len(place) == 1 or place[0] == "tags" else f"{place[0]}.{place[-1]}"


def _label(field: str) -> str:
    return _labels().get("tags" if field == "tag_string" else field, "")


@cache
def _labels() -> Mapping[str, str]:
    return {**_OF_CKAN, **dataset_fields().labels}


def _stored(context: Context, data: FlattenDataDict) -> dict[str, set[str]]:
    """Texts by field of the stored dataset; none where this write makes it public."""
    original: Any = context.get("original_package") or {}
    if not original or (is_true(original.get("private")) and not is_true(data.get(("private",), False))):
        return {}
    found: dict[str, set[str]] = {}
    for field, value in _pairs(original):
        found.setdefault(field, set()).add(_text(value))
    return found


def _pairs(original: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in original.items():
        if name not in _LISTS:
            yield name, value
            continue
        for item in value or ():
            yield from ((name if name == "tags" else f"{name}.{part}", text) for part, text in item.items())


def _text(value: Any) -> str:
    """The same for an object and for its JSON."""
    return "\n".join(private_numbers.texts(value))
