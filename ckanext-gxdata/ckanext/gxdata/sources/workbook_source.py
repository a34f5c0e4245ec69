"""One catalog workbook of 1272号, and the data files that lie beside it.

Here: the kind. Not here: reading the sheet (``workbook_1272.py``), several catalogs or other formats (``files.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, ClassVar
from urllib.parse import unquote, urljoin, urlsplit

from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources import catalog_files
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.folders import MIB, Folder
from ckanext.gxdata.sources.http import HttpClient, checked_address
from ckanext.gxdata.sources.options import checked, closed_object, http_options_without
from ckanext.gxdata.sources.places import Place, is_web, local_path
from ckanext.gxdata.sources.proof import Proof, counted
from ckanext.gxdata.sources.web_folders import WebFolder


class Workbook1272:
    """`url` 是目录表文件本身：本机或共享文件夹中的绝对路径，或者网址；“文件名”一栏写的数据文件与它放在一起。 `url` is
    the workbook itself; the data files it names lie beside it.
    """

    kind: ClassVar[str] = "workbook_1272"
    title: ClassVar[str] = "资源目录表（1272号文）"
    address: ClassVar[str] = (
        "目录表的绝对路径，例如 /data/nyt/目录.xlsx；或网址，例如 https://data.example.gov.cn/mulu/目录.xls"
    )
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PROVES_WHOLE, Capability.FETCHES_FILES, Capability.READS_UPLOAD, Capability.TAKES_SECRET}
    )
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {"sheet": catalog_files.SHEET_OPTION, **http_options_without("max_page_mib")}
    )

    def __init__(self, config: SourceConfig) -> None:
        self._options = checked(config.options, self.options_schema, self.kind)
        self._place, self._name = _beside(config, int(self._options.get("max_file_mib", 100) * MIB))
        self._proof = Proof()

    @property
    def proves_whole(self) -> bool:
        return self._proof.whole

    def records(self) -> Iterator[RawRecord | Finding]:
        self._proof = Proof()
        content = self._place.catalog(self._name).content
        found = catalog_files.read(content, self._name, self._options, lambda beside: self._place.file(beside).content)
        yield from counted(chain(self._place.findings(), found), self._proof)

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._place.file(reference)

    @classmethod
    def read_upload(cls, content: bytes, filename: str, options: Mapping[str, Any]) -> Iterator[RawRecord | Finding]:
        yield from catalog_files.read(content, filename, checked(options, cls.options_schema, cls.kind))


def _beside(config: SourceConfig, limit: int) -> tuple[Place, str]:
    """The folder of the workbook, and its name there."""
    if is_web(config.url):
        name = unquote(urlsplit(checked_address(config.url)).path.rsplit("/", 1)[-1])
        return WebFolder(HttpClient(config), urljoin(config.url, "."), config.url), name
    path = local_path(config.url, "/data/nyt/目录.xlsx")
    return Folder(path.parent, limit), path.name
