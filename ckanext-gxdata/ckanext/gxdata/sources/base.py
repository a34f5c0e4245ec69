"""What every kind of department system has in common: its configuration, and the calls a harvest makes on it.

Here: the protocol and the registry by entry point (group ``ckanext.gxdata.sources``). Not here: HTTP (``http.py``),
paging (``pagination.py``), and anything of CKAN.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, ClassVar, Protocol, runtime_checkable

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord

ENTRY_POINT_GROUP = "ckanext.gxdata.sources"


class Capability(Enum):
    """What a kind can do; the form, the documentation and the dry run are made from it. Values are Chinese words."""

    PROVES_WHOLE = "能证明目录取全"
    """Without it, and without ``Source.proves_whole`` after the pass, nothing is ever taken for withdrawn."""
    FETCHES_FILES = "取回数据文件"
    READS_UPLOAD = "可以试读上传的文件"
    """``read_upload`` reads one handed-in file without a registered source."""
    TAKES_SECRET = "可以带口令或令牌"
    CASCADES = "级联（代码和标识原样保留）"


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """A registered department system. ``options`` are those of its kind; secrets are never among them."""

    name: str
    kind: str
    url: str
    options: Mapping[str, Any] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    """``host:port`` or ``network/mask:port`` that may be called although inside, or on an odd port (``guard.py``)."""
    secret: str = field(default="", repr=False)
    """Password or token of the system, for kinds that take one; it appears in no message."""
    portal: str = ""
    """Address of this portal: what the system itself took from here is not taken back."""


class Source(Protocol):
    """One kind of department system, bound to one configuration.

    The constructor validates ``config.options`` against ``options_schema`` and raises ``FatalError`` naming the option.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    """Chinese name of the kind."""
    address: ClassVar[str]
    """What ``url`` is for this kind, in Chinese, with an example: the help beside the form's field."""
    capabilities: ClassVar[frozenset[Capability]]
    options_schema: ClassVar[Mapping[str, Any]]
    """JSON Schema (draft 2020-12); every property has a Chinese ``description``."""

    def __init__(self, config: SourceConfig) -> None: ...

    @property
    def proves_whole(self) -> bool:
        """Whether the last pass over ``records`` had the whole listing, by what the system itself says; false before."""
        ...

    def records(self) -> Iterator[RawRecord | Finding]:
        """Every record of the source once, in its order; a ``Finding`` stands for an item that could not be read.

        Raises ``FatalError`` or ``RetriableError`` when the listing cannot be had or cannot be trusted. Doubles are
        passed on: telling them apart is the harvest's business.
        """
        ...

    def fetch_file(self, reference: str) -> FetchedFile:
        """The file behind a resource's raw url. Raises ``RecordError`` when it cannot be had."""
        ...


@runtime_checkable
class ReadsUpload(Protocol):
    """A kind that has ``Capability.READS_UPLOAD``."""

    @classmethod
    def read_upload(
        cls, content: bytes, filename: str, options: Mapping[str, Any]
    ) -> Iterator[RawRecord | Finding]:
        """The records of one file, as ``records`` would give them. Raises as ``records`` does."""
        ...


def source_kinds() -> dict[str, type[Source]]:
    """All installed kinds by name, from the entry points."""
    return {name: point.load() for name, point in _installed().items()}


@lru_cache(maxsize=1)
def _installed() -> dict[str, EntryPoint]:
    """Kept, because looking for them takes longer than many a page."""
    return {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}


def open_source(config: SourceConfig) -> Source:
    """The adapter for ``config.kind``; an unknown kind is a ``FatalError`` that lists the known ones."""
    kinds = _installed()
    if config.kind not in kinds:
        known = "、".join(sorted(kinds))
        raise FatalError(f"没有名为“{config.kind}”的采集类型", pointer="kind", hint=f"可用的类型：{known}")
    source_class: type[Source] = kinds[config.kind].load()
    return source_class(config)
