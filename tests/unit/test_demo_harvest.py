"""The demo departments read, mapped and landed by the shipped rules, without a portal: what the catalog will hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import landing, mapping, pii
from ckanext.gxdata.core.landing import Landed
from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.core.zones import memberships
from ckanext.gxdata.sources.base import Source, SourceConfig, open_source
from ckanext.gxdata.tables import readers
from tests.fixtures.demo_department import DEMO, served

BOOK = rulebook.load(Path(__file__).resolve().parents[2] / "config")


def opened(name: str, url: str) -> Source:
    rule = BOOK.source(name)
    allowed = (urlsplit(url).netloc,) if url.startswith("http") else ()
    return open_source(SourceConfig(name, rule["kind"], url, rule["options"], allowed))


@contextmanager
def department(name: str) -> Iterator[Source]:
    if name == "gx-nynct":
        yield opened(name, str(DEMO / "agriculture"))
        return
    folder, path = {"gx-tjj": ("statistics", ""), "wuzhou": ("wuzhou", "/data.json")}[name]
    with served(folder) as base:
        yield opened(name, base + path)


@pytest.fixture(scope="module")
def sources() -> Iterator[dict[str, Source]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(department(name)) for name in ("gx-tjj", "gx-nynct", "wuzhou")}


@pytest.fixture(scope="module")
def catalog(sources: dict[str, Source]) -> dict[str, list[Landed]]:
    return {name: landed(name, source) for name, source in sources.items()}


def landed(name: str, source: Source) -> list[Landed]:
    records = list(source.records())
    assert all(isinstance(record, RawRecord) for record in records)
    return [
        landing.land(mapping.map_record(record, BOOK.mapping(name), BOOK.codelists), BOOK.grading)
        for record in records
        if isinstance(record, RawRecord)
    ]


def test_every_record_lands_and_all_are_national(catalog: dict[str, list[Landed]]) -> None:
    assert len(catalog["gx-tjj"]) >= 400
    assert all(each.public and each.draft.fields["region"] == ["100000"] for part in catalog.values() for each in part)


def test_the_only_warnings_are_those_the_demo_is_made_to_have(catalog: dict[str, list[Landed]]) -> None:
    warned = {
        (name, finding.rule, finding.value)
        for name, part in catalog.items()
        for each in part
        for finding in each.draft.findings
        if finding.severity != "info"
    }
    assert warned == {
        ("gx-tjj", "missing-update_frequency", ""),
        ("gx-nynct", "missing-update_frequency", ""),
        ("gx-nynct", "unknown-code", "随灾情更新"),
    }


def zones_of(name: str, each: Landed) -> set[str]:
    dataset = {**each.draft.fields, "owner_org": name, "resources": each.draft.resources}
    return {member.zone for member in memberships(dataset, BOOK.zones)}


def test_every_zone_that_national_tables_can_fill_has_something_in_it(catalog: dict[str, list[Landed]]) -> None:
    filled = {zone for name, part in catalog.items() for each in part for zone in zones_of(name, each)}
    assert {code.id for code in BOOK.codelists["zone"].children("")} - filled == {"rcep"}


def test_every_openness_is_there_with_its_ground(catalog: dict[str, list[Landed]]) -> None:
    fields = [each.draft.fields for part in catalog.values() for each in part]
    assert {each["open_type"] for each in fields} == {"unconditional", "conditional", "closed"}
    assert all(each["open_condition"] for each in fields if each["open_type"] == "conditional")
    grounds = {ground for each in fields if each["open_type"] == "closed" for ground in each["closed_reason"]}
    assert grounds == {"work_secret", "third_party", "personal_privacy", "trade_secret"}


def test_themes_are_known_and_varied(catalog: dict[str, list[Landed]]) -> None:
    themes = {theme for each in catalog["gx-tjj"] for theme in each.draft.fields["theme"]}
    assert len(themes) >= 18
    assert all(each.draft.raw.get("theme") for each in catalog["gx-tjj"])


def test_a_diabetes_table_is_in_no_zone(catalog: dict[str, list[Landed]]) -> None:
    tables = [each for each in catalog["gx-tjj"] if "糖尿病" in each.draft.fields["title"]]
    assert [zones_of("gx-tjj", each) for each in tables] == [set(), set()]


@pytest.mark.parametrize(("name", "step"), [("gx-tjj", 9), ("gx-nynct", 1), ("wuzhou", 1)])
def test_every_file_is_a_table_with_the_declared_columns_and_no_personal_data(
    catalog: dict[str, list[Landed]], sources: dict[str, Source], name: str, step: int
) -> None:
    resources = [resource for each in catalog[name] for resource in each.draft.resources][::step]
    assert len(resources) >= 16
    for resource in resources:
        file = sources[name].fetch_file(str(resource["url"]))
        table = readers.read_table(file.content, file.filename)
        declared = [field["name"] for field in resource.get("schema", {"fields": []})["fields"]]
        assert declared in ([], list(table.header))
        assert pii.scan(table.header, table.rows, BOOK.pii) == ()
