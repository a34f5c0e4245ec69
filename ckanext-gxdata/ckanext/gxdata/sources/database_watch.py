"""The end of a database session that takes too long, for drivers that know none of their own.

libpq waits for ever for a server that has gone silent, and PyMySQL begins its time-out anew with every byte. Not here:
time-outs that the server keeps itself (``database_postgres.py``, ``database_mysql.py``).
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading


class Watch:
    """Shuts one connection's socket down after ``seconds``; the driver then sees a lost connection."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def over(self, descriptor: int) -> None:
        """Begins. The socket is duplicated: the driver may close its own, and the number then be another file's."""
        self._socket = socket.socket(fileno=os.dup(descriptor))
        self._timer.start()

    def end(self) -> None:
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)
