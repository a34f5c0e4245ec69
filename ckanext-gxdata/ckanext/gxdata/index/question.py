"""CKAN's questions to Solr, none of which waits long: without Solr pages say so, and ``package_show`` reads the database.

CKAN tells "Solr is not there" in several ways, some of which end as an error page; here it is always ``SearchError``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ckan.lib.search import PackageSearchQuery, SearchError, SearchQueryError, SolrConnectionError

from ckanext.gxdata.core.zone_record import FIELD
from ckanext.gxdata.index import breaker, neighbours

WHOLE = "validated_data_dict"
AWAY = "检索服务暂时不可用，数据集没有受影响，请稍后再试 · The search is not available at the moment; please try again later"


class SearchAway(SearchError):  # type: ignore[misc]
    """Solr does not answer."""

    def __init__(self) -> None:
        super().__init__(AWAY)


class GuardedQuery(PackageSearchQuery):  # type: ignore[misc]
    results: list[dict[str, Any]]

    def get_all_entity_ids(self, max_results: int = 1000) -> list[str]:
        with _guarded():
            return list(super().get_all_entity_ids(max_results))

    def get_index(self, reference: str) -> dict[str, Any]:
        with _guarded():
            return dict(super().get_index(reference))

    def run(self, query: dict[str, Any], permission_labels: list[str] | None = None, **kwargs: Any) -> dict[str, Any]:
        with _guarded():
            query = neighbours.welcomed(query, permission_labels)
            whole = WHOLE in str(query.get("fl", "")).split()
            told = super().run({**query, "fl": f"{query['fl']} {FIELD}"} if whole else query, permission_labels, **kwargs)
            if whole:
                self.results = [_with_record(found) for found in self.results]
            return dict(told)


def _with_record(found: dict[str, Any]) -> dict[str, Any]:
    """The record of zones as one more field of the dataset's JSON text: CKAN takes nothing else of a hit."""
    text, record = found.get(WHOLE), found.get(FIELD)
    return {**found, WHOLE: f'{text[:-1]},"{FIELD}":{record}}}'} if text and record else found


@contextmanager
def _guarded() -> Iterator[None]:
    if breaker.questions.is_open:
        raise SearchAway
    try:
        yield
        breaker.questions.answered()
    except SearchQueryError:
        raise
    except (SearchError, SolrConnectionError, OSError) as error:
        if not _is_away(error):
            raise
        breaker.questions.failed()
        raise SearchAway from None  # its cause names Solr's address with the password in it


def _is_away(error: Exception) -> bool:
    """By the words of pysolr: it tells everything as one kind of error."""
    said = f"{error} {error.__cause__ or error.__context__ or ''}"
    words = ("Failed to connect", "Connection to server", "timed out", "HTTP 404", "HTTP 502", "HTTP 503", "HTTP 504")
    return isinstance(error, (SolrConnectionError, OSError)) or any(word in said for word in words)
