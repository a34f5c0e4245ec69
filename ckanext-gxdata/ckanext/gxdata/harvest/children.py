"""Records prepared in child processes, in order, with few batches ahead of the writer.

The children are forked with the rules in memory, and open no connection of the parent's. They die with it (Linux), and a
child that is killed ends the run, which is then taken up again like any killed run.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from ckan import model

from ckanext.gxdata.core import child_memory
from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest.preparing import Prepared, Preparer, Task

Batch = list[Task]
_PR_SET_PDEATHSIG = 1
_mine: list[Preparer] = []
"""In a child: what it prepares with."""


def in_this_process(preparer: Preparer, batches: Iterable[Batch]) -> Iterator[list[Prepared]]:
    """For few records, and where a fork is not wanted (a page's thread)."""
    for batch in batches:
        yield preparer.prepared(batch)


def in_children(preparer: Preparer, batches: Iterable[Batch], count: int) -> Iterator[list[Prepared]]:
    """As ``in_this_process``, by ``count`` children. Raises ``FatalError`` when one of them is killed."""
    model.Session.commit()  # no connection of it may be under way while we fork; closed, it would forget the job
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, context, _begin, (preparer, os.getpid())) as pool:
        pool.submit(os.getpid).result()  # all are forked now, before anything else is opened
        try:
            with child_memory.old_objects_left_alone():
                yield from _in_order(pool, batches, count + 1)
        except BrokenProcessPool as error:
            raise FatalError("判定记录的子进程被终止，采集中断", rule="child-killed", hint="内存不足时会这样；下次采集接着完成") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, batches: Iterable[Batch], ahead: int) -> Iterator[list[Prepared]]:
    pending: deque[Future[list[Prepared]]] = deque()
    for batch in batches:
        pending.append(pool.submit(_all_prepared, batch))
        if len(pending) > ahead:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _begin(preparer: Preparer, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    model.meta.engine.dispose(close=False)
    _mine.append(preparer)
    child_memory.begin()


def _all_prepared(batch: Batch) -> list[Prepared]:
    try:
        return [each.without_record() for each in _mine[0].prepared(batch)]
    finally:
        child_memory.between_parts()
