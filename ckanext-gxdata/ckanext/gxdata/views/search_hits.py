"""A hit with the words that matched, and where they stand: title, summary, 信息项, files, keywords, department.

Here: pure functions of a dataset as ``package_search`` answers it. Not here: what is marked (``core/search_marks.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ckanext.gxdata.core.search_document import item_names
from ckanext.gxdata.core.search_marks import EXCERPT, Marker, Parts

SHOWN_MAX = 3
"""Words of one place that are named; the others are told by their number."""
_NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where something matched; ``names`` are empty for what the page shows marked anyway."""

    kind: str
    names: tuple[Parts, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    title: Parts
    summary: Parts
    places: tuple[Place, ...] = ()


def hit(dataset: Mapping[str, Any], shown: Mapping[str, str], marker: Marker | None) -> Hit:
    """``shown``: title, summary, department and labels in the words of the page; without a marker nothing is marked."""
    if marker is None:
        return Hit([(shown["title"], False)], [(_short(shown["summary"]), False)])
    found = _hit(dataset, shown, marker)
    return found if found.places else _hit(dataset, shown, replace(marker, guessing=True))


def _hit(dataset: Mapping[str, Any], shown: Mapping[str, str], marker: Marker) -> Hit:
    title, summary = marker.parts(shown["title"]), marker.parts(shown["summary"], EXCERPT)
    places = [Place(kind) for kind, parts in (("title", title), ("summary", summary)) if _is_marked(parts)]
    places += [place for kind, names in _named(dataset, shown) if (place := _place(kind, names, marker)).names]
    return Hit(title, summary, tuple(places))


def _named(dataset: Mapping[str, Any], shown: Mapping[str, str]) -> Iterator[tuple[str, Iterable[str]]]:
    yield "item", item_names(dataset)
    yield "file", [str(resource.get("name") or "") for resource in dataset.get("resources") or ()]
    yield "tag", [str(tag.get("display_name") or tag.get("name") or "") for tag in dataset.get("tags") or ()]
    yield "department", [shown.get("department", "")]
    yield "region", [shown.get("region", "")]


def _place(kind: str, names: Iterable[str], marker: Marker) -> Place:
    marked = [parts for name in dict.fromkeys(names) if _is_marked(parts := marker.parts(name, _NAME_MAX))]
    return Place(kind, tuple(marked[:SHOWN_MAX]), max(0, len(marked) - SHOWN_MAX))


def _is_marked(parts: Parts) -> bool:
    return any(is_marked for _text, is_marked in parts)


def _short(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
