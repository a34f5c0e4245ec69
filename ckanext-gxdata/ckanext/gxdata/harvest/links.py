"""Which addresses of resources may stand on public pages: those that a citizen can open.

A path is completed by the address of its source; an address inside a department's network would open nothing for
anybody and tell how that network is laid out. Not here: files that the portal fetches and serves itself.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from ckanext.gxdata.sources.reach import Reach, reach_of

_PLAIN = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]{1,4})?/[A-Za-z0-9/._~%-]*", re.ASCII)
"""Most addresses: whole, and written so that taking them apart and together again changes nothing."""
_OPENED_BY_ALL = ("http", "https", "ftp")
_INSIDE_NAMES = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Links:
    """``source`` is the address of the source, to which paths are relative; a folder's completes nothing."""

    source: str = ""

    def public(self, reference: str) -> str:
        """The whole address, or an empty text for one that only opens inside, or nowhere."""
        if (plain := _PLAIN.fullmatch(reference)) is not None:
            return "" if _is_inside(plain[1]) else reference
        return _joined(reference, self.source)


def _joined(reference: str, source: str) -> str:
    base = source if urlsplit(source).scheme in _OPENED_BY_ALL else ""
    try:
        address = urljoin(base, reference.strip())
        parts = urlsplit(address)
        opened = parts.scheme in _OPENED_BY_ALL and not _is_inside(parts.hostname or "")
    except ValueError:
        return ""
    return address if opened else ""


@lru_cache(maxsize=1_024)
def _is_inside(host: str) -> bool:
    name = host.rstrip(".").lower()
    try:
        return reach_of(ipaddress.ip_address(name)) is not Reach.PUBLIC
    except ValueError:
        return "." not in name or name.endswith(_INSIDE_NAMES)
