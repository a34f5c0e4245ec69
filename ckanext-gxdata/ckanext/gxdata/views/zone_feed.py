"""Atom feeds, of a zone and of any search: what changed. Text only: no route, no search.

Ids stay for ever and name no host: a dataset's own id, and for a feed one made of zone and language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from feedgen.feed import FeedGenerator

from ckanext.gxdata.core import text, translations

NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)
"""Of a feed without entries: it must have a time, and that of the request would change with every call."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the feed stands: language of its words, its own address, its page, and how a dataset's page is found."""

    language: str
    own: str
    page: str
    author: str
    dataset: Callable[[str], str]


def atom(zone: Mapping[str, Any], datasets: Iterable[Mapping[str, Any]], place: Place) -> bytes:
    """``zone`` as ``gxdata_zone_show``, ``datasets`` as ``package_search`` answers them, newest first."""
    return written(f"gxdata:zone:{zone['id']}:{place.language}", zone["title"], zone["about"], datasets, place)


def written(name: str, title: str, about: str, datasets: Iterable[Mapping[str, Any]], place: Place, following: str = "") -> bytes:
    """A feed that keeps its id for ever under that ``name``; ``following``: address of the next page."""
    datasets = list(datasets)
    feed = FeedGenerator()
    feed.id(_urn(name))
    feed.title(_plain(title))
    feed.subtitle(_plain(about) or None)
    feed.link(href=place.own, rel="self", type="application/atom+xml")
    feed.link(href=place.page, rel="alternate", type="text/html")
    if following:
        feed.link(href=following, rel="next", type="application/atom+xml")
    feed.author({"name": place.author})
    feed.language(tag(place.language))
    feed.updated(max((_moment(dataset["metadata_modified"]) for dataset in datasets), default=NEVER))
    for dataset in datasets:
        _entry(feed, dataset, place)
    return bytes(feed.atom_str(pretty=True))


def tag(locale: str) -> str:
    """Language tag of a locale: ``zh_Hans_CN`` → ``zh-Hans``."""
    return {"zh_Hans_CN": "zh-Hans"}.get(locale, locale.replace("_", "-"))


def _entry(feed: Any, dataset: Mapping[str, Any], place: Place) -> None:
    entry = feed.add_entry(order="append")
    entry.id(_dataset_urn(str(dataset["id"])))
    title = _plain(translations.said(dataset, "title", place.language)[0] or str(dataset["name"]))
    entry.title(title)
    entry.link(href=place.dataset(dataset["name"]), rel="alternate", type="text/html")
    entry.summary(_plain(translations.said(dataset, "notes", place.language)[0]) or title)
    entry.published(_moment(dataset["metadata_created"]))
    entry.updated(_moment(dataset["metadata_modified"]))
    organization = dataset.get("organization") or {}
    entry.author({"name": _plain(str(organization.get("title") or organization.get("name") or place.author))})
    entry.category([{"term": _plain(str(tag["name"]))} for tag in dataset.get("tags") or ()])


def _plain(words: str) -> str:
    """What XML takes: two code points are left that are no characters."""
    return text.clean(words).replace("\ufffe", "").replace("\uffff", "")


def _dataset_urn(dataset_id: str) -> str:
    try:
        return UUID(dataset_id).urn
    except ValueError:
        return _urn(f"gxdata:dataset:{dataset_id}")


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, name).urn


def _moment(given: str) -> datetime:
    """CKAN's times have no zone and are UTC."""
    return datetime.fromisoformat(given.rstrip("Z")).replace(tzinfo=timezone.utc)
