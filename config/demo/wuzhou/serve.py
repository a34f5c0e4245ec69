"""Wuzhou's catalog as a city's own system: one ``data.json`` (DCAT-US 1.1) and the CSV files it names.

python serve.py --port 8102 [--tables FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from serving import HOST, Answers, csv_table, serve

CATALOG = "/data.json"
FILES = "/files/"
PUBLISHER = "梧州市人民政府"
CONTACT, EMAIL = "梧州市数据开放（演示）", "mailto:data@wuzhou.example"

Record = dict[str, Any]


def read(path: Path) -> dict[str, Record]:
    head, *records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {record["id"]: {**record, "source": head["source"]} for record in records}


def catalog(records: dict[str, Record], base: str) -> Record:
    """``base`` is the address this server was called by."""
    return {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [dataset(record, base) for record in records.values()],
    }


def dataset(record: Record, base: str) -> Record:
    entry = {
        "@type": "dcat:Dataset",
        "identifier": record["id"],
        "title": record["title"],
        "description": description(record),
        "keyword": record["keywords"],
        "theme": [record["theme"]],
        "issued": record["issued"],
        "modified": record["modified"],
        "publisher": {"@type": "org:Organization", "name": PUBLISHER},
        "contactPoint": {"@type": "vcard:Contact", "fn": CONTACT, "hasEmail": EMAIL},
        "accessLevel": record.get("access", "public"),
        "accrualPeriodicity": "R/P1Y",
        "language": ["zh-CN"],
        "spatial": "全国",
    }
    if "rights" in record:
        entry["rights"] = record["rights"]
    if "rows" in record:
        entry["temporal"] = "/".join((year(record["rows"][0]) + "-01-01", year(record["rows"][-1]) + "-12-31"))
        entry["distribution"] = [distribution(record, base)]
    return entry


def distribution(record: Record, base: str) -> Record:
    return {
        "@type": "dcat:Distribution",
        "title": f"{record['title']}（CSV）",
        "downloadURL": f"{base}{FILES}{record['id']}.csv",
        "mediaType": "text/csv",
        "format": "CSV",
    }


def description(record: Record) -> str:
    if "rows" not in record:
        return "演示条目：用来说明不予开放的目录条目如何展示，没有数据文件，也不对应任何真实台账。"
    period = f"{year(record['rows'][0])}—{year(record['rows'][-1])} 年"
    names = "、".join(record["columns"])
    return (
        f"{record['title']}，{period}，指标：{names}。"
        f"演示数据：国家统计局全国数据，非广西数据，也不是梧州市的数据。来源：{record['source']}。"
    )


def year(row: str) -> str:
    return row.partition(",")[0]


def table(record: Record) -> bytes:
    return csv_table(record["columns"], record["rows"], "utf-8-sig")


def handler(records: dict[str, Record]) -> type[Answers]:
    class Handler(Answers):
        def do_GET(self) -> None:
            record = records.get(self.path.removeprefix(FILES).removesuffix(".csv"), {})
            if self.path == CATALOG:
                base = f"http://{self.headers.get('Host') or HOST}"
                self.send(200, "application/json", json.dumps(catalog(records, base), ensure_ascii=False).encode())
            elif "rows" in record:
                self.send(200, "text/csv", table(record))
            else:
                self.send(404, "text/plain; charset=utf-8", "没有这个文件".encode())

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(description="演示部门：梧州市的数据目录（DCAT-US 1.1）")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tables", type=Path, default=Path(__file__).parent / "tables.jsonl")
    options = parser.parse_args()
    serve(options.port, handler(read(options.tables)))


if __name__ == "__main__":
    main()
