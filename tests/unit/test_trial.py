"""A dry run judges as a harvest would, stops in time, and tells what it met."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.records import DatasetDraft, FetchedFile, Finding, RawRecord
from ckanext.gxdata.harvest.trial import Bounds, Rules, Trial, refused, try_records
from tests.portal import ROOT

BOOK = rulebook.load(ROOT / "config")
RULES = Rules("trial", "gx-tjj", BOOK.tailored("dcat", {}), BOOK)
FOREVER = Bounds(500, lambda: False)


def record(number: int, **more: Any) -> RawRecord:
    payload = {"identifier": str(number), "title": f"甘蔗产量第{number}表", "accessLevel": "public", **more}
    return RawRecord(str(number), payload, f"第 {number} 条")


def tried(records: list[Any], bounds: Bounds = FOREVER, rules: Rules = RULES) -> dict[str, Any]:
    return try_records(iter(records), rules, bounds).told("dcat")


def test_the_first_twenty_are_shown_and_all_are_judged() -> None:
    told = tried([record(number) for number in range(1, 31)])

    assert (told["seen"], len(told["mapped"]), told["stopped"]) == (30, 20, "")
    assert told["mapped"][0]["mapped"]["title"] == "甘蔗产量第1表"
    assert told["mapped"][0]["raw"]["identifier"] == "1"
    assert max(problem["records"] for problem in told["problems"]) == 30


def test_an_endless_list_ends_at_the_limit_or_in_time() -> None:
    endless = (record(number) for number in count(1))
    assert try_records(endless, RULES, Bounds(40, lambda: False)).told("dcat")["seen"] == 40

    late = iter([False, False, True])
    told = try_records((record(number) for number in count(1)), RULES, Bounds(500, lambda: next(late))).told("dcat")
    assert (told["seen"], told["stopped"]) == (3, "time")


def test_a_record_that_cannot_land_and_a_double_are_problems() -> None:
    told = tried([record(1), record(2, title=""), record(1)])

    assert [problem["rule"] for problem in told["problems"] if problem["severity"] == "error"] == ["duplicate-guid", "missing-title"]
    assert told["mapped"][1]["mapped"] == {}


def test_personal_data_in_a_text_is_found_and_not_shown_in_findings() -> None:
    told = tried([record(1, description="联系人张三，身份证号450102199003078530")])
    [problem] = [each for each in told["problems"] if each["rule"].startswith("personal-data")]

    assert told["mapped"][0]["mapped"]["private"] is True
    assert "450102199003078530" not in str(problem)


@pytest.mark.parametrize(("before", "reachable"), [([], False), ([record(1)], True)])
def test_a_source_that_fails_is_told_with_what_came_before(before: list[RawRecord], reachable: bool) -> None:
    def failing() -> Iterator[RawRecord]:
        yield from before
        raise RetriableError("连接断开", hint="稍后再试", rule="unreachable")

    told = try_records(failing(), RULES, FOREVER).told("dcat")

    assert (told["reachable"], told["stopped"], told["seen"]) == (reachable, "error", len(before))
    assert told["problems"][0]["rule"] == "unreachable"
    assert told["findings"][0]["hint"] == "稍后再试"


def test_what_a_check_refuses_is_not_taken() -> None:
    class NotTheSecond:
        def refusal(self, raw: RawRecord) -> Finding | None:
            return Finding("already-held", "已收录", "info", raw.pointer, "", raw.guid) if raw.guid == "2" else None

        def arrived(self, raw: RawRecord, draft: DatasetDraft) -> DatasetDraft:
            return draft

    told = tried([record(1), record(2)], rules=Rules("trial", "gx-tjj", RULES.mapping, BOOK, (NotTheSecond(),)))

    assert (told["seen"], told["findings"][0]["rule"]) == (1, "already-held")


def test_tables_are_fetched_and_scanned_only_where_it_is_asked_for() -> None:
    class Adapter:
        fetched: list[str] = []

        def fetch_file(self, reference: str) -> FetchedFile:
            self.fetched.append(reference)
            return FetchedFile("姓名,身份证号\n张三,450102199003078530\n".encode(), "people.csv", "text/csv")

    table = [{"title": "表", "downloadURL": "http://x.example/people.csv", "format": "CSV"}]
    adapter: Any = Adapter()
    without = try_records(iter([record(1, distribution=table)]), RULES, FOREVER).told("dcat")
    with_files = try_records(iter([record(1, distribution=table)]), RULES, FOREVER, adapter).told("dcat")

    assert adapter.fetched == ["http://x.example/people.csv"]
    assert without["mapped"][0]["mapped"]["private"] is False
    assert with_files["mapped"][0]["mapped"]["private"] is True


def test_a_source_that_cannot_be_opened_says_why() -> None:
    told = refused(FatalError("地址不对", pointer="url", rule="wrong-address")).told("dcat")

    assert (told["reachable"], told["mapped"], told["sample"]) == (False, [], None)
    assert told["problems"][0]["message"] == "地址不对"
    assert isinstance(Trial().told("dcat")["problems"], list)


def test_a_record_of_megabytes_is_answered_short() -> None:
    told = tried([record(1, description="甘" * 3_000_000, keyword=["x" * 50] * 20_000)])

    assert len(json.dumps(told, ensure_ascii=False).encode()) < 500_000
    assert told["sample"]["payload"]["description"].endswith("…（已截短）")
    assert told["mapped"][0]["raw"]["title"] == "甘蔗产量第1表"
