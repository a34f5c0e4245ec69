"""Connections to judged addresses only, each ending with the request's deadline.

The name is resolved here, every address it stands for is judged, and the connection goes to a judged address: a name
that changes its mind between check and connect gains nothing. As the pool asks for every connection, redirects need no
check of their own. Not here: the judgement (``guard.py``).
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from ckanext.gxdata.sources.guard import AddressPolicy

MOST_ADDRESSES = 32


class Deadline(threading.local):
    """The end of the current request, per thread; every read and write is cut to what is left of it."""

    def __init__(self) -> None:
        self.end = float("inf")

    def start(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def left(self, timeout: float | None, late: type[Exception]) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise late("total time used up")
        return left if timeout is None else min(left, timeout)


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves, judges, connects to the judged address."""

    def __init__(self, policy: AddressPolicy, deadline: Deadline) -> None:
        self._policy = policy
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = permitted_addresses(self._policy, host, port, self._deadline.left(timeout, httpcore.ConnectTimeout))
        stream = self._first_that_answers(addresses, port, timeout, local_address, socket_options)
        return GuardedStream(stream, self._deadline)

    def connect_unix_socket(self, *arguments: Any, **more: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("no sockets of this machine")

    def _first_that_answers(
        self, addresses: list[str], port: int, timeout: float | None, *rest: Any
    ) -> httpcore.NetworkStream:
        for address in addresses[:-1]:
            try:
                left = self._deadline.left(timeout, httpcore.ConnectTimeout)
                return self._backend.connect_tcp(address, port, left / 2, *rest)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return self._backend.connect_tcp(addresses[-1], port, left, *rest)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport over a pool with the guarded backend, which its constructor cannot be given."""

    def __init__(self, policy: AddressPolicy, deadline: Deadline, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        backend = GuardedBackend(policy, deadline)
        self._pool = httpcore.ConnectionPool(ssl_context=context, max_connections=4, network_backend=backend)


class GuardedStream(httpcore.NetworkStream):
    """A stream that ends with the deadline, so that a server which sends a byte now and then cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return GuardedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def permitted_addresses(policy: AddressPolicy, host: str, port: int, seconds: float) -> list[str]:
    """All addresses of a host, every one of them permitted; for drivers that connect by themselves, too.

    Raises ``FatalError`` (``address-refused``), or httpcore's errors where the name cannot be resolved in time.
    """
    addresses = _resolve(host, port, seconds)
    for address in addresses:
        policy.refuse_unless_permitted(host, port, address)
    return addresses[:MOST_ADDRESSES]


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """In a thread of its own, because the system's resolver knows no deadline."""
    answers: queue.SimpleQueue[list[str] | BaseException] = queue.SimpleQueue()
    threading.Thread(target=_ask, args=(host, port, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty as error:
        raise httpcore.ConnectTimeout("name not resolved in time") from error
    if isinstance(answer, BaseException):
        raise httpcore.ConnectError(f"name not resolved: {answer}") from answer
    return answer


def _ask(host: str, port: int, answers: queue.SimpleQueue[list[str] | BaseException]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
    except Exception as error:  # whatever it is, the caller waits for it
        answers.put(error)
