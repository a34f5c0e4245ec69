"""The portals that a cascaded dataset passed, as its page names them."""

from __future__ import annotations

from ckanext.gxdata.logic.lineage import _without_record, way

COUNTY = {
    "portal": "https://data.tianlin.gov.cn",
    "title": "田林县平台",
    "dataset": "1",
    "name": "cane",
    "organization": "农业局",
}
CITY = {
    "portal": "http://10.3.4.5:5000",
    "title": "百色市平台",
    "dataset": "2",
    "name": "cane-2",
    "organization": "农业局",
}
DATASET = {"id": "3", "lineage": {"hops": [COUNTY, CITY]}}


def test_an_address_inside_is_told_to_the_department_only() -> None:
    assert way(DATASET, in_full=True) == [COUNTY, CITY]
    assert way(DATASET, in_full=False) == [COUNTY, {**CITY, "portal": ""}]


def test_a_dataset_that_was_first_published_here_has_no_way() -> None:
    assert way({"id": "3"}, in_full=True) == []


def test_a_dataset_whose_source_was_deleted_was_not_written_by_hand() -> None:
    times = {"metadata_created": "2026-01-02T03:04:05", "metadata_modified": "2026-01-03T03:04:05"}

    for harvested in ({"source_identifier": "a-1"}, {"source_values": '{"title": "甘蔗"}'}):
        step, *_ = _without_record({**times, **harvested})
        assert (step["step"], step["what"]) == ("extract", "由平台从采集源采集；该采集源已被删除，原始记录不再保存")
    for by_hand in ({}, {"source_identifier": "", "source_values": "{}"}):
        assert _without_record({**times, **by_hand})[0]["what"] == "手工登记：由部门在平台上填写"
