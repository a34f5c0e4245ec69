"""Child processes that prepare records, and what they sent back.

They are forked with the rules in memory, and open no connection of the parent's. They die with it (Linux), and a
child that is killed ends the run, which is then taken up again like any killed run. Not here: what is given to them, and when.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from functools import cached_property

from ckan import model

from ckanext.gxdata.core import child_memory
from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest.courtesy import REST, Courtesy
from ckanext.gxdata.harvest.preparing import Prepared, Preparer, Task
from ckanext.gxdata.index import asked

Sent = Future[bytes]
"""A batch on its way; ``opened`` gives what is in it. It waits packed, for so it takes a third of the memory."""
_PR_SET_PDEATHSIG = 1
_mine: list[tuple[Preparer, Courtesy]] = []
"""In a child: what it prepares with, and how it holds back."""


class Children:
    """``count`` processes, all forked when the first batch is submitted: before, they cost nothing. To be closed."""

    def __init__(self, preparer: Callable[[], Preparer], count: int) -> None:
        self._make, self.count, self._until_closed = preparer, count, ExitStack()
        self.are_forked = False

    @cached_property
    def preparer(self) -> Preparer:
        """What they prepare with, as the catalog was when it was first asked for."""
        return self._make()

    def submit(self, batch: Sequence[Task]) -> Sent:
        """Raises ``FatalError`` when one of them was killed. The first one commits the session."""
        with _killed_is_fatal():
            return self._pool.submit(_all_prepared, batch)

    def close(self) -> None:
        """What they have not begun is left undone."""
        self._until_closed.close()

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        preparer = self.preparer
        model.Session.commit()  # no connection of it may be under way while we fork; closed, it would forget the job
        context = multiprocessing.get_context("fork")
        pool = ProcessPoolExecutor(self.count, context, _begin, (preparer, os.getpid()))
        self.are_forked = True
        self._until_closed.callback(pool.shutdown, wait=False, cancel_futures=True)
        pool.submit(os.getpid).result()  # all are forked now, before anything else is opened
        self._until_closed.enter_context(child_memory.old_objects_left_alone())
        return pool


def opened(sent: Sent) -> list[Prepared]:
    """Waits for it. Raises ``FatalError`` when a child was killed."""
    with _killed_is_fatal():
        prepared: list[Prepared] = pickle.loads(sent.result())
    return prepared


@contextmanager
def _killed_is_fatal() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise FatalError("判定记录的子进程被终止，采集中断", rule="child-killed", hint="内存不足时会这样；下次采集接着完成") from error


def _begin(preparer: Preparer, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    model.meta.engine.dispose(close=False)
    _mine.append((preparer, Courtesy(asked.lately, REST)))
    child_memory.begin()


def _all_prepared(batch: Sequence[Task]) -> bytes:
    preparer, courtesy = _mine[0]
    try:
        prepared = [each.without_record() for part in courtesy.parts(batch) for each in preparer.prepared(part)]
        return pickle.dumps(prepared, pickle.HIGHEST_PROTOCOL)
    finally:
        child_memory.between_parts()
