"""What files' names and descriptions say beyond title and summary: they mostly repeat them, and each word that is cut and kept costs.

Pure. Compared clause by clause, never by parts of one, so that what is kept is cut into the same words as it would be in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_BETWEEN = re.compile(r"[\s，。；、：！？（）()《》“”【】\[\]…—|/]+")
"""No comma, point or colon of Latin texts: they stand inside numbers and names."""


def beyond(told: Iterable[Any], texts: Iterable[Any]) -> str:
    """The clauses of ``texts`` that are not among those of ``told``, each once."""
    known = {clause for text in told if isinstance(text, str) for clause in _BETWEEN.split(text)} | {""}
    found = dict.fromkeys(clause for text in texts if isinstance(text, str) for clause in _BETWEEN.split(text))
    return "；".join(clause for clause in found if clause not in known)
