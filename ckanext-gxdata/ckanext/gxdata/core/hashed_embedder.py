"""The embedder ``hashed``: signs, pairs of signs and pieces of Latin words, each thrown onto a few of the dimensions.

An example of the protocol that needs no model and no package. Of a dataset it reads the title only: in a long text every sign
is found. It is near what is *written* alike: a short name made of signs of the long one (绿食 → 绿色食品), signs in another order,
a foreign word with several errors. It knows no meanings: 番茄 is as far from 西红柿 as from anything. For those connect a model
(``docs/how-to/connect-a-semantic-model.md``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

from ckanext.gxdata.core.pinyin_terms import HAN_RUN

_LATIN = re.compile(r"[^\W\d_]+")
_ONTO = 8
"""Dimensions of a feature: two features share all of them next to never."""
_PAIR = 0.5
"""Pairs add order; the signs alone tell a short name."""


class HashedEmbedder:
    name = "hashed-1"
    dimensions = 512
    similar_from = 0.25

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        made = [0.0] * self.dimensions
        title = text.strip().partition("\n")[0]
        for (feature, weight), times in Counter(_features(title)).items():
            for at, sign in _places(feature, self.dimensions):
                made[at] += sign * weight * times**0.5
        return made


def _features(text: str) -> Iterator[tuple[str, float]]:
    folded = unicodedata.normalize("NFKC", text).lower()
    for run in HAN_RUN.findall(folded):
        yield from ((sign, 1.0) for sign in run)
        yield from ((run[at : at + 2], _PAIR) for at in range(len(run) - 1))
    for word in _LATIN.findall(HAN_RUN.sub(" ", folded)):
        edged = f"<{word}>"
        yield from ((edged[at : at + 3], 1.0) for at in range(max(1, len(edged) - 2)))


@lru_cache(maxsize=20_000)
def _places(feature: str, dimensions: int) -> tuple[tuple[int, float], ...]:
    """The same in every process, unlike ``hash``."""
    digest = blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=3 * _ONTO).digest()
    parts = (digest[3 * number : 3 * number + 3] for number in range(_ONTO))
    return tuple((int.from_bytes(part[:2], "big") % dimensions, 1.0 if part[2] & 1 else -1.0) for part in parts)
