"""Which addresses may be called, judged without calling any."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.faults import shown
from ckanext.gxdata.sources.guard import AddressPolicy
from ckanext.gxdata.sources.http import checked_address, same_origin


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1%eth0", "100.100.100.200"),
    ],
)
def test_an_address_inside_is_refused(address: str) -> None:
    with pytest.raises(FatalError) as caught:
        AddressPolicy(()).refuse_unless_permitted("data.example.com", 80, address)
    assert caught.value.rule == "address-refused"
    assert caught.value.hint == "确属本单位系统的，登记来源时加 --allow data.example.com:80"


@pytest.mark.parametrize("address", ["8.8.8.8", "202.103.224.68", "2400:3200::1", "::ffff:8.8.8.8"])
def test_a_public_address_may_be_called(address: str) -> None:
    AddressPolicy(()).refuse_unless_permitted("data.example.com", 443, address)


def test_an_allowed_name_may_stand_for_a_private_address_on_its_port_only() -> None:
    policy = AddressPolicy(("Data.Inner.GX:8080",))
    policy.refuse_unless_permitted("data.inner.gx", 8080, "10.1.2.3")
    for host, port in (("data.inner.gx", 22), ("other.inner.gx", 8080)):
        with pytest.raises(FatalError):
            policy.refuse_unless_permitted(host, port, "10.1.2.3")


def test_a_metadata_address_is_not_reached_through_an_allowed_name() -> None:
    with pytest.raises(FatalError):
        AddressPolicy(("data.inner.gx:80",)).refuse_unless_permitted("data.inner.gx", 80, "169.254.169.254")
    AddressPolicy(("169.254.169.254:80",)).refuse_unless_permitted("169.254.169.254", 80, "169.254.169.254")


def test_an_ipv6_address_may_be_allowed() -> None:
    AddressPolicy(("[::1]:5101",)).refuse_unless_permitted("::1", 5101, "::1")


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.1:", ":80", "host:port", ""])
def test_an_allow_list_entry_that_is_no_host_and_port_is_refused(entry: str) -> None:
    with pytest.raises(FatalError) as caught:
        AddressPolicy((entry,))
    assert caught.value.pointer == "allow"


@pytest.mark.parametrize(
    "url", ["", "ftp://a/b", "file:///etc/passwd", "http://", "http:///x", "http://a:0/", "http://a b/", "http://a/\n"]
)
def test_what_is_no_http_address_is_refused(url: str) -> None:
    with pytest.raises(FatalError) as caught:
        checked_address(url)
    assert caught.value.rule == "wrong-address"


def test_an_address_is_shown_without_what_it_may_hide() -> None:
    assert shown("https://user:geheim@data.example.com:8443/a/b?token=geheim#geheim") == "https://data.example.com:8443/a/b"
    assert shown("http://[::1]:80/a") == "http://[::1]:80/a"
    assert shown("http://[broken") == "（无法解析的网址）"


def test_own_headers_go_to_the_own_origin_only() -> None:
    assert same_origin("https://data.example.com/a", "https://data.example.com:443/b")
    assert not same_origin("http://data.example.com/a", "https://data.example.com/a")
    assert not same_origin("https://data.example.com:8443/a", "https://data.example.com/a")
    assert not same_origin("https://data.example.com.evil.test/a", "https://data.example.com/a")
