"""What comes in with data is judged by what it really holds: uploaded tables and DataStore tables, masked or empty."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import ckanapi
import openpyxl
import pytest

from tests.integration.test_catalog import DATASET
from tests.integration.test_gate import refusal, words

NAME = "test-ingest"
OPEN = {**DATASET, "name": NAME, "title": "测试数据接收"}
MASKED = "登记日期,身份证号\n2024-01-01,***\n2024-01-02,\n".encode()
PLAIN = "年份,产量\n2023,1.5\n2024,2\n".encode()
YEARS = {"fields": [{"name": "年份"}, {"name": "产量"}]}


@pytest.fixture
def admin(portal: Any) -> Iterator[ckanapi.RemoteCKAN]:
    client = portal.admin()
    yield client
    with pytest.raises((ckanapi.NotFound, StopIteration)):
        client.action.dataset_purge(id=NAME)
        raise StopIteration


def file(content: bytes, name: str = "a.csv") -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def upload(admin: ckanapi.RemoteCKAN, content: bytes, name: str = "a.csv", **more: Any) -> dict[str, Any]:
    given = {"name": "登记表", **more}
    made: dict[str, Any] = admin.action.resource_create(package_id=NAME, upload=file(content, name), **given)
    return made


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_uploaded_table_describes_itself(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    made = upload(admin, PLAIN)

    fields = [{"name": "年份", "type": "year"}, {"name": "产量", "type": "number"}]
    assert made["schema"]["fields"] == fields
    assert [str(made[name]) for name in ("row_count", "encoding", "size")] == ["2", "utf-8", str(len(PLAIN))]


def test_a_masked_personal_column_of_a_file_is_refused_with_item_and_remedy(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    told = words(refusal(lambda: upload(admin, MASKED)))

    assert "“身份证号”" in told and "不得无条件开放" in told and "请改为有条件开放" in told
    assert admin.action.package_show(id=NAME)["resources"] == []


def test_items_that_leave_a_column_of_the_file_out_hide_nothing(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    schema = json.dumps({"fields": [{"name": "登记日期"}]})
    told = words(refusal(lambda: upload(admin, MASKED, schema=schema)))

    assert "“身份证号”" in told


def test_a_column_once_uploaded_counts_at_every_later_write(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN, private=True)
    made = upload(admin, MASKED)
    shown = admin.action.resource_update(
        id=made["id"], name="登记表", url=made["url"], url_type="upload", grading_file="", schema=""
    )
    told = words(refusal(lambda: admin.action.package_patch(id=NAME, private=False)))

    assert not shown.get("schema") and "“身份证号”" in told


def test_a_new_file_replaces_what_was_found_in_the_old_one(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN, private=True)
    made = upload(admin, MASKED)
    kept = {name: made[name] for name in ("row_count", "encoding", "size")}
    schema = json.dumps(made["schema"])
    again = admin.action.resource_update(
        id=made["id"], name="登记表", upload=file(b"year\n1\n2\n3\n"), schema=schema, **kept
    )

    assert [field["name"] for field in again["schema"]["fields"]] == ["year"]
    assert str(again["row_count"]) == "3"


def test_what_a_person_described_stays_beside_a_new_file(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    described = {"fields": [{"name": "年份", "unit": "年"}, {"name": "产量", "unit": "吨"}]}
    made = upload(admin, PLAIN, schema=json.dumps(described))

    assert [field.get("unit") for field in made["schema"]["fields"]] == ["年", "吨"]


def test_every_sheet_of_a_workbook_is_judged(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    content = workbook(产量=[["年份", "产量"], [2023, 1]], 名单=[["编号", "身份证号"], [1, "***"]])
    told = words(refusal(lambda: upload(admin, content, "a.xlsx")))

    assert "“身份证号”" in told
    assert "年份" not in told


def test_the_named_sheet_is_the_table(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    content = workbook(说明=[["填表说明", "备注"]], 产量=[["年份", "产量"], [2023, 1], [2024, 2]])
    made = upload(admin, content, "a.xlsx", sheet="产量")

    assert [field["name"] for field in made["schema"]["fields"]] == ["年份", "产量"]
    assert str(made["row_count"]) == "2"


def test_a_table_that_calls_itself_something_else_is_read_by_its_format(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)

    assert "“身份证号”" in words(refusal(lambda: upload(admin, MASKED, "a.dat", format="CSV")))


# ── DataStore ────────────────────────────────────────────────────────────────────────────────────────────────────────


def table(admin: ckanapi.RemoteCKAN, *names: str, **more: Any) -> dict[str, Any]:
    """A new table on a new resource of the dataset; answers what the DataStore says."""
    fields = [{"id": name, "type": "text"} for name in names]
    made: dict[str, Any] = admin.action.datastore_create(
        resource={"package_id": NAME, "name": "数据表"}, fields=fields, **more
    )
    return made


def test_a_personal_column_of_a_new_table_is_refused_before_anything_is_stored(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    told = words(refusal(lambda: table(admin, "登记日期", "身份证号")))

    assert "“身份证号”" in told and "不得无条件开放" in told
    assert admin.action.package_show(id=NAME)["resources"] == []


def test_the_columns_of_a_table_become_the_items_of_its_resource(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    made = table(admin, "年份", "产量", records=[{"年份": "2023", "产量": "1"}])

    shown = admin.action.resource_show(id=made["resource_id"])
    assert [field["name"] for field in shown["schema"]["fields"]] == ["年份", "产量"]


def test_a_personal_column_added_to_a_table_is_refused_and_the_table_stays(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    made = table(admin, "年份", "产量")
    fields = [{"id": name, "type": "text"} for name in ("年份", "产量", "手机号")]
    told = words(refusal(lambda: admin.action.datastore_create(resource_id=made["resource_id"], fields=fields)))

    assert "“手机号”" in told
    found = admin.action.datastore_info(id=made["resource_id"])["fields"]
    assert [field["id"] for field in found if field["id"] != "_id"] == ["年份", "产量"]


def test_a_column_named_only_by_a_row_is_judged_too(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    told = words(refusal(lambda: admin.action.datastore_create(
        resource={"package_id": NAME, "name": "数据表"}, records=[{"身份证号": "***"}]
    )))  # fmt: skip

    assert "“身份证号”" in told


def test_a_table_counts_when_its_dataset_is_opened_later(admin: ckanapi.RemoteCKAN) -> None:
    closed = {"open_type": "closed", "closed_reason": ["personal_privacy"], "general_level": "4"}
    admin.action.package_create(**{**OPEN, **closed})
    made = table(admin, "登记日期", "身份证号")
    admin.action.resource_patch(id=made["resource_id"], schema={"fields": [{"name": "登记日期"}]}, grading_table="")
    told = words(refusal(lambda: admin.action.package_patch(id=NAME, open_type="unconditional")))

    assert "“身份证号”" in told


@pytest.mark.parametrize("method", ["insert", "upsert"])
def test_rows_with_personal_data_are_refused_with_column_count_and_masked_sample(
    admin: ckanapi.RemoteCKAN, method: str
) -> None:
    admin.action.package_create(**OPEN)
    made = table(admin, "编号", "备注", primary_key="编号")
    rows = [{"编号": "1", "备注": "450102199003071238"}, {"编号": "2", "备注": "450102199003071238"}]
    told = words(refusal(lambda: admin.action.datastore_upsert(
        resource_id=made["resource_id"], records=rows, method=method
    )))  # fmt: skip

    assert "“备注”" in told and "2 处" in told and "450102199003071238" not in told
    assert admin.action.datastore_search(resource_id=made["resource_id"])["total"] == 0


def test_rows_of_a_closed_dataset_are_stored_and_bar_its_opening(admin: ckanapi.RemoteCKAN) -> None:
    closed = {"open_type": "closed", "closed_reason": ["personal_privacy"], "general_level": "4"}
    admin.action.package_create(**{**OPEN, **closed})
    made = table(admin, "编号", "备注")
    rows = [{"编号": "1", "备注": "450102199003071238"}]
    admin.action.datastore_upsert(resource_id=made["resource_id"], records=rows, method="insert")
    told = words(refusal(lambda: admin.action.package_patch(id=NAME, open_type="unconditional")))

    assert "“备注”" in told
    assert admin.action.datastore_search(resource_id=made["resource_id"])["total"] == 1


def test_a_deleted_table_counts_no_more(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN, private=True)
    made = table(admin, "登记日期", "身份证号")
    admin.action.datastore_delete(resource_id=made["resource_id"])
    admin.action.resource_patch(id=made["resource_id"], schema=YEARS)

    assert "grading_table" not in admin.action.resource_show(id=made["resource_id"])


def test_a_table_that_is_not_made_leaves_no_columns_behind(admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN, private=True)
    made = table(admin, "年份")
    fields = [{"id": "年份", "type": "text"}, {"id": "姓名", "type": "no-such-type"}]
    refusal(lambda: admin.action.datastore_create(resource_id=made["resource_id"], fields=fields))

    assert "姓名" not in admin.action.resource_show(id=made["resource_id"])["grading_table"]


def test_what_was_found_is_not_shown_to_readers(portal: Any, admin: ckanapi.RemoteCKAN) -> None:
    admin.action.package_create(**OPEN)
    upload(admin, PLAIN)
    [shown] = ckanapi.RemoteCKAN(portal.url).action.package_show(id=NAME)["resources"]

    assert not [name for name in shown if name.startswith("grading_")]
