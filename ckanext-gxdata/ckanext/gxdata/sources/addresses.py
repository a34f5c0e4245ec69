"""Web addresses as sources write them: which can be called at all, and what belongs to one origin.

An address that two parsers could read in two ways is refused, not interpreted: user info, backslashes, numbers in other
bases, full-width digits, control characters. Not here: where an address leads (``guard.py``).
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import quote, urljoin, urlsplit

import httpx

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources import faults

MAX_LENGTH = 4000
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPACES = re.compile("[ \u00a0\u2000-\u200a\u3000]")
_DOTS = "\u3002\uff0e\uff61"
Origin = tuple[str, str, int]


def checked_address(url: str) -> str:
    """``url`` if it can be called at all; else a ``FatalError`` (``wrong-address``)."""
    if reason := _fault(url):
        hint = "只支持 http 和 https，主机写域名或普通的 IP 地址，不带用户名和口令"
        message = f"不是可以访问的网址（{reason}）：{faults.shown(url)}"
        raise FatalError(message, pointer="url", hint=hint, rule="wrong-address")
    return url


def joined(base: str, reference: str) -> str:
    """The address a reference means, relative to ``base``; blanks inside, as file names have them, are encoded."""
    trimmed = reference.strip().strip("\u200b\ufeff").strip()
    if _CONTROL.search(trimmed):
        return checked_address(trimmed)  # which refuses it: joining would silently drop line breaks
    try:
        return checked_address(urljoin(base, _SPACES.sub(lambda found: quote(found.group()), trimmed)))
    except ValueError:
        return checked_address(trimmed)


def origin_of(url: str) -> Origin:
    """Scheme, host and port as they are connected to. ``url`` is a checked one."""
    parsed = httpx.URL(url)
    return parsed.scheme, host_of(url), parsed.port or (443 if parsed.scheme == "https" else 80)


def host_of(url: str) -> str:
    return httpx.URL(url).raw_host.decode("ascii").rstrip(".").lower()


def port_of(url: str) -> int:
    return origin_of(url)[2]


def same_origin(one: str, other: str) -> bool:
    """Same scheme, host and port: the condition for sending a source's own headers, cookies and secret."""
    return origin_of(one) == origin_of(other)


def is_host(host: str) -> bool:
    """A name, a plain IPv4 address or an IPv6 address without its brackets; no number in another form."""
    if ":" in host:
        return _is_address(host) and "%" not in host
    if not _NAME.fullmatch(host.lower()) or len(host) > 254:
        return False
    return not _NUMERIC.fullmatch(host.lower().rstrip(".").rpartition(".")[2]) or _is_address(host.rstrip("."))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _fault(url: str) -> str:
    """Why ``url`` cannot be called, in Chinese; empty if it can."""
    if len(url) > MAX_LENGTH or _CONTROL.search(url) or any(char.isspace() or char == "\\" for char in url):
        return "含有空白、控制字符或反斜杠，或者过长"
    try:
        parts, parsed = urlsplit(url), httpx.URL(url)
        host, port = parts.hostname or "", parts.port
    except (ValueError, httpx.InvalidURL, UnicodeError):
        return "无法解析"
    if parsed.scheme not in ("http", "https") or not url[len(parts.scheme) :].startswith("://"):
        return "不是 http 或 https"
    if "@" in parts.netloc:
        return "带有用户名或口令"
    if port == 0 or (port != parsed.port and port != {"http": 80, "https": 443}[parsed.scheme]):
        return "端口不对"
    return "" if _is_one_host(host, parsed.raw_host.decode("ascii")) else "主机名不对"


def _is_one_host(written: str, connected: str) -> bool:
    """Whether what was written is a host and the same one that will be connected to."""
    if written.isascii():
        return is_host(written) and written.lower() == connected.lower()
    plain = unicodedata.normalize("NFKC", written) == written and not any(char in written for char in _DOTS)
    return plain and is_host(connected)
