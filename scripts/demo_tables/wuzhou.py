"""Wuzhou's datasets: tables put together from named columns, with what its DCAT-US catalog says of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from demo_tables.archive import Series, combine

_KEPT = ("id", "title", "theme", "keywords", "access", "rights")
_FIRST_ISSUED, _FIRST_MODIFIED = date(2016, 9, 1), date(2026, 2, 2)


def datasets(archive: Mapping[str, Series], selection: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_record(dataset, archive, selection["years"]) for dataset in selection["wuzhou"]["datasets"]]


def _record(dataset: Mapping[str, Any], archive: Mapping[str, Series], years: int) -> dict[str, Any]:
    lot = int(hashlib.sha1(dataset["id"].encode()).hexdigest(), 16)
    record = {key: dataset[key] for key in _KEPT if key in dataset}
    record["issued"] = (_FIRST_ISSUED + timedelta(days=lot % 300)).isoformat()
    record["modified"] = (_FIRST_MODIFIED + timedelta(days=lot // 300 % 250)).isoformat()
    if "from" not in dataset:
        return record
    table = combine([archive[path] for path in dataset["from"]], dataset["columns"], years)
    return {**record, "columns": list(table.columns), "rows": [",".join(row) for row in table.rows]}
