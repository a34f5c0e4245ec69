"""What of a load is done while its source is still read: new records are prepared as soon as they are staged.

To prepare touches nothing. So nothing is lost and nothing is there too early where the listing turns out to be none: what was
prepared is then forgotten, and staged it is anyway. Not here: how records are prepared (``children``), and what is loaded (``loading``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ckan import model

from ckanext.gxdata.harvest import staging
from ckanext.gxdata.harvest.children import Children, Sent, opened
from ckanext.gxdata.harvest.preparing import Prepared, Task
from ckanext.gxdata.harvest.staging import StagedRow
from ckanext.gxdata.harvest.tasks import tasks_of

MOST = 2_000
"""Records that wait, some 25 KB each: so many that loading starts from a full queue, however long the listing is."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of a batch to load: what was sent, and the records in it that are meant."""

    sent: Sent
    guids: frozenset[str]

    def prepared(self) -> list[Prepared]:
        """Waits for it."""
        return [each for each in opened(self.sent) if each.guid in self.guids]


class Ahead:
    """Of one run of one source. ``most``: how many records may wait; 0 for none."""

    def __init__(self, children: Children, source_id: str, source_name: str, clock: Callable[[], datetime], most: int) -> None:
        self.children, self._clock, self._room = children, clock, most
        self._source_id, self._source_name = source_id, source_name
        self._sent: dict[str, tuple[StagedRow, Sent]] = {}

    def offer(self, guids: Sequence[str]) -> None:
        """Records that are staged and committed, and were not known before. Commits. Raises ``FatalError`` as ``Children``."""
        if len(guids) > self._room:
            return
        self._room -= len(guids)
        rows = staging.rows(self._source_id, guids)
        tasks = [each for each in tasks_of(self._source_name, rows, self._clock()) if not each.before]
        model.Session.commit()
        if not tasks:
            return
        sent = self.children.submit(tasks)
        self._sent |= {each.row.guid: (each.row.without_record(), sent) for each in tasks}

    def shares(self, tasks: Sequence[Task]) -> list[Share]:
        """All of them on their way: what was prepared already is taken where staging and catalog say the same as they did then."""
        found: dict[Sent, list[str]] = {}
        rest = []
        for task in tasks:
            guid = task.row.guid
            if guid in self._sent and self._stands(task):
                found.setdefault(self._sent.pop(guid)[1], []).append(guid)
            else:
                rest.append(task)
        if rest:
            found[self.children.submit(rest)] = [task.row.guid for task in rest]
        return [Share(sent, frozenset(guids)) for sent, guids in found.items()]

    def _stands(self, task: Task) -> bool:
        return not task.before and self._sent[task.row.guid][0] == task.row.without_record()
