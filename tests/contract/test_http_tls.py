"""Certificates of a source's servers, over real TLS on loopback: trusted when the source says whom, else refused."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.dcat import Dcat
from ckanext.gxdata.sources.http import HttpClient
from tests.fixtures.raw_server import OK, RawServer, raw_server

NOW = datetime.now(timezone.utc)
Serve = Callable[[ssl.SSLContext], RawServer]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as servers:
        yield lambda context: servers.enter_context(raw_server(lambda request: OK, tls=context))


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def pem(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode()


def fetch(server: RawServer, certificates: str = "") -> bytes:
    options = {"tries": 1, "timeout_seconds": 5, **({"ca_certificate": certificates} if certificates else {})}
    url = f"https://127.0.0.1:{server.port}/data.json"
    return HttpClient(SourceConfig("t", "dcat", url, options, server.allow)).document(url).content


def test_a_server_of_the_sources_own_authority_is_trusted(authority: trustme.CA, serve: Serve) -> None:
    server = serve(server_context(authority.issue_cert("127.0.0.1")))
    assert fetch(server, pem(authority)) == b"canary"
    others = "".join(pem(trustme.CA()) for _ in range(2))
    assert fetch(server, f"our authority:\n{others}\n{pem(authority)}") == b"canary"


def test_a_self_signed_certificate_may_stand_for_itself(serve: Serve) -> None:
    context, text = _self_signed()
    server = serve(context)
    assert fetch(server, text) == b"canary"
    with pytest.raises(FatalError) as caught:
        fetch(server)
    assert caught.value.message.endswith("的 TLS 证书不可信：是自签名证书")
    assert "ca_certificate" in caught.value.hint


@pytest.mark.parametrize(
    ("identity", "validity", "reason"),
    [
        ("127.0.0.1", {"not_after": NOW - timedelta(days=1), "not_before": NOW - timedelta(days=9)}, "证书已过期"),
        ("127.0.0.1", {"not_before": NOW + timedelta(days=9)}, "证书尚未生效"),
        ("127.0.0.2", {}, "证书不是发给这个 IP 地址的"),
        ("data.example.com", {}, "证书不是发给这个 IP 地址的"),
    ],
)
def test_a_wrong_certificate_is_refused_with_its_fault(
    authority: trustme.CA, serve: Serve, identity: str, validity: dict[str, datetime], reason: str
) -> None:
    server = serve(server_context(authority.issue_cert(identity, **validity)))
    with pytest.raises(FatalError) as caught:
        fetch(server, pem(authority))
    assert caught.value.rule == "tls"
    assert caught.value.message == f"https://127.0.0.1:{server.port}/data.json 的 TLS 证书不可信：{reason}"
    assert server.requests == []


def test_a_certificate_for_another_name_is_refused(
    authority: trustme.CA, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(server_context(authority.issue_cert("other.example.com")))
    url = f"https://localhost:{server.port}/"
    options = {"tries": 1, "ca_certificate": pem(authority)}
    config = SourceConfig("t", "dcat", url, options, (f"localhost:{server.port}",))
    with pytest.raises(FatalError, match="证书不是发给这个主机名的"):
        HttpClient(config).document(url)
    assert server.requests == []


def test_an_unknown_authority_is_refused_with_the_remedy(authority: trustme.CA, serve: Serve) -> None:
    server = serve(server_context(authority.issue_cert("127.0.0.1")))
    for certificates in ("", pem(trustme.CA())):
        with pytest.raises(FatalError) as caught:
            fetch(server, certificates)
        assert caught.value.rule == "tls" and "ca_certificate" in caught.value.hint
    assert server.requests == []


def test_the_authority_of_one_source_is_no_authority_for_another(authority: trustme.CA, serve: Serve) -> None:
    server = serve(server_context(authority.issue_cert("127.0.0.1")))
    assert fetch(server, pem(authority)) == b"canary"
    with pytest.raises(FatalError):
        fetch(server)


def test_a_server_that_speaks_no_tls_is_told(serve: Serve) -> None:
    with raw_server() as plain, pytest.raises(RetriableError) as caught:
        fetch(plain)
    assert (caught.value.rule, caught.value.hint) == ("tls", "确认对方端口提供 https")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("证书", "不是 PEM 证书"),
        ("MIIB", "不是 PEM 证书"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n", "不是 PEM 证书"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "中的证书读不出来"),
        ("-----BEGIN CERTIFICATE-----\n???\n-----END CERTIFICATE-----", "中的证书读不出来"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----", "中有私钥"),
    ],
)
def test_a_bad_certificate_is_refused_at_registration(text: str, words: str) -> None:
    with pytest.raises(FatalError) as caught:
        Dcat(SourceConfig("t", "dcat", "https://data.example.com/data.json", {"ca_certificate": text}))
    assert (caught.value.pointer, caught.value.rule) == ("ca_certificate", "wrong-option")
    assert words in caught.value.message


def _self_signed() -> tuple[ssl.SSLContext, str]:
    """As ``openssl req -x509`` makes it for one server."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    text = made.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(private + text.encode()).tempfile() as path:
        context.load_cert_chain(path)
    return context, text
