"""A place that a department fills: a catalog and the files it names, in a folder, a zip archive or a folder on the web.

Here: the kind and its options. Not here: the places (``folders.py``, ``archives.py``, ``web_folders.py``), the formats
of a catalog (``catalog_files.py``).
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Any, ClassVar
from urllib.parse import urlsplit

from ckanext.gxdata.core.errors import RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources import catalog_files
from ckanext.gxdata.sources.archives import Archive
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.folders import MIB, Folder, too_large, unreadable
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.options import checked, closed_object, http_options_without
from ckanext.gxdata.sources.places import Place, as_fatal, chosen_name, is_web, local_path
from ckanext.gxdata.sources.proof import Proof, counted
from ckanext.gxdata.sources.web_folders import WebFolder

LARGEST_ARCHIVE = 2048 * MIB


class Files:
    """`url` 是文件夹或 zip 压缩包：本机的绝对路径（或 file: 地址），或者网址（网上的文件夹要能列目录，或在 `catalog` 写明
    文件名）。 `url` is a folder or a zip archive, by absolute path or by web address.
    """

    kind: ClassVar[str] = "files"
    title: ClassVar[str] = "文件夹、压缩包（目录加数据文件）"
    address: ClassVar[str] = (
        "文件夹或 zip 压缩包的绝对路径，例如 /data/nyt；或网址，例如 https://data.example.gov.cn/mulu/"
    )
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PROVES_WHOLE, Capability.FETCHES_FILES, Capability.READS_UPLOAD, Capability.TAKES_SECRET}
    )
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {
            "catalog": {
                "type": "string",
                "minLength": 1,
                "description": "目录的文件名，例如 目录.xlsx；可以用 * 代替会变的部分，例如 目录*.xlsx，但只能有一个文件符合。",
            },
            **catalog_files.FORMAT_OPTIONS,
            **http_options_without("max_page_mib"),
        },
        required=("catalog",),
    )

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        catalog_files.check_format(options)
        self._options = options
        self._catalog = str(options["catalog"])
        self._place = open_place(config, int(options.get("max_file_mib", 100) * MIB))
        self._proof = Proof()

    @property
    def proves_whole(self) -> bool:
        return self._proof.whole

    def records(self) -> Iterator[RawRecord | Finding]:
        self._proof = Proof()
        name = chosen_name(self._catalog, self._place)
        content = self._place.catalog(name).content
        found = catalog_files.read(content, name, self._options, lambda beside: self._place.file(beside).content)
        yield from counted(chain(self._place.findings(), found), self._proof)

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._place.file(reference)

    @classmethod
    def read_upload(cls, content: bytes, filename: str, options: Mapping[str, Any]) -> Iterator[RawRecord | Finding]:
        """A zip is read as the place it is; every other file as the catalog itself."""
        options = checked({"catalog": filename, **options}, cls.options_schema, cls.kind)
        catalog_files.check_format(options)
        if not filename.lower().endswith(".zip"):
            yield from catalog_files.read(content, filename, options)
            return
        place = Archive(lambda: io.BytesIO(content), filename, int(options.get("max_file_mib", 100) * MIB))
        name = chosen_name(str(options["catalog"]), place)
        opened = place.catalog(name).content
        yield from place.findings()
        yield from catalog_files.read(opened, name, options, lambda beside: place.file(beside).content)


def open_place(config: SourceConfig, limit: int) -> Place:
    """Raises ``FatalError`` (``wrong-address``); whether the place is there shows when it is read."""
    if is_web(config.url):
        http = HttpClient(config)
        name = urlsplit(config.url).path.rsplit("/", 1)[-1]
        if name.lower().endswith(".zip"):
            return Archive(lambda: io.BytesIO(http.document(config.url).content), name, limit)
        return WebFolder(http, config.url)
    path = local_path(config.url, "/data/nyt")
    if path.suffix.lower() == ".zip" and not path.is_dir():
        return Archive(lambda: _local_archive(path), path.name, limit)
    return Folder(path, limit)


def _local_archive(path: Path) -> IO[bytes]:
    """Open, never read whole: only its members have to fit into memory."""
    if not path.is_file():
        hint = "确认文件存在，或网络共享已经挂载"
        raise RetriableError(f"找不到压缩包 {path}", pointer="url", rule="unreachable", hint=hint)
    try:
        file = path.open("rb")
    except OSError as error:
        raise as_fatal(unreadable(path.name, error)) from error
    if os.fstat(file.fileno()).st_size > LARGEST_ARCHIVE:
        file.close()
        raise as_fatal(too_large(path.name, LARGEST_ARCHIVE))
    return file
