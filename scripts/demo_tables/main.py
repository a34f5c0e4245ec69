"""The command: archive in, the demo departments' files out; those of an earlier run that are no longer made go."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from demo_tables import agriculture, statistics, workbook, wuzhou
from demo_tables.archive import Series, read_archive

REPOSITORY = Path(__file__).resolve().parents[2]
ARCHIVE = REPOSITORY.parent / "shared" / "data" / "tables" / "zb_all_1852_csv.tar.gz"
DEMO = REPOSITORY / "config" / "demo"
CATALOG = "目录.xlsx"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="由国家统计局数据档案生成演示部门的表格")
    parser.add_argument("archive", nargs="?", type=Path, default=ARCHIVE)
    parser.add_argument("--into", type=Path, default=DEMO, help="写到哪个文件夹（缺省 config/demo）")
    options = parser.parse_args(arguments)
    selection = yaml.safe_load((DEMO / "selection.yaml").read_text(encoding="utf-8"))
    files = derive(read_archive(options.archive, selection["archive_sha256"]), selection)
    write(options.into, files)
    print(f"{len(files)} 个文件，{sum(map(len, files.values())) // 1024} KiB")
    return 0


def derive(archive: Mapping[str, Series], selection: Mapping[str, Any]) -> dict[str, bytes]:
    """All files by path below ``config/demo``."""
    head = _provenance(selection)
    chapters = statistics.datasets(archive, selection)
    files = {f"statistics/tables/{chapter}.jsonl": _lines(head, records) for chapter, records in chapters.items()}
    tables, entries = agriculture.folder(archive, selection)
    files |= {f"agriculture/{name}": content for name, content in tables.items()}
    files[f"agriculture/{CATALOG}"] = workbook.workbook(entries, selection["agriculture"]["provider"])
    files["wuzhou/tables.jsonl"] = _lines(head, wuzhou.datasets(archive, selection))
    return files


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for pattern in ("statistics/tables/*.jsonl", "agriculture/*.csv"):
        for old in folder.glob(pattern):
            if old.relative_to(folder).as_posix() not in files:
                old.unlink()
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _provenance(selection: Mapping[str, Any]) -> dict[str, str]:
    return {
        "source": selection["source"],
        "archive_sha256": selection["archive_sha256"],
        "derived_by": "scripts/derive_demo_tables",
        "derived_on": selection["derived_on"],
        "note": "全国数据，非广西数据；取最近若干年，去掉空行空列；100 以上保留两位小数，"
        "以下至多四位（小于 0.01 的六位），四舍五入",
    }


def _lines(head: Mapping[str, str], records: Iterable[Mapping[str, Any]]) -> bytes:
    """JSON Lines; the first line is where the figures come from."""
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (head, *records))
    return ("\n".join(lines) + "\n").encode()
