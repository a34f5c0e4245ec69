"""What the pages of a source said the last time, kept between runs, and when that is no longer believed.

Believed is a page whose records all stand in staging as they stood then, and that was read not too long ago: a server that
says "not modified" of what it modified is found out by then. Not here: what a page is (``sources/page_memory``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core.ledger import Ledger
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.harvest.watch import Unwatched
from ckanext.gxdata.model import SourcePage
from ckanext.gxdata.sources.memory import ANY, UNCONDITIONAL, UNKNOWN, PageRead, Remembered, Validators

MOST_FINDINGS = 50
"""On one page; with more it is read every time."""
_KEEP = sa.text(
    "INSERT INTO gxdata_page (source_id, place, etag, last_modified, hash, records, seen)"
    " SELECT :source, place, etag, last_modified, hash, records, :now FROM jsonb_to_recordset(CAST(:rows AS jsonb))"
    " AS v (place text, etag text, last_modified text, hash text, records jsonb)"
    " ON CONFLICT (source_id, place) DO UPDATE SET etag = EXCLUDED.etag, last_modified = EXCLUDED.last_modified,"
    " hash = EXCLUDED.hash, records = EXCLUDED.records, seen = EXCLUDED.seen"
)
_FORGET = sa.text("DELETE FROM gxdata_page WHERE source_id = :source AND place = ANY(:places)")
_LIES = sa.text(
    "SELECT EXISTS (SELECT FROM gxdata_page WHERE source_id = :source AND CAST(records ->> 'lied' AS boolean))"
)
_PLACES = sa.text("SELECT place FROM gxdata_page WHERE source_id = :source")


@dataclass(slots=True)
class PageBook:
    """The memory of one run; ``keep`` and ``write`` belong to whoever stages the records of the pages."""

    source_id: str
    ledger: Ledger
    now: datetime
    days: float
    """After so many a page is read again, whatever its server says; 0: always."""
    watch: Unwatched = field(default_factory=Unwatched)
    fetches: str = ""
    """By which rules the records of a page were found to name no file that is fetched; empty where none ever is."""
    lies: bool = False
    """Whether this source was found to call changed pages unchanged: then none is asked for conditionally."""
    met: set[bytes] = field(default_factory=set)
    _before: dict[str, SourcePage] = field(default_factory=dict)
    """Pages asked for and not over yet, as they were."""
    _rows: list[dict[str, Any]] = field(default_factory=list)

    def at(self, place: str) -> Remembered:
        with self.watch.database():
            page = _page(self.source_id, place)
        if page is None:
            return UNKNOWN
        self._before[place] = page
        if self._is_old(page):
            return UNKNOWN
        guids = page.records.get("guids", ())
        if page.records.get("fetches", "") != self.fetches:
            return UNKNOWN
        if not guids or self.ledger.standing(guids) != page.records.get("standing"):
            return UNKNOWN
        validators = UNCONDITIONAL if self.lies else Validators(page.etag, page.last_modified)
        findings = [Finding(**each) for each in page.records.get("findings", ())]
        return Remembered(validators, page.hash, guids, page.records.get("said", {}), findings)

    @classmethod
    def of(
        cls, source_id: str, ledger: Ledger, now: datetime, days: float, watch: Unwatched, fetches: str = ""
    ) -> PageBook:
        """With what is known of the source."""
        lies = bool(model.Session.execute(_LIES, {"source": source_id}).scalar())
        return cls(source_id, ledger, now, days, watch, fetches, lies)

    def stood(self, place: str) -> None:
        """It was met, and is what it was."""
        self.met.add(bytes.fromhex(place))
        self._before.pop(place, None)

    def keep(self, read: PageRead, guids: Sequence[str], findings: Sequence[Finding], is_whole: bool) -> list[Finding]:
        """Remembers the page, if these records are all of it (``is_whole``); answers what is wrong with its server."""
        before = self._before.pop(read.place, None)
        standing = self.ledger.standing(guids) if is_whole and read.rows in (ANY, len(guids)) else ""
        lied = before is not None and (_lied(before, read, standing) or bool(before.records.get("lied")))
        if standing and guids and len(findings) <= MOST_FINDINGS:
            self.met.add(bytes.fromhex(read.place))
            told = [finding.told() for finding in findings]
            records = {"guids": list(guids), "standing": standing, "said": dict(read.said), "findings": told, "lied": lied}
            records |= {"fetches": self.fetches} if self.fetches else {}
            given = {"etag": read.validators.etag, "last_modified": read.validators.last_modified}
            self._rows.append({"place": read.place, "hash": read.hash, **given, "records": storable(records)})
        if before is None or not lied or self.lies:
            return []
        self.lies = True
        return [_liar(before)]

    def write(self, connection: Any) -> None:
        """To be called in the transaction that stages the records, or after it."""
        rows, self._rows = self._rows, []
        if rows:
            text = json.dumps(rows, ensure_ascii=False)
            connection.execute(_KEEP, {"source": self.source_id, "now": self.now, "rows": text})

    def forget_others(self, connection: Any) -> None:
        """After a whole walk: places where nobody was any more."""
        places = [place for (place,) in connection.execute(_PLACES, {"source": self.source_id})]
        others = [place for place in places if bytes.fromhex(place) not in self.met]
        if others:
            connection.execute(_FORGET, {"source": self.source_id, "places": others})

    def _is_old(self, page: SourcePage) -> bool:
        return page.seen is None or self.now - page.seen >= timedelta(days=self.days)


def _page(source_id: str, place: str) -> SourcePage | None:
    """A row of no session: it is neither kept there nor written back."""
    table = SourcePage.__table__
    found = model.Session.execute(sa.select(table).where(table.c.source_id == source_id, table.c.place == place))
    row = found.mappings().one_or_none()
    return None if row is None else SourcePage(**row)


def _lied(before: SourcePage, read: PageRead, standing: str) -> bool:
    """Whether other records stand here under the very words by which the server would have said that none changed."""
    same = Validators(before.etag, before.last_modified) == read.validators and read.validators != UNCONDITIONAL
    return same and before.hash != read.hash and before.records.get("standing") != standing


def _liar(page: SourcePage) -> Finding:
    message = "来源系统的 ETag 或 Last-Modified 不可信：内容变了，它却没有变；以后每次都完整读取"
    hint = "请对方改正；在此之前，请把这个采集源的选项 conditional 改为“否”"
    value = hashlib.blake2b(page.place.encode(), digest_size=4).hexdigest()
    return Finding("validator-lies", message, "warning", hint=hint, value=value)
