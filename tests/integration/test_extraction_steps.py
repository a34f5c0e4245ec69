"""What is read, staged and left to the loader by run after run of one source: decided before anything is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stack.paths import Home, Software
from stack.settings import ckan_environment
from tests.fixtures.small_department import entry, small_department, table

EXTRACTED = Path(__file__).parent / "extracted"


def told(portal: Any, records: int = 0) -> dict[str, Any]:
    return run(portal, "steps.py", str(records))


def run(portal: Any, script: str, *arguments: str) -> dict[str, Any]:
    environment = {**os.environ, **ckan_environment(Home.at(str(portal.home)), Software())}
    command = [sys.executable, str(EXTRACTED / script), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def steps(portal: Any) -> dict[str, Any]:
    return told(portal)


def test_a_first_run_stages_everything_and_leaves_it_to_the_loader(steps: dict[str, Any]) -> None:
    assert steps["first"] == [250, 250, 250]


def test_an_unchanged_run_reads_no_page_loads_nothing_and_touches_no_row(steps: dict[str, Any]) -> None:
    assert steps["unchanged"] == [250, [], 0, 3]
    assert steps["unchanged wrote"] is False


def test_another_order_of_keys_is_no_change_though_the_pages_are_read(steps: dict[str, Any]) -> None:
    assert steps["other order of keys"] == [250, 3, True]


def test_exactly_what_changed_is_loaded_and_only_its_pages_are_read(steps: dict[str, Any]) -> None:
    assert steps["changed"] == [["7", "78"], 248, 2]


def test_what_a_killed_run_staged_is_loaded_by_the_next_though_no_page_changed(steps: dict[str, Any]) -> None:
    assert steps["killed before loading"] == [["7", "78"], 0]
    assert steps["settled"] == []


def test_what_is_not_listed_any_more_is_told_by_its_guid(steps: dict[str, Any]) -> None:
    assert steps["missing"] == [["000000f9-1111-4222-8333"], 1, 250]


def test_a_server_that_says_nothing_changed_is_found_out_and_not_asked_any_more(steps: dict[str, Any]) -> None:
    assert steps["liar"] == {
        "believed": [],
        "found out": [["37"], ["validator-lies"]],
        "read since": [["38"], [], 0],
    }


def test_a_page_is_read_again_where_its_records_name_files_or_the_rules_are_others(steps: dict[str, Any]) -> None:
    assert steps["files"] == {
        "first": [1, 2, 3],
        "again": [3],
        "by other rules": [1, 2, 3],
        "again by them": [3],
        "without files": [1, 2, 3],
        "again without": [],
    }


@pytest.fixture(scope="module")
def rows_looked_at(portal: Any) -> dict[str, Any]:
    return run(portal, "rows_looked_at.py")


def test_a_batch_of_a_source_that_statistics_do_not_know_costs_its_own_records_and_no_others(rows_looked_at: dict[str, Any]) -> None:
    assert rows_looked_at["batch"] == {"first": "00250", "last": "00499", "read": 250, "most_rows": 250}


def test_records_whose_grace_is_over_are_found_without_a_look_at_the_others(rows_looked_at: dict[str, Any]) -> None:
    assert rows_looked_at["grace"] == {"due": ["00003", "00700", "01999"], "records": [3]}


def test_memory_does_not_grow_with_the_listing(portal: Any) -> None:
    found = told(portal, 30_000)
    assert found["unchanged"] == 30_000
    assert found["highest"] - found["before"] < 60


@pytest.mark.long
def test_a_run_of_three_hundred_thousand_records_fits_beside_ckan(portal: Any) -> None:
    found = told(portal, 300_000)
    assert found["unchanged"] == 300_000
    assert found["highest"] < 300


# ── prepared while the source is read ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def loads(portal: Any) -> dict[str, Any]:
    """First loads of 70 new records in batches of 30: with none prepared ahead, a batch, and all of them."""
    with small_department() as department:
        files = [department.serve_file(f"/{number}.csv", f"年份,产量\n2023,{number}\n".encode()) for number in range(70)]
        department.serve_catalog([entry(f"a{number}", f"第 {number} 表", **table("表", url)) for number, url in enumerate(files)])
        return run(portal, "ahead.py", department.url, department.allow)


def test_new_records_are_prepared_while_the_source_is_read_and_not_once_more_when_all_of_it_is(loads: dict[str, Any]) -> None:
    in_parts = ["6 to prepare", "12 to prepare", "12 to prepare"]  # the first batch, so that nobody waits for it
    assert {name: load["events"] for name, load in loads.items()} == {
        "after": ["extracted", "30 to prepare", "30 to prepare", "10 to prepare"],
        "few ahead": [*in_parts, "extracted", "30 to prepare", "10 to prepare"],
        "ahead": [*in_parts, "30 to prepare", "extracted", "10 to prepare"],
    }


def test_the_catalog_is_the_same_whether_records_were_prepared_ahead_or_not(loads: dict[str, Any]) -> None:
    assert [load["counts"] for load in loads.values()] == [["finished", 70, 70, 0]] * 3
    assert len(loads["after"]["datasets"]) == 70
    assert loads["ahead"]["datasets"] == loads["few ahead"]["datasets"] == loads["after"]["datasets"]
