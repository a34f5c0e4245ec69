"""Texts as vectors, so that a question finds what is near it in meaning though it shares no word: what an embedder is, and
what becomes of its vectors.

Pure. Here: the protocol, the text of a dataset, vectors as Solr takes them. Not here: which embedder is used and how long it may
take (``index/embedding.py``), and how the near ones are asked for (``index/neighbours.py``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

DIMENSIONS = 512
"""Of the field in ``config/search/schema-additions.xml``: common small models have 256, 384 or 512."""
VECTOR, MODEL = "gx_vector", "gx_model"
TEXT_MAX = 1_000
_PLACES = 5
_TEXTS = ("title", "notes", "tags", "gx_items")


class Embedder(Protocol):
    """A model on this machine. It asks no network, and the same text has the same vector in every process."""

    name: str
    """Of the model and its version: vectors of another name are never compared with."""
    dimensions: int
    similar_from: float
    """Cosine from which on two texts are about the same: for some models 0.25, for others 0.85."""

    def vectors(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


class UnfitVector(ValueError):
    """The embedder answered what the index cannot hold. The message is for logs."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A dataset near a question; ``similarity`` is the cosine of the two."""

    id: str
    similarity: float


def text_of(document: Mapping[str, Any]) -> str:
    """What a dataset is about, of its search document: what is kept out there is not in here either."""
    parts = (document.get(name) or "" for name in _TEXTS)
    texts = (part if isinstance(part, str) else " ".join(map(str, part)) for part in parts)
    return "\n".join(text.strip() for text in texts if text.strip())[:TEXT_MAX]


def fitted(vector: Sequence[float]) -> tuple[float, ...]:
    """Of length one, filled up with zeros, by which no cosine changes. Empty for a text that has nothing the model knows.

    Raises ``UnfitVector``.
    """
    if len(vector) > DIMENSIONS:
        raise UnfitVector(f"{len(vector)} dimensions, the index has {DIMENSIONS}")
    values = [float(value) for value in vector]
    if not all(map(math.isfinite, values)):
        raise UnfitVector("a value that is no number")
    largest = max(map(abs, values), default=0.0)
    if not largest:
        return ()
    values = [value / largest for value in values]  # of the smallest numbers there are the length is not exact
    length = math.hypot(*values)
    return (*(round(value / length, _PLACES) for value in values), *([0.0] * (DIMENSIONS - len(values))))
