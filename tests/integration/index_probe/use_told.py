"""Use told to the index: what Solr holds before, after, and when nothing is used any more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from inside import tell

from ckanext.gxdata.index import posting
from ckanext.gxdata.logic import use_in_index
from ckanext.gxdata.model import Usage

TODAY = date.today()
MARK = "test-use"
ORDER = "gx_use desc, gx_modified desc"


def life() -> dict[str, Any]:
    names = [each["name"] for each in _found(fq="organization:gx-nynct", sort="name asc")[:2]]
    datasets = [model.Package.get(name).id for name in names]
    use_in_index.tell(TODAY)  # what other tests used
    before = _documents()
    told: dict[str, Any] = {"names": names, "held": _used()}
    _use({datasets[0]: 3_000_000, datasets[1]: 4_000_000, "no-such-dataset": 9_000_000})
    told["changed"] = use_in_index.tell(TODAY)
    told["again"] = use_in_index.tell(TODAY)
    after = _documents()
    told["moved"] = sorted(each for each in before if before[each]["_version_"] != after[each]["_version_"]) == sorted(datasets)
    told["digests"] = {each: doc["gx_digest"] for each, doc in before.items()} == {
        each: doc["gx_digest"] for each, doc in after.items()
    }
    told["order"] = [each["name"] for each in _found(sort=ORDER)[:2]]
    _forget()
    told["back"] = use_in_index.tell(TODAY)
    told["left"] = _used()
    return told


def _found(**asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tk.get_action("package_search")({"user": ""}, asked)["results"]
    return found


def _used() -> int:
    return int(posting.select({"q": "gx_use:[1 TO *]", "rows": 0})["response"]["numFound"])


def _documents() -> dict[str, dict[str, Any]]:
    answer = posting.select({"q": "*:*", "fl": "id,_version_,gx_digest", "rows": 10_000})
    return {each["id"]: each for each in answer["response"]["docs"]}


def _use(counts: dict[str, int]) -> None:
    with model.ensure_engine().begin() as connection:
        for dataset, count in counts.items():
            row = {"day": TODAY - timedelta(days=1), "kind": "view", "dataset_id": dataset, "item": MARK, "count": count}
            connection.execute(sa.insert(Usage).values(**row))


def _forget() -> None:
    model.Session.remove()
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.delete(Usage).where(Usage.item == MARK))


try:
    tell(life)
finally:
    _forget()
