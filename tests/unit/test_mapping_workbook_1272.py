"""``config/mappings/workbook_1272.yaml``: what a plain catalog sheet becomes without a mapping of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import DatasetDraft, RawRecord
from ckanext.gxdata.rulebook import load
from ckanext.gxdata.sources.workbook_1272 import read_catalog
from tests.fixtures.workbook_1272 import Resource, workbook

RULES = load(Path(__file__).resolve().parents[2] / "config")


def draft(open_said: str = "是", condition: str = "") -> DatasetDraft:
    resource = Resource("甘蔗产量", "307001/1", file="甘蔗.csv", more={18: open_said, 19: condition})
    (record,) = read_catalog(workbook([resource]), "目录.xlsx")
    assert isinstance(record, RawRecord)
    return map_record(record, RULES.mappings["workbook_1272"], RULES.codelists)


def test_a_row_becomes_a_dataset_with_its_file_and_items() -> None:
    found = draft()
    assert (found.fields["title"], found.fields["resource_code"]) == ("甘蔗产量", "307001/1")
    assert (found.fields["update_frequency"], found.fields["issued"]) == ("yearly", "2023-06-15")
    (resource,) = found.resources
    assert (resource["url"], resource["format"]) == ("甘蔗.csv", "CSV")
    assert [field["name"] for field in resource["schema"]["fields"]] == ["年份", "产量"]


@pytest.mark.parametrize(
    ("said", "condition", "code"),
    [
        ("是", "", "unconditional"),
        ("是", "实名认证", "conditional"),
        ("否", "", "closed"),
        ("否", "涉及个人隐私", "closed"),
        ("有条件开放", "", "conditional"),
        ("无条件开放", "", "unconditional"),
        ("不予开放", "", "closed"),
    ],
)
def test_openness_is_never_wider_than_the_sheet_says(said: str, condition: str, code: str) -> None:
    assert draft(said, condition).fields["open_type"] == code


def test_openness_that_nobody_filled_in_stays_open_to_the_landing_rule() -> None:
    assert "open_type" not in draft("").fields
    assert "open_type" not in draft("待定").fields
