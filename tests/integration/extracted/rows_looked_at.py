"""How many records PostgreSQL looks at: for a batch of a source that is new, of which its statistics know nothing yet, and for those
whose grace is over, which the clock asks for every minute. Told as JSON.

    CKAN_INI=… python rows_looked_at.py

Nothing of it stays: it happens in a transaction that is rolled back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from sqlalchemy.dialects import postgresql

from ckanext.gxdata.harvest import disappearance, staging

SOURCE, RECORDS, BATCH = "of-this-test", 2_000, 250
WINDOW = {"source": SOURCE, "after": BATCH, "until": 2 * BATCH}
NOW = datetime(2026, 1, 5, tzinfo=timezone.utc)
GONE = ["00003", "00700", "01999"]
"""Long since."""


def batch_of_an_unknown_source(connection: sa.Connection) -> dict[str, Any]:
    connection.execute(
        sa.text(
            "INSERT INTO gxdata_source SELECT (jsonb_populate_record(s, jsonb_build_object('id', CAST(:id AS text),"
            " 'name', CAST(:id AS text), 'quarantine', ''))).* FROM gxdata_source s LIMIT 1"
        ),
        {"id": SOURCE},
    )
    guids = [f"{number:05d}" for number in range(RECORDS)]
    rows = [staging.Staged(guid, int(guid), "/", "{}", {}, guid) for guid in guids]
    staging.stage(connection, SOURCE, "", rows, NOW)
    connection.execute(sa.text(staging._PLAN))
    connection.execute(sa.text("INSERT INTO gxdata_to_load (guid) SELECT unnest(CAST(:guids AS text[]))"), {"guids": guids})
    read = [row.guid for row in connection.execute(staging._PART, WINDOW)]
    most = max(rows for _table, rows in _rows(connection, str(staging._PART), WINDOW))
    return {"first": read[0], "last": read[-1], "read": len(read), "most_rows": most}


def grace_that_is_over(connection: sa.Connection) -> dict[str, Any]:
    """Of all sources; NOW is before any other test's records."""
    connection.execute(
        sa.text(
            "UPDATE gxdata_harvest_record SET state = 'missing', missing_since = :since WHERE source_id = :source AND guid = ANY(:gone)"
        ),
        {"since": NOW - timedelta(days=1_000), "source": SOURCE, "gone": GONE},
    )
    connection.execute(sa.text("ANALYZE gxdata_harvest_record"))
    due = disappearance._due(NOW)
    query = str(due.statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    looked_at = [rows for table, rows in _rows(connection, query.replace(":", "\\:"), {}) if table == "gxdata_harvest_record"]
    return {"due": [record.guid for record in due], "records": looked_at}


def _rows(connection: sa.Connection, query: str, values: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Of each step of the plan the table and the rows looked at in all its rounds, brought in or in vain."""
    plan = connection.execute(sa.text(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query}"), values).scalar()
    return list(_steps(plan[0]["Plan"]))


def _steps(step: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    seen = step["Actual Rows"] + step.get("Rows Removed by Join Filter", 0) + step.get("Rows Removed by Filter", 0)
    yield step.get("Relation Name", ""), seen * step["Actual Loops"]
    for each in step.get("Plans", []):
        yield from _steps(each)


if __name__ == "__main__":
    with make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app.test_request_context():
        session = model.Session.connection()
        found = {"batch": batch_of_an_unknown_source(session), "grace": grace_that_is_over(session)}
        model.Session.rollback()
    print(json.dumps(found))
