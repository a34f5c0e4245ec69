"""What is written in sets is what CKAN's actions write, and batches that meet or hold bad datasets harm no other.

Both programs run in a process of their own (``in_sets/``), on the portal's database.
"""

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

PROGRAMS = Path(__file__).parent / "in_sets"


def run(portal: Any, program: str, *arguments: str) -> dict[str, Any]:
    environment = {**os.environ, **ckan_environment(Home.at(str(portal.home)), Software())}
    command = [sys.executable, str(PROGRAMS / program), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_rows_times_and_answers_are_those_of_the_actions(portal: Any) -> None:
    found = run(portal, "twins.py", "100", "14")

    assert not found["told"]
    assert found["datasets"] >= 10 and found["steps"] >= 40


@pytest.mark.long
def test_rows_times_and_answers_of_every_demo_dataset_are_those_of_the_actions(portal: Any) -> None:
    found = run(portal, "twins.py", "1", "450")

    assert not found["told"]
    assert found["datasets"] >= 900


@pytest.fixture(scope="module")
def meetings(portal: Any) -> dict[str, Any]:
    return run(portal, "meetings.py")


def test_two_loaders_make_one_tag_of_a_name(meetings: dict[str, Any]) -> None:
    assert meetings["two_loaders_with_the_same_new_tag"] == {"written": [3, 3], "tags": 1}


def test_two_batches_in_opposite_order_wait_for_one_another(meetings: dict[str, Any]) -> None:
    """The later one either read after the first had written, or is told that the datasets moved under it."""
    told = meetings["two_batches_in_opposite_order"]

    assert told in (["written"], ["written", "读取之后又有人改过这个数据集，请重新比较"])


def test_a_bad_dataset_costs_itself_only_and_is_told_by_its_id(meetings: dict[str, Any]) -> None:
    assert meetings["bad_ones_cost_themselves_only"] == {
        "reasons": {
            "resource": "资源 RESOURCE 属于数据集 ID",
            "long": "数据库不接受：StringDataRightTruncation",
            "name": "名称 meetings-0 已由数据集 ID 使用",
        },
        "refused": 3,
        "written": 3,
        "after rollback": 0,
    }


def test_a_deleted_dataset_gives_its_name_away_and_one_restored_has_its_members_again(meetings: dict[str, Any]) -> None:
    assert meetings["a_deleted_one_gives_its_name_away_and_another_comes_back"] == {
        "deleted": [2, 0],
        "members": [0, 1],
        "name": True,
        "restored": True,
        "moved": ["metadata_modified"],
    }


def test_what_a_form_changed_meanwhile_is_not_written_over(meetings: dict[str, Any]) -> None:
    assert meetings["what_a_form_did_meanwhile_is_not_written_over"] == ["读取之后又有人改过这个数据集，请重新比较"]


def test_a_database_of_another_ckan_is_refused_with_the_way_out(meetings: dict[str, Any]) -> None:
    columns, columns_hint, version, version_hint = meetings["an_unknown_schema_is_refused"]

    assert columns == "成批写入不认识这个 CKAN 数据库：表 package_tag 的列与已知的不同：weight"
    assert version == "成批写入不认识这个 CKAN 数据库：数据库版本是 ffffffffffff，已知的是 CKAN 2.12.0 的 9445ce34fc23"
    assert columns_hint == version_hint == "请设置 ckanext.gxdata.load_mode = action，改由 CKAN 的接口逐条写入（较慢）"


def test_our_own_plugins_have_no_hook_that_sets_would_bypass(meetings: dict[str, Any]) -> None:
    assert meetings["nobody_is_bypassed"] == []
