"""A DCAT catalog: DCAT-US 1.1 as one ``data.json``, or DCAT (DCAT-AP) as RDF/XML, Turtle or JSON-LD, paged or not.

Here: which of them it is, and the entries of a ``data.json``. Not here: graphs (``rdf_graph.py``, ``dcat_rdf.py``),
paging (``dcat_pages.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from rdflib import Graph

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.sources import dcat_pages
from ckanext.gxdata.sources.answers import Answer, as_guid, fault_of, json_of, sound, text_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.dcat_formats import DATA_JSON, FORMATS, TITLES, TURTLE, declared_format, real_format
from ckanext.gxdata.sources.http import MIB, HttpClient, checked_address
from ckanext.gxdata.sources.memory import Forgetful, Memory, PageItem, Validators, only_read, place_of
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object
from ckanext.gxdata.sources.page_memory import document_again, stands, traced_document
from ckanext.gxdata.sources.proof import Proof, shielded
from ckanext.gxdata.sources.rdf_graph import parsed_graph

AUTO = "auto"


class Dcat:
    """`url` 是目录文件的地址（分页的写第一页）；格式自动识别，以内容为准；数据文件的地址可以是相对的。 `url` is the
    address of the catalog, or of its first page. RDF is read under the keys of DCAT-US.
    """

    kind: ClassVar[str] = "dcat"
    title: ClassVar[str] = "DCAT 目录（data.json、RDF）"
    address: ClassVar[str] = "目录文件或目录第一页的地址，例如 https://data.example.gov.cn/data.json 或 …/catalog.ttl"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PROVES_WHOLE, Capability.FETCHES_FILES, Capability.READS_UPLOAD, Capability.TAKES_SECRET}
    )
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {
            "format": {
                "enum": [AUTO, *FORMATS],
                "default": AUTO,
                "description": "目录的格式。一般写 auto：按内容识别 data.json、RDF/XML（xml）、Turtle（ttl，含 N-Triples）、"
                "JSON-LD（jsonld）；认错时才指定。",
            },
            **HTTP_OPTIONS,
            "max_page_mib": {
                **HTTP_OPTIONS["max_page_mib"],
                "description": "RDF 目录的一页最多多少 MiB；不论大小，一页最多 20 万个三元组（约一万个数据集，读取时占内存约 350 MB），"
                "更大的目录要分页。data.json 以 max_file_mib 为限。",
            },
        }
    )

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._config, self._url = config, config.url
        self._reader = _Reader.of(options)
        self._http = HttpClient(config)
        self._proof = Proof()

    @property
    def proves_whole(self) -> bool:
        return self._proof.whole

    def records(self) -> Iterator[RawRecord | Finding]:
        return only_read(self.pages(Forgetful()))

    def pages(self, memory: Memory) -> Iterator[PageItem]:
        """A catalog in one document is remembered; one of several pages is read."""
        self._proof, place, loads = Proof(), place_of(self._config), 0
        before = memory.at(place)
        answer = self._http.document(self._url, before.validators)
        if stands(answer, before):
            yield from document_again(before, place, self._proof)
            return

        def load(address: str, pointer: str) -> dcat_pages.Loaded:
            nonlocal loads
            loads += 1
            return self._load(address, pointer)

        yield from _records(answer, self._reader, load, self._proof)
        if not loads:
            yield traced_document(answer, place, self._proof)

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._http.file(reference, self._url)

    def fetch_changed(self, reference: str, known: Validators) -> FetchedFile:
        return self._http.file(reference, self._url, known)

    @classmethod
    def read_upload(cls, content: bytes, filename: str, options: Mapping[str, Any]) -> Iterator[RawRecord | Finding]:
        reader = _Reader.of(checked(options, cls.options_schema, cls.kind))
        yield from _records(Answer("", content, {}), reader, None, Proof())

    def _load(self, address: str, pointer: str) -> dcat_pages.Loaded:
        answer = self._http.document(checked_address(address))
        chosen, text = _recognised(answer, self._reader.format, pointer)
        if chosen == DATA_JSON:
            message = f"{pointer}：第一页是 RDF，这一页却不是"
            raise FatalError(message, pointer=pointer, rule="format-differs", hint="请对方检查翻页")
        return dcat_pages.Loaded(
            answer, self._reader.graph(answer, text, chosen, pointer), chosen != TURTLE or answer.end_proven
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """How catalogs are read: the format asked for, and how large a page of RDF may be, in bytes."""

    format: str
    limit: int

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> _Reader:
        return cls(str(options.get("format", AUTO)), int(options.get("max_page_mib", 20) * MIB))

    def graph(self, answer: Answer, text: str, chosen: str, pointer: str) -> Graph:
        if len(answer.content) > self.limit:
            message = f"{pointer}：RDF 超过 {self.limit / MIB:g} MiB"
            hint = "请对方分页输出；内存足够的，也可调大 max_page_mib"
            raise FatalError(message, pointer=pointer, rule="too-large", hint=hint)
        return parsed_graph(text, chosen, answer.url, pointer)


def _records(
    answer: Answer, reader: _Reader, load: dcat_pages.Load | None, proof: Proof
) -> Iterator[RawRecord | Finding]:
    chosen, text = _recognised(answer, reader.format, "第 1 页")
    declared = declared_format(answer)
    if declared not in ("", chosen):
        message = f"回答声明是 {TITLES[declared]}，内容是 {TITLES[chosen]}，以内容为准"
        yield Finding("content-type-differs", message, "info", "第 1 页", "请对方改正 Content-Type", answer.media_type)
    if chosen == DATA_JSON:
        yield from _entries(json_of(answer, "data.json"), proof)
        return
    graph = reader.graph(answer, text, chosen, "第 1 页")
    first = dcat_pages.Loaded(answer, graph, chosen != TURTLE or answer.end_proven)
    yield from dcat_pages.records(first, load, proof)


def _recognised(answer: Answer, wanted: str, pointer: str) -> tuple[str, str]:
    """Format and text. Raises ``FatalError``, also when it is not the format that the options ask for."""
    if not answer.content.strip():
        raise FatalError(f"{pointer}：回答是空的", pointer=pointer, rule="empty-answer", hint="请对方检查目录地址")
    text = text_of(answer, pointer)
    real = real_format(text, declared_format(answer), pointer)
    if wanted in (AUTO, real) or {wanted, real} == {"data.json", "jsonld"}:  # both are JSON: the option decides
        return (real if wanted == AUTO else wanted), text
    message = f"{pointer}：应为 {TITLES[wanted]}，内容是 {TITLES[real]}"
    raise FatalError(message, pointer=pointer, rule="wrong-format", hint="把选项 format 改为 auto")


def _entries(catalog: Any, proof: Proof) -> Iterator[RawRecord | Finding]:
    """The ``dataset`` array; some publishers leave the object around it out."""
    entries = catalog.get("dataset") if isinstance(catalog, dict) else catalog
    if not isinstance(entries, list):
        raise FatalError(
            "data.json 中没有 dataset 列表",
            pointer="data.json › dataset",
            rule="items-not-a-list",
            hint="确认地址指向 DCAT-US 1.1 的 data.json",
        )
    if not entries:
        yield Finding("listing-empty", "目录中没有数据集", "error", "data.json › dataset", "请确认目录仍有数据")
    for position, entry in enumerate(entries, start=1):
        pointer = f"第 {position} 条"
        guid = as_guid(entry.get("identifier")) if isinstance(entry, dict) else ""
        yield shielded(partial(_record, entry, pointer), guid, pointer)
    proof.whole = bool(entries)


def _record(entry: Any, pointer: str) -> RawRecord | Finding:
    if not isinstance(entry, dict):
        return Finding("not-an-object", "这一条不是记录", "error", pointer, value=storable(str(entry)[:200]))
    guid = as_guid(entry.get("identifier"))
    canonical = sound(entry)
    if not canonical and (fault := fault_of(entry)):
        return Finding(
            "unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", storable(guid)[:200]
        )
    return RawRecord(guid, entry, pointer, canonical=canonical)
