"""What an answer holds: its text, JSON, a file's name; and the many things that come in place of JSON.

Not here: how it came (``http.py``), and which part of the JSON is wanted (each kind).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Any
from urllib.parse import unquote, urlsplit

from ckanext.gxdata.core.decoding import declared_in, decode, is_telling
from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.html_text import unescaped
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.core.text import is_null
from ckanext.gxdata.sources.memory import Validators

MAX_DEPTH = 64
_FINITE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
"""As ``identity.canonical``; a number that is none is refused."""
_TITLE, _END_OF_TITLE = (re.compile(tag, re.IGNORECASE) for tag in ("<title", "</title"))
_LONGEST_HEADER = 4096
_LONGEST_VALIDATOR = 512
_UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer, whole and decompressed. ``url`` is where it came from in the end."""

    url: str
    content: bytes
    headers: Mapping[str, str]
    end_proven: bool = True
    """False where only the connection's close said that this is the end: it may have been cut off anywhere."""
    unchanged: bool = False
    """The server says that it is what it was (304); then there is no content."""

    @property
    def validators(self) -> Validators:
        """Cut off ones and weird ones are none."""
        given = (self.headers.get(name, "").strip() for name in ("etag", "last-modified"))
        return Validators(*(value if value.isascii() and len(value) <= _LONGEST_VALIDATOR else "" for value in given))

    @property
    def hash(self) -> str:
        """Of the content and of what says how to read it."""
        told = f"{self.headers.get('content-type', '')}\0{self.end_proven}\0".encode("utf-8", "replace")
        return hashlib.blake2b(self.content, digest_size=16, key=hashlib.blake2b(told, digest_size=32).digest()).hexdigest()

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        return _parameter(self.headers.get("content-type", ""), "charset")


def proves_its_end(content: bytes) -> bool:
    """Whether a cut would be noticed when this is read: JSON, zip (xlsx), OLE (xls), a page or XML with its last tag."""
    plain = content.replace(b"\0", b"").strip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return True
    return plain[:1] + plain[-1:] in (b"{}", b"[]") or bool(re.search(rb"</[A-Za-z][\w:.-]*\s*>$", plain[-200:]))


def end_not_proven(pointer: str) -> Finding:
    message = "回答既没有长度，也没有结束标记，不能确认传完"
    return Finding("end-not-proven", message, "warning", pointer, "请对方的服务器写明 Content-Length，或用分块传输")


def text_of(answer: Answer, pointer: str) -> str:
    """The text of a page: the header's charset, else that of its XML declaration or ``<meta>``, each held to the bytes.

    Raises ``FatalError`` (``undecodable``); ``pointer`` says which page.
    """
    declared = answer.charset if is_telling(answer.charset) else declared_in(answer.content)
    try:
        return decode(answer.content, declared).text
    except RecordError as error:
        message = f"{pointer}：{error.message}"
        raise FatalError(message, pointer=pointer, rule=error.rule, hint="请对方以 UTF-8 输出") from error


def json_of(answer: Answer, pointer: str) -> Any:
    """The JSON of an answer; ``pointer`` says which page. Anything else is a ``FatalError`` that says what came."""
    if not answer.content.strip():
        raise FatalError(f"{pointer}：回答是空的", pointer=pointer, rule="empty-answer", hint="请对方检查接口")
    try:
        text = decode(answer.content, answer.charset).text
    except RecordError as error:
        raise FatalError(
            f"{pointer}：{error.message}", pointer=pointer, rule=error.rule, hint="请对方以 UTF-8 输出 JSON"
        ) from error
    if text.lstrip().startswith("<"):
        raise _markup(text, pointer)
    return _parsed(text, pointer)


def _parsed(text: str, pointer: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FatalError(
            f"{pointer}：JSON 在第 {error.lineno} 行第 {error.colno} 列中断或有错",
            pointer=f"{pointer} 第 {error.lineno} 行第 {error.colno} 列",
            rule="broken-json",
            hint="可能没有传完，或系统输出有误；请对方检查这一页",
        ) from error
    except RecursionError as error:
        raise FatalError(f"{pointer}：JSON 嵌套过深", pointer=pointer, rule="json-too-deep") from error
    except ValueError as error:
        raise FatalError(f"{pointer}：JSON 中有不合规的数值", pointer=pointer, rule="broken-json") from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _markup(text: str, pointer: str) -> FatalError:
    if re.match(r"\s*<(\?xml|rdf:)", text) and "<html" not in text[:2000].lower():
        return FatalError(f"{pointer}：应为 JSON，得到的是 XML", pointer=pointer, rule="xml-instead-of-json")
    title = _title(text[:100_000])
    return FatalError(
        f"{pointer}：应为 JSON，得到的是网页“{title}”",
        pointer=pointer,
        rule="html-instead-of-json",
        hint="多半是登录页或出错页；确认接口地址，以及是否需要登录或验证码",
    )


def _title(head: str) -> str:
    start = _TITLE.search(head)
    opened = head.find(">", start.end()) + 1 if start else 0
    end = _END_OF_TITLE.search(head, opened) if opened else None
    return " ".join(unescaped(head[opened : end.start()]).split())[:80] if end else "无标题"


def as_guid(value: Any) -> str:
    """An identifier as text; empty for what cannot be one (null, a list, true) and for words for nothing (``无``)."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = str(value).strip()
    return "" if is_null(text) else text


def fault_of(payload: Any) -> str:
    """Why a payload cannot be kept, in Chinese; empty if it can. PostgreSQL takes neither NUL nor lone surrogates."""
    pending = [(payload, "", 0)]
    while pending:
        value, path, depth = pending.pop()
        if depth > MAX_DEPTH:
            return f"嵌套超过 {MAX_DEPTH} 层"
        if isinstance(value, dict):
            pending.extend((part, f"{path}.{key}", depth + 1) for key, part in value.items())
            pending.extend((str(key), f"{path}.{key}"[:80], depth + 1) for key in value if not _is_plain(str(key)))
        elif isinstance(value, list):
            pending.extend((part, f"{path}[{index}]", depth + 1) for index, part in enumerate(value))
        elif isinstance(value, str) and not _is_plain(value):
            return f"“{_printable(path)}”中有无法保存的字符"
        elif isinstance(value, float) and not math.isfinite(value):
            return f"“{_printable(path)}”的数值超出范围"
    return ""


def sound(payload: Any) -> str:
    """Its canonical JSON, if ``fault_of`` has certainly nothing to say of it: nearly always, and quicker than to look."""
    try:
        text = _FINITE.encode(payload)
    except (TypeError, ValueError, RecursionError):
        return ""
    is_flat = text.count("{") + text.count("[") <= MAX_DEPTH or _depth(payload) <= MAX_DEPTH
    return text if is_flat and "\\u0000" not in text and _is_plain(text) else ""


def _depth(payload: Any) -> int:
    level, depth = [payload], -1
    while level and depth <= MAX_DEPTH:
        level = [part for value in level if isinstance(value, (dict, list)) for part in _parts(value)]
        depth += 1
    return depth


def _parts(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _is_plain(text: str) -> bool:
    if "\x00" in text:
        return False
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _printable(path: str) -> str:
    return path.lstrip(".").replace("\x00", "").encode("utf-8", "backslashreplace").decode("utf-8")


def file_name(answer: Answer) -> str:
    """The name the server gives a file, else the last part of its address; one path component, safe to show."""
    header = _readable(answer.headers.get("content-disposition", ""))
    given = _parameter(header, "filename") or unquote(urlsplit(answer.url).path.rsplit("/", 1)[-1])
    return _UNSAFE_IN_NAME.sub("_", unquote(given)).strip(" ._")[-150:] or "file"


def _parameter(header: str, name: str) -> str:
    """Of a header like ``attachment; filename*=UTF-8''a.csv``; empty where it cannot be read."""
    message = Message()
    message["content-disposition"] = header[:_LONGEST_HEADER]
    try:
        return collapse_rfc2231_value(message.get_param(name, "", "content-disposition") or "").strip()
    except (ValueError, LookupError, TypeError):  # parts numbered with thousands of digits, charsets nobody knows …
        return ""


def _readable(header: str) -> str:
    """Header bytes arrive as Latin-1; Chinese servers put raw UTF-8 or GBK there."""
    try:
        return decode(header.encode("latin-1")).text
    except (UnicodeEncodeError, RecordError):
        return header
