"""DCAT-US catalogs, odd ones and real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.dcat import Dcat
from tests.fixtures.hostile_department import BEHAVIOURS, HostileDepartment, Reply

REAL_FEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalogs"


def read(department: HostileDepartment, path: str) -> list[RawRecord | Finding]:
    return list(Dcat(SourceConfig("wuzhou", "dcat", department.url + path, {"tries": 1}, department.allow)).records())


def test_an_identifier_that_is_missing_or_empty_gives_an_empty_guid(department: HostileDepartment) -> None:
    found = read(department, "/odd-data.json")
    assert [item.guid for item in found if isinstance(item, RawRecord)] == ["", "12", ""]
    assert [(item.rule, item.pointer) for item in found if isinstance(item, Finding)] == [("not-an-object", "第 4 条")]


def test_an_array_without_the_object_around_it_is_read(department: HostileDepartment) -> None:
    assert [item.guid for item in read(department, "/bare-data.json") if isinstance(item, RawRecord)] == ["wz-001"]


def test_rdf_with_an_unbound_prefix_is_refused_with_the_line(department: HostileDepartment) -> None:
    with pytest.raises(FatalError) as caught:
        read(department, "/catalog.rdf")
    assert caught.value.rule == "broken-xml"
    assert "第 1 行" in caught.value.message


@pytest.mark.parametrize(
    ("feed", "count"), [("gsa@29aa757", 339), ("gsa@364647f", 339), ("fcc@2b638b3", 59), ("treasury", 233)]
)
def test_a_real_feed_is_read_whole(department: HostileDepartment, feed: str, count: int) -> None:
    path = REAL_FEEDS / f"{feed}.json"
    if not path.exists():
        pytest.skip("the real feeds lie in ../shared, which is not here")
    content = path.read_bytes()
    BEHAVIOURS[f"/{feed}.json"] = lambda request: Reply(content)
    found = read(department, f"/{feed}.json")
    entries = json.loads(content)["dataset"]
    assert len(found) == count
    assert [item.guid for item in found if isinstance(item, RawRecord)] == [entry["identifier"] for entry in entries]
