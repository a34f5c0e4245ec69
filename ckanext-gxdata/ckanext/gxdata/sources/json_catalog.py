"""A catalog that answers JSON: one paged list call and, where the list is too thin, one detail call per record.

Everything that differs from one department to the next is an option; a new department of this kind is one YAML file, and
one of a known family (``config/sources/profiles/``) is its address. Not here: the options (``json_catalog_options.py``),
requests (``calls.py``), opening answers (``readings.py``), the list (``json_listing.py``), paging (``pagination.py``),
transport (``http.py``), and what the fields mean (``core/mapping.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.answers import Answer, fault_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.calls import Call, Detail, DetailTally
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.json_catalog_options import JSON_CATALOG_OPTIONS
from ckanext.gxdata.sources.json_listing import Listing, as_record
from ckanext.gxdata.sources.memory import Forgetful, Memory, PageItem, Validators, only_read, place_of
from ckanext.gxdata.sources.options import checked, option_fault
from ckanext.gxdata.sources.page_memory import page_again, stands, stood, traced
from ckanext.gxdata.sources.pagination import Page, Paging, walk
from ckanext.gxdata.sources.proof import Proof, shielded
from ckanext.gxdata.sources.readings import Success


class JsonCatalog:
    """`url` 之后接各个 path；记录中的文件地址可以相对于它。 `url` is what every path is appended to."""

    kind: ClassVar[str] = "json_catalog"
    title: ClassVar[str] = "JSON 目录接口"
    address: ClassVar[str] = "接口的根地址，各个 path 接在它后面，例如 https://data.example.gov.cn"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PROVES_WHOLE, Capability.FETCHES_FILES, Capability.READS_UPLOAD, Capability.TAKES_SECRET}
    )
    options_schema: ClassVar[Mapping[str, Any]] = JSON_CATALOG_OPTIONS

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._config = config
        self._http = HttpClient(config)
        self._base = config.url.rstrip("/") + "/"
        self._first = options.get("first", {}).get("path", "")
        ok = Success(options.get("ok"))
        self._call = Call(options["list"], "list")
        self._listing = Listing(options["list"], ok)
        self._paging = Paging.from_options(options.get("paging", {}))
        if self._paging.style != "none" and not self._paging.parameter:
            raise option_fault("paging.parameter", "必须填写，否则无法翻页")
        self._detail = Detail(options["detail"], ok) if "detail" in options else None
        self._proof = Proof()

    @property
    def proves_whole(self) -> bool:
        return self._proof.whole

    def records(self) -> Iterator[RawRecord | Finding]:
        return only_read(self.pages(Forgetful()))

    def pages(self, memory: Memory) -> Iterator[PageItem]:
        if self._first:
            self._http.warm(self._base + self._first.lstrip("/"))
        details, self._proof = DetailTally(), Proof()
        # Of a record that has a second call, the list says half.
        fetch = partial(self._page, memory=Forgetful() if self._detail else memory)
        for step in walk(self._paging, fetch, self._listing.guid, self._proof):
            if isinstance(step, Finding):
                yield step
                continue
            number, page = step
            yield from stood(page, number)
            for position, item in enumerate(page.items, start=1):
                pointer = f"第 {number} 页第 {position} 条"
                read = partial(self._record, item, pointer, details)
                yield shielded(read, self._listing.guid(item), pointer)
            if page.trace and not self._detail:
                yield page.trace
        details.refuse_if_mostly_failed()

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._http.file(reference, self._base)

    def fetch_changed(self, reference: str, known: Validators) -> FetchedFile:
        return self._http.file(reference, self._base, known)

    @classmethod
    def read_upload(cls, content: bytes, filename: str, options: Mapping[str, Any]) -> Iterator[RawRecord | Finding]:
        """The records of one saved answer of the list call, without their details."""
        options = checked(options, cls.options_schema, cls.kind)
        listing = Listing(options["list"], Success(options.get("ok")))
        page = listing.page(Answer("", content, {}), 1, filename)
        if not page.items:
            yield Finding("listing-empty", "文件中没有记录", "error", filename, "请确认保存的是列表接口的回答")
        for position, item in enumerate(page.items, start=1):
            yield as_record(listing.guid(item), item, f"{filename} 第 {position} 条")

    def _page(self, number: int, parameters: dict[str, int], memory: Memory) -> Page:
        place = place_of(self._config, parameters)
        before = memory.at(place)
        answer = self._call.send(self._http, self._base, parameters, known=before.validators)
        if stands(answer, before):
            return page_again(answer, before, place)
        return traced(self._listing.page(answer, number, f"第 {number} 页"), answer, place)

    def _record(self, item: Any, pointer: str, details: DetailTally) -> RawRecord | Finding:
        guid = self._listing.guid(item)
        if not self._detail or not guid or fault_of(item):
            return as_record(guid, item, pointer)
        try:
            payload = self._detail.merged(self._http, self._base, guid, item, pointer)
            details.succeeded()
        except (FatalError, RetriableError) as error:
            return details.failed(error, guid, pointer)
        return as_record(guid, payload, pointer)
