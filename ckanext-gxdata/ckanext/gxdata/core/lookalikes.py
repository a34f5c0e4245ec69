"""How one encoding is told from another that would decode the same bytes: by characters that people really write.

Statistics, so they only ever refuse a reading, choose UTF-16 or believe what was declared, and never for the sake of a
few characters. Not here:
the order in which encodings are tried (``decoding.py``).
"""

from __future__ import annotations

import re

ENOUGH_WORDS = 8
"""Fewer characters say nothing about an encoding that was declared."""
_SAMPLE = 200_000
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_UNITS = frozenset("㎎㎏㎜㎝㎞㎡㏄")
_CHINESE_ONLY = re.compile("[\t\r\n -~\u2010-\u203f\u3000-\u303f\u4e00-\u9fa5\uff00-\uffef]+")
_FOREIGN = re.compile("[\u0100-\u0390\u03ca-\u040f\u0452-\u07ff]")
"""Letters of two bytes in UTF-8 that are neither Latin-1 nor the Greek and Russian ones of formulas and names."""
_KANA = re.compile("[\u3041-\u30fa]")
_ORDINARY = re.compile("[\t\r\n -~\u00a0-\u024f\u2010-\u206f\u2100-\u22ff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")


def unmarked_utf16(content: bytes) -> str:
    """UTF-16 by its zero bytes, which stand on one side only, and the ordinary characters that come of it."""
    nulls = content.count(0)
    if nulls < 2 or len(content) % 2:
        return ""
    even = content[::2].count(0)
    for encoding, on_this_side in (("utf-16-be", even), ("utf-16-le", nulls - even)):
        if on_this_side == nulls and _is_ordinary(content[:_SAMPLE].decode(encoding, "replace")):
            return encoding
    return ""


def looks_like_utf16(content: bytes) -> bool:
    """UTF-16 of Chinese characters, which has no zero bytes to tell it by: each unit is one that people write.

    GBK text is never that: the bytes of its frequent characters would be Hangul or private ones.
    """
    if len(content) < 4 or len(content) % 2:
        return False
    head = content[:_SAMPLE]
    return any(bool(_CHINESE_ONLY.fullmatch(head.decode(each, "replace"))) for each in ("utf-16-le", "utf-16-be"))


def rather_gbk_than_utf8(content: bytes, text: str) -> str:
    """The text as GBK, where as UTF-8 it has no Chinese but letters that Chinese text does not hold; else empty.

    Bytes that are “é” or “×” in UTF-8 count as GBK only where all of it is characters of GB 2312.
    """
    if text.isascii() or max(text) >= "\u0800":
        return ""
    try:
        said = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return said if _FOREIGN.search(text) or all(pair[-1] >= 0xA1 for pair in _words(said)) else ""


def rather_shift_jis(content: bytes) -> bool:
    """Whether the bytes are whole Shift-JIS with kana; those of half width stand for nearly any byte of GBK."""
    try:
        text = content.decode("shift_jis")[:_SAMPLE]
    except UnicodeDecodeError:
        return False
    kana = len(_KANA.findall(text))
    return kana > 1 and kana > 0.2 * sum(1 for char in text if char > "\x7f")


def _is_ordinary(text: str) -> bool:
    return len(_ORDINARY.findall(text)) > 0.9 * len(text)


def mostly_utf8(content: bytes) -> bool:
    """Whether this is UTF-8 with a few bad bytes: in GB18030 text, three-byte sequences cover few of the high bytes."""
    high = len(_HIGH_BYTE.findall(content))
    return 3 * len(_THREE_BYTES.findall(content)) > 0.8 * high


def _words(text: str) -> list[bytes]:
    """Characters as GB18030 bytes; punctuation and full-width forms say nothing."""
    pairs = [char.encode("gb18030") for char in text[:_SAMPLE] if ord(char) > 0x7F and char not in _UNITS]
    return [pair for pair in pairs if not 0xA1 <= pair[0] <= 0xA3]


def rather_big5(content: bytes, text: str, enough: int) -> bool:
    """Whether the bytes are whole Big5 of frequent characters, while as GB18030 most characters would be rare ones."""
    words = _words(text)
    rare = sum(1 for pair in words if not _frequent_in_gb2312(pair))
    if len(words) < enough or rare < 0.4 * len(words):
        return False
    try:
        content.decode("big5")
    except UnicodeDecodeError:
        return False
    return sum(1 for pair in words if 0xA4 <= pair[0] <= 0xC6) > 0.6 * len(words)  # level 1 of Big5


def rather_gb2312(content: bytes) -> bool:
    """Whether the bytes, read as GB18030, are nearly all frequent characters: Big5 never looks like that."""
    try:
        words = _words(content.decode("gb18030"))
    except UnicodeDecodeError:
        return False
    frequent = sum(1 for pair in words if _frequent_in_gb2312(pair))
    return len(words) >= ENOUGH_WORDS and frequent > 0.9 * len(words)


def _frequent_in_gb2312(pair: bytes) -> bool:
    """Level 1 of GB 2312-1980: the 3,755 characters that make up nearly all of ordinary text."""
    return len(pair) == 2 and 0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1
