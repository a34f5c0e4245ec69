"""The datasets of a DCAT graph: which there are, what identifies them, and what is said about them.

Not here: syntax (``rdf_graph.py``), keys (``dcat_keys.py``), pages (``dcat_pages.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import DCTERMS, RDF
from rdflib.term import Node

from ckanext.gxdata.sources.answers import as_guid
from ckanext.gxdata.sources.dcat_keys import DATASET, DCAT
from ckanext.gxdata.sources.rdf_values import View, described


def datasets(graph: Graph) -> Iterator[Node]:
    """Every dataset described here, in the order of the file: those typed so, and those a catalog lists."""
    listed = (node for node in graph.objects(None, DCAT.dataset) if (node, None, None) in graph)
    yield from dict.fromkeys([*graph.subjects(RDF.type, DCAT.Dataset), *listed])


def only_named(graph: Graph) -> Iterator[URIRef]:
    """Datasets a catalog lists that this file says nothing about."""
    for node in dict.fromkeys(graph.objects(None, DCAT.dataset)):
        if isinstance(node, URIRef) and (node, None, None) not in graph:
            yield node


def key_of(node: Node) -> str:
    """The node's IRI; empty for a blank node, which is another one on every page."""
    return str(node) if isinstance(node, URIRef) else ""


def identifier_of(graph: Graph, node: Node) -> str:
    """``dct:identifier`` where there is exactly one, else the IRI; empty for a blank node without, never guessed."""
    for predicate in (DCTERMS.identifier, DCAT.identifier):
        found = {as_guid(str(each)) for each in graph.objects(node, predicate) if not isinstance(each, BNode)} - {""}
        if len(found) == 1:
            return found.pop()
    return str(node).strip() if isinstance(node, URIRef) else ""


def payload_of(graph: Graph, node: Node) -> dict[str, Any]:
    """One dataset, JSON-compatible. Raises ``RecordError`` (``graph-too-deep``)."""
    payload = described(View(graph), node, DATASET, 0)
    return {"iri": str(node), **payload} if isinstance(node, URIRef) else payload
