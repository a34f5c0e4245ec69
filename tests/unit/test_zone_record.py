"""What the index keeps of memberships is read as it was written, and holds for the rules that made it only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ckan.common import config

from ckanext.gxdata.core import zone_record
from ckanext.gxdata.core.zones import Evidence, Membership
from ckanext.gxdata.logic import zone_fields

CONFIG = Path(__file__).parents[2] / "config"
SUGAR = Membership("sugar", (Evidence("word", "title", '糖料"蔗\\'), Evidence("decided", "zone_override", "")))
TOLD = (SUGAR, Membership("sugar-cane", (Evidence("region", "region", "451400"),)), Membership("asean", ()))


def test_a_record_is_read_as_it_was_written() -> None:
    record = json.loads(zone_record.written(TOLD, "m1"))

    assert zone_record.members(record) == TOLD
    assert zone_record.is_by(record, "m1")


def test_a_dataset_in_no_zone_has_a_record_of_that() -> None:
    record = json.loads(zone_record.written((), "m1"))

    assert (zone_record.is_by(record, "m1"), zone_record.members(record)) == (True, ())


@pytest.mark.parametrize("record", [(), ["m1"], ["m1", ["sugar", ["word", "title", "糖"]]]])
def test_a_record_by_other_rules_does_not_count(record: list[object]) -> None:
    assert not zone_record.is_by(record, "m2")


def test_answers_come_from_a_record_of_todays_rules_and_from_the_dataset_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(config, "ckanext.gxdata.config_dir", str(CONFIG))
    zoning = zone_fields.config.rulebook().zoning
    recorded = json.loads(zone_record.written((Membership("guizihao", (Evidence("decided", "zone_override", "人工"),)),), zoning))
    dataset = {"title": "公交线路", "resources": []}

    assert zone_fields.answered(dataset, "zh", recorded)["zone"] == ["guizihao"]
    assert zone_fields.answered(dataset, "zh", ["of old", *recorded[1:]])["zone"] == ["smart-transport", "tr-bus"]
