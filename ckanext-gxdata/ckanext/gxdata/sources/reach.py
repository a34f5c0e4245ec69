"""What kind of place an IP address is: anyone's on the Internet, or some inside that a source must list.

The table is our own (IANA's special-purpose registries), because ``ipaddress.is_global`` differs from one Python to the
next. Not here: what a source lists (``allow_list.py``), and the decision (``guard.py``).
"""

from __future__ import annotations

import ipaddress
from enum import Enum

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Reach(Enum):
    """How near an address is to us; the nearer, the more plainly it must be listed."""

    PUBLIC = "public"
    INSIDE = "inside"
    """Private, shared, benchmark and documentation networks: listed by name, address or network."""
    NEAR = "near"
    """Loopback and link-local: listed by address or network, or as ``localhost``; no other name opens them."""
    NEVER = "never"
    """Cloud metadata, multicast, unspecified, reserved, IPv4 wrapped in IPv6: listed by the address itself only."""


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(each) for each in text.split())


# AWS, Azure (a public address), Google, Oracle, Alibaba, Tencent, Volcengine: what a machine tells about itself.
METADATA = frozenset(
    ipaddress.ip_address(each)
    for each in (
        *("169.254.169.254", "169.254.169.253", "169.254.169.123", "169.254.170.2", "169.254.170.23", "169.254.0.23"),
        *("168.63.129.16", "192.0.0.192", "100.100.100.200", "100.96.0.96"),
        *("fd00:ec2::254", "fd00:ec2::253", "fd00:ec2::23", "fd20:ce::254", "fe80::a9fe:a9fe"),
    )
)
METADATA_NAMES = frozenset(
    (
        *("metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal"),
        *("metadata.tencentyun.com", "instance-data", "instance-data.ec2.internal"),
    )
)
_NEVER = _networks(
    "0.0.0.0/8 224.0.0.0/4 240.0.0.0/4"
    " ::/128 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 2001::/32 2002::/16 ff00::/8"
)
_NEAR = _networks("127.0.0.0/8 169.254.0.0/16 ::1/128 fe80::/10")
_INSIDE = _networks(
    "10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24"
    " 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24"
    " 2001::/23 2001:db8::/32 2620:4f:8000::/48 3fff::/20 5f00::/16 100::/64 fc00::/7 fec0::/10"
)
_COMPATIBLE = ipaddress.ip_network("::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


def reach_of(address: Address) -> Reach:
    if address in METADATA or _in(address, _NEVER):
        return Reach.NEVER
    if _in(address, _NEAR):
        return Reach.NEAR
    if address in _COMPATIBLE:  # an IPv4 address behind zeros, long deprecated; ``::1`` was asked before
        return Reach.NEVER
    if _in(address, _INSIDE) or (address.version == 6 and address not in _GLOBAL_UNICAST):
        return Reach.INSIDE
    return Reach.PUBLIC


def _in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
