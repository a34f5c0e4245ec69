"""The generated catalog of the benches: stable, of the promised size and shape, changed where an edition says so."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from benches import facts, records
from benches.catalog_site import Catalog
from stack.paths import REPOSITORY


@pytest.fixture(scope="module")
def known() -> Iterator[facts.Facts]:
    yield facts.read(REPOSITORY / "config")


def _extras(record: records.Record) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in record["extras"]}


def test_the_same_number_gives_the_same_record_everywhere(known: facts.Facts) -> None:
    made = records.record(known, 7)
    assert made["id"] == "a8693f2e-f642-5511-9290-9514845c72c3"
    assert made["title"] == "蒙山县按家庭户规模分的户数（人口抽样调查）（2025年）"
    assert made["metadata_modified"] == "2026-01-05T09:30:07.123457"
    assert [tag["name"] for tag in made["tags"]] == ["人口", "生活服务", "蒙山县", "2025年", "统计数据"]
    assert _extras(made)["resource_code"] == "307243/000007"


def test_a_record_has_three_resources_five_tags_fifteen_extras_and_three_to_seven_kilobytes(known: facts.Facts) -> None:
    for number in range(0, 3000, 37):
        made = records.record(known, number)
        assert (len(made["resources"]), len(made["extras"])) == (3, 15)
        assert len({tag["name"] for tag in made["tags"]}) == 5
        assert 3_000 <= len(json.dumps(made, ensure_ascii=False).encode()) <= 7_000


def test_no_two_of_ten_thousand_records_share_id_name_or_title(known: facts.Facts) -> None:
    made = [records.record(known, number) for number in range(10_000)]
    assert [len({each[key] for each in made}) for key in ("id", "name", "title")] == [10_000] * 3


def test_an_edition_changes_one_record_in_a_hundred_and_keeps_what_earlier_ones_changed(known: facts.Facts) -> None:
    first, second, third = ([records.record(known, number, edition) for number in range(300)] for edition in (1, 2, 3))
    assert [number for number in range(300) if first[number] != second[number]] == [2, 102, 202]
    assert [number for number in range(300) if second[number] != third[number]] == [3, 103, 203]
    assert (records.changed(300, 2), records.changed(300, 1)) == (3, 0)
    assert second[2]["metadata_modified"] > first[2]["metadata_modified"]
    assert "第 2 次发布。" in second[2]["notes"]


def test_what_is_given_to_package_create_holds_nothing_that_the_portal_works_out(known: facts.Facts) -> None:
    given = records.dataset(records.record(known, 0))
    assert given["owner_org"] == "gx-tjj"
    assert not {"metadata_modified", "metadata_created", "organization", "num_tags"} & set(given)


def test_the_site_pages_by_id_and_answers_what_was_changed_since(known: facts.Facts) -> None:
    catalog = Catalog(known, 300, 2)
    page = json.loads(catalog.search("", 100, 100))
    assert (page["count"], [each["id"] for each in page["results"]]) == (300, catalog.ids[100:200])
    behind = json.loads(catalog.search(f'+id:{{"{catalog.ids[297]}" TO *}}', 0, 100))
    assert [each["id"] for each in behind["results"]] == catalog.ids[298:]
    since = json.loads(catalog.search("metadata_modified:[2026-02-01T00:00:00Z TO *]", 0, 100))
    assert sorted(each["name"] for each in since["results"]) == ["bench-000002", "bench-000102", "bench-000202"]
    assert catalog.answer("package_show", {"id": "nobody"}) is None


def test_another_site_serves_the_records_after_those_of_the_first(known: facts.Facts) -> None:
    catalog = Catalog(known, 3, 1, first=300)
    assert sorted(catalog.names) == ["bench-000300", "bench-000301", "bench-000302"]
