"""Notices on their way: a mail server and a webhook of the test's own."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from ckan.common import config

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest import sealed
from ckanext.gxdata.logic import notices
from tests.fixtures.small_department import SmallDepartment, small_department
from tests.portal import free_port

FACTS = {
    "event": "failed",
    "source": "gx-tjj",
    "source_title": "统计局目录",
    "counts": dict.fromkeys(("added", "updated", "unchanged", "missing", "deleted", "errored"), 0),
    "message": "无法连接（地址略）",
    "problems": [],
    "url": "http://portal.example/harvest/job/1",
}


class Inbox(Sink):  # type: ignore[misc]
    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Any]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    box, port = Inbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    settings = {"smtp.server": f"127.0.0.1:{port}", "smtp.mail_from": "portal@example.org", "smtp.starttls": False}
    others = {"smtp.user": "", "smtp.password": "", "smtp.reply_to": "", "ckan.hide_version": True, "ckan.site_title": "平台"}
    for name, value in {**settings, **others, "SECRET_KEY": "k", "ckan.site_url": "http://portal.example"}.items():
        monkeypatch.setitem(config, name, value)
    organization = SimpleNamespace(display_name="统计局", extras={"contact_email": "sjk@example.org"})
    monkeypatch.setattr(notices.model.Group, "get", lambda name: organization)
    server.start()
    yield box
    server.stop()


def source(**settings: Any) -> Any:
    given = {"id": "s1", "name": "gx-tjj", "organization": "gx-tjj", "notify_email": "", "notify_webhook": "", "allow": []}
    return SimpleNamespace(**{**given, **settings})


def test_the_letter_goes_to_the_contact_of_the_department(inbox: Inbox) -> None:
    notices._mail(FACTS, source())

    [(to, letter)] = inbox.letters
    assert to == ["sjk@example.org"]
    assert str(make_header(decode_header(letter["Subject"]))) == "采集失败：统计局目录"
    assert "无法连接" in letter.get_payload(decode=True).decode()


def test_the_letter_goes_to_the_addresses_of_the_source_where_it_has_some(inbox: Inbox) -> None:
    notices._mail(FACTS, source(notify_email="a@example.org, b@example.org"))

    assert [to for to, _ in inbox.letters] == [["a@example.org"], ["b@example.org"]]


def test_a_portal_without_sender_mails_nothing(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(config, "smtp.mail_from", "")
    notices._mail(FACTS, source())

    assert inbox.letters == []


@pytest.fixture
def receiver() -> Iterator[SmallDepartment]:
    with small_department() as running:
        running.answers["/hook"] = ("text/plain", b"ok")
        yield running


def test_the_webhook_is_signed_so_that_the_receiver_knows_who_calls(inbox: Inbox, receiver: SmallDepartment) -> None:
    url = f"http://127.0.0.1:{receiver.port}/hook"
    notices._call(FACTS, source(notify_webhook=url, allow=[receiver.allow]))

    [body], [headers] = receiver.posted, receiver.headers
    key = sealed.signing_key("s1").hex().encode()
    assert json.loads(body)["source_title"] == "统计局目录"
    assert headers["X-Gxdata-Signature"] == "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()
    assert headers["Content-Type"] == "application/json"


def test_an_inner_address_is_not_called_unless_the_source_lists_it(inbox: Inbox, receiver: SmallDepartment) -> None:
    with pytest.raises(FatalError) as refused:
        notices._call(FACTS, source(notify_webhook=f"http://127.0.0.1:{receiver.port}/hook"))
    assert refused.value.rule == "address-refused"
    assert receiver.posted == []


def test_a_secret_is_opened_with_the_key_it_was_sealed_with_only(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = sealed.sealed("口令 s3cret")

    assert "s3cret" not in kept
    assert sealed.opened(kept) == "口令 s3cret"
    assert (sealed.sealed(""), sealed.opened("")) == ("", "")
    monkeypatch.setitem(config, "SECRET_KEY", "another")
    with pytest.raises(FatalError, match="口令打不开"):
        sealed.opened(kept)
