"""An answer as the JSON text that the index keeps of it: as CKAN's ``json.dumps`` would be read, in a tenth of the time.

Shorter, too: signs stand for themselves, without blanks between. What the quick encoder writes is read back at once: where that
is not what was given (a number that JSON has not, a field that is ``missing``), CKAN's own way is gone.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from ckanext.gxdata.core.solr_values import JsonText

_encoder, _sorting = msgspec.json.Encoder(), msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()
_NOT_QUICKLY = (TypeError, ValueError, OverflowError, msgspec.MsgspecError)
_ILLEGAL = ("\ufffe", "\uffff")
"""Solr takes them escaped only; what else it does not take, JSON escapes always."""


def written(value: Any, encoder: type[json.JSONEncoder] = json.JSONEncoder) -> JsonText:
    """Raises what ``json.dumps`` does."""
    try:
        code = _encoder.encode(value)
        content = _decoder.decode(code)
        text = code.decode()
    except _NOT_QUICKLY:
        return _plainly(value, encoder)
    if content != value or any(sign in text for sign in _ILLEGAL):
        return _plainly(value, encoder)
    return JsonText.of(text, content)


def in_order(value: Any, encoder: type[json.JSONEncoder]) -> bytes:
    """Bytes that are the same whatever the order of keys."""
    try:
        return _sorting.encode(value)
    except _NOT_QUICKLY:
        return json.dumps(value, sort_keys=True, cls=encoder).encode()


def _plainly(value: Any, encoder: type[json.JSONEncoder]) -> JsonText:
    text = json.dumps(value, cls=encoder)
    return JsonText.of(text, json.loads(text))
