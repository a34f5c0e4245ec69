"""Other questions for somebody whose question found nothing: spelt as it was perhaps meant, with fewer words, of a place around.

Pure; whether they find anything is asked elsewhere (``views/search_empty.py``), and only those that do are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ckanext.gxdata.core.search_terms import Understood

QUESTIONS_MAX = 8
_NEAR_MAX = 2


def nearby(question: str, understood: Understood, region_names: Mapping[str, str]) -> list[str]:
    """The likelier first, none twice and none the question itself. ``region_names`` by code."""
    found = dict.fromkeys(
        each for each in _questions(question, understood, region_names) if each and each != question.strip()
    )
    return list(found)[:QUESTIONS_MAX]


def _questions(question: str, understood: Understood, region_names: Mapping[str, str]) -> Iterator[str]:
    known = [term.text for term in understood.terms if term.is_known]
    for term in understood.terms:
        yield from (" ".join([*(word for word in known if word not in name), name]) for name in term.near[:_NEAR_MAX])
        yield from term.near[:_NEAR_MAX]
    subject = " ".join(known) or " ".join(term.text for term in understood.terms if len(understood.terms) == 1)
    around = [code for place in understood.regions for code in place.around]
    yield from (f"{region_names[code]} {subject}".strip() for code in around if code in region_names)
    yield subject
    words = question.split()
    if len(words) > 1:
        yield from (" ".join([*words[:at], *words[at + 1 :]]) for at in range(len(words)))
        yield from words
    yield from known
    yield from understood.phrases
