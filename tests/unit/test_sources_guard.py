"""Which addresses may be called, judged without calling any."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.addresses import checked_address, joined, same_origin
from ckanext.gxdata.sources.faults import shown
from ckanext.gxdata.sources.guard import AddressPolicy


def refusal(policy: AddressPolicy, host: str, port: int, address: str) -> FatalError:
    with pytest.raises(FatalError) as caught:
        policy.refuse_unless_permitted(host, port, address)
    assert caught.value.rule == "address-refused"
    return caught.value


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "192.0.2.1", "198.18.0.1"),
        *(
            "192.0.0.8",
            "192.88.99.1",
            "203.0.113.5",
            "fc00::1",
            "fec0::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
            "4000::1",
        ),
    ],
)
def test_an_address_inside_is_refused_with_the_line_that_would_permit_it(address: str) -> None:
    error = refusal(AddressPolicy(()), "data.example.com", 80, address)
    assert error.rule == "address-refused"
    assert error.hint == "确属本单位系统的，登记来源时加 --allow data.example.com:80"
    AddressPolicy(("data.example.com:80",)).refuse_unless_permitted("data.example.com", 80, address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "169.254.1.1", "::1", "fe80::1", "fe80::1%eth0"])
def test_what_is_near_is_opened_by_address_or_network_but_by_no_name(address: str) -> None:
    plain = address.split("%")[0]
    text = f"[{plain}]" if ":" in plain else plain
    network = f"[{plain}]/128" if ":" in plain else f"{plain}/32"
    assert "要写 IP 地址" in refusal(AddressPolicy(("data.example.com:80",)), "data.example.com", 80, address).hint
    AddressPolicy((f"{text}:80",)).refuse_unless_permitted("data.example.com", 80, address)
    AddressPolicy((f"{network}:80",)).refuse_unless_permitted("data.example.com", 80, address)


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"),
        *("0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fd20:ce::254"),
    ],
)
def test_what_is_never_meant_is_opened_by_nothing_but_itself(address: str) -> None:
    text = f"[{address}]" if ":" in address else address
    wide = "[fd00::]/8:80" if ":" in address else f"{address.split('.')[0]}.0.0.0/8:80"
    listed = ("data.example.com:80", wide)
    refusal(AddressPolicy(()), "data.example.com", 80, address)
    refusal(AddressPolicy(listed, ("data.example.com", 80)), "data.example.com", 80, address)
    AddressPolicy((f"{text}:80",)).refuse_unless_permitted(address, 80, address)


@pytest.mark.parametrize("address", ["8.8.8.8", "202.103.224.68", "2400:3200::1", "100.63.255.255", "172.32.0.1"])
def test_a_public_address_may_be_called_on_the_ports_of_the_web_and_its_own(address: str) -> None:
    policy = AddressPolicy((), ("data.example.com", 8118))
    policy.refuse_unless_permitted("files.example.com", 443, address)
    policy.refuse_unless_permitted("files.example.com", 80, address)
    policy.refuse_unless_permitted("data.example.com", 8118, address)
    for host, port in (("files.example.com", 8118), ("data.example.com", 8119), ("data.example.com", 22)):
        assert refusal(policy, host, port, address).hint == f"确属本单位系统的，登记来源时加 --allow {host}:{port}"
    AddressPolicy(("files.example.com:8080",)).refuse_unless_permitted("files.example.com", 8080, address)


def test_an_allowed_name_may_stand_for_a_private_address_on_its_port_only() -> None:
    policy = AddressPolicy(("Data.Inner.GX:8080",))
    policy.refuse_unless_permitted("data.inner.gx", 8080, "10.1.2.3")
    policy.refuse_unless_permitted("data.inner.gx.", 8080, "10.1.2.3")
    for host, port in (("data.inner.gx", 22), ("other.inner.gx", 8080), ("data.inner.gx.evil.test", 8080)):
        refusal(policy, host, port, "10.1.2.3")


def test_localhost_may_be_listed_by_its_name() -> None:
    AddressPolicy(("localhost:5101",)).refuse_unless_permitted("localhost", 5101, "127.0.0.1")
    refusal(AddressPolicy(("localhost:5101",)), "localhost", 5102, "127.0.0.1")
    refusal(AddressPolicy(("localhost.evil.test:5101",)), "localhost.evil.test", 5101, "127.0.0.1")


def test_a_network_opens_its_addresses_on_its_port_only() -> None:
    policy = AddressPolicy(("10.1.0.0/16:8080", "[fd00:1::]/64:443", "[fd00:2::/64]:443"))
    policy.refuse_unless_permitted("anything.inner.gx", 8080, "10.1.255.255")
    policy.refuse_unless_permitted("anything.inner.gx", 443, "fd00:1::9")
    policy.refuse_unless_permitted("fd00:2::9", 443, "fd00:2::9")
    for port, address in ((80, "10.1.0.1"), (8080, "10.2.0.1"), (443, "fd00:1:0:1::9"), (8080, "127.0.0.1")):
        refusal(policy, "anything.inner.gx", port, address)


def test_a_name_of_a_metadata_service_is_refused_whatever_it_resolves_to() -> None:
    refusal(AddressPolicy(()), "metadata.google.internal", 80, "8.8.8.8")
    AddressPolicy(("metadata:80",)).refuse_unless_permitted("metadata", 80, "10.1.2.3")
    refusal(AddressPolicy(("metadata:80",)), "metadata", 80, "169.254.169.254")


def test_an_ipv6_address_may_be_allowed_however_it_is_written() -> None:
    AddressPolicy(("[::1]:5101",)).refuse_unless_permitted("::1", 5101, "::1")
    AddressPolicy(("[0:0:0:0:0:0:0:1]:5101",)).refuse_unless_permitted("::1", 5101, "::1")


@pytest.mark.parametrize(
    "entry",
    [
        *("127.0.0.1", "127.0.0.1:", ":80", "host:port", "", "*:80", "*.gov.cn:80", "http://a:80", "a:80/b", "a@b:80"),
        *("a:0", "a:65536", "a:８０", "::1:80", "[::1]", "[::1:80", "10.1.2.3/16:80", "10.0.0.0/33:80", "0.0.0.0/0:80"),
        *("10.0.0.0/7:80", "[::]/0:80", "[fe80::]/10:80", "[fd00::/8]/9:80", "0x7f.1:80", "2130706433:80", "127.1:80"),
    ],
)
def test_an_allow_list_entry_that_is_none_is_refused(entry: str) -> None:
    with pytest.raises(FatalError) as caught:
        AddressPolicy((entry,))
    assert (caught.value.pointer, caught.value.rule) == ("allow", "wrong-option")


def test_an_allow_list_has_an_end() -> None:
    with pytest.raises(FatalError, match="最多 200 条"):
        AddressPolicy(f"10.0.0.1:{port}" for port in range(1, 202))


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "ftp://a/b",
            "file:///etc/passwd",
            "http://",
            "http:///x",
            "http:/a/b",
            "http:a",
            "//a/b",
            "a",
            "mailto:a@b",
        ),
        *("http://a:0/", "http://a:65536/", "http://a:８０/", "http://a:-1/", "http://a:80:80/", "http://a b/"),
        *("http://a/\n", "http://a/\r\nHost: b", "http://a\tb/", "http://a/\x00", "http://a/\x7f", "http://a/\u2028"),
        *("http://user@a/", "http://user:pass@a/", "http://@a/", "http://a\\@b/", "http://a\\b", "http:\\\\a/"),
        *("http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/", "http://0177.0.0.1/"),
        *("http://0x7f.0.0.1/", "http://127.0.0.1.1/", "http://256.0.0.1/", "http://127.0.0.01/", "http://a.0x1/"),
        *("http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://a．b/", "http://ｌocalhost/"),
        *(
            "http://127%2e0.0.1/",
            "http://a%00.b/",
            "http://a%40b/",
            "http://[::1",
            "http://[::1%25lo]/",
            "http://[1.2.3.4]/",
        ),
        *("http://a..b/", "http://.a/", "http://a../", "http://-a/", f"http://{'a' * 64}/", f"http://a/{'b' * 4000}"),
        *(
            "http://a,b/",
            "http://a;b/",
            "http://a|b/",
            "http://(a)/",
            "http://a^b/",
            "http://\u202ea/",
            "http://\udc80/",
        ),
    ],
)
def test_what_is_no_http_address_is_refused(url: str) -> None:
    with pytest.raises(FatalError) as caught:
        checked_address(url)
    assert caught.value.rule == "wrong-address"


@pytest.mark.parametrize(
    "url",
    [
        *("http://a", "HTTPS://Data.Example.com:8443/a?b=c#d", "http://127.0.0.1:5101/", "http://[::1]:5101/a"),
        *("http://a_b.inner/", "http://data.example.com./", "http://1.2.3.4./", "http://a:/", "http://3com.example/"),
        *("http://广西.中国/数据?名=甘蔗", "http://xn--9iqz67c.xn--fiqs8s/", "http://a/b%20c%0a@d", "http://a/b:c@d"),
    ],
)
def test_an_ordinary_address_is_taken_as_it_is(url: str) -> None:
    assert checked_address(url) == url


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        (" files/a.csv\n", "http://h/c/files/a.csv"),
        ("甘蔗 产量（亩）.csv", "http://h/c/甘蔗%20产量（亩）.csv"),
        ("/a\u3000b.csv\ufeff", "http://h/a%E3%80%80b.csv"),
        ("//other/x", "http://other/x"),
        ("?id=1", "http://h/c/list?id=1"),
        ("http:x", "http://h/c/x"),
    ],
)
def test_a_reference_is_joined_as_a_browser_would(reference: str, address: str) -> None:
    assert joined("http://h/c/list", reference) == address


@pytest.mark.parametrize(
    "reference", ["a\nb", "ht\ntp://127.0.0.1/", "a\x00.csv", "\\\\127.0.0.1\\a", "http://[x/", "http://a b/"]
)
def test_a_reference_that_could_mean_two_things_is_refused(reference: str) -> None:
    with pytest.raises(FatalError):
        joined("http://h/c/list", reference)


def test_an_address_is_shown_without_what_it_may_hide() -> None:
    assert (
        shown("https://user:geheim@data.example.com:8443/a/b?token=geheim#geheim")
        == "https://data.example.com:8443/a/b"
    )
    assert shown("http://[::1]:80/a") == "http://[::1]:80/a"
    assert shown("http://[broken") == "（无法解析的网址）"


def test_own_headers_go_to_the_own_origin_only() -> None:
    assert same_origin("https://data.example.com/a", "https://data.example.com:443/b")
    assert not same_origin("http://data.example.com/a", "https://data.example.com/a")
    assert not same_origin("https://data.example.com:8443/a", "https://data.example.com/a")
    assert not same_origin("https://data.example.com.evil.test/a", "https://data.example.com/a")
