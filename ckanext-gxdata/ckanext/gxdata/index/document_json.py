"""An answer as the JSON text that the index keeps of it: as CKAN's ``json.dumps`` would be read, in a tenth of the time.

Shorter, too: signs stand for themselves, without blanks between. Where a value is more than plain JSON (a number that may not be
one, a pair, a field that is ``missing``), CKAN's own way is gone.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import msgspec

from ckanext.gxdata.core.solr_values import JsonText

_encoder, _sorting = msgspec.json.Encoder(), msgspec.json.Encoder(order="sorted")
_NOT_QUICKLY = (TypeError, ValueError, OverflowError, msgspec.MsgspecError)
_ILLEGAL = ("\ufffe", "\uffff")
"""Solr takes them escaped only; what else it does not take, JSON escapes always."""
_FLAT = frozenset((str, bool, int, type(None)))
_PLAIN = _FLAT | {dict, list}


def written(value: Any, encoder: type[json.JSONEncoder] = json.JSONEncoder) -> JsonText:
    """Raises what ``json.dumps`` does. The content is the value itself, where that is the same."""
    try:
        text = _encoder.encode(value).decode() if _is_plain(value) else ""
    except _NOT_QUICKLY:
        text = ""
    if not text or any(sign in text for sign in _ILLEGAL):
        return _plainly(value, encoder)
    return JsonText.of(text, value)


def _is_plain(value: Any) -> bool:
    """Read from the text it would be the same, types too. Looks at all values of a depth at once."""
    values = [value]
    while not (kinds := set(map(type, values))) <= _FLAT:
        if not kinds <= _PLAIN:
            return False
        objects = [each for each in values if type(each) is dict]
        lists = [each for each in values if type(each) is list]
        if not all(issubclass(each, str) for each in set(map(type, chain.from_iterable(objects)))):
            return False  # names of columns are texts of a kind of SQLAlchemy's
        values = [*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(lists)]
    return True


def in_order(value: Any, encoder: type[json.JSONEncoder]) -> bytes:
    """Bytes that are the same whatever the order of keys."""
    try:
        return _sorting.encode(value)
    except _NOT_QUICKLY:
        return json.dumps(value, sort_keys=True, cls=encoder).encode()


def _plainly(value: Any, encoder: type[json.JSONEncoder]) -> JsonText:
    text = json.dumps(value, cls=encoder)
    return JsonText.of(text, json.loads(text))
