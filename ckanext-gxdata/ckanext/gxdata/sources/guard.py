"""Which addresses a source may make us call. The check is made on the address that is really connected to.

The name is resolved here, every address it stands for is judged, and the connection goes to a judged address: a name
that changes its mind between check and connect gains nothing. As the pool asks for every connection, redirects need no
check of their own. Not here: redirects, limits and retries (``http.py``).
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from ckanext.gxdata.core.errors import FatalError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 forms that carry an IPv4 address inside and are "global" by themselves: NAT64, 6to4, Teredo.
_WRAPPING = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class AddressPolicy:
    """Public addresses may be called; others only where ``allow`` names the ``host:port``."""

    def __init__(self, allow: Iterable[str]) -> None:
        self._allow = frozenset(_host_port(entry) for entry in allow)

    def allows_by_name(self, host: str, port: int) -> bool:
        return (_plain(host), port) in self._allow

    def refuse_unless_permitted(self, host: str, port: int, address: str) -> None:
        """Raises ``FatalError`` (``address-refused``). Link-local ones (cloud metadata) must be allowed literally."""
        ip = ipaddress.ip_address(address.split("%")[0])
        named = self.allows_by_name(host, port) and not ip.is_link_local
        if is_public(ip) or named or self.allows_by_name(address, port):
            return
        raise FatalError(
            f"拒绝访问 {host}:{port}：它指向本机或内部网络，而不在此来源的允许清单中",
            pointer=f"{host}:{port}",
            rule="address-refused",
            hint=f"确属本单位系统的，登记来源时加 --allow {host}:{port}",
        )


def is_public(ip: _Address) -> bool:
    """Whether anyone on the Internet may be meant by it."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(ip.ipv4_mapped)
        if any(ip in network for network in _WRAPPING):
            return False
    return ip.is_global and not ip.is_multicast


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
        addresses = _resolve(host, port)
        for address in addresses:
            self._policy.refuse_unless_permitted(host, port, address)
        stream = self._first_that_answers(addresses, port, timeout, local_address, socket_options)
        return GuardedStream(stream, self._deadline)

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


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"name not resolved: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _host_port(entry: str) -> tuple[str, int]:
    host, _, port = entry.strip().rpartition(":")
    if not host or not port.isdigit():
        raise FatalError(
            f"允许清单中的“{entry}”不是“主机:端口”", pointer="allow", hint="例如 127.0.0.1:5101", rule="wrong-option"
        )
    return _plain(host), int(port)


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()
