"""A style sheet less the rules that no page of ours can need: those for classes and ids that stand in none of our sources. Pure.

Kept in doubt: elements, attributes and states are not looked at, a class put together from parts is known by its beginning. What is
left keeps its order and thereby its force.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"-?[A-Za-z_][\w-]*")
_TOKEN = re.compile(r"""/\*.*?\*/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^)"']*\)|[{};]|[^{};"'/u]+|.""", re.S)
_NAMED = re.compile(r"[.#](-?(?:[A-Za-z_]|\\.)(?:[\w-]|\\.)*)")
_GROUPS = ("@media", "@supports", "@layer", "@container")
"""Rules whose body holds rules."""
SHORTEST = 4
"""Signs of a beginning that says which classes are meant: ``gx-`` alone would mean all of ours."""


@dataclass(frozen=True)
class Words:
    """``whole``: all that a source names. ``begun``: beginnings of names whose rest is filled in (``gx-mk-{{ … }}``)."""

    whole: frozenset[str]
    begun: tuple[str, ...]

    def has(self, name: str) -> bool:
        return name in self.whole or name.startswith(self.begun)


def words(sources: Iterable[str]) -> Words:
    found: set[str] = set()
    for source in sources:
        found.update(_WORD.findall(source))
    begun = sorted(word for word in found if word.endswith("-") and len(word) >= SHORTEST)
    return Words(frozenset(found), tuple(begun))


def used(style: str, known: Words) -> str:
    """In as few signs as is safe: without comments, blanks between rules and what follows from nothing."""
    return "".join(_written(_rules(_tokens(style)), known.has))


def _tokens(style: str) -> Iterator[str]:
    return (token for token in _TOKEN.findall(style) if not token.startswith("/*"))


@dataclass(frozen=True)
class _Rule:
    """``body`` is None for a statement, a text for declarations, rules for a group."""

    head: str
    body: str | tuple[_Rule, ...] | None


def _rules(tokens: Iterator[str]) -> tuple[_Rule, ...]:
    """Up to the end, or to the brace that closes the group."""
    found, head = [], ""
    for token in tokens:
        if token == "}":
            break
        if token == ";":
            found.append(_Rule(_narrow(head), None))
            head = ""
        elif token == "{":
            name = _narrow(head)
            found.append(_Rule(name, _rules(tokens) if name.startswith(_GROUPS) else _block(tokens)))
            head = ""
        else:
            head += token
    return tuple(found)


def _block(tokens: Iterator[str]) -> str:
    """Declarations, or steps of an animation, in fewer signs; texts stay as they are."""
    depth, parts, texts = 0, list[str](), list[str]()
    for token in tokens:
        depth += (token == "{") - (token == "}")
        if depth < 0:
            break
        is_text = token[0] in "\"'"
        texts += [token] if is_text else []
        parts.append("\0" if is_text else token)
    bare = re.sub(r" ?([;{}]) ?", r"\1", re.sub(r"\s+", " ", "".join(parts))).strip().rstrip(";")
    return re.sub("\0", lambda _found: texts.pop(0), bare)


def _narrow(head: str) -> str:
    return " ".join(head.split())


def _written(rules: Iterable[_Rule], has: Callable[[str], bool]) -> Iterator[str]:
    for rule in rules:
        if rule.body is None:
            yield f"{rule.head};" if rule.head else ""
        elif isinstance(rule.body, tuple):
            inside = "".join(_written(rule.body, has))
            yield f"{rule.head}{{{inside}}}" if inside else ""
        elif rule.head.startswith("@"):
            yield f"{rule.head}{{{rule.body}}}"
        else:
            kept = ",".join(selector for selector in _selectors(rule.head) if _is_used(selector, has))
            yield f"{kept}{{{rule.body}}}" if kept and rule.body else ""


def _selectors(head: str) -> list[str]:
    """Alternatives of a rule; a comma within brackets divides none."""
    parts, depth = [""], 0
    for sign in head:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _is_used(selector: str, has: Callable[[str], bool]) -> bool:
    """What stands in brackets (``:not(.x)``, ``[href$=".pdf"]``) decides nothing."""
    bare = selector
    while (inner := re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", bare)) != bare:
        bare = inner
    return all(has(name.replace("\\", "")) for name in _NAMED.findall(bare))
