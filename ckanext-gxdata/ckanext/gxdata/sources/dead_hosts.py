"""Hosts of files that do not answer any more in this run: after some failures in a row they are not asked again.

Without this, a dead file host would cost every file of it three tries of half a minute. A success starts the count
anew. Not here: the listing, whose failure ends the run anyway, and details (``calls.py``).
"""

from __future__ import annotations

from collections import Counter

from ckanext.gxdata.core.errors import GxdataError, RecordError, RetriableError

SILENT = frozenset(("unreachable", "timeout"))
SILENT_IN_A_ROW = 3
FAILED_IN_A_ROW = 20
"""Answers such as 503, or connections that break: quicker to fail, and more often passing."""


class DeadHosts:
    """One run's memory of hosts; ``host`` is host and port."""

    def __init__(self) -> None:
        self._silent: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()

    def refuse_if_dead(self, host: str) -> None:
        """Raises ``RecordError`` (``host-given-up``)."""
        if self._silent[host] < SILENT_IN_A_ROW and self._failed[host] < FAILED_IN_A_ROW:
            return
        raise RecordError(
            f"{host} 连续 {self._failed[host]} 个文件取不到，本次采集不再向它请求",
            pointer=host,
            rule="host-given-up",
            hint="确认文件服务器正在运行、从平台可以访问，然后重新采集",
        )

    def answered(self, host: str) -> None:
        self._silent.pop(host, None)
        self._failed.pop(host, None)

    def failed(self, host: str, error: GxdataError) -> None:
        """Counts what may pass; an answer such as 404 shows that the host lives."""
        if not isinstance(error, RetriableError):
            self.answered(host)
            return
        self._failed[host] += 1
        self._silent[host] = self._silent[host] + 1 if error.rule in SILENT else 0
