"""Stores that take so many triples and no more, counted while they are parsed.

A triple costs about 1 KiB of memory, and as few as two bytes of a document: the size of a page says nothing. Not here:
the limit on bytes (``dcat.py``).
"""

from __future__ import annotations

from collections.abc import MutableSequence
from typing import Any

from rdflib import Dataset, Graph
from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser
from rdflib.plugins.stores.memory import Memory, SimpleMemory

MOST_TRIPLES = 200_000
"""About 10,000 datasets of a page; at most some 350 MB."""
_TERMS_OF_A_TRIPLE = 4
"""Three; the fourth for what is read ahead of its triple."""


class TooManyTriples(Exception):
    """Past every handler of rdflib's parsers, which look for their own errors only."""


class _Simple(SimpleMemory):
    taken = 0

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        self.taken = _next(self.taken, MOST_TRIPLES)
        super().add(triple, context, quoted)


class _OfNamedGraphs(Memory):
    taken = 0

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        self.taken = _next(self.taken, MOST_TRIPLES)
        super().add(triple, context, quoted)


def graph() -> Graph:
    return Graph(store=_Simple())


def dataset() -> Dataset:
    """For JSON-LD, which has named graphs; read as one."""
    return Dataset(store=_OfNamedGraphs(), default_union=True)


def parse_turtle(into: Graph, text: str, address: str) -> None:
    """As ``Graph.parse`` does; but Turtle's lists are read whole before their first triple, so terms count, too."""
    _Turtle(RDFSink(into), baseURI=address, turtle=True).loadBuf(text)


class _Turtle(SinkParser):
    taken = 0

    def node(self, argstr: str, i: int, res: MutableSequence[Any], subjectAlready: Any = None) -> int:
        self.taken = _next(self.taken, MOST_TRIPLES * _TERMS_OF_A_TRIPLE)
        return int(super().node(argstr, i, res, subjectAlready))


def refuse_tags(text: str) -> None:
    """RDF/XML is read whole into a tree first: a triple has one element or two, hardly ever more."""
    if text.count("<") > MOST_TRIPLES * _TERMS_OF_A_TRIPLE:
        raise TooManyTriples


def _next(taken: int, most: int) -> int:
    if taken >= most:
        raise TooManyTriples
    return taken + 1
