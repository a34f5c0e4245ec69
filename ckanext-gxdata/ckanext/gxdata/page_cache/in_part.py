"""Whether the page that is being made lacks something because a server is away: it is then for this reader only, and not kept."""

from __future__ import annotations

from flask import g


def tell() -> None:
    g.gxdata_in_part = True


def is_told() -> bool:
    return bool(getattr(g, "gxdata_in_part", False))
