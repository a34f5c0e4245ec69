"""What was counted becomes a dataset of the portal itself: at first, again on the same day, a day later, after a deletion.

Under a name of its own and with days of its own: the portal's clock runs meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from inside import tell

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.logic import usage_counts, usage_dataset, usage_file
from ckanext.gxdata.model import Usage

FIRST = date(2001, 12, 30)
NOON = datetime(2002, 1, 2, 4, 0, tzinfo=timezone.utc)
TODAY = datetime.now(SHANGHAI).date()
MARK = "counted-by-the-probe"
ANYBODY: dict[str, Any] = {"user": "", "auth_user_obj": None}


def life() -> dict[str, Any]:
    usage_dataset.NAME = usage_dataset.FIXED["name"] = "gxdata-usage-probe"
    usage_counts.first_day = lambda: FIRST
    _purge()
    dataset = model.Session.query(model.Package).filter_by(state="active", private=False, type="dataset").first()
    names = dataset.id, dataset.name
    told: dict[str, Any] = {"too early": usage_dataset.publish(NOON - timedelta(days=2))}
    _count(names[0])
    told["first"], shown = usage_dataset.publish(NOON), _shown()
    told["again"] = usage_dataset.publish(NOON)
    tk.get_action("package_patch")(_admin(), {"id": usage_dataset.NAME, "title": "改过的名称"})
    told["next day"], later = usage_dataset.publish(NOON + timedelta(days=1)), _shown()
    told["same"] = shown["id"] == later["id"] and [r["id"] for r in shown["resources"]] == [r["id"] for r in later["resources"]]
    told["kept"], told["modified"] = later["title"], [shown["modified"], later["modified"]]
    told["public"] = [shown["open_type"], shown["private"], [r["name"] for r in shown["resources"]]]
    told["lines"] = [line.replace(names[1], "NAME").replace(TODAY.isoformat(), "TODAY") for line in _lines()]
    told["withdrawn"] = _withdrawn(names[0])
    told["tags"] = _tags(names[0])
    tk.get_action("package_delete")(_admin(), {"id": usage_dataset.NAME})
    told["after deletion"] = [usage_dataset.publish(NOON + timedelta(days=5)), model.Package.get(usage_dataset.NAME).state]
    _purge()
    return told


def _count(dataset_id: str) -> None:
    with model.ensure_engine().begin() as connection:
        for kind, dataset, count in (("view", dataset_id, 7), ("api", "", 3)):
            row = {"day": TODAY, "kind": kind, "dataset_id": dataset, "item": MARK, "count": count}
            connection.execute(sa.insert(Usage).values(row))


def _lines() -> list[str]:
    """The header, and what this program counted."""
    header, *rows = usage_file.lines(*usage_file.span(TODAY.year, TODAY + timedelta(days=1)))
    return [header, *(row for row in rows if MARK in row)]


def _withdrawn(dataset_id: str) -> list[str]:
    """Without the dataset, as if it were private just now."""
    with _changed(dataset_id, private=True):
        return [row.replace(TODAY.isoformat(), "TODAY") for row in _lines()[1:]]


@contextmanager
def _changed(dataset_id: str, **fields: Any) -> Iterator[None]:
    package = model.Session.get(model.Package, dataset_id)
    before = {name: getattr(package, name) for name in fields}
    _set(dataset_id, fields)
    try:
        yield
    finally:
        _set(dataset_id, before)


def _set(dataset_id: str, fields: dict[str, Any]) -> None:
    package = model.Session.get(model.Package, dataset_id)
    for name, value in fields.items():
        setattr(package, name, value)
    model.Session.commit()


def _tags(dataset_id: str) -> dict[str, str]:
    """Of the file of a year that nobody else counts in: as it is, asked again, and after each kind of change."""
    with model.ensure_engine().begin() as connection:
        row = {"day": FIRST, "kind": "view", "dataset_id": dataset_id, "item": MARK, "count": 7}
        connection.execute(sa.insert(Usage).values(row))
    told = {"first": _tag(), "again": _tag()}
    with _changed(dataset_id, title="改过的数据集名称"):
        told["renamed"] = _tag()
    with _changed(dataset_id, private=True):
        told["withdrawn"] = _tag()
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.update(Usage).where(Usage.item == MARK, Usage.day == FIRST).values(count=8))
    return told | {"counted": _tag()}


def _tag() -> str:
    return usage_file.tag(*usage_file.span(FIRST.year, TODAY))


def _shown() -> dict[str, Any]:
    model.Session.remove()
    return dict(tk.get_action("package_show")(dict(ANYBODY), {"id": usage_dataset.NAME}))


def _admin() -> dict[str, Any]:
    return {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"], "gxdata_landing": True}


def _purge() -> None:
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.delete(Usage).where(Usage.item == MARK))
    if model.Package.get(usage_dataset.NAME) is not None:
        tk.get_action("dataset_purge")(_admin(), {"id": usage_dataset.NAME})


tell(life)
