"""The bytes of an answer, decompressed, within a limit. What comes out is counted, so a bomb stops there.

Not here: text encoding (``core/decoding.py``).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import httpx

from ckanext.gxdata.sources import faults

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_OVERHEAD = 64 * 1024
"""Bytes by which what is compressed may be longer than what comes out."""


def read_body(response: httpx.Response, limit: int, url: str) -> bytes:
    """Raises ``FatalError`` (``too-large``, ``unknown-coding``) or ``RetriableError`` (``cut-off``)."""
    announced = response.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise faults.too_large(url, limit)
    coding = response.headers.get("content-encoding", "identity").strip().lower() or "identity"
    if coding == "identity":
        return _joined(response.iter_raw(), limit, url)
    if coding not in ("gzip", "x-gzip", "deflate"):  # stacked codings are a way to multiply a bomb
        raise faults.unknown_coding(url, coding)
    return _joined(_decompressed(response.iter_raw(), limit, url), limit, url)


def says_its_end(response: httpx.Response) -> bool:
    """Whether a cut is noticed: by length, by chunks, or by deflate's own end; gzip may be cut between two members."""
    headers = response.headers
    deflated = headers.get("content-encoding", "").strip().lower() == "deflate"
    return deflated or "content-length" in headers or "chunked" in headers.get("transfer-encoding", "").lower()


def _joined(chunks: Iterator[bytes], limit: int, url: str) -> bytes:
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > limit:
            raise faults.too_large(url, limit)
    return bytes(whole)


def _decompressed(chunks: Iterator[bytes], limit: int, url: str) -> Iterator[bytes]:
    """Of gzip every member. Bytes that come count, too: of those behind the end, or of empty members, nothing comes out."""
    came, has_members, raw = False, False, 0
    decoder: Any = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        for chunk in chunks:
            raw += len(chunk)
            if raw > limit + _OVERHEAD:
                raise faults.too_large(url, limit)
            if not came:
                has_members = chunk[:1] == b"\x1f"
                decoder = zlib.decompressobj(-zlib.MAX_WBITS) if _is_bare_deflate(chunk) else decoder
            came = True
            while chunk:
                if decoder.eof and not has_members:
                    raise faults.cut_off(url)
                decoder = zlib.decompressobj(_GZIP) if decoder.eof else decoder
                yield decoder.decompress(chunk, limit + 1)  # one more than allowed is enough for _joined to stop
                chunk = decoder.unused_data
    except zlib.error as error:
        raise faults.cut_off(url) from error
    if came and not decoder.eof:
        raise faults.cut_off(url)


def _is_bare_deflate(start: bytes) -> bool:
    """Some servers send deflate without the zlib wrapper that RFC 9110 asks for."""
    gzip = start[:2] == b"\x1f\x8b"
    wrapped = len(start) > 1 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return not gzip and not wrapped
