"""What Java learned by running Solr once: used where it is there, and never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stack import solr, solr_archive
from stack.paths import Software


@pytest.fixture
def software(tmp_path: Path) -> Software:
    made = Software(tmp_path)
    made.jars.mkdir(parents=True)
    return made


def flags(software: Software, tmp_path: Path) -> list[str]:
    return [each for each in solr.command(tmp_path, software, tmp_path, 8983) if each.startswith("-XX:AOT")]


def test_solr_starts_with_the_archive_only_where_there_is_one(software: Software, tmp_path: Path) -> None:
    assert flags(software, tmp_path) == []
    solr.archive(software).write_bytes(b"learned")
    assert flags(software, tmp_path) == [f"-XX:AOTCache={tmp_path}/var/software/solr/classes.aot"]


def test_a_set_up_that_cannot_make_the_archive_goes_on_without_it_and_leaves_nothing(
    software: Software, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*given: object) -> None:
        raise PermissionError("no")

    solr.archive(software).write_bytes(b"of older jars")
    monkeypatch.setattr(solr_archive, "Software", lambda: software)
    monkeypatch.setattr(solr, "prepare", refused)
    assert solr_archive.main() == 0
    assert "启动存档没有做成" in capsys.readouterr().err
    assert [path.name for path in software.jars.parent.iterdir()] == ["lib"]
