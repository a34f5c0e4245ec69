"""Which night it is in Nanning: for what is done once in it, when few people ask and the harvests of the night (02:17,
``core/schedule``) are mostly over.
"""

from __future__ import annotations

from datetime import datetime

from ckanext.gxdata.core.moments import SHANGHAI

HOURS = range(4, 7)


def of(now: datetime) -> str:
    """Its date; empty outside its ``HOURS``."""
    there = now.astimezone(SHANGHAI)
    return there.date().isoformat() if there.hour in HOURS else ""
