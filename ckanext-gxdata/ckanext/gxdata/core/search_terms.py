"""What somebody who types words into the search box means: what is required, what is merely welcome.

Here: text → ``Understood``. Not here: the words themselves (``search_words.py``, ``search_cut.py``), how Solr is asked
(``search_query.py``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from ckanext.gxdata.core.pinyin_terms import HAN_RUN
from ckanext.gxdata.core.search_cut import cut
from ckanext.gxdata.core.search_places import Place, innermost
from ckanext.gxdata.core.search_words import TIME, TOKEN, SearchRules, Term, fold

QUERY_MAX = 200
"""Characters that are read; what follows is left out, as nobody types more."""
FORMS_MAX = 60
_WORD = 2
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
    phrases: tuple[str, ...] = ()
    """Pieces of the question between places and question words: a title that holds one in one piece is meant."""
    regions: tuple[Place, ...] = ()
    """Where the places are, as far as that is known."""
    offices: tuple[Term, ...] = ()
    """Departments that were named beside a subject."""


def understand(query: str, rules: SearchRules) -> Understood:
    """What is asked for. ``terms`` is empty when the query holds no letter, sign or figure at all."""
    folded = fold(query, rules)[:QUERY_MAX].replace("{!", "{ ")  # CKAN refuses it wherever it stands, in quotation marks too
    terms = list(dict.fromkeys(cut(folded, rules)))
    spoken = [term for term in terms if term.text not in rules.questions] or terms
    places = [term for term in spoken if term.text in rules.places]
    light = [term for term in spoken if term.text in rules.light or TIME.fullmatch(term.text)]
    offices = [term for term in spoken if term.office]
    wanted = [term for term in spoken if term not in places and term not in light and term not in offices]
    wanted = _affordable(wanted or offices or places or spoken)
    between = [term.text for term in terms if term not in wanted and term not in light]
    return Understood(
        tuple(wanted),
        _required(wanted, rules),
        tuple(term.text for term in places if term not in wanted)[:WELCOME_MAX],
        tuple(form for term in light if term not in wanted for form in (term.text, *term.synonyms))[:WELCOME_MAX],
        " ".join(match.group(match.lastgroup or 0) for match in TOKEN.finditer(folded)),
        tuple(_phrases(folded, between))[:WELCOME_MAX],
        innermost(rules.place(term.text) for term in places)[:WELCOME_MAX],
        tuple(term for term in offices if term not in wanted)[:WELCOME_MAX],
    )


def _phrases(folded: str, between: list[str]) -> Iterator[str]:
    """Runs of Han; a single word is asked for anyway."""
    apart = re.compile("|".join(re.escape(text) for text in sorted(between, key=len, reverse=True)) or "(?!)")
    runs = (run for part in apart.sub(" ", folded).split() for run in HAN_RUN.findall(part))
    return (run for run in dict.fromkeys(runs) if len(run) > _WORD and len(run) < len(folded.strip()))


def _affordable(terms: list[Term]) -> list[Term]:
    """The first terms, as many as ``FORMS_MAX`` forms allow."""
    totals = accumulate(len(term.forms) for term in terms)
    return [term for term, total in zip(terms, totals, strict=True) if total <= FORMS_MAX] or terms[:1]


def _required(terms: Iterable[Term], rules: SearchRules) -> int:
    """A share of the terms that the rules know, which tell the subject; the pieces between them need not be words at all."""
    all_ = list(terms)
    known = [term for term in all_ if term.is_known]
    return needed(len(known or all_), rules.minimum)


def needed(terms: int, minimum: float) -> int:
    """A share instead of all: a question in many words is still answered, and what has more of them comes first."""
    return math.ceil(terms * minimum)
