"""How Solr is asked for what was understood: parameters of its extended dismax parser, every word of the user quoted.

Here: pure text. Not here: CKAN's hooks (``index.py``). Only parameters that CKAN lets through are used (no pf, no q.op;
CKAN itself adds ``q.op=AND``), hence the explicit ORs inside ``q``; and ``bq``, which ``index/replacement`` lets through for us
alone, for what is welcome and not required. Each part of it names its field: it is read by another parser than ``q``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.gxdata.core.pinyin_terms import HAN_RUN
from ckanext.gxdata.core.search_places import Place
from ckanext.gxdata.core.search_terms import Understood
from ckanext.gxdata.core.search_words import Term
from ckanext.gxdata.core.semantic import Neighbour

NOTHING = "-entity_type:*"
"""Finds nothing: for a question without a letter, sign or figure in it."""

# What CKAN's own pages, its API's users and ckanapi put before a colon: CKAN's Solr fields and the dataset's.
FIELDS = frozenset(
    {
        "index_id", "id", "site_id", "title", "title_ngram", "title_string", "entity_type", "dataset_type",
        "state", "name", "name_ngram", "version", "url", "author", "author_email", "maintainer",
        "maintainer_email", "license", "license_id", "tags", "groups", "organization", "owner_org",
        "creator_user_id", "capacity", "permission_labels", "res_name", "res_description", "res_format",
        "res_url", "res_type", "text", "urls", "metadata_created", "metadata_modified", "notes", "private",
        "type", "depends_on", "dependency_of", "derives_from", "links_to", "child_of", "parent_of",
        "indexed_ts", "resource_code", "source_identifier", "theme", "zone", "region", "update_frequency",
        "issued", "modified", "open_type", "subzone", "high_value",
    }
)
IDS_MAX = 150
"""Clauses that near datasets may cost: Solr refuses more than 1,024 in all."""
_FIELD = re.compile(r"(?:^|[\s(+!\-])(\*|[A-Za-z_][\w.\-]*):\S")
_WORD = re.compile("[a-z]+")
_DYNAMIC = ("extras_", "res_extras_", "vocab_", "gx_")


@dataclass(frozen=True, slots=True)
class Weights:
    """``config/search/weights.yaml``; each mapping is Solr field → weight."""

    words: Mapping[str, float] = field(default_factory=dict)
    sign: Mapping[str, float] = field(default_factory=dict)
    """Fields of words, for a term of one Han sign: pairs of signs do not hold it."""
    phrase: Mapping[str, float] = field(default_factory=dict)
    """Fields in which the whole question in one piece counts extra."""
    pinyin: Mapping[str, float] = field(default_factory=dict)
    initials: Mapping[str, float] = field(default_factory=dict)
    code: float = 50.0
    synonym: float = 0.8
    related: float = 0.4
    light: Mapping[str, float] = field(default_factory=dict)
    place: Mapping[str, float] = field(default_factory=dict)
    exact_title: float = 20.0
    near: float = 0.6
    guess: Mapping[str, float] = field(default_factory=dict)
    fuzzy: float = 0.3
    office: Mapping[str, float] = field(default_factory=dict)
    region: Mapping[str, float] = field(default_factory=dict)
    """Points of a dataset about the place that was named, about one within it, about one around it."""
    merit: Mapping[str, float] = field(default_factory=dict)
    """Points whatever was asked, by a condition of Solr."""
    semantic: Mapping[str, float] = field(default_factory=dict)
    """Where a semantic model is connected: how many near ones are looked for, points of the nearest."""
    tie: float = 0.1


def uses_fields(query: str) -> bool:
    """Whether the query is written in Solr's syntax (``name:foo``, ``*:*``), as programs do: it is then left alone."""
    names = _FIELD.findall(query)
    return any(name == "*" or name in FIELDS or name.startswith(_DYNAMIC) for name in names)


def solr_parameters(understood: Understood, weights: Weights, neighbours: Sequence[Neighbour] = ()) -> dict[str, Any]:
    """``q``, ``bq``, ``defType``, ``qf``, ``mm`` and ``tie``; the minimum is a plain number, counted over the terms.

    ``neighbours``, the nearest first, are found beside what has the words.
    """
    if not understood.terms:
        return {"q": NOTHING, "defType": "lucene"}
    near = neighbours[: IDS_MAX // (understood.required + 1)]
    clauses = [_clause(term, weights) for term in understood.terms]
    met = [_or_near(clause, near) for clause in clauses[: understood.required]]
    required = " OR ".join([*met, *clauses[understood.required :]])
    nearness = _nearness(near, weights.semantic.get("points", 0))
    return {
        "q": required,
        "bq": [*_merit(weights), *_boosts(understood, weights), *nearness],
        "defType": "edismax",
        "qf": " ".join(f"{name}^{weight:g}" for name, weight in weights.words.items()),
        "mm": str(understood.required),
        "tie": f"{weights.tie:g}",
    }


def _merit(weights: Weights) -> Iterator[str]:
    """Solr keeps in memory for which datasets such a condition holds."""
    return (f"filter({condition})^={points:g}" for condition, points in weights.merit.items())


def _clause(term: Term, weights: Weights) -> str:
    forms = [quoted(term.text)]
    forms += [f"{quoted(form)}^{weight:g}" for form, weight in _synonyms(term, weights)]
    forms += [f"{quoted(form)}^{weights.related:g}" for form in term.related]
    forms += [clause for reading in term.pinyin for clause in _in_fields(reading, weights.pinyin)]
    forms += _in_fields(term.text, weights.sign) if len(term.text) == 1 else []
    forms += _in_fields(term.initials, weights.initials) if term.initials else []
    forms += [f"gx_code:{quoted(term.code)}^{weights.code:g}"] if term.code else []
    forms += [f"{quoted(form)}^{weights.near:g}" for form in term.near]
    forms += [clause for spoken in term.guesses for clause in _in_fields(spoken, weights.guess)]
    forms += [f"{term.fuzzy}~1^{weights.fuzzy:g}"] if _WORD.fullmatch(term.fuzzy) else []
    forms += [clause for name in term.synonyms if term.office for clause in _in_fields(name, weights.office)]
    return f"({' OR '.join(forms)})"


def _or_near(clause: str, near: Sequence[Neighbour]) -> str:
    """In as many clauses as are required, so that the minimum is met by what is near without the words."""
    ids = " OR ".join(quoted(each.id) for each in near)
    return f"({clause} OR id:({ids})^=0)" if ids else clause


def _nearness(near: Sequence[Neighbour], points: float) -> Iterator[str]:
    """By rank, as cosines of different models cannot be compared: the eleventh has half of the first's."""
    for rank, each in enumerate(near):
        yield f"id:{quoted(each.id)}^={points / (1 + rank / 10):g}"


def _synonyms(term: Term, weights: Weights) -> Iterator[tuple[str, float]]:
    """Of a word that is not Chinese the first is its translation, and counts as if it had been typed."""
    foreign = not HAN_RUN.match(term.text)
    for number, form in enumerate(term.synonyms):
        yield form, 1.0 if foreign and number == 0 and HAN_RUN.match(form) else weights.synonym


def _boosts(understood: Understood, weights: Weights) -> list[str]:
    light = [clause for word in understood.light for clause in _in_fields(word, weights.light)]
    exact = f"title_string:{quoted(understood.whole)}^{weights.exact_title:g}"
    together = _in_fields(understood.whole, weights.phrase) if len(understood.terms) + len(understood.light) > 1 else []
    together += [clause for phrase in understood.phrases for clause in _in_fields(phrase, weights.phrase)]
    places = [clause for place in understood.places for clause in _in_fields(place, weights.place)]
    offices = [clause for term in understood.offices for name in term.synonyms for clause in _in_fields(name, weights.office)]
    regions = [clause for place in understood.regions for clause in _of_place(place, weights.region)]
    return [*light, *places, *offices, *regions, exact, *together]


def _of_place(place: Place, points: Mapping[str, float]) -> Iterator[str]:
    """Constant: a place decides between answers to the same question, it does not answer one."""
    yield from _points("gx_region", [place.code], points.get("itself", 0))
    yield from _points("gx_region", place.within, points.get("within", 0))
    for distance, code in enumerate(place.around):
        yield from _points("gx_region", [code], points.get("around", 0) / (distance + 1))


def _points(name: str, values: Iterable[str], points: float) -> Iterator[str]:
    quoted_ = " OR ".join(quoted(value) for value in values)
    if quoted_ and points:
        yield f"{name}:({quoted_})^={points:g}"


def _in_fields(text: str, fields: Mapping[str, float]) -> list[str]:
    return [f"{name}:{quoted(text)}^{weight:g}" for name, weight in fields.items()]


def quoted(text: str) -> str:
    """A phrase that no sign of the text can break out of."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
