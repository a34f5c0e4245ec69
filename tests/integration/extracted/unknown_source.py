"""How PostgreSQL reads a batch of a source that is new, of which its statistics know nothing yet; told as JSON.

    CKAN_INI=… python unknown_source.py

Nothing of it stays: it happens in a transaction that is rolled back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from ckanext.gxdata.harvest import staging

SOURCE, RECORDS, BATCH = "of-this-test", 2_000, 250
WINDOW = {"source": SOURCE, "after": BATCH, "until": 2 * BATCH}


def told(connection: sa.Connection) -> dict[str, Any]:
    connection.execute(
        sa.text(
            "INSERT INTO gxdata_source SELECT (jsonb_populate_record(s, jsonb_build_object('id', CAST(:id AS text),"
            " 'name', CAST(:id AS text)))).* FROM gxdata_source s LIMIT 1"
        ),
        {"id": SOURCE},
    )
    guids = [f"{number:05d}" for number in range(RECORDS)]
    rows = [staging.Staged(guid, int(guid), "/", "{}", {}, guid) for guid in guids]
    staging.stage(connection, SOURCE, "", rows, datetime(2026, 1, 5))
    connection.execute(sa.text(staging._PLAN))
    connection.execute(sa.text("INSERT INTO gxdata_to_load (guid) SELECT unnest(CAST(:guids AS text[]))"), {"guids": guids})
    read = [row.guid for row in connection.execute(staging._PART, WINDOW)]
    plan = connection.execute(sa.text(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {staging._PART}"), WINDOW).scalar()
    return {"first": read[0], "last": read[-1], "read": len(read), "most_rows": max(_rows(plan[0]["Plan"]))}


def _rows(step: Mapping[str, Any]) -> Iterator[float]:
    """That each step of the plan brought in all, or looked at in vain."""
    seen = step["Actual Rows"] + step.get("Rows Removed by Join Filter", 0) + step.get("Rows Removed by Filter", 0)
    yield seen * step["Actual Loops"]
    for each in step.get("Plans", []):
        yield from _rows(each)


if __name__ == "__main__":
    with make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app.test_request_context():
        found = told(model.Session.connection())
        model.Session.rollback()
    print(json.dumps(found))
