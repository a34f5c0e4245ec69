"""The address of a search page: what it asks for, how it is written, and the filters Solr is given for it. Pure.

Several values of one facet are alternatives, facets narrow each other. One question has one address: parameters in one order,
none twice, nothing empty. Not here: which facets there are (``views/facets.py``), the words of the question (``search_terms.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ckanext.gxdata.core.search_query import quoted
from ckanext.gxdata.core.solr_values import moment

VALUES_MAX = 50
"""Values of one facet that are read."""
VALUE_MAX = 200
WINDOW = 10_000
"""How far one may page: further down nobody reads, and Solr sorts all that stands before."""
SPANS: Mapping[str, str] = {"updated": "gx_modified", "issued": "gx_issued"}
"""Name of a span of days in the address → field of the index."""

_ORDER = re.compile(r"\w+ (?:asc|desc)(?:, ?\w+ (?:asc|desc))*")
_LIMIT = re.compile(r"_\w+_limit")
_UNREADABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Pairs = Iterable[tuple[str, str]]
Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
    """First and last day as written; either may be empty."""
    sort: str = ""
    page: int = 1
    limits: Mapping[str, str] = field(default_factory=dict)
    """``_<facet>_limit``: how many values of a facet are shown."""
    unread: tuple[str, ...] = ()
    """Parameters whose value says nothing: no day, no order."""

    @property
    def narrows(self) -> bool:
        return bool(self.filters or self.spans)


def read(pairs: Pairs, facets: Iterable[str]) -> Asked:
    """What is asked for; a parameter that no search has is left out."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if clean := _UNREADABLE.sub(" ", value).strip():
            given.setdefault(name, []).append(clean)
    filters = {name: _values(given[name]) for name in facets if name in given}
    spans = {name: span for name in SPANS if any(span := (_day(given, f"{name}_from"), _day(given, f"{name}_to")))}
    ends = [f"{name}_{end}" for name in SPANS for end in ("from", "to")]
    sort, page = _last(given, "sort"), _last(given, "page")
    unread = [name for name in ends if name in given and not _day(given, name)]
    unread += ["sort"] if sort and not _ORDER.fullmatch(sort) else []
    return Asked(
        _last(given, "q"),
        filters,
        {name: _in_order(span) for name, span in spans.items()},
        sort if _ORDER.fullmatch(sort) else "",
        int(page) if page.isascii() and page.isdecimal() and len(page) < 10 and int(page) else 1,
        {name: values[-1] for name, values in given.items() if _LIMIT.fullmatch(name) and values[-1].isdecimal()},
        tuple(unread),
    )


def written(asked: Asked, *, paged: bool = True) -> list[tuple[str, str]]:
    """The one way to write it, for links and as the canonical address."""
    spans = [
        (f"{name}_{end}", day)
        for name, span in asked.spans.items()
        for end, day in zip(("from", "to"), span, strict=True)
    ]
    filters = [(name, value) for name, values in sorted(asked.filters.items()) for value in sorted(values)]
    found = [("q", asked.q), *filters, *spans, ("sort", asked.sort), *sorted(asked.limits.items())]
    found += [("page", str(asked.page))] if paged and asked.page > 1 else []
    return [(name, value) for name, value in found if value]


def with_value(asked: Asked, name: str, value: str) -> Asked:
    """One filter more, from the first page."""
    values = (*asked.filters.get(name, ()), value)
    return replace(asked, filters={**asked.filters, name: values}, page=1)


def without_value(asked: Asked, name: str, value: str) -> Asked:
    """One filter less; of a span its name is enough."""
    kept = {**asked.filters, name: tuple(each for each in asked.filters.get(name, ()) if each != value)}
    spans = {each: span for each, span in asked.spans.items() if each != name}
    return replace(asked, filters={each: values for each, values in kept.items() if values}, spans=spans, page=1)


def bare(asked: Asked) -> Asked:
    """The words and the order without any filter."""
    return Asked(asked.q, sort=asked.sort)


def filter_queries(asked: Asked) -> dict[str, str]:
    """Facet or span → its filter, in which no sign of a value is syntax."""
    found = {
        name: f"{name}:({' OR '.join(_phrase(value) for value in values)})" for name, values in asked.filters.items()
    }
    return {**found, **{name: _days(SPANS[name], span) for name, span in asked.spans.items()}}


def _phrase(value: str) -> str:
    """CKAN looks for ``{!`` and ``_query_:`` even between quotes; an escaped sign is the sign to Solr."""
    return quoted(value).replace("{", "\\{").replace(":", "\\:")


def _values(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:VALUE_MAX] for value in given))[:VALUES_MAX]


def _last(given: Mapping[str, list[str]], name: str) -> str:
    return given[name][-1] if name in given else ""


def _day(given: Mapping[str, list[str]], name: str) -> str:
    try:
        return date.fromisoformat(_last(given, name)[:10]).isoformat()
    except ValueError:
        return ""


def _in_order(span: Span) -> Span:
    first, last = span
    return (last, first) if first and last and last < first else span


def _days(name: str, span: Span) -> str:
    """Days are China's; the last one is within."""
    first, last = span
    behind = (date.fromisoformat(last) + timedelta(days=1)).isoformat() if last and last < "9999-12-31" else ""
    return f"{name}:[{moment(first) or '*'} TO {moment(behind) or '*'}}}"
