"""What a graph says about a node, as JSON: texts by language, names of things, blank nodes as nested objects.

Values stay as they were written; a property without a key of its own is kept under ``other``, by its IRI. RDF has no
order, so every list is sorted: a server that writes its triples in another order today has changed nothing. Not here:
which property becomes which key (``dcat_keys.py``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS, Namespace
from rdflib.term import Node

from ckanext.gxdata.core.errors import RecordError

SCHEMA = Namespace("http://schema.org/")
DEEPEST = 20
MOST_NODES = 50_000
"""Of one dataset: blank nodes that point at each other would multiply without end."""

_LABELS = (SKOS.prefLabel, RDFS.label, FOAF.name, DCTERMS.title, SCHEMA.name, RDF.value, SKOS.notation)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the language we show, and what it is called in the others."""

    value: Any
    others: Mapping[str, Any]


class View:
    """The graph as one dataset sees it, and how much of it may still be copied."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._left = MOST_NODES

    def objects(self, node: Node, predicate: URIRef) -> list[Node]:
        return list(dict.fromkeys(self.graph.objects(node, predicate)))

    def spend(self, depth: int) -> None:
        """Raises ``RecordError`` (``graph-too-deep``) when a dataset is no tree of sensible size."""
        self._left -= 1
        if self._left < 0 or depth > DEEPEST:
            hint = "请对方检查空白节点是否互相指向"
            raise RecordError("这一条的描述层层嵌套，没有尽头", rule="graph-too-deep", hint=hint)


Reader = Callable[[View, list[Node], int], Any]
Table = Mapping[str, tuple[Reader, tuple[URIRef, ...]]]


def described(view: View, node: Node, table: Table, depth: int) -> dict[str, Any]:
    view.spend(depth)
    found: dict[str, Any] = {}
    translations: dict[str, Any] = {}
    read: set[URIRef] = set()
    for key, (reader, predicates) in table.items():
        predicate = next((each for each in predicates if view.objects(node, each)), None)
        if predicate is None:
            continue
        read.add(predicate)
        value = reader(view, view.objects(node, predicate), depth + 1)
        if isinstance(value, Text):
            translations.update({key: dict(value.others)} if value.others else {})
            value = value.value
        if value not in (None, "", [], {}):
            found[key] = value
    rest = {str(each) for each in view.graph.predicates(node)} - {str(each) for each in read} - {str(RDF.type)}
    other = {each: plain(view, view.objects(node, URIRef(each)), depth + 1) for each in sorted(rest)}
    return {**found, **({"translations": translations} if translations else {}), **({"other": other} if other else {})}


def objects_of(view: View, node: Node, predicates: Iterable[URIRef]) -> list[Node]:
    """The objects of the first of these predicates that has any."""
    return next((values for each in predicates if (values := view.objects(node, each))), [])


def text(view: View, values: list[Node], depth: int) -> Text:
    """Chinese first, then what bears no language, English, and the rest by name."""
    by_language: dict[str, list[str]] = {}
    for value in values:
        written = value if isinstance(value, Literal) else label_of(view, value)
        language = (written.language or "") if isinstance(written, Literal) else ""
        by_language.setdefault(language, []).append(str(written if written is not None else value))
    chosen, *others = sorted(by_language, key=_rank)
    return Text(one_or_all(by_language[chosen]), {each or "und": one_or_all(by_language[each]) for each in others})


def texts(view: View, values: list[Node], depth: int) -> Text:
    """As ``text``; what is shown is a list even of one."""
    found = text(view, values, depth)
    return Text(found.value if isinstance(found.value, list) else [found.value], found.others)


def _rank(language: str) -> tuple[int, bool, str]:
    tag = language.lower()
    if tag == "zh" or tag.startswith("zh-"):
        traditional = any(part in tag.split("-") for part in ("tw", "hk", "mo", "hant"))
        return 0, traditional, tag
    return (1, False, tag) if not tag else (2 if tag.split("-")[0] == "en" else 3, False, tag)


def plain(view: View, values: list[Node], depth: int) -> Any:
    """Literals and IRIs as written; a blank node by its label, else as an object."""
    return one_or_all(value_of(view, each, depth) for each in values)


def value_of(view: View, value: Node, depth: int) -> Any:
    if not isinstance(value, BNode):
        return str(value)
    label = label_of(view, value)
    if label is not None and len(set(view.graph.predicates(value)) - {RDF.type}) == 1:
        return str(label)
    return described(view, value, {}, depth)


def name(view: View, values: list[Node], depth: int) -> Any:
    """The label of a thing where the graph has one, else its IRI, or the blank node as an object."""
    labels = [(label_of(view, each), each) for each in values]
    return one_or_all(str(label) if label is not None else value_of(view, each, depth) for label, each in labels)


def named(view: View, values: list[Node], depth: int) -> Any:
    """The IRIs whose labels ``name`` gave instead."""
    return one_or_all(str(each) for each in values if isinstance(each, URIRef) and label_of(view, each) is not None)


def label_of(view: View, node: Node) -> Literal | None:
    """Its name in the language we prefer; None for literals and for what is only an IRI."""
    if isinstance(node, Literal):
        return None
    for predicate in _LABELS:
        labels = [each for each in view.objects(node, predicate) if isinstance(each, Literal) and str(each).strip()]
        if labels:
            return min(labels, key=lambda each: (_rank(each.language or ""), str(each)))
    return None


def one_or_all(values: Iterable[Any]) -> Any:
    found = in_order(values)
    return found[0] if len(found) == 1 else found


def in_order(values: Iterable[Any]) -> list[Any]:
    """Distinct, by canonical JSON."""
    keyed = {json.dumps(value, ensure_ascii=False, sort_keys=True): value for value in values}
    return [keyed[key] for key in sorted(keyed)]
