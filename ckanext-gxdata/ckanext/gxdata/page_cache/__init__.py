"""Pages for readers without a session, kept by each process of the portal until anything changes.

``version`` says whether anything changed, ``changes`` notices it, ``store`` keeps, ``shelf`` shares with the other processes,
``middleware`` answers. What may be kept is said by whoever answers a request (``environ[KEEP]``, see ``views/kept_pages``);
``in_part`` says of a page that it may not.
"""

from __future__ import annotations

from dataclasses import dataclass

KEEP = "gxdata.keep"
"""In the request's environment: ``Keep``, set by who answers it."""
USE = "gxdata.use"
"""In the request's environment: the ``Use`` that the answer counted as."""


@dataclass(frozen=True, slots=True)
class Keep:
    """``seconds``: how long at most. ``fixed``: the same until the portal starts anew, and a browser need not ask again."""

    seconds: float
    fixed: bool = False

