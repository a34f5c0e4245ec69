"""Real feeds of two agencies, one snapshot after the other: a harvest finds exactly what changed between them.

The feeds lie in ../shared; without it these tests are skipped. Addresses of files are turned to this machine, so that no
test calls an agency; nothing else of a feed is touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures.small_department import SmallDepartment, small_department
from tests.integration.test_harvest import wait_for
from tests.portal import ROOT

FEEDS = ROOT.parent / "shared" / "data" / "catalogs"
NAME = "test-real-feed"
OVER = ("finished", "partial", "failed", "cancelled")

pytestmark = pytest.mark.skipif(not FEEDS.is_dir(), reason="the real feeds lie in ../shared, which is not here")


@pytest.fixture
def agency(portal: Any) -> Iterator[SmallDepartment]:
    with small_department() as running:
        portal.admin().action.gxdata_source_create(
            name=NAME, kind="dcat", url=running.url, organization="gx-jtt", mapping="dcat", allow=[running.allow]
        )
        yield running
    portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def feed(snapshot: str) -> dict[str, str]:
    """Canonical JSON by identifier."""
    datasets = json.loads((FEEDS / f"{snapshot}.json").read_bytes())["dataset"]
    return {each["identifier"]: json.dumps(each, sort_keys=True) for each in datasets}


def true_counts(before: str, now: str) -> tuple[int, int, int, int]:
    known, seen = feed(before) if before else {}, feed(now)
    added, missing = len(seen.keys() - known.keys()), len(known.keys() - seen.keys())
    changed = sum(known[guid] != text for guid, text in seen.items() if guid in known)
    return added, changed, len(seen) - added - changed, missing


def harvest(portal: Any, agency: SmallDepartment, snapshot: str) -> tuple[int, int, int, int]:
    text = (FEEDS / f"{snapshot}.json").read_text()
    here = rf"\g<1>http://127.0.0.1:{agency.port}/"
    body = re.sub(r'("(?:downloadURL|accessURL)"\s*:\s*")https?:(?:\\?/){2}[^/"\\]*\\?/?', here, text)
    agency.answers["/data.json"] = ("application/json", body.encode())
    queued = portal.admin().action.gxdata_harvest_run(id=NAME)
    job = wait_for(lambda: (found := _job(portal, queued["id"]))["status"] in OVER and found, 400)
    assert (job["status"], job["errored"]) == ("finished", 0), job["findings"][:5]
    return job["added"], job["updated"], job["unchanged"], job["missing"]


def _job(portal: Any, job_id: str) -> dict[str, Any]:
    return portal.admin().action.gxdata_harvest_job_show(id=job_id)


@pytest.mark.parametrize(
    ("snapshots", "expected"),
    [
        (
            ("gsa@29aa757", "gsa@364647f", "gsa@4d47585", "gsa@4d47585"),
            [(339, 0, 0, 0), (0, 3, 336, 0), (0, 4, 335, 0), (0, 0, 339, 0)],
        ),
        (("fcc@2b638b3", "fcc@d9b5301", "fcc@d9b5301"), [(59, 0, 0, 0), (0, 8, 51, 0), (0, 0, 59, 0)]),
    ],
    ids=["gsa", "fcc"],
)
def test_snapshots_in_a_row_give_exactly_the_true_changes(
    portal: Any, agency: SmallDepartment, snapshots: tuple[str, ...], expected: list[tuple[int, int, int, int]]
) -> None:
    truth = [true_counts(before, now) for before, now in zip(("", *snapshots), snapshots, strict=False)]
    found = [harvest(portal, agency, snapshot) for snapshot in snapshots]

    assert truth == expected
    assert found == expected
