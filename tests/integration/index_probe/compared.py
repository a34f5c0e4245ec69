"""A night: what differs is mended by the worker, once."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from inside import tell

from ckanext.gxdata.index import nightly, posting

NIGHT = datetime(2026, 11, 22, 21, 0, tzinfo=timezone.utc)
LONGEST = 180


def life() -> dict[str, Any]:
    model.delete_system_info(nightly.NIGHT)
    told: dict[str, Any] = {"first": nightly.compare_when_due(NIGHT)}
    dataset = tk.get_action("package_search")({"user": ""}, {"rows": 1})["results"][0]["id"]
    posting.remove([dataset], searchable=True)
    told["removed"] = _found(dataset)
    told["same night"] = nightly.compare_when_due(NIGHT)
    told["by day"] = nightly.compare_when_due(NIGHT + timedelta(hours=12))
    told["next night"] = nightly.compare_when_due(NIGHT + timedelta(days=1))
    until = time.monotonic() + LONGEST
    while not _found(dataset) and time.monotonic() < until:
        time.sleep(0.5)
    told["mended"] = _found(dataset)
    told["that night"] = nightly.compare_when_due(NIGHT + timedelta(days=1))
    return told


def _found(dataset: str) -> int:
    return int(posting.select({"q": f'id:"{dataset}"', "rows": 0})["response"]["numFound"])


try:
    tell(life)
finally:
    model.Session.rollback()
    model.delete_system_info(nightly.NIGHT)
