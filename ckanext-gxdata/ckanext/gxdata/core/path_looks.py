"""Paths that one look into a dictionary answers, once a record is known: ``title``, ``extras[?key=='region'].value | [0]``.

Most paths of a mapping are such. Of a list of pairs an index is made once for a record, instead of going through it for
every path. Not here: all other paths (``path_steps``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Node = Mapping[str, Any]


class Pairs(NamedTuple):
    """A list of pairs under the key ``at``, with the names of their two parts."""

    at: str
    name: str
    value: str


class InPairs(NamedTuple):
    """The value of the first pair of that name that has one."""

    pairs: Pairs
    wanted: str


def key_of(node: Node) -> str | None:
    """The key that a path is, where it is no more than that."""
    return str(node["value"]) if node.get("type") == "field" else None


def in_pairs(node: Node) -> InPairs | None:
    """The pair that a path asks for, where it does no more than that."""
    if node.get("type") != "pipe":
        return None
    found, first = node["children"]
    if found["type"] != "filter_projection" or first["type"] != "index_expression":
        return None
    at, value, test = found["children"]
    what, place = first["children"]
    if (what["type"], place["type"], place["value"]) != ("identity", "index", 0) or test["type"] != "comparator":
        return None
    name, wanted = test["children"]
    kinds = (at["type"], value["type"], test["value"], name["type"], wanted["type"], type(wanted["value"]))
    if kinds != ("field", "field", "eq", "field", "literal", str):
        return None
    return InPairs(Pairs(at["value"], name["value"], value["value"]), wanted["value"])


def index(pairs: Pairs, record: Mapping[str, Any]) -> dict[str, Any]:
    """By name the first value of a pair that has one."""
    found: dict[str, Any] = {}
    given = record.get(pairs.at)
    for each in given if isinstance(given, list) else ():
        if not hasattr(each, "get"):
            continue
        name, value = each.get(pairs.name), each.get(pairs.value)
        if value is not None and isinstance(name, str) and name not in found:
            found[name] = value
    return found
