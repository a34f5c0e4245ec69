"""A number per source that grows with every run: a run that has lost its place can write nothing any more.

The lock of a source (``lock``) ends with its connection, which may die under a run that goes on, or is paused for hours.
Each batch therefore holds the fence in the transaction it writes with: either no later run has begun, and none can before
this transaction is over, or the batch is refused. Not here: who may run (``lock``), and what a batch writes.
"""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from ckanext.gxdata.core.errors import FatalError


class FenceLost(FatalError):
    """A later run of the source has begun, or the source is gone: nothing may be written, not even this run's end."""

    def __init__(self) -> None:
        message = "这个采集源已由后来的一次采集接手，本次采集停止，没有再写入"
        super().__init__(message, rule="fence-lost", hint="请看同一采集源最近的一次任务")


class Connection(Protocol):
    """A connection, or a session, of SQLAlchemy."""

    def execute(self, statement: sa.Executable, parameters: dict[str, object], /) -> sa.Result[tuple[int]]: ...


_TAKE = sa.text("UPDATE gxdata_source SET fence = fence + 1 WHERE id = :source RETURNING fence")
_KEEP = sa.text("UPDATE gxdata_harvest_job SET fence = :fence WHERE id = :job")
_HOLD = sa.text("SELECT fence FROM gxdata_source WHERE id = :source FOR SHARE")
"""Other batches may hold it as well; who takes it waits until they are through."""


def take(connection: Connection, source_id: str, job_id: str) -> int:
    """The number of the run that begins; every earlier one is out from the moment the caller commits."""
    fence = connection.execute(_TAKE, {"source": source_id}).scalar()
    if fence is None:
        raise FenceLost
    connection.execute(_KEEP, {"fence": fence, "job": job_id})
    return int(fence)


def hold(connection: Connection, source_id: str, fence: int) -> None:
    """To be called in the transaction of a batch, before it writes. Raises ``FenceLost`` when a later run has begun."""
    if connection.execute(_HOLD, {"source": source_id}).scalar() != fence:
        raise FenceLost
