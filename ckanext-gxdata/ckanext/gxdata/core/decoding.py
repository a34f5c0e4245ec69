"""Bytes to text without ever losing or inventing a character: decoded strictly, or refused with the place.

Order: byte order mark, UTF-16 without one, UTF-8, what was declared, GB18030 (of which GBK and GB2312 are subsets).
GB18030 accepts almost any bytes, so look-alikes that it would turn into rubbish are refused: damaged UTF-8, Big5 that
nobody declared, and what is declared to be something else that is not read here. A declaration of Big5 or of GBK that
the bytes contradict is refused, too.
Not here: which bytes (``sources/``, ``tables/``), and repairing text that was garbled before it reached us.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ckanext.gxdata.core.errors import RecordError


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    """The codec that decodes the whole content, mark included: ``utf-8-sig``, ``utf-16``, ``gb18030`` …"""


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it is asked first
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "big5hkscs": "big5hkscs",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "shiftjis": "shift_jis",
    "eucjp": "euc_jp",
    "euckr": "euc_kr",
    "ksc56011987": "euc_kr",
}
_ENOUGH_WORDS = 8
"""Fewer characters say nothing about an encoding that was declared."""
_IN_MARKUP = re.compile(
    rb"""<(?:\?xml|meta)\b[^>]{0,300}?(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_HEAD_OF_MARKUP = 4096
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_UNITS = frozenset("㎎㎏㎜㎝㎞㎡㏄")
_SAMPLE = 20_000
_ORDINARY = re.compile("[\t\r\n -~\u00a0-\u024f\u2010-\u206f\u2100-\u22ff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


def decode(content: bytes, declared: str = "") -> Decoded:
    """``declared`` is a charset name as found in a header; one that would accept any bytes (Latin-1) is ignored.

    Raises ``RecordError`` (``undecodable``) with the offset of the first byte that fits no encoding.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content, encoding), encoding)
    if unmarked := _unmarked_utf16(content):
        return Decoded(_strict(content, unmarked), unmarked)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(content, declared, error.start)


def declared_in(content: bytes) -> str:
    """The charset that markup names itself: its XML declaration or ``<meta>``; empty if there is none."""
    found = _IN_MARKUP.search(content, 0, _HEAD_OF_MARKUP)
    return found.group(1).decode("ascii", "ignore") if found else ""


def is_telling(declared: str) -> bool:
    """Whether a declared name says anything: UTF-8 is tried anyway, and the others are what servers say unasked."""
    return _plain(declared) not in ("", "utf8", "iso88591", "latin1", "usascii", "ascii", "windows1252")


def _plain(name: str) -> str:
    return re.sub(r"[-_]", "", name.strip().lower())


def _not_utf8(content: bytes, declared: str, broken_at: int) -> Decoded:
    encoding = _DECLARED.get(_plain(declared), "")
    if encoding and encoding != "gb18030":
        return Decoded(_declared(content, encoding), encoding)
    if not encoding and is_telling(declared) and _is_known(declared):
        raise _contradicted(f"声明的编码 {declared.strip()[:20]} 不能读取")
    if _mostly_utf8(content):
        raise _undecodable(broken_at, "UTF-8")
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(max(error.start, broken_at), "UTF-8 或 GB18030") from error
    if _rather_big5(content, text, _ENOUGH_WORDS if encoding else 1):
        raise _contradicted("像是 Big5，却声明为 GBK" if encoding else "像是 Big5，又没有声明")
    return Decoded(text, "gb18030")


def _declared(content: bytes, encoding: str) -> str:
    text = _strict(content, encoding)
    if encoding.startswith("big5") and _rather_gb2312(content):
        raise _contradicted("像是 GBK，却声明为 Big5")
    return text


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 by its zero bytes, which stand on one side only, and the ordinary characters that come of it."""
    nulls = content.count(0)
    if nulls < 2 or len(content) % 2:
        return ""
    even = content[::2].count(0)
    for encoding, on_this_side in (("utf-16-be", even), ("utf-16-le", nulls - even)):
        if on_this_side == nulls and _is_ordinary(content[:_SAMPLE].decode(encoding, "replace")):
            return encoding
    return ""


def _is_ordinary(text: str) -> bool:
    return len(_ORDINARY.findall(text)) > 0.9 * len(text)


def _is_known(name: str) -> bool:
    try:
        codecs.lookup(name.strip().lower().replace("windows-", "cp"))
    except (LookupError, ValueError):
        return False
    return True


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        skipped = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0  # this codec counts from behind its mark
        raise _undecodable(error.start + skipped, encoding.upper()) from error


def _mostly_utf8(content: bytes) -> bool:
    """Whether this is UTF-8 with a few bad bytes: in GB18030 text, three-byte sequences cover few of the high bytes."""
    high = len(_HIGH_BYTE.findall(content))
    return 3 * len(_THREE_BYTES.findall(content)) > 0.8 * high


def _words(text: str) -> list[bytes]:
    """Characters as GB18030 bytes; punctuation and full-width forms say nothing."""
    pairs = [char.encode("gb18030") for char in text if ord(char) > 0x7F and char not in _UNITS]
    return [pair for pair in pairs if not 0xA1 <= pair[0] <= 0xA3]


def _rather_big5(content: bytes, text: str, enough: int) -> bool:
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


def _rather_gb2312(content: bytes) -> bool:
    """Whether the bytes, read as GB18030, are nearly all frequent characters: Big5 never looks like that."""
    try:
        words = _words(content.decode("gb18030"))
    except UnicodeDecodeError:
        return False
    frequent = sum(1 for pair in words if _frequent_in_gb2312(pair))
    return len(words) >= _ENOUGH_WORDS and frequent > 0.9 * len(words)


def _frequent_in_gb2312(pair: bytes) -> bool:
    """Level 1 of GB 2312-1980: the 3,755 characters that make up nearly all of ordinary text."""
    return len(pair) == 2 and 0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1


def _undecodable(offset: int, tried: str) -> RecordError:
    return RecordError(
        f"文字无法按 {tried} 解码：从第 {offset + 1} 个字节起不成字",
        pointer=f"第 {offset + 1} 个字节",
        rule="undecodable",
        hint="请用 UTF-8 或 GB18030 重新导出；文件若是传输中损坏的，请重新上传",
    )


def _contradicted(reason: str) -> RecordError:
    return RecordError(f"文字编码不明：{reason}", rule="undecodable", hint="请另存为 UTF-8，或声明真正的编码")
