"""A DCAT-US 1.1 catalog: one ``data.json`` with everything in it.

Not here: DCAT in RDF, Turtle or JSON-LD graphs, which is another kind of reading and comes with a later step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object


class Dcat:
    """``url`` is the address of the ``data.json`` itself; resource addresses may be relative to it."""

    kind: ClassVar[str] = "dcat"
    title: ClassVar[str] = "DCAT-US 目录（data.json）"
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(HTTP_OPTIONS)

    def __init__(self, config: SourceConfig) -> None:
        self.options = checked(config.options, self.options_schema, self.kind)

    def records(self) -> Iterator[RawRecord | Finding]:
        raise NotImplementedError

    def fetch_file(self, reference: str) -> FetchedFile:
        raise NotImplementedError
