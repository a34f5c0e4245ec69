"""A DCAT-US 1.1 catalog: one ``data.json`` with everything in it.

Not here: DCAT in RDF, Turtle or JSON-LD graphs, which is another kind of reading and comes with a later step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.answers import as_guid, fault_of, json_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object


class Dcat:
    """`url` 是 data.json 本身的地址；文件地址可以是相对于它的。 `url` is the address of the `data.json` itself."""

    kind: ClassVar[str] = "dcat"
    title: ClassVar[str] = "DCAT-US 目录（data.json）"
    address: ClassVar[str] = "目录文件的地址，例如 https://data.example.gov.cn/data.json"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PROVES_WHOLE, Capability.FETCHES_FILES})
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {key: value for key, value in HTTP_OPTIONS.items() if key != "max_page_mib"}
    )

    def __init__(self, config: SourceConfig) -> None:
        checked(config.options, self.options_schema, self.kind)
        self._url = config.url
        self._http = HttpClient(config)

    def records(self) -> Iterator[RawRecord | Finding]:
        entries = _entries(json_of(self._http.document(self._url), "data.json"))
        if not entries:
            yield Finding("listing-empty", "目录中没有数据集", "error", "data.json › dataset", "请确认目录仍有数据")
        for position, entry in enumerate(entries, start=1):
            yield _record(entry, f"第 {position} 条")

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._http.file(reference, self._url)


def _entries(catalog: Any) -> list[Any]:
    """The ``dataset`` array; some publishers leave the object around it out."""
    entries = catalog.get("dataset") if isinstance(catalog, dict) else catalog
    if isinstance(entries, list):
        return entries
    raise FatalError(
        "data.json 中没有 dataset 列表",
        pointer="data.json › dataset",
        rule="items-not-a-list",
        hint="确认地址指向 DCAT-US 1.1 的 data.json",
    )


def _record(entry: Any, pointer: str) -> RawRecord | Finding:
    if not isinstance(entry, dict):
        return Finding("not-an-object", "这一条不是记录", "error", pointer, value=str(entry)[:200])
    guid = as_guid(entry.get("identifier"))
    if fault := fault_of(entry):
        return Finding("unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", guid)
    return RawRecord(guid, entry, pointer)
