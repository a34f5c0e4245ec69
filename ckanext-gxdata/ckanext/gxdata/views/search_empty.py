"""What a page without hits offers instead: other questions that find something, places that fit, the same without filters.

A few small questions, asked only then. Not here: which questions (``core/search_nearby.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ckanext.gxdata.core.search_address import Asked, bare
from ckanext.gxdata.core.search_nearby import nearby
from ckanext.gxdata.core.search_terms import Understood

SHOWN_MAX = 4
TERMS_MAX = 4

Suggest = Callable[[str], list[dict[str, str]]]


def instead(
    asked: Asked, understood: Understood, regions: Mapping[str, str], count: Callable[[Asked], int], suggest: Suggest
) -> dict[str, Any]:
    """``{"unfiltered": count, "questions": [{"asked", "count"}], "places": [suggestions that are no datasets]}``."""
    without = count(bare(asked)) if asked.narrows and asked.q else 0
    questions = [] if without else _questions(asked, understood, regions, count)
    return {"unfiltered": without, "questions": questions, "places": _places(understood, suggest)}


def _questions(
    asked: Asked, understood: Understood, regions: Mapping[str, str], count: Callable[[Asked], int]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for question in nearby(asked.q, understood, regions):
        other = replace(bare(asked), q=question)
        if number := count(other):
            found.append({"asked": other, "count": number})
        if len(found) == SHOWN_MAX:
            break
    return found


def _places(understood: Understood, suggest: Suggest) -> list[dict[str, str]]:
    """Zones first, each once."""
    words = [
        name
        for term in understood.terms[:TERMS_MAX]
        for name in (term.text, *term.synonyms[:2], *term.near[:1])
        if len(name) > 1
    ]
    found = [each for word in dict.fromkeys(words) for each in suggest(word) if each["kind"] != "dataset"]
    once = {each["url"]: each for each in found}
    return sorted(once.values(), key=lambda each: each["kind"] != "zone")[:SHOWN_MAX]
