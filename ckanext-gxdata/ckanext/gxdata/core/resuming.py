"""When a run that was cut off is begun again: at once the first time, then ever later, and not for ever. Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta


def due(cut_off: datetime, tries: int, most: int, seed: str) -> datetime | None:
    """The moment of the next try after ``tries`` runs in a row were cut off, the last at ``cut_off``; None for no more.

    ``seed`` spreads sources that were cut off together.
    """
    if tries > most:
        return None
    pause = timedelta(minutes=2 ** (tries - 1) - 1)
    return cut_off + pause * (1 + _spread(seed, tries))


def _spread(seed: str, tries: int) -> float:
    """0 to 0.5, the same whoever looks."""
    return hashlib.sha256(f"{seed} {tries}".encode()).digest()[0] / 512
