"""A portal of the oportal software: HTML lists and detail pages, no JSON. Guangxi's hub and its 14 cities differ in
``url`` and ``tenant`` only; so do the other provinces that run it.

The guid is the catalog id of the detail address (``/lz/catalog/CAT0001`` → ``CAT0001``). Where a portal lists another
tenant's catalog (the hub a city's), the tenant stays in front (``lz/CAT0001``): two cities may use one number. The
payload keeps ``tenant`` and ``catalog_id`` apart, so the hub's record and the city's can be seen to be one.
Not here: what stands where on a page (``oportal_pages.py``), paging (``pagination.py``), transport (``http.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources import oportal_pages as pages
from ckanext.gxdata.sources.answers import Answer, fault_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.calls import DetailTally
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.markup import html_of, whole_html_of
from ckanext.gxdata.sources.options import checked, closed_object, http_options_without
from ckanext.gxdata.sources.page_text import in_one_line
from ckanext.gxdata.sources.pagination import Page, Paging, count, walk
from ckanext.gxdata.sources.proof import Proof, shielded

_SHOWN_TITLE = 80


class OportalHtml:
    """广西开放平台所用的门户软件（自治区和 14 个市，山东、四川等地同款）。 The portal software of Guangxi and others."""

    kind: ClassVar[str] = "oportal_html"
    title: ClassVar[str] = "开放平台门户网页（自治区与各市同款）"
    address: ClassVar[str] = "门户网站的根地址，不含 /portal/catalog/index，例如 https://nn.data.gxzf.gov.cn"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PROVES_WHOLE, Capability.READS_UPLOAD, Capability.TAKES_SECRET}
    )
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {
            "tenant": {
                "type": "string",
                "pattern": "^[A-Za-z0-9_-]+$",
                "default": "portal",
                "description": "网址中域名之后的第一段：自治区是 portal，南宁市是 nn，其他省的多为 oportal 或城市的拼音。",
            },
            "list_path": {
                "type": "string",
                "minLength": 1,
                "default": "catalog/index",
                "description": "目录列表页的路径，接在上一项之后；四川等地写 catalog/。",
            },
            "page_parameter": {
                "type": "string",
                "minLength": 1,
                "default": "page",
                "description": "翻页参数的名称，从 1 起，例如网址末尾是 ?page=2 时写 page。",
            },
            "max_pages": {
                "type": "integer",
                "minimum": 1,
                "maximum": 100_000,
                "default": 10_000,
                "description": "最多取多少页，超过即报错。",
            },
            **http_options_without("max_file_mib"),
        }
    )

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._http = HttpClient(config)
        self._base = config.url.rstrip("/") + "/"
        self._tenant = options.get("tenant", "portal")
        self._list_url = f"{self._base}{self._tenant}/{options.get('list_path', 'catalog/index').lstrip('/')}"
        self._proof = Proof()
        self._paging = Paging("page", options.get("page_parameter", "page"), max_pages=options.get("max_pages", 10_000))

    @property
    def proves_whole(self) -> bool:
        return self._proof.whole

    def records(self) -> Iterator[RawRecord | Finding]:
        self._proof = Proof()
        details, listing = DetailTally(), _Listing(self._http, self._list_url)
        for step in walk(self._paging, listing.page, self._guid, self._proof):
            if isinstance(step, Finding):
                yield step
                continue
            number, page = step
            for position, row in enumerate(page.items, start=1):
                pointer = f"第 {number} 页第 {position} 条"
                yield shielded(partial(self._record, row, pointer, details), self._guid(row), pointer)
        details.refuse_if_mostly_failed()

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._http.file(reference, self._base)

    @classmethod
    def read_upload(cls, content: bytes, filename: str, options: Mapping[str, Any]) -> Iterator[RawRecord | Finding]:
        """The rows of one saved list page, without their details."""
        checked(options, cls.options_schema, cls.kind)
        tenant = options.get("tenant", "portal")
        page = html_of(Answer("", content, {}), filename)
        for position, row in enumerate(_listed(page, "", filename).items, start=1):
            yield RawRecord(_guid(row, tenant), _complete(row, {}), f"{filename} 第 {position} 条")

    def _guid(self, row: pages.Row) -> str:
        return _guid(row, self._tenant)

    def _record(self, row: pages.Row, pointer: str, details: DetailTally) -> RawRecord | Finding:
        guid, found = self._guid(row), {}
        if guid:
            try:
                found = self._detail(row["url"], pointer)
                details.succeeded()
            except GxdataError as error:
                return details.failed(error, guid, pointer)
        payload = _complete(row, found)
        if fault := fault_of(payload):
            return Finding("unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", guid)
        return RawRecord(guid, payload, pointer)

    def _detail(self, url: str, pointer: str) -> pages.Row:
        page = whole_html_of(self._http.page("GET", url), pointer)
        found = pages.detail(page)
        if found is None:
            message = f"详情页中没有这个数据集，页面标题是“{_title(page)}”"
            hint = "数据集可能已被删除或需要登录；请在来源门户中打开这个网址核对"
            raise RecordError(message, pointer=pointer, rule="no-detail", hint=hint)
        return found


class _Listing:
    """The list during one run. Beyond the page where the total must be reached the software repeats its last page, so
    nothing is asked for there."""

    def __init__(self, http: HttpClient, url: str) -> None:
        self._http = http
        self._url = url
        self._size = 0
        self._total: Any = None

    def page(self, number: int, parameters: dict[str, int]) -> Page:
        total = count(self._total)
        if total is not None and self._size and (number - 1) * self._size >= total:
            return Page([], self._total)
        answer = self._http.page("GET", self._url, params=parameters)
        found = _listed(whole_html_of(answer, f"第 {number} 页"), answer.url, f"第 {number} 页")
        self._size, self._total = max(self._size, len(found.items)), found.total
        return found


def _listed(page: Any, url: str, pointer: str) -> Page:
    """The rows of a list page. Raises ``FatalError``: ``login-page``, or ``structure-changed`` for any other page."""
    found = pages.listing(page, url)
    if found is not None:
        return found
    if _asks_for_login(page):
        raise FatalError(
            f"{pointer}：得到的是登录页“{_title(page)}”，不是目录列表",
            pointer=pointer,
            rule="login-page",
            hint="目录列表应当无需登录即可查看；请来源门户的管理单位核对访问权限或访问频率限制",
        )
    raise FatalError(
        f"{pointer}：页面“{_title(page)}”中没有目录列表，门户的页面结构可能变了",
        pointer=pointer,
        rule="structure-changed",
        hint="在浏览器中打开列表页核对网址；页面确实改版的，请联系本平台维护人员",
    )


def _asks_for_login(page: Any) -> bool:
    return bool(page.cssselect("input[type=password]")) or any(
        word in _title(page).lower() for word in ("登录", "登陆", "身份认证", "login")
    )


def _title(page: Any) -> str:
    titles = page.cssselect("title")
    return in_one_line(titles[0])[:_SHOWN_TITLE] if titles else "无标题"


def _guid(row: pages.Row, tenant: str) -> str:
    own = not row["catalog_id"] or row["tenant"] == tenant
    return str(row["catalog_id"] if own else f"{row['tenant']}/{row['catalog_id']}")


def _complete(row: pages.Row, found: pages.Row) -> pages.Row:
    """A row with its detail: what the detail leaves empty stays as the list has it."""
    labels = pages.lasting([*row["details"].items(), *found.get("details", {}).items()])
    title, files = found.get("title") or row["title"], found.get("files", [])
    whole = {**row, "title": title, "details": labels, "files": files}
    return {**whole, "resources": list(_resources(whole))}


def _resources(row: pages.Row) -> Iterator[dict[str, str]]:
    """One per file, and one per format that none of the files has."""
    suffixes = set()
    for file in row["files"]:
        suffix = file["name"].rpartition(".")[2].lower() if "." in file["name"] else ""
        suffixes.add(suffix)
        yield {"name": file["name"], "format": suffix or "file", "url": row["url"]}
    for each in row["formats"]:
        if each not in suffixes and not (each == "file" and row["files"]):
            name = row["title"] if each == "file" else f"{row['title']}（{each.upper()}）"
            yield {"name": name, "format": each, "url": row["url"]}
