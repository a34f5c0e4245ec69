"""Passwords of a home: made once, kept in ``secrets.json`` that only its owner reads."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

SERVERS = ("postgres", "database", "reader", "valkey", "solr")
CKAN = ("secret_key", "csrf_key", "api_token_key")
PEOPLE = ("admin", "editor", "reviewer")


def load(path: Path) -> dict[str, str]:
    """The home's passwords; those that are missing are made and saved first."""
    known = json.loads(path.read_text()) if path.exists() else {}
    fresh = {name: secrets.token_hex(24) for name in SERVERS + CKAN if name not in known}
    fresh |= {name: secrets.token_urlsafe(12) for name in PEOPLE if name not in known}
    if fresh:
        write_private(path, json.dumps(known | fresh, indent=1))
    return {**known, **fresh}


def write_private(path: Path, text: str) -> None:
    """Replace a file by one of mode 600, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
