"""The wall clock of the shell: everything below is given ``now`` as an argument."""

from __future__ import annotations

from datetime import datetime, timezone


def clock() -> datetime:
    """Now, with its offset."""
    return datetime.now(timezone.utc)
