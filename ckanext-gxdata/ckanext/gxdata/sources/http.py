"""The one HTTP client of all sources: guarded addresses, limits, retries, and faults told in Chinese.

Here: one request and what may go wrong with it. Not here: which addresses are allowed (``guard.py``), what an answer
means (``answers.py``), paging (``pagination.py``). Environment proxies are not used: they would undo the guard.
"""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
import tenacity

from ckanext.gxdata.core.errors import FatalError, RecordError, RetriableError
from ckanext.gxdata.core.records import FetchedFile
from ckanext.gxdata.sources import faults
from ckanext.gxdata.sources.answers import Answer, file_name
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.bodies import read_body
from ckanext.gxdata.sources.guard import AddressPolicy, Deadline, GuardedBackend
from ckanext.gxdata.sources.trust import tls_context

MIB = 1024 * 1024
MAX_REDIRECTS = 5
MAX_WAIT = 60.0
_BACK_OFF = tenacity.wait_exponential_jitter(multiplier=0.5, max=10, jitter=0.5)
_LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")


class HttpClient:
    """Bound to one source. ``sleep`` is replaceable so that tests need not wait."""

    def __init__(self, config: SourceConfig, sleep: Callable[[float], None] = time.sleep) -> None:
        self.base = checked_address(config.url)
        self._options = config.options
        self._policy = AddressPolicy(config.allow)
        self._sleep = sleep
        self._next_call = 0.0
        self._deadline = Deadline()
        self._timeout = float(config.options.get("timeout_seconds", 30))
        self._own_headers = own_headers(config)
        context = tls_context(str(config.options.get("ca_certificate", "")))
        transport = _GuardedTransport(self._policy, self._deadline, context)
        # Two clients are two cookie jars: what the source's own origin sets goes back there and nowhere else.
        self._own, self._foreign = (
            httpx.Client(transport=transport, timeout=self._timeout, follow_redirects=False, trust_env=False)
            for _ in range(2)
        )

    def warm(self, url: str) -> Answer:
        """A first GET for the session: cookies of the source's own origin are kept for all later calls there."""
        return self.page("GET", url)

    def page(self, method: str, url: str, **content: Any) -> Answer:
        """A page of a catalog. ``content``: ``params``, ``json``, ``data``, ``content``, ``headers`` as for httpx."""
        return self._with_retries(method, url, int(self._options.get("max_page_mib", 20) * MIB), content)

    def document(self, url: str) -> Answer:
        """A whole catalog in one answer: the limit is that of a file."""
        return self._with_retries("GET", url, int(self._options.get("max_file_mib", 100) * MIB), {})

    def file(self, reference: str, base: str) -> FetchedFile:
        """The file behind an address, absolute or relative to ``base``; whatever goes wrong costs this file only."""
        try:
            answer = self.document(checked_address(urljoin(base, reference.strip())))
        except (FatalError, RetriableError) as error:
            raise RecordError(error.message, pointer=error.pointer, hint=error.hint, rule=error.rule) from error
        return FetchedFile(answer.content, file_name(answer), answer.media_type)

    def _with_retries(self, method: str, url: str, limit: int, content: Mapping[str, Any]) -> Answer:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(RetriableError),
            stop=tenacity.stop_after_attempt(int(self._options.get("tries", 3))),
            wait=_pause,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._follow, method, url, limit, content)

    def _follow(self, method: str, url: str, limit: int, content: Mapping[str, Any]) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._once(method, url, limit, content)
            if isinstance(answer, Answer):
                return answer
            url = checked_address(urljoin(url, answer.location))
            if not answer.keeps_method:
                method, content = "GET", {}
        raise faults.too_many_redirects(url, MAX_REDIRECTS)

    def _once(self, method: str, url: str, limit: int, content: Mapping[str, Any]) -> Answer | _Redirect:
        self._be_polite()
        self._deadline.start(self._timeout)
        headers = {"Accept-Encoding": "gzip, deflate", "User-Agent": "gxdata"}
        own = same_origin(url, self.base)
        headers |= self._own_headers if own else {}
        self._foreign.cookies.clear()
        headers |= content.get("headers", {})
        stream = (self._own if own else self._foreign).stream(method, url, **{**content, "headers": headers})
        with faults.translated(url, self._timeout), stream as response:
            if response.has_redirect_location:
                return _Redirect(response)
            faults.check_status(response, url)
            body = read_body(response, limit, url)
        return Answer(url, body, response.headers)

    def _be_polite(self) -> None:
        """Waits until the source may be called again; never returns early, whatever ``sleep`` does with fractions."""
        parts = urlsplit(self.base)
        local = parts.hostname in _LOCAL_HOSTS and self._policy.allows_by_name(parts.hostname or "", port_of(self.base))
        delay = float(self._options.get("delay_seconds", 0.0 if local else 1.0))
        if (wait := self._next_call - time.monotonic()) > 0:
            self._sleep(wait)
        self._next_call = time.monotonic() + delay


class _Redirect:
    """Where an answer points to, and whether the method and body go along (307, 308)."""

    def __init__(self, response: httpx.Response) -> None:
        self.location = response.headers["location"]
        self.keeps_method = response.status_code in (307, 308)


class _GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport over a pool with the guarded backend, which its constructor cannot be given."""

    def __init__(self, policy: AddressPolicy, deadline: Deadline, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        backend = GuardedBackend(policy, deadline)
        self._pool = httpcore.ConnectionPool(ssl_context=context, max_connections=4, network_backend=backend)


def own_headers(config: SourceConfig) -> dict[str, str]:
    """What every call to the source's own origin carries: its headers, and its secret where a header is named for it."""
    headers = dict(config.options.get("headers", {}))
    if config.secret and (name := config.options.get("secret_header")):
        headers[name] = config.secret
    return headers


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: what the server asked for, else back-off with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = getattr(error, "retry_after", None)
    return _BACK_OFF(state) if asked is None else min(float(asked), MAX_WAIT) + random.uniform(0, 0.5)


def checked_address(url: str) -> str:
    """``url`` if it can be called at all; else a ``FatalError`` (``wrong-address``)."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or any(char.isspace() or ord(char) < 0x20 for char in url) or len(url) > 4000:
        raise FatalError(
            f"不是可以访问的网址：{faults.shown(url)}", pointer="url", hint="只支持 http 和 https", rule="wrong-address"
        )
    return url


def port_of(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def same_origin(one: str, other: str) -> bool:
    """Same scheme, host and port: the condition for sending a source's own headers."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.hostname, port_of(one)) == (second.scheme, second.hostname, port_of(other))
