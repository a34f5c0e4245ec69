"""Counts of facets of which several values are chosen, and which values a page lists."""

from __future__ import annotations

from typing import Any

from ckanext.gxdata.core.search_address import read
from ckanext.gxdata.views import search_counts

FACETS = ("gx_theme", "gx_format", "gx_zone")


class Catalog:
    """Answers with the questions it was asked, as counts."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def search(self, **query: Any) -> dict[str, Any]:
        self.asked.append(query)
        found = [{"name": "x", "display_name": "x", "count": len(query["fq_list"])}]
        return {"count": 7, "results": [], "search_facets": {name: {"items": found} for name in query["facet.field"]}}


def test_without_a_filter_one_question_is_enough() -> None:
    catalog = Catalog()

    search_counts.found(read([("q", "水")], FACETS), FACETS, catalog.search, rows=20, start=0)

    assert catalog.asked == [
        {"q": "水", "fq_list": [], "sort": "", "facet.field": list(FACETS), "rows": 20, "start": 0}
    ]


def test_a_facet_with_chosen_values_is_counted_under_the_other_filters_only() -> None:
    catalog = Catalog()
    asked = read([("gx_theme", "a"), ("gx_theme", "b"), ("gx_format", "CSV"), ("updated_from", "2025-01-01")], FACETS)

    found = search_counts.found(asked, FACETS, catalog.search, rows=20, start=0)

    hits, theme, format_ = catalog.asked
    assert hits["facet.field"] == ["gx_zone"] and len(hits["fq_list"]) == 3
    assert theme["facet.field"] == ["gx_theme"] and theme["rows"] == 0
    assert theme["fq_list"] == ['gx_format:("CSV")', "gx_modified:[2024-12-31T16:00:00Z TO *}"]
    assert format_["fq_list"] == ['gx_theme:("a" OR "b")', "gx_modified:[2024-12-31T16:00:00Z TO *}"]
    assert found["count"] == 7 and set(found["search_facets"]) == set(FACETS)


def test_a_value_that_is_chosen_is_listed_though_others_are_more_frequent_or_nothing_has_it() -> None:
    items = [
        {"name": name, "display_name": name, "count": count} for name, count in (("a", 1), ("b", 5), ("c", 5), ("d", 0))
    ]

    listed = search_counts.shown(items, ("a", "gone"), limit=1)

    assert [(item["name"], item["count"], item["active"]) for item in listed] == [
        ("b", 5, False),
        ("a", 1, True),
        ("gone", 0, True),
    ]
    assert [item["name"] for item in search_counts.shown(items, (), limit=0)] == ["b", "c", "a"]
