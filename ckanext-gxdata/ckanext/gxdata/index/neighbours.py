"""What is near a question in meaning, asked of Solr beside the question itself. Where anything fails, the question stays as it was.

The near ones are looked for among what this very reader may see, so that neither an answer nor its length tells of others; they then
are names in the question, and all filters of the search hold for them as for any hit. CKAN lets no parser of Solr into a question, and
none is let in here: ``{!knn}`` is in a request of our own. Not here: the vectors (``embedding.py``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
import httpx
from ckan.lib.search.query import solr_literal

from ckanext.gxdata.core.search_query import Weights, solr_parameters
from ckanext.gxdata.core.search_terms import Understood
from ckanext.gxdata.core.semantic import MODEL, VECTOR, Neighbour, text_of
from ckanext.gxdata.index import embedding, posting
from ckanext.gxdata.index.breaker import Breaker

log = logging.getLogger(__name__)

SECONDS = 1.0
_breaker = Breaker()


class Question(str):
    """Solr's question for a person's words, and its parameters with what is near. CKAN carries it as the text that it is, and
    nobody from outside can send one."""

    words: str
    widened: Callable[[Sequence[Neighbour]], dict[str, Any]]
    at_most: int


def question(asked: str, understood: Understood, weights: Weights) -> str:
    """The text as it is, unless a model is connected."""
    count = int(weights.semantic.get("count", 0))
    if not count or not understood.terms or not embedding.is_on():
        return asked
    made = Question(asked)
    made.words, made.at_most = understood.whole, count
    made.widened = lambda near: solr_parameters(understood, weights, near)
    return made


def welcomed(query: dict[str, Any], permission_labels: Iterable[str] | None) -> dict[str, Any]:
    """The question with what is near, for a reader with these labels; None sees all, as in CKAN."""
    asked = query.get("q")
    if not isinstance(asked, Question) or not embedding.is_on() or _breaker.is_open:
        return query
    try:
        near = _near(asked, permission_labels)
        _breaker.answered()
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        _breaker.failed()
        log.warning("semantic search is left out for some seconds: Solr said %s", type(error).__name__)
        return query
    return {**query, **asked.widened(near)} if near else query


def fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the index holds of a dataset for this; nothing without a model, or where it fails."""
    vector = embedding.of_document(text_of(document)) if embedding.is_on() else ()
    return {VECTOR: list(vector), MODEL: embedding.model_name()} if vector else {}


def _near(asked: Question, permission_labels: Iterable[str] | None) -> list[Neighbour]:
    vector = embedding.of_question(asked.words)
    if not vector:
        return []
    data = {
        "q": f"{{!knn f={VECTOR} topK={asked.at_most}}}[{','.join(f'{value:g}' for value in vector)}]",
        "fq": _filters(permission_labels),
        "fl": "id,score",
        "sort": "score desc, id asc",
        "rows": str(asked.at_most),
        "wt": "json",
    }
    answer = posting.client().post(f"{posting.base_url()}/select", data=data, timeout=SECONDS).raise_for_status()
    found = [Neighbour(str(each["id"]), 2 * each["score"] - 1) for each in answer.json()["response"]["docs"]]
    return [each for each in found if each.similarity >= embedding.similar_from()]


def _filters(permission_labels: Iterable[str] | None) -> list[str]:
    """Solr takes filters before it looks for the nearest. Those of the question are not among them, or the numbers beside facets
    would not be those that one finds behind them."""
    found = [
        f"+site_id:{solr_literal(tk.config['ckan.site_id'])}",
        "+entity_type:package +state:active",
        f"+{MODEL}:{solr_literal(embedding.model_name())}",
    ]
    if permission_labels is None:
        return found
    labels = " OR ".join(solr_literal(label) for label in permission_labels)
    return [*found, f"+permission_labels:({labels})"]
