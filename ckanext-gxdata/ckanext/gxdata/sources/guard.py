"""Which addresses a source may make us call, judged on the address that is really connected to.

* A public address: on ports 80 and 443, and on the source's own host and port. Other ports of public hosts must be
  listed: mail, databases and consoles answer there (8080 and 8443 are consoles as often as sites), and a department
  whose files lie on one adds one line.
* Everything else (private, shared, loopback, link-local …) must be listed, the nearer the more plainly: ``reach.Reach``.
  The source's own address is no exception.

Not here: the list's form (``allow_list.py``), resolving and connecting (``connections.py``), limits (``http.py``).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.addresses import origin_of
from ckanext.gxdata.sources.allow_list import AllowList, plain
from ckanext.gxdata.sources.reach import METADATA_NAMES, Address, Reach, reach_of

WEB_PORTS = (80, 443)


class AddressPolicy:
    """``own`` is the source's own host and port, if it has one."""

    def __init__(self, allow: Iterable[str], own: tuple[str, int] | None = None) -> None:
        self._listed = AllowList(allow)
        self._own = (plain(own[0]), own[1]) if own else None

    def allows_by_name(self, host: str, port: int) -> bool:
        return self._listed.names(host, port)

    def refuse_unless_permitted(self, host: str, port: int, address: str) -> None:
        """Raises ``FatalError`` (``address-refused``); ``address`` is one that ``host`` stands for."""
        ip = ipaddress.ip_address(address.split("%")[0])
        if self._listed.names(str(ip), port):
            return
        reach = reach_of(ip)
        named = self._listed.names(host, port)
        if reach is Reach.NEVER or (plain(host) in METADATA_NAMES and not named):
            raise _refused(host, port, "它指向云平台元数据、组播、保留或变相书写的地址", "这类地址不能作为数据来源")
        if self._listed.covers(ip, port) or (named and self._opened_by_name(reach, host)):
            return
        if reach is not Reach.PUBLIC:
            raise _refused(
                host, port, "它指向本机或内部网络，而不在此来源的允许清单中", _how_to_list(reach, host, port)
            )
        if port not in WEB_PORTS and (plain(host), port) != self._own:
            raise _refused(
                host, port, "这个端口不在此来源的允许清单中", f"确属本单位系统的，登记来源时加 --allow {host}:{port}"
            )

    @staticmethod
    def _opened_by_name(reach: Reach, host: str) -> bool:
        """A name is what its owner's name server says today, so no foreign one opens our own machine."""
        return reach is not Reach.NEAR or plain(host) == "localhost" or plain(host).endswith(".localhost")


def refuse_unless_listed(url: str, allow: Iterable[str]) -> None:
    """What can be said of a checked address without asking a name server. Raises ``FatalError`` (``address-refused``)."""
    _, host, port = origin_of(url)
    host = host.strip("[]")
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        address = _known(plain(host))
    if address:
        AddressPolicy(allow, (host, port)).refuse_unless_permitted(host, port, address)


def _known(name: str) -> str:
    if name in METADATA_NAMES:
        return "169.254.169.254"
    return "127.0.0.1" if name == "localhost" or name.endswith(".localhost") else ""


def is_public(ip: Address) -> bool:
    """Whether anyone on the Internet may be meant by it."""
    return reach_of(ip) is Reach.PUBLIC


def _how_to_list(reach: Reach, host: str, port: int) -> str:
    if reach is Reach.NEAR:
        return f"确属本单位系统的，登记来源时加 --allow 本机地址:{port}（要写 IP 地址，例如 127.0.0.1:{port}）"
    return f"确属本单位系统的，登记来源时加 --allow {host}:{port}"


def _refused(host: str, port: int, reason: str, hint: str) -> FatalError:
    place = f"{host[:120]}:{port}"
    return FatalError(f"拒绝访问 {place}：{reason}", pointer=place, rule="address-refused", hint=hint)
