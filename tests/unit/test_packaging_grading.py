"""A harvested table is graded by the columns its file really has, before anything of it is opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.records import DatasetDraft
from ckanext.gxdata.core.turns import alone
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.packaging import Package, Packer

BOOK = rulebook.load(Path(__file__).parents[2] / "config")
FIELDS = {"title": "参保登记", "open_type": "unconditional", "data_grade": "general", "general_level": "1"}
DECLARED = {"fields": [{"name": "登记日期", "type": "date"}]}
URL = "https://example.org/a.csv"


class OneFile:
    def __init__(self, content: str) -> None:
        self.content = content.encode()

    def get(self, digest: str) -> bytes:
        return self.content


def packed(content: str, **resource: Any) -> Package:
    store = cast(FileStore, OneFile(content))
    packer = Packer("test", "org", BOOK.codelists["zone"], BOOK.zones, BOOK.pii, BOOK.grading, store)
    draft = DatasetDraft("a", FIELDS, ({"url": URL, "name": "登记表", **resource},))
    return alone(packer.package(draft, {URL: {"sha256": "0", "filename": "a.csv"}}))


def test_a_clean_file_is_opened_with_its_count() -> None:
    package = packed("登记日期,人数\n2024-01-01,5\n")
    [resource] = package.dataset["resources"]
    assert (package.dataset["open_type"], package.dataset["general_level"]) == ("unconditional", "1")
    assert (resource["row_count"], resource["url"], len(package.files)) == (1, "test-86f7e437faa5.csv", 1)


@pytest.mark.parametrize(
    "declared", [{}, {"schema": DECLARED}], ids=["nothing declared", "declared without the column"]
)
@pytest.mark.parametrize(
    ("column", "level", "open_type"),
    [("sfzh", "4", "closed"), ("手机号", "3", "conditional"), ("姓名", "2", "conditional")],
)
def test_a_personal_column_of_the_file_closes_it_although_its_cells_are_masked(
    column: str, level: str, open_type: str, declared: dict[str, Any]
) -> None:
    package = packed(f"登记日期,{column}\n2024-01-01,****\n", **declared)
    [resource] = package.dataset["resources"]
    assert (package.dataset["general_level"], package.dataset["open_type"]) == (level, open_type)
    assert (package.files, resource["url"]) == ((), "")
    assert "row_count" not in resource and "size" not in resource
    assert [finding.pointer for finding in package.findings if finding.rule == "grade-raised"] == [column]


def test_a_narrowed_resource_keeps_nothing_that_leads_to_its_file() -> None:
    [resource] = packed("登记日期,手机号\n2024-01-01,****\n").dataset["resources"]
    assert [resource[name] for name in ("url", "url_type", "hash")] == ["", "", ""]
    assert "grading_file" not in resource


def test_what_the_file_holds_stays_with_the_resource() -> None:
    [resource] = packed("登记日期,人数\n2024-01-01,5\n", schema=DECLARED).dataset["resources"]
    assert json.loads(resource["grading_file"]) == [
        {"name": "登记日期", "type": "date"},
        {"name": "人数", "type": "integer"},
    ]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (["登记日期", "人数"], []),
        (["登记日期"], ["目录填报信息项 1 个，文件有 2 列"]),
        (["登记日期", "人数", "登记机关"], ["目录填报信息项 3 个，文件有 2 列；文件中没有“登记机关”"]),
        ([], []),
    ],
)
def test_the_declared_items_are_as_many_as_the_columns(declared: list[str], told: list[str]) -> None:
    schema = {"schema": {"fields": [{"name": name, "type": "string"} for name in declared]}} if declared else {}
    package = packed("登记日期,人数\n2024-01-01,5\n", **schema)
    assert [finding.message for finding in package.findings if finding.rule == "item-count"] == told


def test_a_closed_item_may_be_missing_from_the_file() -> None:
    items = [{"name": "登记日期"}, {"name": "人数"}, {"name": "经办人", "open": False}]
    package = packed("登记日期,人数\n2024-01-01,5\n", schema={"fields": items})
    assert [finding.rule for finding in package.findings if finding.rule == "item-count"] == []


def test_personal_data_in_a_text_is_told_by_the_name_of_the_field_and_points_to_its_id() -> None:
    packer = Packer("test", "org", BOOK.codelists["zone"], BOOK.zones, BOOK.pii, BOOK.grading, cast(FileStore, OneFile("")))
    fields = {**FIELDS, "title": "身份证号450103199003070019名单", "notes": "致电13900001111"}
    found = alone(packer.package(DatasetDraft("a", fields, ()), {})).findings

    assert [(each.message, each.pointer) for each in found if each.rule.startswith("personal-data-")] == [
        ("“名称”中发现疑似身份证号 1 处，已转为不公开", "title"),
        ("“摘要”中发现疑似手机号码 1 处，已转为不公开", "notes"),
    ]
