"""The addresses a source lists: ``HOST:PORT``, or ``NETWORK/MASK:PORT`` for every address of a network.

Not here: what may be called without being listed (``guard.py``).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.addresses import is_host
from ckanext.gxdata.sources.reach import Address, Network

MAX_ENTRIES = 200
_WIDEST = {4: 8, 6: 16}
"""Shortest masks: a wider network is a way to write "everything"."""
_PRIVATE_6 = ipaddress.IPv6Network("fc00::/7")
_ENTRY = re.compile(r"(?:\[([^\[\]/]+)(/\d{1,3})?\](/\d{1,3})?|([^\[\]/:]+)(/\d{1,2})?):(\d{1,5})", re.ASCII)


class AllowList:
    """Raises ``FatalError`` (``wrong-option``, pointer ``allow``) for an entry that is none."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._hosts: set[tuple[str, int]] = set()
        self._networks: list[tuple[Network, int]] = []
        for position, entry in enumerate(entries):
            if position >= MAX_ENTRIES:
                raise _fault(entry, f"超出了最多 {MAX_ENTRIES} 条")
            self._add(entry.strip())

    def names(self, host: str, port: int) -> bool:
        """Whether the host is listed as written: a name, or an address literally."""
        return (plain(host), port) in self._hosts

    def covers(self, address: Address, port: int) -> bool:
        """Whether a listed network holds the address."""
        return any(port == listed and address in network for network, listed in self._networks)

    def _add(self, entry: str) -> None:
        found = _ENTRY.fullmatch(entry)
        if not found:
            raise _fault(entry, "不是“主机:端口”或“网段/掩码:端口”")
        inner, mask, outer_mask, host, host_mask, port = found.groups()
        host, mask = inner or host, mask or outer_mask or host_mask
        if mask and outer_mask and mask != outer_mask:
            raise _fault(entry, "写了两个掩码")
        if not 1 <= int(port) <= 65535:
            raise _fault(entry, "的端口不在 1 到 65535 之间")
        if mask:
            self._networks.append((_network(host + mask, entry), int(port)))
        elif is_host(host):
            self._hosts.add((plain(host), int(port)))
        else:
            raise _fault(entry, "的主机名不对")


def plain(host: str) -> str:
    """A host in the one form in which hosts are compared."""
    bare = host.strip("[]").rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return bare


def _network(text: str, entry: str) -> Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise _fault(entry, "的网段不对：地址与掩码不符") from error
    private = isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_PRIVATE_6)
    if network.prefixlen < _WIDEST[network.version] and not private:
        raise _fault(entry, f"的网段太大，掩码至少 /{_WIDEST[network.version]}")
    return network


def _fault(entry: str, reason: str) -> FatalError:
    hint = "例如 127.0.0.1:5101、10.1.2.0/24:8080、[fd00:1::]/64:8080；主机和端口都要写，IPv6 加方括号"
    return FatalError(f"允许清单中的“{entry[:80]}”{reason}", pointer="allow", hint=hint, rule="wrong-option")
