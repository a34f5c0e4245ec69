"""The address of a search page: read, written in one way, and turned into filters."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.search_address import Asked, bare, filter_queries, read, with_value, without_value, written

FACETS = ("organization", "gx_theme", "gx_format")


def test_several_values_of_a_facet_are_alternatives_and_facets_narrow_each_other() -> None:
    asked = read([("q", "甘蔗"), ("gx_format", "CSV"), ("gx_theme", "agriculture"), ("gx_format", "XLSX")], FACETS)

    assert filter_queries(asked) == {"gx_theme": 'gx_theme:("agriculture")', "gx_format": 'gx_format:("CSV" OR "XLSX")'}


def test_one_question_has_one_address_in_whatever_order_it_is_asked() -> None:
    one = read(
        [("gx_theme", "b"), ("sort", "gx_modified desc"), ("q", "水"), ("gx_theme", "a"), ("gx_theme", "b")], FACETS
    )
    other = read(
        [
            ("q", "水"),
            ("gx_theme", "a"),
            ("utm_source", "x"),
            ("gx_theme", "b"),
            ("page", "1"),
            ("sort", "gx_modified desc"),
        ],
        FACETS,
    )

    assert (
        written(one)
        == written(other)
        == [("q", "水"), ("gx_theme", "a"), ("gx_theme", "b"), ("sort", "gx_modified desc")]
    )


def test_an_address_that_was_written_is_read_as_the_same_question() -> None:
    asked = read(
        [("q", "水"), ("gx_format", "CSV"), ("updated_from", "2024-01-01"), ("page", "3"), ("_gx_theme_limit", "0")],
        FACETS,
    )

    assert read(written(asked), FACETS) == asked


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        ('a" OR private:true OR "', '"a\\" OR private\\:true OR \\""'),
        ("{!join from=id to=id}x", '"\\{!join from=id to=id}x"'),
        ('_query_:"x"', '"_query_\\:\\"x\\""'),
        ("a\\", '"a\\\\"'),
    ],
)
def test_no_sign_of_a_value_is_syntax(value: str, phrase: str) -> None:
    assert filter_queries(read([("gx_theme", value)], FACETS)) == {"gx_theme": f"gx_theme:({phrase})"}


def test_a_span_of_days_is_chinas_and_holds_its_last_day() -> None:
    asked = read([("updated_from", "2025-03-01"), ("updated_to", "2025-03-31")], FACETS)

    assert filter_queries(asked) == {"updated": "gx_modified:[2025-02-28T16:00:00Z TO 2025-03-31T16:00:00Z}"}
    assert filter_queries(read([("issued_to", "2020-12-31")], FACETS)) == {
        "issued": "gx_issued:[* TO 2020-12-31T16:00:00Z}"
    }
    assert filter_queries(read([("issued_to", "9999-12-31")], FACETS)) == {"issued": "gx_issued:[* TO *}"}


def test_days_in_the_wrong_order_are_turned() -> None:
    assert read([("updated_from", "2025-03-31"), ("updated_to", "2025-03-01")], FACETS).spans == {
        "updated": ("2025-03-01", "2025-03-31")
    }


def test_what_says_nothing_is_named_and_changes_nothing() -> None:
    asked = read([("updated_from", "soon"), ("sort", "(select 1)"), ("page", "-3"), ("gx_theme", " \x00 ")], FACETS)

    assert asked == Asked(unread=("updated_from", "sort"))


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "99999999999999", ""])
def test_a_page_that_is_no_number_is_the_first(page: str) -> None:
    assert read([("page", page)], FACETS).page == 1


def test_links_add_and_remove_one_value_and_lead_to_the_first_page() -> None:
    asked = read(
        [
            ("q", "水"),
            ("gx_format", "CSV"),
            ("updated_from", "2024-01-01"),
            ("page", "7"),
            ("sort", "gx_modified desc"),
        ],
        FACETS,
    )

    assert written(with_value(asked, "gx_format", "API"))[1:3] == [("gx_format", "API"), ("gx_format", "CSV")]
    assert without_value(asked, "gx_format", "CSV").filters == {}
    assert without_value(asked, "updated", "").spans == {}
    assert written(bare(asked)) == [("q", "水"), ("sort", "gx_modified desc")]
    assert with_value(asked, "gx_theme", "a").page == 1


def test_no_more_is_read_than_somebody_could_mean() -> None:
    asked = read([("gx_theme", f"{number}{'x' * 500}") for number in range(500)], FACETS)

    assert len(asked.filters["gx_theme"]) == 50
    assert max(len(value) for value in asked.filters["gx_theme"]) == 200
