"""What the paths of a mapping look at: a record, or one resource of it.

Not here: what is made of a value (``mapping``), what a label means (``labelled``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core import labelled, path_looks
from ckanext.gxdata.core.labelled import LabelReading
from ckanext.gxdata.core.path_looks import Pairs
from ckanext.gxdata.core.paths import Path


class Scope:
    """``here`` (the record, or one resource of it) and the whole ``record``, neither of which changes meanwhile."""

    __slots__ = ("_indexes", "_labels", "_of_record", "here", "reading", "record")

    def __init__(self, record: Mapping[str, Any], reading: LabelReading) -> None:
        self.here: Any = record
        self.record = record
        self.reading = reading
        self._labels: labelled.Index | None = None
        self._indexes: dict[Pairs, dict[str, Any]] = {}
        self._of_record: Scope = self

    def inside(self, element: Any) -> Scope:
        """That of one resource."""
        scope = Scope.__new__(Scope)
        scope.here, scope.record, scope.reading = element, self.record, self.reading
        scope._labels, scope._indexes, scope._of_record = None, {}, self._of_record
        return scope

    @property
    def labels(self) -> labelled.Index:
        """Of the whole record, made when they are asked for."""
        whole = self._of_record
        if whole._labels is None:
            whole._labels = labelled.index(self.reading, self.record)
        return whole._labels

    def search(self, path: Path) -> Any:
        """As ``Path.search``."""
        scope = self._of_record if path.of_record else self
        here = scope.here
        if type(here) is not dict:
            return path.search(here)
        if path.key is not None:
            return here.get(path.key)
        if path.pair is None:
            return path.search(here)
        index = scope._indexes.get(path.pair.pairs)
        if index is None:
            scope._indexes[path.pair.pairs] = index = path_looks.index(path.pair.pairs, here)
        return index.get(path.pair.wanted)
