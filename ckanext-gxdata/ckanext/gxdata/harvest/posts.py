"""Documents on their way to the index while the next batch is written; while people ask, one batch at a time, and it is waited for.

What is posted is struck off the outbox with the next batch. Where the index does not answer nothing waits for it: the rows
stay in the outbox, and the drain (``index/drain``) catches up.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from ckan import model

from ckanext.gxdata.index import asked, outbox, posting
from ckanext.gxdata.index.posting import Encoded

log = logging.getLogger(__name__)

THREADS = 2
AHEAD = 4
"""Batches under way; then the writer waits: what is not posted takes memory."""

@dataclass(slots=True)
class Posts:
    """To be closed in the end; ``is_away`` once the index did not answer: the rest is left to the drain."""

    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS))
    pending: deque[tuple[Future[posting.Posted], Mapping[str, int]]] = field(default_factory=deque)
    is_away: bool = False
    people_ask: Callable[[], bool] = asked.lately

    def send(self, documents: Sequence[Encoded], rows: Mapping[str, int]) -> None:
        """``rows``: the outbox row by dataset. After the commit of what the documents tell."""
        if documents and not self.is_away:
            self.pending.append((self.pool.submit(posting.post, documents), rows))
            if self.people_ask():  # what it takes counts for the rest of who writes
                wait(future for future, _ in self.pending)

    def settle(self, everything: bool = False) -> None:
        """Strikes off what is posted, within the caller's transaction; what Solr refuses waits there with its reason."""
        while self.pending and (everything or len(self.pending) > AHEAD or self.pending[0][0].done()):
            future, rows = self.pending.popleft()
            posted = self._posted(future)
            connection = model.Session.connection()
            outbox.settle(connection, {each: rows[each] for each in posted.done if each in rows})
            outbox.park(connection, rows, {each: why for each, why in posted.refused.items() if each in rows})

    def close(self) -> None:
        """Waits for what is under way, and makes it searchable."""
        self.settle(everything=True)
        model.Session.commit()
        self.abandon()

    def abandon(self) -> None:
        """For a run that breaks off: what is under way arrives, and its rows in the outbox stay, to be posted once more."""
        self.pool.shutdown()
        if self.is_away:
            return
        try:
            posting.commit()
        except posting.IndexAway as error:
            log.warning("the index was not committed: %s", error)

    def _posted(self, future: Future[posting.Posted]) -> posting.Posted:
        try:
            return future.result()
        except posting.IndexAway as error:
            log.warning("the index does not answer, the outbox keeps the rest: %s", error)
            self.is_away = True
            return posting.Posted()
