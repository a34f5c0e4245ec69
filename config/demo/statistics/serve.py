"""The statistics bureau's catalog as a department's own system: a paged list, a detail call per record, CSV files.

The interface is that of a family of provincial portals (POST with JSON, ``code`` 200 inside the answer, times in
milliseconds, the update cycle as a number of its own). It knows nothing of the portal that harvests it.

    python serve.py --port 8101 [--tables FOLDER]
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from serving import Answers, csv_table, serve

LIST = "/api/search/data/getDataDirectoryListByParams"
DETAIL = "/api/search/data/getDataDetailByDataId"
FILES = "/files/"
PAGE_SIZE, LARGEST_PAGE = 12, 100
CYCLES = {"每年": 0, "每季度": 1, "每月": 2, "不定期": 8, "不更新": 9}
SHANGHAI = timezone(timedelta(hours=8))

Record = dict[str, Any]


class Catalog:
    """The records of every chapter, and the answers made of them."""

    def __init__(self, folder: Path) -> None:
        self.records: dict[str, Record] = {}
        for path in sorted(folder.glob("*.jsonl")):
            head, *records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            self.records |= {record["id"]: {**record, "source": head["source"]} for record in records}

    def page(self, question: Record) -> Record:
        number = max(1, int(question.get("pageIndex") or 1))
        size = min(LARGEST_PAGE, max(1, int(question.get("pageSize") or PAGE_SIZE)))
        found = list(self.records.values())[(number - 1) * size : number * size]
        rows = [{"id": record["id"], "resourceFormats": ["csv"] if has_file(record) else []} for record in found]
        return {"code": 200, "msg": "成功", "total": len(self.records), "data": rows}

    def detail(self, question: Record) -> Record:
        record = self.records.get(str(question.get("dataId")))
        if record is None:
            return {"code": 500, "msg": "数据不存在", "data": None}
        return {"code": 200, "msg": "成功", "data": described(record)}

    def file(self, path: str) -> bytes | None:
        record = self.records.get(path.removeprefix(FILES).removesuffix(".csv"))
        return table(record) if record and has_file(record) else None


def has_file(record: Record) -> bool:
    return bool(record["open"] != "不予开放")


def described(record: Record) -> Record:
    return {
        "id": record["id"],
        "name": record["title"],
        "description": description(record),
        "topicName": record["topic"],
        "orgName": "广西壮族自治区统计局",
        "industryName": None,
        "createTime": milliseconds(record["issued"], hour=9),
        "updateTime": milliseconds(record["updated"], hour=16),
        "openAttribute": record["open"],
        "openCondition": "提交使用申请" if record["open"] == "有条件开放" else None,
        "closedReason": record.get("reason"),
        "dataGrade": "一般数据",
        "dataLevel": {"无条件开放": "1级", "有条件开放": "2级", "不予开放": "4级"}[record["open"]],
        "frequency": CYCLES.get(record["frequency"]),
        "keyword": "、".join(record["keywords"]),
        "divisionId": "100000",
        "files": [file_entry(record)] if has_file(record) else [],
    }


def description(record: Record) -> str:
    first, last = record["rows"][0].partition(",")[0], record["rows"][-1].partition(",")[0]
    names = "、".join(record["columns"][:6]) + ("等" if len(record["columns"]) > 6 else "")
    return (
        f"{record['title']}，{first}—{last} 年，{len(record['columns'])} 项指标：{names}。"
        f"演示数据：国家统计局全国数据，非广西数据。来源：{record['source']}，“{record['chapter']}”部分。"
    )


def file_entry(record: Record) -> Record:
    columns = [{"name": "年份", "type": "整型I"}, *({"name": name, "type": "数值型N"} for name in record["columns"])]
    return {
        "fileName": f"{record['title']}.csv",
        "fileFormat": "csv",
        "downloadUrl": f"{FILES}{record['id']}.csv",
        "rowCount": len(record["rows"]),
        "columns": columns,
    }


def table(record: Record) -> bytes:
    """The CSV; every second one begins with a byte-order mark, as a catalog filled by many hands has it."""
    return csv_table(record["columns"], record["rows"], "utf-8-sig" if int(record["id"][-1], 16) % 2 else "utf-8")


def milliseconds(day: str, hour: int) -> int:
    moment = datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)
    return int(moment.timestamp() * 1000)


def handler(catalog: Catalog) -> type[Answers]:
    class Handler(Answers):
        def do_POST(self) -> None:
            answers = {LIST: catalog.page, DETAIL: catalog.detail}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path not in answers:
                return self.answer(404, {"code": 404, "msg": "没有这个接口"})
            try:
                self.answer(200, answers[self.path](json.loads(body or b"{}")))
            except (ValueError, TypeError, AttributeError):
                self.answer(200, {"code": 400, "msg": "请求参数不正确"})

        def do_GET(self) -> None:
            content = catalog.file(self.path)
            if content is None:
                return self.answer(404, {"code": 404, "msg": "没有这个文件"})
            self.send(200, "text/csv", content)

        def answer(self, status: int, content: Record) -> None:
            self.send(status, "application/json;charset=UTF-8", json.dumps(content, ensure_ascii=False).encode())

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(description="演示部门：统计局的数据目录接口")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tables", type=Path, default=Path(__file__).parent / "tables")
    options = parser.parse_args()
    serve(options.port, handler(Catalog(options.tables)))


if __name__ == "__main__":
    main()
