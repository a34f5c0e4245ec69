"""A portal of the fault tests' own: small batches, one worker, no grace, and a folder where the kill points are named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.faults.interrupted import Interrupted
from tests.portal import Portal, new_home

SETTINGS = {"load_batch": 7, "load_workers": 1, "grace_days": 0, "vanishing_share": 100, "resume_tries": 50}


@pytest.fixture(scope="session")
def interrupted() -> Iterator[Interrupted]:
    """The department, the portal, and what an uninterrupted harvest makes of it."""
    portal = Portal(new_home("faults"))
    folder = portal.home / "kill-points"
    folder.mkdir()
    try:
        portal.start("--no-demo", "--workers", "1", environment={"GXDATA_KILL_POINTS": str(folder)})
        with Interrupted.on(portal, folder, SETTINGS) as ready:
            yield ready
    finally:
        portal.stop()
        shutil.rmtree(portal.home, ignore_errors=True)
