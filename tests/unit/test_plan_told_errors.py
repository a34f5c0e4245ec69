"""Errors of a plan stand where CKAN's stand: every item of a list has its place, those without errors too."""

from __future__ import annotations

from ckan.lib.navl import validators as navl

from ckanext.gxdata.catalog.plan import _told
from ckanext.gxdata.catalog.plan_errors import Errors
from ckanext.gxdata.catalog.plan_position import Level


def test_an_item_behind_the_last_one_with_errors_has_its_place() -> None:
    level = Level({"url": [navl.not_empty], "name": [navl.ignore_missing]}, "resources")
    positions = [level.at(("resources", number)) for number in range(3)]
    errors = Errors()
    errors["resources", 1, "url"].append("Missing value")
    assert _told(errors, positions) == {"resources": [{}, {"url": ["Missing value"]}, {}]}
