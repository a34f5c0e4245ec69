"""Real data.json feeds, snapshot after snapshot: exactly what changed is a change, and nothing else.

The expected guids were found by comparing the entries of the files by identifier and canonical JSON, without our code.
Of the eight of fcc, two have a new date; in six the publisher put the keywords in another order: the JSON differs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata.core.identity import record_hash, unique
from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.sources.dcat import Dcat
from tests.fixtures.difference import Difference, diff

FEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalogs"
FCC = "https://opendata.fcc.gov/api/views/"
GSA_JANUARY = ("GSA-4495", "GSA-2015-11-13-01")
GSA_FEBRUARY = ("GSA-25251", "GSA-25261", "GSA-2015-11-13-01")


def hashes(feed: str) -> dict[str, str]:
    path = FEEDS / f"{feed}.json"
    if not path.exists():
        pytest.skip("the real feeds lie in ../shared, which is not here")
    found = unique(Dcat.read_upload(path.read_bytes(), path.name, {}))
    return {item.guid: record_hash(item.payload) for item in found if isinstance(item, RawRecord)}


def between(one: str, other: str) -> Difference:
    return diff(hashes(one), hashes(other))


@pytest.mark.parametrize(("one", "other"), [("fcc@2b638b3", "fcc@d9b5301"), ("fcc@d9b5301", "fcc@2b638b3")])
def test_two_snapshots_of_fcc_differ_in_eight_datasets(one: str, other: str) -> None:
    found = between(one, other)
    changed = ("3xyp-aqkj", "78n9-wprc", "9tdg-7vpy", "a6ec-cry4", "fnid-qg8r", "jdr4-3q4p", "nsck-y87u", "ymd4-xaiz")
    assert found.update == tuple(FCC + guid for guid in changed)
    assert (found.create, found.missing, len(found.unchanged)) == ((), (), 51)


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("gsa@4d47585", "gsa@29aa757", GSA_JANUARY),
        ("gsa@29aa757", "gsa@364647f", GSA_FEBRUARY),
        ("gsa@364647f", "gsa@4d47585", ("GSA-25251", "GSA-25261", "GSA-4495", "GSA-2015-11-13-01")),
    ],
)
def test_snapshots_of_gsa_differ_in_a_handful_of_339(one: str, other: str, changed: tuple[str, ...]) -> None:
    found = between(one, other)
    assert found.update == changed
    assert (found.create, found.missing, len(found.unchanged)) == ((), (), 339 - len(changed))


@pytest.mark.parametrize(("feed", "count"), [("fcc@2b638b3", 59), ("gsa@4d47585", 339), ("treasury", 233)])
def test_a_first_harvest_is_all_new_and_the_same_snapshot_again_is_all_unchanged(feed: str, count: int) -> None:
    assert len(diff({}, hashes(feed)).create) == count
    assert len(between(feed, feed).unchanged) == count
