"""The portals that a cascaded dataset passed, as its page names them."""

from __future__ import annotations

from ckanext.gxdata.logic.lineage import way

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
