"""What ``scripts/bench`` prints and writes: medians, ratios, the list of the JSON file; and what its command line refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benches import command, harvest
from benches.results import Measurement, Result, medians, write
from benches.subjects import SUBJECTS
from benches.table import number, table, times
from stack import arguments
from stack.paths import REPOSITORY

MEASURED = [
    Measurement("first_load", "ckanext-harvest", 8.1234),
    Measurement("first_load", "gxdata", 420.0),
    Measurement("first_load", "gxdata", 400.0),
    Measurement("first_load", "gxdata", 1234.5),
    Measurement("one_percent_changed_posted", "gxdata", 10, "documents"),
]


def test_a_result_is_the_median_of_its_repeats() -> None:
    assert medians("harvest", 1000, MEASURED) == [
        Result("harvest", "first_load", 1000, "ckanext-harvest", 8.12, "datasets/s", 1),
        Result("harvest", "first_load", 1000, "gxdata", 420.0, "datasets/s", 3),
        Result("harvest", "one_percent_changed_posted", 1000, "gxdata", 10.0, "documents", 1),
    ]


def test_the_table_says_how_many_times_as_fast_as_each_peer_gxdata_is() -> None:
    lines = table(medians("harvest", 1000, MEASURED)).splitlines()
    assert lines[2:] == [
        "| first_load | 1,000 | gxdata | 420 datasets/s |  | 3 |",
        "| first_load | 1,000 | ckanext-harvest | 8.12 datasets/s | 52 × | 1 |",
        "| one_percent_changed_posted | 1,000 | gxdata | 10 documents |  | 1 |",
    ]


def test_no_ratio_is_told_where_one_of_the_two_is_missing_or_nothing_was_loaded() -> None:
    alone = [Measurement("first_load", "ckan", 12.0), Measurement("unchanged", "gxdata", 9.0)]
    stuck = [Measurement("index_rebuild", "gxdata", 9.0), Measurement("index_rebuild", "ckan", 0.0)]
    assert "×" not in table(medians("harvest", 10, alone)) + table(medians("harvest", 10, stuck))


@pytest.mark.parametrize(
    ("ratio", "told"), [(1234.5, "1,234"), (52.4, "52"), (9.96, "10.0"), (1.0, "1.0"), (0.5, "0.50")]
)
def test_a_ratio_is_told_with_the_digits_it_deserves(ratio: float, told: str) -> None:
    assert times(ratio) == told


def test_a_figure_is_told_without_digits_of_chance() -> None:
    assert [number(value) for value in (20480.0, 101.5, 8.12, 3.0)] == ["20,480", "102", "8.12", "3"]


def test_the_file_holds_the_list_of_the_contract(tmp_path: Path) -> None:
    write(tmp_path / "out.json", medians("harvest", 1000, MEASURED[:1]))
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == [
        {
            "bench": "harvest",
            "case": "first_load",
            "size": 1000,
            "subject": "ckanext-harvest",
            "value": 8.12,
            "unit": "datasets/s",
            "repeats": 1,
        }
    ]


def test_slow_peers_take_part_up_to_five_thousand_and_above_it_only_by_name() -> None:
    def chosen(size: int, *wanted: str) -> list[str]:
        return [subject.name for subject in SUBJECTS if harvest.takes_part(subject, size, wanted)]

    assert chosen(5_000) == ["gxdata", "ckanext-harvest", "ckanapi", "ckanapi -p 2", "ckan"]
    assert chosen(5_001) == ["gxdata"]
    assert chosen(10_000, "ckan") == ["ckan"]


def test_without_a_name_the_benches_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.bench(arguments.parse("bench", [])) == 0
    assert capsys.readouterr().out.startswith("harvest  ")


@pytest.mark.parametrize(
    ("given", "said"), [(["tables"], "没有基准“tables”"), (["harvest", "--subjects", "x"], "没有对象“x”")]
)
def test_what_there_is_not_is_refused_before_anything_starts(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.bench(arguments.parse("bench", given)) == 2
    assert said in capsys.readouterr().err


def test_a_size_that_is_no_number_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "bench", "harvest", "--size", "0"], capture_output=True
    )
    assert done.returncode == 2
    assert "应为正整数" in done.stderr.decode()


def test_the_lock_of_the_peers_names_no_registry() -> None:
    lock = (REPOSITORY / "config" / "bench" / "requirements.txt").read_text("utf-8")
    assert "ckanext-harvest==1.6.3" in lock
    assert "://" not in lock
