"""The first half of a run: what the source lists is read, its tables are fetched, and both are staged.

The only step that touches the network. A record that is staged as it came costs no write, one on a page that came as it was
is not even read. Not here: what a record means (``judging``) and how it is loaded (``loading``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core import identity
from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.problems import ABOUT_ALL
from ckanext.gxdata.core.records import Finding, KnownRecord, RawRecord
from ckanext.gxdata.harvest import fence, fetching, report, staging
from ckanext.gxdata.harvest.courtesy import REST, Courtesy
from ckanext.gxdata.harvest.kill_points import passing
from ckanext.gxdata.harvest.pages import MOST_FINDINGS, PageBook
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.index import asked
from ckanext.gxdata.sources.base import Source
from ckanext.gxdata.sources.memory import PageItem, PageRead, PageStood, items_of

DOUBTFUL = frozenset({"listing-incomplete", "listing-empty", "repeating-page", "total-unreadable", "end-not-proven"})
"""After a finding of these the listing is not proven whole: nothing is taken for missing."""


def unheard(guids: Sequence[str]) -> None:
    """For who does nothing before all is read."""


def extract(run: Run, adapter: Source, staged: Callable[[Sequence[str]], None] = unheard) -> None:
    """Stages every record that is new or changed; ``run.ledger`` then says what the source lists.

    ``staged`` is told of records that were not known before, as soon as there is a batch of them and it is committed.
    """
    run.ledger = staging.read_ledger(run.source.id)
    book = PageBook.of(run.source.id, run.ledger, run.clock(), config.full_read_days(), run.watch, _fetches(run))
    extraction = _Extraction(run, adapter, book, staged)
    try:
        for item in identity.unique(items_of(adapter, book), run.ledger):
            extraction.take(item)
    except (FatalError, RetriableError):
        extraction.write()  # what was read is staged, and need not be read again
        raise
    finally:
        run.job.seen = run.ledger.listed  # also of a run that somebody stops
    extraction.write()
    if not run.doubts and not run.incomplete:
        book.forget_others(model.Session)
    model.Session.commit()


def sizes(batch: int) -> Iterator[int]:
    """How many records are staged at a time: few at first, for which the children wait that prepare them; ends with ``batch``."""
    few = batch // 5
    yield from (few, 2 * few, batch - 3 * few) if few else ()
    yield from repeat(batch)


def _fetches(run: Run) -> str:
    """Differs as soon as a record may name files that are fetched where it named none before."""
    if not run.mapping.fetch:
        return ""
    return hashlib.blake2b(f"{run.mark} {run.rules.reading}".encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class _Page:
    """What came since the last page was over."""

    guids: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_whole: bool = True
    """Whether all that was said of it depends on it alone."""


@dataclass(slots=True)
class _Extraction:
    run: Run
    adapter: Source
    book: PageBook
    staged: Callable[[Sequence[str]], None]
    page: _Page = field(default_factory=_Page)
    rows: list[staging.Staged] = field(default_factory=list)
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    sizes: Iterator[int] = field(default_factory=lambda: sizes(config.load_batch()))
    size: int = field(init=False)
    courtesy: Courtesy = field(default_factory=lambda: Courtesy(asked.lately, REST))

    def __post_init__(self) -> None:
        self.size = next(self.sizes)

    def take(self, item: PageItem) -> None:
        if isinstance(item, RawRecord):
            self._record(item)
        elif isinstance(item, Finding):
            self._finding(item)
        elif not isinstance(item, KnownRecord):  # such a one is in the ledger, and there is nothing else to do
            self._turn(item)
        self.run.progress("读取", self.run.ledger.listed, None)

    def write(self) -> None:
        """All that waits, in one transaction that this run must still be entitled to. Commits."""
        rows, findings = self.rows, self.findings
        self.rows, self.findings = [], []
        run, connection = self.run, model.Session.connection()
        if rows or findings:
            fence.hold(model.Session, run.source.id, run.fence)
            staging.stage(connection, run.source.id, run.job.id, rows, run.clock())
            report.add_batch(connection, run.job.id, findings)
        self.book.write(connection)
        model.Session.commit()
        passing("staged")

    def _record(self, raw: RawRecord) -> None:
        if refusal := self.run.judge.refusal(raw):
            self.page.is_whole = False  # another day the catalog may take it
            self._note(refusal)
            return
        self.page.guids.append(raw.guid)
        if not self.run.ledger.is_held(raw.guid):
            self.findings.extend((raw.guid, finding) for finding in raw.findings)
        self._stage(raw)

    def _stage(self, raw: RawRecord) -> None:
        run = self.run
        files = self._files(raw)
        contents = {url: entry.get("sha256", "") for url, entry in files.items()}
        canonical = raw.canonical or identity.canonical(raw.payload)
        digest = identity.staged_hash(canonical, contents, run.source.url)
        if not run.ledger.is_held(raw.guid):
            self.new.append(raw.guid)
        if run.ledger.stages(raw.guid, digest):
            self.rows.append(staging.Staged.of(raw, canonical, files, digest, run.ledger.listed))
        if len(self.rows) >= self.size:
            self._hand_on()
            self.size = next(self.sizes)

    def _hand_on(self) -> None:
        with self.courtesy.turn():
            self.write()
            new, self.new = self.new, []
            if new:
                self.staged(new)

    def _files(self, raw: RawRecord) -> dict[str, dict[str, Any]]:
        run = self.run
        addresses = fetching.tables(raw, run.mapping, run.rules.codelists)
        self.page.is_whole &= not addresses  # a file may change while the page that names it does not
        if not addresses:  # where there were some, this is news of the record: it is staged without them
            return {}
        known = staging.files_of(run.source.id, raw.guid) if run.ledger.is_held(raw.guid) else {}
        before = fetching.Before(known, run.clock(), config.full_read_days())
        files = fetching.fetched_files(self.adapter, addresses, run.store, before)
        if known and files != known:
            staging.keep_files(run.source.id, raw.guid, files)
        return files

    def _finding(self, finding: Finding) -> None:
        self.page.is_whole &= finding.rule != "duplicate-guid"  # of two pages, neither says it alone
        if len(self.page.findings) <= MOST_FINDINGS:
            self.page.findings.append(finding)
        self._note(finding)

    def _turn(self, item: PageRead | PageStood) -> None:
        page, self.page = self.page, _Page()
        if isinstance(item, PageStood):
            self.book.stood(item.place)
            return
        for finding in self.book.keep(item, page.guids, page.findings, page.is_whole):
            self._note(finding)

    def _note(self, finding: Finding) -> None:
        run = self.run
        self.findings.append(("", finding))
        run.ledger.excuse(finding.value)
        run.doubts.update({finding.rule} & DOUBTFUL)
        if len(self.findings) >= staging.BATCH:
            self.write()
        if finding.severity != "error":
            return
        if finding.rule in ABOUT_ALL:
            run.incomplete.append(finding.message)
        else:
            run.job.errored += 1
