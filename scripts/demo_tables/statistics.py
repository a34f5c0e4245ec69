"""The statistics bureau's datasets: which tables, under what title, with which tags and dates.

Not here: how its server shows them (``config/demo/statistics/serve.py``).
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any

from demo_tables.archive import Series, combine, share_filled, tidy

LEAST_YEARS = 4
SHORT_TITLE = 6
"""A file name up to this length (泊位, 成交额) says nothing without its folder's."""
STILL_KEPT = "2012"
"""A series that ends before this year was given up by the bureau."""
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "gxdata-demo/statistics/")
_FIRST_ISSUED, _FIRST_UPDATED = date(2016, 1, 4), date(2026, 1, 5)


def datasets(archive: Mapping[str, Series], selection: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Datasets by chapter of the archive (农业, 工业, …), each a JSON object."""
    chosen: dict[str, list[dict[str, Any]]] = {}
    titles = _Titles(archive)
    for path, series in archive.items():
        rule = _rule(path, selection["statistics"]["rules"])
        table = tidy(series.columns, series.rows, selection["years"])
        if rule and _worth(table, {**selection["statistics"], **rule}):
            record = _record(path, rule.get("title") or titles.of(path), table, rule, selection["statistics"])
            chosen.setdefault(path.partition("/")[0], []).append(record)
    for entry in selection["statistics"]["combined"]:
        path, record = _combined(entry, archive, selection)
        chosen[path.partition("/")[0]].append(record)
    return chosen


def _rule(path: str, rules: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    rule = next((rule for rule in rules if fnmatchcase(path, rule["path"])), None)
    return None if rule is None or rule.get("skip") else rule


def _worth(table: Series, limits: Mapping[str, Any]) -> bool:
    enough = limits["least_columns"] <= len(table.columns) <= limits["most_columns"] and len(table.rows) >= LEAST_YEARS
    return enough and share_filled(table) > 0.5


class _Titles:
    """Readable titles, each once over the whole archive."""

    def __init__(self, archive: Mapping[str, Series]) -> None:
        stems = Counter(series.stem for series in archive.values())
        plain = {path: self._plain(path, stems) for path in archive}
        counted = Counter(plain.values())
        self._titles = {
            path: title if counted[title] == 1 else f"{title}（{path.partition('/')[0]}）"
            for path, title in plain.items()
        }

    def of(self, path: str) -> str:
        return self._titles[path]

    @staticmethod
    def _plain(path: str, stems: Counter[str]) -> str:
        *folders, stem = path.split("/")
        telling = [folder for folder in reversed(folders[1:]) if folder not in stem]
        unclear = len(stem) <= SHORT_TITLE or stems[stem] > 1
        title = f"{telling[0]}：{stem}" if unclear and telling else stem
        return title.replace("(", "（").replace(")", "）")


def _combined(
    entry: Mapping[str, Any], archive: Mapping[str, Series], selection: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    (place, pattern), *_ = entry["columns"].items()
    sources = [series for path, series in archive.items() if fnmatchcase(path, place)]
    table = combine(sources, [pattern], selection["years"])
    record = _record(f"{place}/{entry['title']}", entry["title"], table, entry, selection["statistics"])
    return place, {**record, "keywords": entry["keywords"]}


def _record(path: str, title: str, table: Series, rule: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    identifier = str(uuid.uuid5(_NAMESPACE, path))
    lot = int(hashlib.sha1(identifier.encode()).hexdigest(), 16)
    record = {
        "id": identifier,
        "title": title,
        "chapter": path.partition("/")[0],
        "topic": rule["topic"],
        "keywords": _keywords(title, table, rule, words),
        "frequency": _frequency(table, rule, lot),
        "open": rule.get("open", "无条件开放"),
        "issued": (_FIRST_ISSUED + timedelta(days=lot % 700)).isoformat(),
        "updated": (_FIRST_UPDATED + timedelta(days=lot // 700 % 300)).isoformat(),
        "columns": list(table.columns),
        "rows": [",".join(row) for row in table.rows],
    }
    return record | ({"reason": rule["reason"]} if "reason" in rule else {})


def _keywords(title: str, table: Series, rule: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    found = [rule.get("keyword", ""), *(word for word in words["title_words"] if word in title)]
    for part, tags in words["column_words"].items():
        if any(part in column for column in table.columns):
            found.extend(tags)
    return [word for word in dict.fromkeys(found) if word]


def _frequency(table: Series, rule: Mapping[str, Any], lot: int) -> str | None:
    """None for a few, as some records of a real catalog have none."""
    if lot % 149 == 0:
        return None
    return str(rule.get("frequency", "每年" if table.rows[-1][0] >= STILL_KEPT else "不更新"))
