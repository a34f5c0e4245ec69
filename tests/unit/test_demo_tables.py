"""How the demo departments' tables are made from the archive of national statistics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from demo_tables import archive, main
from demo_tables.archive import Series, combine, figure, tidy

SELECTION: dict[str, Any] = yaml.safe_load((main.DEMO / "selection.yaml").read_text(encoding="utf-8"))
LARGEST_FILE, LARGEST_WHOLE = 300_000, 2_000_000


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("557358.0", "557358"),
        ("24714.1333333", "24714.13"),
        ("9010.6882", "9010.69"),
        ("12.628002", "12.63"),
        ("3.7412", "3.7412"),
        ("0.893757486875", "0.8938"),
        ("100.0", "100"),
        ("1e-05", "0.00001"),
        ("-2.5", "-2.5"),
        ("", ""),
    ],
)
def test_a_figure_is_written_as_a_publication_has_it(cell: str, shown: str) -> None:
    assert figure(cell) == shown


def test_only_the_latest_years_with_figures_and_columns_with_figures_stay() -> None:
    table = tidy(["a", "b"], [["2011", "1", ""], ["2012", "", ""], ["2013", "2", ""], ["2014", "3", ""]], years=2)
    assert table.columns == ("a",)
    assert table.rows == (("2013", "2"), ("2014", "3"))


def test_tables_are_combined_by_year_not_by_row() -> None:
    area = Series("x", ("甘蔗面积", "甜菜面积"), (("2013", "1", "2"), ("2014", "3", "4")))
    yields = Series("y", ("甘蔗产量",), (("2014", "30"),))
    combined = combine([area, yields], ["甘蔗*"], years=13)
    assert combined.columns == ("甘蔗面积", "甘蔗产量")
    assert combined.rows == (("2013", "1", ""), ("2014", "3", "30"))


def test_another_archive_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "other.tar.gz"
    wrong.write_bytes(b"something else")
    with pytest.raises(SystemExit, match="不是预期的档案"):
        archive.read_archive(wrong, SELECTION["archive_sha256"])


def test_every_file_of_tables_says_where_its_figures_come_from() -> None:
    files = [*main.DEMO.glob("statistics/tables/*.jsonl"), main.DEMO / "wuzhou" / "tables.jsonl"]
    heads = [json.loads(path.read_text(encoding="utf-8").partition("\n")[0]) for path in files]
    assert len(files) > 20
    assert {head["archive_sha256"] for head in heads} == {SELECTION["archive_sha256"]}
    assert all("data.stats.gov.cn" in head["source"] and "非广西数据" in head["note"] for head in heads)


def test_the_demo_stays_small() -> None:
    sizes = {path.name: path.stat().st_size for path in main.DEMO.rglob("*") if path.is_file()}
    assert max(sizes.values()) < LARGEST_FILE
    assert sum(sizes.values()) < LARGEST_WHOLE


@pytest.mark.skipif(
    not main.ARCHIVE.exists(), reason="没有统计数据档案，不能核对 · the archive lies outside the repository"
)
def test_deriving_again_gives_the_very_files_that_are_checked_in() -> None:
    derived = main.derive(archive.read_archive(main.ARCHIVE, SELECTION["archive_sha256"]), SELECTION)
    assert len(derived) > 40
    assert [name for name, content in derived.items() if (main.DEMO / name).read_bytes() != content] == []
