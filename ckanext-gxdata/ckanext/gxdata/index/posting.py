"""Many documents to Solr in a few requests over a kept connection. A document that Solr refuses costs itself only.

Works the same against one Solr and a SolrCloud: nothing here but ``/update``. Not here: what is due (``outbox``), and when a post is
not even tried (``breaker``).
"""

from __future__ import annotations

import json
import os
import random
import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

import ckan.plugins.toolkit as tk
import httpx
import msgspec

from ckanext.gxdata.index.document import index_id
from ckanext.gxdata.page_cache import version

SET = 250
"""Documents per request: 4 MB of ours; more gains nothing."""

Document = Mapping[str, Any]
_ENCODER = msgspec.json.Encoder()
_REFUSED = (400, 413, 422)
_CULPRIT = re.compile(r"(?:\[doc=|document id |id=)([0-9a-f]{32})")


class IndexAway(Exception):
    """Solr did not answer, or not as it should: nothing is known of what was sent. The message is for logs, without address."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a post is worth waiting for."""

    attempts: int = 4
    connect: float = 5
    answer: float = 60


PATIENT = Patience()
PROMPT = Patience(attempts=1, connect=0.5, answer=3)
"""Somebody waits for a page: what cannot be posted at once is left to the outbox."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A document as it is sent, for who makes documents elsewhere than where they are sent from."""

    id: str
    index_id: str
    code: bytes


def encoded(document: Document) -> Encoded:
    try:
        code = _ENCODER.encode(document)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError):
        code = _in_json(document)
    return Encoded(str(document["id"]), str(document["index_id"]), code)


def _in_json(message: Any) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Posted:
    done: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    """Why, by id of the dataset."""


def post(
    documents: Iterable[Document | Encoded], patience: Patience = PATIENT, *, core: str = "", searchable: bool = False
) -> Posted:
    """Sends all, in sets. ``searchable``: a search finds them when this returns; otherwise after ``commit`` or fifteen seconds.

    ``core``: another than the portal's. Raises ``IndexAway``; sets before that are in.
    """
    done: list[str] = []
    refused: dict[str, str] = {}
    for chunk in _sets(documents):
        refused |= _post_set(chunk, Sender(patience, core, searchable))
        done += [each.id for each in chunk if each.id not in refused]
    return Posted(tuple(done), refused)


def remove(ids: Iterable[str], patience: Patience = PATIENT, *, core: str = "", searchable: bool = False) -> None:
    """Takes the documents of these datasets out, where they are in."""
    keys = [index_id(each) for each in ids]
    if keys:
        Sender(patience, core, searchable)(_in_json({"delete": keys}))


def remove_strays(ids: Iterable[str]) -> None:
    """As ``remove``, also documents under a key that is not theirs: of an older site id, or put there by hand."""
    terms = ",".join(ids)
    if terms:
        query = f'+site_id:"{tk.config["ckan.site_id"]}" +_query_:"{{!terms f=id}}{terms}"'
        Sender(PATIENT, "", searchable=False)(_in_json({"delete": {"query": query}}))


def commit(patience: Patience = PATIENT, *, core: str = "", hard: bool = False) -> None:
    """What was posted can be searched when this returns; ``hard``: and is on the disk outside of the log."""
    Sender(patience, core, searchable=True, hard=hard)(_in_json({"commit": {}} if hard else {}))


def select(asked: Mapping[str, Any], *, core: str = "") -> dict[str, Any]:
    """Solr's whole answer to a question of our own. Raises ``IndexAway``, also where Solr has no such field."""
    try:
        answer = client().post(f"{base_url(core)}/select", data={**asked, "wt": "json"}, timeout=PATIENT.answer)
        found: dict[str, Any] = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise IndexAway(type(error).__name__) from error
    return found


def base_url(core: str = "") -> str:
    """Of the portal's core, or of another beside it."""
    return f"{root_url()}/{core}" if core else _address()


def root_url() -> str:
    """Of Solr itself: what is above its cores."""
    return _address().rpartition("/")[0]


def _address() -> str:
    return str(tk.config["solr_url"]).rstrip("/")


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """Kept, because reading the roots takes longer than a post; a fork may have it."""
    return httpx.create_ssl_context(trust_env=False)


@lru_cache(maxsize=4)
def _client(process: int, user: str, password: str) -> httpx.Client:
    """One per process (a fork must not share connections); no proxy of the environment stands before Solr."""
    auth = httpx.BasicAuth(user, password) if user else None
    return httpx.Client(auth=auth, trust_env=False, verify=tls(), limits=httpx.Limits(max_keepalive_connections=8))


def client() -> httpx.Client:
    """The kept connection to Solr of this process."""
    return _client(os.getpid(), str(tk.config["solr_user"] or ""), str(tk.config["solr_password"] or ""))


def is_up(core: str = "") -> bool:
    """Whether Solr answers at all: then an error is of the document, not of the server."""
    try:
        return client().get(f"{base_url(core)}/admin/ping", params={"wt": "json"}, timeout=3).status_code == 200
    except httpx.HTTPError:
        return False


@dataclass(frozen=True, slots=True)
class Sender:
    """Of messages to ``/update``. ``core``: another than the portal's; ``options``: further parameters."""

    patience: Patience
    core: str
    searchable: bool
    hard: bool = False
    options: tuple[tuple[str, str], ...] = ()
    kind: str = "application/json"

    def __call__(self, body: bytes) -> httpx.Response:
        """Solr's answer, also a refusal. Raises ``IndexAway`` when the last attempt failed too."""
        for attempt in range(self.patience.attempts):
            if attempt:
                time.sleep(min(2**attempt, 15) * random.uniform(0.25, 0.75))
            why = self._tried(body)
            if isinstance(why, httpx.Response):
                if self.searchable:
                    version.moved()
                return why
        raise IndexAway(why)

    def _tried(self, body: bytes) -> httpx.Response | str:
        timeout = httpx.Timeout(self.patience.answer, connect=self.patience.connect)
        soft = {"softCommit": "true"} if self.searchable and not self.hard else {}
        try:
            answer = client().post(
                f"{base_url(self.core)}/update",
                params={"wt": "json", **soft, **dict(self.options)},
                content=body,
                headers={"Content-Type": self.kind},
                timeout=timeout,
            )
        except httpx.HTTPError as error:
            return type(error).__name__
        said = answer.status_code in (200, *_REFUSED) or (answer.status_code == 500 and is_up(self.core))
        return answer if said else f"HTTP {answer.status_code}"


def _sets(documents: Iterable[Document | Encoded]) -> Iterator[list[Encoded]]:
    rest = (each if isinstance(each, Encoded) else encoded(each) for each in documents)
    while chunk := list(islice(rest, SET)):
        yield chunk


def _post_set(chunk: Sequence[Encoded], send: Callable[[bytes], httpx.Response]) -> dict[str, str]:
    """Why single documents were refused. Solr stops at the first bad one: what stood before and behind it is sent again."""
    refused: dict[str, str] = {}
    while chunk:
        answer = send(b"[%b]" % b",".join([each.code for each in chunk]))
        if answer.status_code == 200:
            return refused
        why = _reason(answer)
        culprit = _culprit(chunk, why)
        if culprit is None:
            return refused | _halved(chunk, why, send)
        refused[chunk[culprit].id] = why
        refused |= _post_set(chunk[:culprit], send)
        chunk = chunk[culprit + 1 :]
    return refused


def _halved(chunk: Sequence[Encoded], why: str, send: Callable[[bytes], httpx.Response]) -> dict[str, str]:
    if len(chunk) == 1:
        return {chunk[0].id: why}
    middle = len(chunk) // 2
    return _post_set(chunk[:middle], send) | _post_set(chunk[middle:], send)


def _culprit(chunk: Sequence[Encoded], why: str) -> int | None:
    found = _CULPRIT.search(why)
    keys = [each.index_id for each in chunk]
    return keys.index(found[1]) if found and found[1] in keys else None


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["msg"])[:1000]
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
