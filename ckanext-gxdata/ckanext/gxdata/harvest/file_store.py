"""Fetched files, kept by the sha256 of their content: the same bytes are kept once, and a half-written file never shows."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder readable only by the portal's own account (raw files may hold personal data)."""

    folder: Path

    def put(self, content: bytes) -> str:
        """Stores the bytes and answers their sha256 (hex)."""
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.replace(temporary, target)
        return digest

    def holds(self, digest: str) -> bool:
        """Not what was cleared by hand."""
        return bool(digest) and self._path(digest).exists()

    def get(self, digest: str) -> bytes:
        """The bytes. Raises ``FileNotFoundError`` when staging was cleared by hand."""
        return self._path(digest).read_bytes()

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest
