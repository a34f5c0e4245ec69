"""The one HTTP client of all sources: guarded addresses, limits, retries, and faults told in Chinese.

Here: one request and what may go wrong with it. Not here: which addresses are allowed (``guard.py``), the pause between
two requests (``pace.py``), what an answer means (``answers.py``), paging (``pagination.py``). Environment proxies are
not used: they would undo the guard. Conditional headers go with a GET whose last answer the caller still has.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx
import tenacity

from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError, RetriableError
from ckanext.gxdata.core.records import FetchedFile
from ckanext.gxdata.sources import faults
from ckanext.gxdata.sources.addresses import (
    checked_address,
    host_of,
    joined,
    origin_of,
    port_of,
    same_origin,
)
from ckanext.gxdata.sources.answers import Answer, file_name
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.bodies import read_body, says_its_end
from ckanext.gxdata.sources.connections import Deadline, GuardedTransport
from ckanext.gxdata.sources.dead_hosts import DeadHosts
from ckanext.gxdata.sources.file_answers import refuse_page_in_place_of_file
from ckanext.gxdata.sources.guard import AddressPolicy
from ckanext.gxdata.sources.memory import UNCONDITIONAL, Validators
from ckanext.gxdata.sources.own_headers import own_headers
from ckanext.gxdata.sources.pace import FOREIGN_PAUSE, Paces
from ckanext.gxdata.sources.trust import tls_context

__all__ = ["HttpClient", "checked_address", "same_origin"]
MIB = 1024 * 1024
MAX_REDIRECTS = 5
NOT_MODIFIED = 304
CONDITIONS = ("If-None-Match", "If-Modified-Since")
MAX_WAIT = 60.0
MAX_COOKIES = 50
_BACK_OFF = tenacity.wait_exponential_jitter(multiplier=0.5, max=10, jitter=0.5)
_LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


class HttpClient:
    """Bound to one source and one run of it. ``sleep`` is replaceable so that tests need not wait."""

    def __init__(self, config: SourceConfig, sleep: Callable[[float], None] = time.sleep) -> None:
        self.base = checked_address(config.url)
        self._options = config.options
        self._policy = AddressPolicy(config.allow, (host_of(self.base), port_of(self.base)))
        self._own_headers = own_headers(config)
        self._sleep = sleep
        self._paces = Paces()
        self._dead_hosts = DeadHosts()
        self._deadline = Deadline()
        self._timeout = float(config.options.get("timeout_seconds", 30))
        context = tls_context(str(config.options.get("ca_certificate", "")))
        transport = GuardedTransport(self._policy, self._deadline, context)
        # Two clients are two cookie jars: what the source's own origin sets goes back there and nowhere else.
        self._own, self._foreign = (
            httpx.Client(transport=transport, timeout=self._timeout, follow_redirects=False, trust_env=False)
            for _ in range(2)
        )

    def warm(self, url: str) -> Answer:
        """A first GET for the session: cookies of the source's own origin are kept for all later calls there."""
        return self.page("GET", url)

    def page(self, method: str, url: str, known: Validators = UNCONDITIONAL, **content: Any) -> Answer:
        """A page of a catalog. ``content``: ``params``, ``json``, ``data``, ``content`` as for httpx.

        ``known``: of the answer that the caller still has; it may be told that this one is ``unchanged``.
        """
        limit = int(self._options.get("max_page_mib", 20) * MIB)
        return self._with_retries(method, url, limit, self._conditional(method, known, content))

    def document(self, url: str, known: Validators = UNCONDITIONAL) -> Answer:
        """A whole catalog in one answer: the limit is that of a file. ``known`` as for ``page``."""
        limit = int(self._options.get("max_file_mib", 100) * MIB)
        return self._with_retries("GET", url, limit, self._conditional("GET", known, {}))

    def file(self, reference: str, base: str, known: Validators = UNCONDITIONAL) -> FetchedFile:
        """The file behind an address, absolute or relative to ``base``; whatever goes wrong costs this file only."""
        try:
            answer = self._file(joined(base, reference), known)
        except (FatalError, RetriableError) as error:
            raise RecordError(error.message, pointer=error.pointer, hint=error.hint, rule=error.rule) from error
        name = file_name(answer)
        given = answer.validators
        if not answer.unchanged:
            refuse_page_in_place_of_file(answer, name, reference)
        return FetchedFile(
            answer.content, name, answer.media_type, given.etag, given.last_modified, answer.unchanged
        )

    def _conditional(self, method: str, known: Validators, content: Mapping[str, Any]) -> Mapping[str, Any]:
        headers = known.headers() if method == "GET" and self._options.get("conditional", True) else {}
        return {**content, "headers": {**content.get("headers", {}), **headers}} if headers else content

    def _file(self, url: str, known: Validators) -> Answer:
        host = f"{host_of(url)}:{port_of(url)}"
        self._dead_hosts.refuse_if_dead(host)
        try:
            answer = self.document(url, known)
        except GxdataError as error:
            self._dead_hosts.failed(host, error)
            raise
        self._dead_hosts.answered(host)
        return answer

    def _with_retries(self, method: str, url: str, limit: int, content: Mapping[str, Any]) -> Answer:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(RetriableError),
            stop=tenacity.stop_after_attempt(int(self._options.get("tries", 3))),
            wait=_pause,
            sleep=lambda seconds: self._sleep(seconds),
            reraise=True,
        )
        return retrying(self._follow, method, checked_address(url), limit, content)

    def _follow(self, method: str, url: str, limit: int, content: Mapping[str, Any]) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._once(method, url, limit, content)
            if isinstance(answer, Answer):
                return answer
            target = joined(url, answer.location)
            stays = same_origin(url, target)
            if not answer.keeps_method:
                method, content = "GET", {}
            elif method != "GET" and not stays:
                raise faults.carried_elsewhere(url, target)
            dropped = ("params",) if stays else ("params", "headers")
            url, content = target, {name: part for name, part in content.items() if name not in dropped}
        raise faults.too_many_redirects(url, MAX_REDIRECTS)

    def _once(self, method: str, url: str, limit: int, content: Mapping[str, Any]) -> Answer | _Redirect:
        own = same_origin(url, self.base)
        client = self._own if own else self._foreign
        headers = {"Accept-Encoding": "gzip, deflate", "User-Agent": "gxdata", **(self._own_headers if own else {})}
        sent = {**headers, **content.get("headers", {})}
        content = {**content, "headers": sent}
        with self._paces.of(host_of(url)).turn(self._delay(url, own), self._sleep):
            self._deadline.start(self._timeout)
            stream = client.stream(method, url, **content)
            with faults.translated(url, self._timeout), stream as response:
                self._limit_cookies()
                if response.has_redirect_location:
                    return _Redirect(response)
                if response.status_code == NOT_MODIFIED and not sent.keys().isdisjoint(CONDITIONS):
                    return Answer(url, b"", response.headers, unchanged=True)
                faults.check_status(response, url)
                return Answer(url, read_body(response, limit, url), response.headers, says_its_end(response))

    def _limit_cookies(self) -> None:
        self._foreign.cookies.clear()
        if len(self._own.cookies.jar) > MAX_COOKIES:
            self._own.cookies.clear()

    def _delay(self, url: str, own: bool) -> float:
        _, host, port = origin_of(url)
        local = host in _LOCAL_HOSTS and self._policy.allows_by_name(host, port)
        delay = float(self._options.get("delay_seconds", 0.0 if local else 1.0))
        return delay if own or local else max(delay, FOREIGN_PAUSE)


class _Redirect:
    """Where an answer points to, and whether the method and body go along (307, 308)."""

    def __init__(self, response: httpx.Response) -> None:
        raw = next(value for name, value in response.headers.raw if name.lower() == b"location")
        self.location = quote(raw, safe=_ASCII)
        """Bytes beyond ASCII, whatever their encoding, go back as they came."""
        self.keeps_method = response.status_code in (307, 308)


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: what the server asked for, else back-off with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = getattr(error, "retry_after", None)
    return _BACK_OFF(state) if asked is None else min(float(asked), MAX_WAIT) + random.uniform(0, 0.5)
