"""What makes a record the same record, and the same content: name, hash, and doubles within one listing.

Not here: comparing two harvests (``diff``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from ckanext.gxdata.core.ledger import Ledger
from ckanext.gxdata.core.records import Finding, KnownRecord, RawRecord

LONGEST_GUID = 1_000
"""Bytes. PostgreSQL's index refuses keys from about 2,700 bytes on."""

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOTHING = re.compile("(?!)")
_QUICK = msgspec.json.Encoder(order="deterministic")
_NOT_QUICKLY = (TypeError, ValueError, OverflowError, msgspec.MsgspecError)
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
Item = TypeVar("Item")


def dataset_name(source: str, guid: str) -> str:
    """``<source>-<12 hex of sha1(guid)>``: from identity, never from a title, so it never changes."""
    return f"{source}-{hashlib.sha1(_bytes(guid)).hexdigest()[:12]}"


def canonical(payload: Any) -> str:
    """The JSON in which equal values are equal texts: keys in order, no blanks."""
    return _CANONICAL.encode(payload)


def record_hash(payload: Mapping[str, Any], origin: str = "") -> str:
    """sha256 of the canonical JSON, without ``origin`` (the address it was fetched from) wherever a string holds it.

    Stable over key order, not over list order. For a folder, ``origin`` is its path.
    """
    return text_hash(canonical(payload), origin)


def content_hash(payload: Mapping[str, Any]) -> str:
    """sha256 of what we made ourselves: a fifth of the price of ``record_hash``, the same but for odd numbers."""
    try:
        return hashlib.sha256(_QUICK.encode(payload)).hexdigest()
    except _NOT_QUICKLY:  # half a sign of two, keys that are no texts
        return record_hash(payload)


def staged_hash(payload: str, files: Mapping[str, str], origin: str) -> str:
    """``record_hash`` of ``{"files": …, "record": …}`` where the record is canonical already."""
    return text_hash(f'{{"files":{canonical(files)},"record":{payload}}}', origin)


def text_hash(text: str, origin: str) -> str:
    """Of canonical JSON."""
    behind_scheme, whole = _origin_patterns(origin)
    return hashlib.sha256(_bytes(whole.sub("", text) if behind_scheme.search(text) else text)).hexdigest()


def unique(items: Iterable[Item], ledger: Ledger | None = None) -> Iterator[Item | Finding]:
    """Passes each guid once, the first one wins; a double or a record without guid is replaced by an error finding.

    All that is no record is passed on. Guids are kept in ``ledger``, so a listing may be of any length.
    """
    met = Ledger() if ledger is None else ledger
    for item in items:
        if not isinstance(item, (RawRecord, KnownRecord)):
            yield item
        elif not item.guid.strip():
            yield _empty_guid(item)
        elif len(item.guid) * 4 > LONGEST_GUID and len(_bytes(item.guid)) > LONGEST_GUID:
            yield _long_guid(item)
        elif met.meet(item.guid, item.pointer):
            yield item
        else:
            yield _double(item, met.first(item.guid))


def _empty_guid(record: RawRecord | KnownRecord) -> Finding:
    return Finding(
        rule="empty-guid",
        message="记录没有标识，已跳过",
        severity="error",
        pointer=record.pointer,
        hint="请数源部门为每条记录填写唯一且不变的标识，或在采集配置中改正标识所在的字段",
    )


def _long_guid(record: RawRecord | KnownRecord) -> Finding:
    return Finding(
        rule="long-guid",
        message=f"标识过长（{len(_bytes(record.guid))} 字节，最多 {LONGEST_GUID} 字节），已跳过",
        severity="error",
        pointer=record.pointer,
        hint="请数源部门使用简短而不变的标识，或在采集配置中改正标识所在的字段",
        value=record.guid[:100],
    )


def _double(record: RawRecord | KnownRecord, first: str) -> Finding:
    where = f"（先见于{first}）" if first else ""
    return Finding(
        rule="duplicate-guid",
        message=f"标识“{record.guid[:100]}”重复{where}，只采用最先出现的一条",
        severity="error",
        pointer=record.pointer,
        hint="请数源部门为每条记录使用不同的标识",
        value=record.guid[:200],
    )


@lru_cache(maxsize=64)
def _origin_patterns(origin: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Scheme, host and port as plain text, with JSON's ``\\/`` and percent-encoded; first without the scheme, for with it
    every sign of a text is looked at closely, and most texts do not hold the address."""
    parts = urlsplit(origin.strip())
    if not parts.hostname:
        folder = json.dumps(origin.strip().rstrip("/"), ensure_ascii=False)[1:-1]
        whole = re.compile(re.escape(folder) + r"(?![^/\"\\])") if folder else _NOTHING
        return whole, whole
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    hosts = "|".join(re.escape(each) for each in (_LOOPBACK if host in _LOOPBACK else (host,)))
    scheme = re.escape(parts.scheme)
    behind = rf"(?:://|:\\+/\\+/|%3A%2F%2F)(?:{hosts}){_port_pattern(parts.scheme, parts.port)}"
    return re.compile(behind, re.IGNORECASE), re.compile(scheme + behind, re.IGNORECASE)


def _port_pattern(scheme: str, port: int | None) -> str:
    default = _DEFAULT_PORTS.get(scheme)
    number = port or default
    given = rf"(?::|%3A){number}(?!\d)"
    return rf"(?:{given}|(?![\w.:-])(?!%3A))" if number == default else given


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
