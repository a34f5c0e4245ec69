"""What somebody who types words into the search box means: what is required, what is merely welcome.

Here: text → ``Understood``. Not here: the words themselves (``search_words.py``), how Solr is asked
(``search_query.py``), typing errors, departments' short names, and which region is near which (a later step).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate

from ckanext.gxdata.core.search_words import TIME, TOKEN, SearchRules, Term, cut, fold

QUERY_MAX = 200
"""Characters that are read; what follows is left out, as nobody types more."""
FORMS_MAX = 60
WELCOME_MAX = 8
"""Solr refuses a query of more than 1,024 clauses; a form costs one in each of about nine fields."""


@dataclass(frozen=True, slots=True)
class Understood:
    terms: tuple[Term, ...] = ()
    required: int = 0
    """How many of ``terms`` a hit must have."""
    places: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    """Words and years that only move a hit up, as places do."""
    whole: str = ""
    """The question as it was typed, less its punctuation: a title that reads so comes first."""


def understand(query: str, rules: SearchRules) -> Understood:
    """What is asked for. ``terms`` is empty when the query holds no letter, sign or figure at all."""
    folded = fold(query, rules)[:QUERY_MAX]
    terms = list(dict.fromkeys(cut(folded, rules)))
    spoken = [term for term in terms if term.text not in rules.questions] or terms
    places = [term for term in spoken if term.text in rules.places]
    light = [term for term in spoken if term.text in rules.light or TIME.fullmatch(term.text)]
    wanted = [term for term in spoken if term not in places and term not in light] or places or spoken
    wanted = _affordable(wanted)
    return Understood(
        tuple(wanted),
        needed(len(wanted), rules.minimum),
        tuple(term.text for term in places if term not in wanted)[:WELCOME_MAX],
        tuple(term.text for term in light if term not in wanted)[:WELCOME_MAX],
        " ".join(match.group(match.lastgroup or 0) for match in TOKEN.finditer(folded)),
    )


def _affordable(terms: list[Term]) -> list[Term]:
    """The first terms, as many as ``FORMS_MAX`` forms allow."""
    totals = accumulate(len(term.forms) for term in terms)
    return [term for term, total in zip(terms, totals, strict=True) if total <= FORMS_MAX]


def needed(terms: int, minimum: float) -> int:
    """A share instead of all: a question in many words is still answered, and what has more of them comes first."""
    return math.ceil(terms * minimum)
