"""No address leads a server-side fetch inside: some 200 known tricks against a canary that listens on loopback.

The network is a trap: whatever is connected to, except the department, ends at the canary, so that even a call to
10.0.0.1 would be seen. A guard that is switched off makes the canary sing, which a test makes sure of.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError, RetriableError
from ckanext.gxdata.sources import addresses
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.guard import AddressPolicy
from ckanext.gxdata.sources.http import HttpClient
from tests.fixtures.bypass_vectors import NAMES, PUBLIC, Vector, vectors
from tests.fixtures.raw_server import RawServer, answer, raw_server

VECTORS = vectors()
OPTIONS = {"tries": 1, "timeout_seconds": 5, "delay_seconds": 0}


@dataclass
class Trap:
    """The department that may be called, the canary, and where connections were meant to go."""

    department: RawServer
    canary: RawServer
    location: bytes = b""
    """Where the department's redirects lead."""
    asked: list[tuple[str, int]] = field(default_factory=list)
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    """Answers of a name server that changes its mind, one after the other; the last one stays."""

    def client(self, url: str = "", *allow: str, **options: Any) -> HttpClient:
        config = SourceConfig(
            "t", "dcat", url or self.department.url, {**OPTIONS, **options}, (*self.department.allow, *allow)
        )
        return HttpClient(config, sleep=lambda seconds: None)

    def go_through(self, door: str, address: str) -> None:
        """Lets the guard decide about ``address``. Raises what the client raises."""
        if door == "source":
            self.client(address).document(address)
        elif door == "file":
            self.client().file(address, f"{self.department.url}/c/list")
        else:
            self.location = address.encode("utf-8", "surrogatepass")
            self.client().document(f"{self.department.url}/go")


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trap]:
    found: list[Trap] = []

    def reply(request: bytes) -> bytes:
        if request.startswith(b"GET /go"):
            return (
                b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
                + found[0].location
                + b"\r\n\r\n"
            )
        return answer("404 Not Found")

    with raw_server(reply) as department, raw_server() as canary:
        found.append(Trap(department, canary))
        _divert(monkeypatch, found[0])
        yield found[0]


def _divert(monkeypatch: pytest.MonkeyPatch, trap: Trap) -> None:
    really_connect, really_resolve = socket.create_connection, socket.getaddrinfo

    def connect(address: tuple[str, int], *arguments: Any, **more: Any) -> socket.socket:
        if address == ("127.0.0.1", trap.department.port):
            return really_connect(address, *arguments, **more)
        trap.asked.append(address)
        return really_connect(("127.0.0.1", trap.canary.port), *arguments, **more)

    def resolve(host: Any, port: Any, *arguments: Any, **more: Any) -> Any:
        plain = str(host).rstrip(".").lower()
        plain = plain.encode("ascii", "replace").decode() if plain.isascii() else plain.encode("idna").decode()
        if plain in trap.names:
            answers = trap.names[plain]
            found = answers.pop(0) if len(answers) > 1 else answers[0]
        elif plain in _ASCII_NAMES:
            found = _ASCII_NAMES[plain]
        else:
            return really_resolve(
                host, port, *arguments, flags=socket.AI_NUMERICHOST if plain != "localhost" else 0, **more
            )
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)


_ASCII_NAMES = {name.encode("idna").decode(): found for name, found in NAMES.items()}


def test_there_are_enough_vectors_and_none_twice() -> None:
    assert len(VECTORS) >= 150
    assert len({vector.address for vector in VECTORS}) == len(VECTORS)


@pytest.mark.parametrize("door", ["file", "redirect", "source"])
@pytest.mark.parametrize("group", sorted({vector.group for vector in VECTORS}))
def test_no_vector_reaches_the_canary(trap: Trap, group: str, door: str) -> None:
    for vector in (each for each in VECTORS if each.group == group and door in each.doors):
        address = vector.address.replace("{port}", str(trap.canary.port))
        with pytest.raises(GxdataError) as caught:
            trap.go_through(door, address)
        assert isinstance(caught.value, (RecordError if door == "file" else (FatalError, RetriableError))), address
        assert any("\u4e00" <= char <= "\u9fff" for char in caught.value.message), address
        assert (trap.asked, trap.canary.connections) == ([], 0), address


def test_the_canary_sings_for_nearly_every_vector_when_the_guard_is_off(
    trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddressPolicy, "refuse_unless_permitted", lambda *arguments: None)
    assert len(_reached(trap)) > 130
    monkeypatch.setattr(addresses, "_fault", lambda url: "")
    assert len(_reached(trap)) > 170


def _reached(trap: Trap) -> list[Vector]:
    reached = []
    for vector in VECTORS:
        before = len(trap.asked)
        for door in vector.doors:
            try:
                trap.go_through(door, vector.address.replace("{port}", str(trap.canary.port)))
            except Exception:
                continue
        if len(trap.asked) > before:
            reached.append(vector)
    return reached


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("http://127.0.0.1:{port}/", "127.0.0.1:{port}"),
        ("http://127.0.0.1:{port}/", "127.0.0.0/8:{port}"),
        ("http://localhost:{port}/", "localhost:{port}"),
        ("http://[::1]:{port}/", "[::1]:{port}"),
        ("http://10.1.2.3:{port}/", "10.1.0.0/16:{port}"),
        ("http://inner.test:{port}/", "inner.test:{port}"),
        ("http://inner6.test:{port}/", "[fd00:1::]/64:{port}"),
        ("http://169.254.169.254:{port}/", "169.254.169.254:{port}"),
        ("http://data.example.com:{port}/", "data.example.com:{port}"),
        ("http://data.example.com/", "1.1.1.1:80"),  # nothing need be listed for it
    ],
)
@pytest.mark.parametrize("door", ["file", "redirect"])
def test_what_is_listed_is_reached(trap: Trap, address: str, entry: str, door: str) -> None:
    port = str(trap.canary.port)
    client = trap.client("", entry.replace("{port}", port))
    trap.location = address.replace("{port}", port).encode()
    reference = address.replace("{port}", port) if door == "file" else "/go"
    assert client.file(reference, trap.department.url).content == b"canary"
    assert trap.canary.connections == 1


def test_a_canary_on_ipv6_is_reached_when_listed_and_only_then() -> None:
    try:
        with raw_server(host="::1") as canary:
            client = HttpClient(SourceConfig("t", "dcat", canary.url, OPTIONS, canary.allow))
            assert client.document(canary.url).content == b"canary"
            with pytest.raises(FatalError):
                HttpClient(SourceConfig("t", "dcat", canary.url, OPTIONS)).document(canary.url)
            assert canary.connections == 1
    except OSError:
        pytest.skip("no IPv6 on this machine")


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_judged(trap: Trap) -> None:
    trap.names["rebinding.test"] = [[PUBLIC], ["127.0.0.1"]]
    client = trap.client()
    client.file("http://rebinding.test/a.txt", trap.department.url)
    assert trap.asked == [(PUBLIC, 80)]
    with pytest.raises(RecordError) as caught:
        client.file("http://rebinding.test/a.txt", trap.department.url)
    assert (caught.value.rule, trap.asked) == ("address-refused", [(PUBLIC, 80)])


def test_a_listed_name_that_turns_to_this_machine_is_refused(trap: Trap) -> None:
    trap.names["data.inner.gx"] = [["10.1.2.3"], ["127.0.0.1"], ["169.254.169.254"]]
    client = trap.client("", "data.inner.gx:80")
    client.file("http://data.inner.gx/a.txt", trap.department.url)
    for _ in range(2):
        with pytest.raises(RecordError) as caught:
            client.file("http://data.inner.gx/a.txt", trap.department.url)
        assert caught.value.rule == "address-refused"
    assert trap.asked == [("10.1.2.3", 80)]


@pytest.mark.parametrize(
    "status", ["300 Multiple", "301 Moved", "302 Found", "303 Other", "307 Same", "308 Same", "305 Proxy"]
)
def test_no_redirect_leads_inside(trap: Trap, status: str) -> None:
    target = f"http://localhost:{trap.canary.port}/a.csv"
    with raw_server(lambda request: answer(status, Location=target)) as crooked:
        config = SourceConfig("t", "dcat", trap.department.url, OPTIONS, crooked.allow)
        client = HttpClient(config, sleep=lambda seconds: None)
        trap.department.port = crooked.port  # the trap lets this one through
        with pytest.raises(RecordError) as caught:
            client.file(f"{crooked.url}/a.csv", crooked.url)
    assert caught.value.rule in ("address-refused", "http-status")
    assert (crooked.connections, trap.canary.connections) == (1, 0)


@pytest.mark.parametrize(
    "reply",
    [
        answer(Refresh="0; url=http://localhost:{port}/", Content_Type="text/html"),
        answer(body=b'<meta http-equiv="refresh" content="0; url=http://localhost:{port}/">', Content_Type="text/html"),
        answer(body=b'<html><script>location="http://localhost:{port}/"</script><img src="http://localhost:{port}/">'),
        answer(Link="<http://localhost:{port}/>; rel=preload", Content_Location="http://localhost:{port}/"),
        answer(Alt_Svc='h2="localhost:{port}"', Content_Type="text/plain"),
    ],
)
def test_what_browsers_follow_is_not_followed(trap: Trap, reply: bytes) -> None:
    made = reply.replace(b"{port}", b"%05d/" % trap.canary.port)
    with raw_server(lambda request: made) as crooked:
        trap.department.port = crooked.port
        HttpClient(SourceConfig("t", "dcat", crooked.url, OPTIONS, crooked.allow)).document(crooked.url)
    assert (crooked.connections, trap.asked) == (1, [])


def test_the_environment_sets_no_proxy_and_no_password(
    trap: Trap, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password geheim\ndefault login a password geheim\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.canary.port}")
    with pytest.raises(FatalError, match="404"):
        trap.client().document(f"{trap.department.url}/a")
    assert trap.asked == [] and b"uthorization" not in trap.department.requests[0]
