"""Arguments of our actions that are looked up before any schema: of the right type, and fit for the database."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core.text import storable

LONGEST = 1_000


def text(data: dict[str, Any], name: str) -> str:
    """A text that must be given. Raises ``ValidationError`` for anything else, for NUL and for lone surrogates."""
    value = data.get(name)
    if not is_text(value) or not value:
        raise tk.ValidationError({name: [tk._("“{name}” must be a text").format(name=name)]})
    return str(value)


def only(data: dict[str, Any], *names: str) -> None:
    """Raises ``ValidationError`` for an argument of another name: whoever gave it thinks that it does something."""
    unknown = [name for name in data if name not in (*names, "callback")]  # CKAN's own, of JSONP
    if unknown:
        message = tk._("“{name}” is no argument of this action; there are: {known}")
        known = "、".join(names)
        raise tk.ValidationError({name: [message.format(name=name[:100], known=known)] for name in unknown})


def is_text(value: Any) -> bool:
    """Whether PostgreSQL takes it as a short text."""
    return isinstance(value, str) and len(value) <= LONGEST and storable(value) == value


def is_yes(data: dict[str, Any], name: str) -> bool:
    """Whether it was asked for, by JSON, an address or a box of a form; anything else is no."""
    value = data.get(name)
    return value is True or str(value).lower() in ("true", "1", "on", "yes")


def count(data: dict[str, Any], name: str, default: int) -> int:
    """A whole number from 0 on. Raises ``ValidationError`` for anything else."""
    value = data.get(name, default)
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 9:
        raise tk.ValidationError({name: [tk._("“{name}” must be a whole number from 0 on").format(name=name)]})
    return int(value)
