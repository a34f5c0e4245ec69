"""Any CKAN from 2.9 by its action API, and portals of our own kind, which pass on whose dataset it is (cascade).

Here: options, and records as they come. Not here: how the catalog is walked (``ckan_listing.py``), which of its entries
are records (``ckan_records.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from ckanext.gxdata.core import cascade
from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.answers import Answer, json_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.ckan_actions import ActionApi
from ckanext.gxdata.sources.ckan_listing import Selection, dataset_id, listing
from ckanext.gxdata.sources.ckan_records import Reading
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.memory import Forgetful, Memory, PageItem, Validators, only_read, place_of
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object
from ckanext.gxdata.sources.proof import Proof, shielded

_NAME = {"type": "string", "pattern": '^[^"\\\\]{1,100}$'}
_NAMES = {"type": "array", "items": _NAME}


class CkanApi:
    """`url` 是平台首页；只取公开的数据集。 `url` is the portal's front page; only public datasets are taken."""

    kind: ClassVar[str] = "ckan_api"
    title: ClassVar[str] = "CKAN 平台（2.9 及以上，含本平台软件）"
    address: ClassVar[str] = "平台首页的地址，例如 https://data.example.gov.cn"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {
            "organizations": {**_NAMES, "description": "只取这些机构的数据集；写机构网址中的名称，例如 [nyj, tjj]。"},
            "groups": {**_NAMES, "description": "只取这些分组的数据集；写分组网址中的名称，例如 [agriculture]。"},
            "fq": {
                "type": "string",
                "description": "再按 Solr 条件筛选。写成“字段:值”，例如只取 CC BY 协议的写 license_id:cc-by，"
                "协议是 CC BY 并且带“教育”标签的写 license_id:cc-by AND tags:教育。一般不用。",
            },
            "q": {"type": "string", "description": "只取检索得到的数据集，例如 甘蔗；一般不用。"},
            "page_size": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1000,
                "description": "每页取多少个数据集；对方给得少时自动照办。不写时：第一页 100 个，答得快而不大的，以后每页最多 1000 个。",
            },
            "api": {
                "type": "string",
                "minLength": 1,
                "default": "/api/3/action",
                "description": "动作接口的路径，接在平台首页之后；平台装在子目录里也照此填写。",
            },
            "cascade": {
                "type": "boolean",
                "default": False,
                "description": "对方也是本平台软件时选“是”：原始标识和代码原样保留，经几条路到来的同一数据集只收一次。",
            },
            **HTTP_OPTIONS,
        }
    )

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._config = config
        self._http = HttpClient(_with_token(config))
        self._base = config.url.rstrip("/") + "/"
        self._api = ActionApi(self._http, self._base + str(options.get("api", "/api/3/action")).strip("/") + "/")
        self._selection = Selection(
            options.get("organizations", ()), options.get("groups", ()), options.get("fq", ""), options.get("q", "")
        )
        self._size = int(options.get("page_size", 0))
        self._reading = Reading(config.portal, bool(options.get("cascade", False)))
        self._proof = Proof()

    @property
    def proves_whole(self) -> bool:
        return self._proof.whole

    def records(self) -> Iterator[RawRecord | Finding]:
        return only_read(self.pages(Forgetful()))

    def pages(self, memory: Memory) -> Iterator[PageItem]:
        self._proof = Proof()
        reading, cascades = self._reading, self._reading.cascades
        if cascades:  # what the catalog holds from elsewhere decides, and that is looked at every time
            reading, memory = replace(reading, portal=self._portal()), Forgetful()
        place = partial(place_of, self._config)
        for step in listing(self._api, self._selection, self._size, self._proof, memory, place):
            if not isinstance(step, tuple):
                yield step
                continue
            pointer, dataset = step
            yield shielded(partial(reading.record, dataset, pointer), dataset_id(dataset), pointer)

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._http.file(reference, self._base)

    def fetch_changed(self, reference: str, known: Validators) -> FetchedFile:
        return self._http.file(reference, self._base, known)

    @classmethod
    def read_upload(cls, content: bytes, filename: str, options: Mapping[str, Any]) -> Iterator[RawRecord | Finding]:
        """A saved answer of ``package_search``, ``package_show`` or ``current_package_list_with_resources``."""
        cascades = bool(checked(options, cls.options_schema, cls.kind).get("cascade", False))
        reading = Reading(cascades=cascades, portal={"url": "", "title": filename[:200]})
        answer = json_of(Answer("", content, {}), filename)
        for position, dataset in enumerate(_datasets(answer, filename), start=1):
            yield reading.record(dataset, f"第 {position} 条")

    def _portal(self) -> dict[str, str]:
        """What the other portal calls itself; its public address may be another than the one we reach it by."""
        try:
            said = self._api.call("status_show", {}, "status_show")
        except (FatalError, RetriableError) as error:
            if error.rule not in ("http-status", "not-ok"):
                raise
            said = {}
        site = said if isinstance(said, Mapping) else {}
        return {
            "url": cascade.address(str(site.get("site_url") or "")[:300]),
            "title": str(site.get("site_title") or "")[:200],
        }


def _with_token(config: SourceConfig) -> SourceConfig:
    """CKAN takes its token in this header; it goes to the source's own origin only (``http.own_headers``)."""
    return replace(config, options={"secret_header": "Authorization", **config.options})


def _datasets(answer: Any, filename: str) -> list[Any]:
    result = answer.get("result", answer) if isinstance(answer, Mapping) else answer
    found = result.get("results", [result]) if isinstance(result, Mapping) else result
    if isinstance(found, list):
        return found
    message = f"{filename[:100]} 中没有数据集"
    raise FatalError(message, pointer=filename[:100], rule="items-not-a-list", hint="应为 package_search 等接口的回答")
