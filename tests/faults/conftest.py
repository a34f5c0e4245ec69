"""A portal of the fault tests' own: small batches, one worker, no grace, and a folder where the kill points are named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.interrupted import MODE, Interrupted
from tests.portal import Portal, new_home

SETTINGS = {"load_batch": 7, "load_workers": 1, "grace_days": 0, "vanishing_share": 100, "resume_tries": 50, "load_mode": MODE}


@pytest.fixture(scope="session")
def interrupted() -> Iterator[Interrupted]:
    """The department, the portal, and what an uninterrupted harvest makes of it.

    GXDATA_TEST_HOME names the home of one that runs already with GXDATA_KILL_POINTS, for quick rounds while developing.
    """
    if running := os.environ.get("GXDATA_TEST_HOME"):
        portal = Portal(Path(running), port=int(os.environ["GXDATA_TEST_PORT"]))
        with Interrupted.on(portal, Path(os.environ["GXDATA_KILL_POINTS"]), SETTINGS) as ready:
            yield ready
        return
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
