"""Values as the tables hold them: naive times of UTC, text that PostgreSQL takes."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from ckan.lib import helpers


def as_time(value: Any) -> Any:
    """A time of whatever kind as naive UTC; nothing stays nothing."""
    if isinstance(value, str):
        value = helpers.date_str_to_datetime(value) if value else None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.utc).replace(tzinfo=None)
    return value


def storable(value: Any) -> Any:
    """PostgreSQL stores no NUL and no half of a surrogate pair; CKAN's own actions answer 500 to them."""
    if not isinstance(value, str) or value.isprintable() or (value.isascii() and "\0" not in value):
        return value  # neither of them prints
    return value.replace("\0", "").encode("utf-8", "replace").decode()
