"""Which programs are no readers: the crawlers of a maintained list, which tags what they are for.

Where data is taken rather than read, the programs of developers (``curl``, ``python-requests``, feed readers) are
readers as good as any; in page views they are not. The list's own function cannot tell the two apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from ckanext.gxdata.core.usage import API, DOWNLOAD, FEED

READERS = {DOWNLOAD: {"http-library"}, API: {"http-library"}, FEED: {"http-library", "feed-reader"}}
LONGEST = 400
_AT_ONCE = 50
"""Patterns in one expression: all in one are slower to search than in parts."""


@lru_cache(maxsize=4_096)
def is_bot(agent: str, kind: str) -> bool:
    """Whether this use is left out; a nameless program reads no pages, but may take data."""
    if not agent.strip():
        return kind not in READERS
    return any(part.search(agent[:LONGEST]) for part in _patterns(frozenset(READERS.get(kind, ()))))


@lru_cache(maxsize=8)
def _patterns(readers: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    bots = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA if not readers.intersection(entry.get("tags", ()))]
    return tuple(re.compile("|".join(bots[place : place + _AT_ONCE])) for place in range(0, len(bots), _AT_ONCE))
