"""Bytes to text without ever losing or inventing a character: decoded strictly, or refused with the place.

Order: byte order mark, UTF-16 without one, UTF-8, what was declared, GB18030 (of which GBK and GB2312 are subsets); a
declared GBK goes before UTF-8 that nobody would write (“目录” in GBK is “Ŀ¼” in UTF-8). GB18030 accepts almost any bytes,
so look-alikes that it would turn into rubbish are refused: damaged UTF-8, UTF-16 without a mark, Big5 and Shift-JIS that
nobody declared, and what is declared to be something else that is not read here. A declaration of Big5 or of GBK that
the bytes contradict is refused, too. Not here: how look-alikes are told apart (``lookalikes.py``), which bytes
(``sources/``, ``tables/``), and repairing text that was garbled before it reached us.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.lookalikes import (
    ENOUGH_WORDS,
    looks_like_utf16,
    mostly_utf8,
    rather_big5,
    rather_gb2312,
    rather_gbk_than_utf8,
    rather_shift_jis,
    unmarked_utf16,
)


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
    "gb18030": "gb18030",
    "big5": "big5",
    "big5hkscs": "big5hkscs",
    "cp950": "cp950",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "shiftjis": "shift_jis",
    "cp932": "cp932",
    "eucjp": "euc_jp",
    "euckr": "euc_kr",
    "cp949": "cp949",
}
"""By Python's name of a codec, without its dashes; the aliases are Python's."""
_SAYS_NOTHING = ("", "utf8", "iso88591", "ascii", "cp1252")
_IN_MARKUP = re.compile(
    rb"""<(?:\?xml|meta)\b[^>]{0,300}?(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_HEAD_OF_MARKUP = 4096


def decode(content: bytes, declared: str = "") -> Decoded:
    """``declared`` is a charset name as found in a header; one that would accept any bytes (Latin-1) is ignored.

    Raises ``RecordError`` (``undecodable``) with the offset of the first byte that fits no encoding.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content, encoding), encoding)
    if unmarked := unmarked_utf16(content):
        return Decoded(_strict(content, unmarked), unmarked)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(content, declared, error.start)
    if _DECLARED.get(_codec(declared)) == "gb18030" and (said := rather_gbk_than_utf8(content, text)):
        return Decoded(said, "gb18030")
    return Decoded(text, "utf-8")


def declared_in(content: bytes) -> str:
    """The charset that markup names itself: its XML declaration or ``<meta>``; empty if there is none."""
    found = _IN_MARKUP.search(content, 0, _HEAD_OF_MARKUP)
    return found.group(1).decode("ascii", "ignore") if found else ""


def is_telling(declared: str) -> bool:
    """Whether a declared name says anything: UTF-8 is tried anyway, and the others are what servers say unasked."""
    return _codec(declared) not in _SAYS_NOTHING


def _codec(name: str) -> str:
    """Python's own name, so that ``chinese``, ``ms936`` and ``GB_2312-80`` are what they are; empty if unknown."""
    plain = name.strip().lower().replace("windows-", "cp")
    try:
        return re.sub(r"[-_]", "", codecs.lookup(plain).name)
    except (LookupError, ValueError):
        return ""


def _not_utf8(content: bytes, declared: str, broken_at: int) -> Decoded:
    encoding = _DECLARED.get(_codec(declared), "")
    if encoding and encoding != "gb18030":
        return Decoded(_declared(content, encoding), encoding)
    if not encoding and is_telling(declared):
        raise _contradicted(f"声明的编码 {declared.strip()[:20]} 不能读取")
    if not encoding and rather_shift_jis(content):
        raise _contradicted("像是日文（Shift-JIS），又没有声明")
    if looks_like_utf16(content):
        raise _contradicted("像是 UTF-16，又没有字节顺序标记")
    if mostly_utf8(content):
        raise _undecodable(broken_at, "UTF-8")
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(max(error.start, broken_at), "UTF-8 或 GB18030") from error
    if rather_big5(content, text, ENOUGH_WORDS if encoding else 1):
        raise _contradicted("像是 Big5，却声明为 GBK" if encoding else "像是 Big5，又没有声明")
    return Decoded(text, "gb18030")


def _declared(content: bytes, encoding: str) -> str:
    text = _strict(content, encoding)
    if encoding in ("big5", "big5hkscs", "cp950") and rather_gb2312(content):
        raise _contradicted("像是 GBK，却声明为 Big5")
    return text


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        skipped = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0  # this codec counts from behind its mark
        raise _undecodable(error.start + skipped, encoding.upper()) from error


def _undecodable(offset: int, tried: str) -> RecordError:
    return RecordError(
        f"文字无法按 {tried} 解码：从第 {offset + 1} 个字节起不成字",
        pointer=f"第 {offset + 1} 个字节",
        rule="undecodable",
        hint="请用 UTF-8 或 GB18030 重新导出；文件若是传输中损坏的，请重新上传",
    )


def _contradicted(reason: str) -> RecordError:
    return RecordError(f"文字编码不明：{reason}", rule="undecodable", hint="请另存为 UTF-8，或声明真正的编码")
