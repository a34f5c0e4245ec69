"""Batches that meet, and batches with bad datasets in them: what happens, as JSON; nothing of it stays.

CKAN_INI=… python meetings.py
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from ckanext.gxdata.catalog import archiving, batches, bypassed, made, reading, schema_version, writing
from ckanext.gxdata.catalog.known import Known, known
from ckanext.gxdata.catalog.rows import Change, DatasetRows

NAMES = [f"meetings-{number}" for number in range(6)]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


def rows_of(name: str, seen: Known, before: tuple[DatasetRows, ...] = (), later: int = 0, **fields: Any) -> DatasetRows:
    given = {"name": name, "title": name, "tags": [{"name": "meetings-tag"}], "extras": [{"key": "k", "value": "v"}]}
    owner = {"owner_org": next(iter(seen.organizations)), "resources": [{"url": "http://x.example/a.csv"}]}
    moment = NOW + timedelta(seconds=later)
    return made.rows_of({**given, **owner, **fields}, (), before, seen, seen.site_user_name, moment)


def two_loaders_with_the_same_new_tag(seen: Known) -> Any:
    """Both read what is known before either has written."""

    def load(names: list[str]) -> int:
        with model.meta.engine.begin() as connection:
            writing.write(connection, [Change(rows_of(name, seen)) for name in names])
            return len(names)

    with ThreadPoolExecutor(2) as two:
        written = list(two.map(load, (NAMES[:3], NAMES[3:])))
    with model.meta.engine.connect() as connection:
        tags = connection.exec_driver_sql("SELECT count(*) FROM tag WHERE name = 'meetings-tag'").scalar()
    return {"written": written, "tags": tags}


def two_batches_in_opposite_order(seen: Known) -> Any:
    def load(names: list[str]) -> str:
        with model.meta.engine.begin() as connection:
            stored = reading.by_name(connection, names)
            after = [rows_of(name, seen, (stored[name],), 9, title=f"by {names[0]}") for name in names]
            changes = [Change(each, (stored[each.package["name"]],)) for each in after]
            outcome = batches.write_all_that_can_be(connection, changes)
            return "written" if not outcome.refused else next(iter(outcome.refused.values()))

    with ThreadPoolExecutor(2) as two:
        return sorted(set(two.map(load, (NAMES, NAMES[::-1]))))


def bad_ones_cost_themselves_only(seen: Known) -> Any:
    with model.meta.engine.connect() as connection:
        taken = reading.by_name(connection, NAMES)[NAMES[0]]
        good = [rows_of(f"meetings-good-{number}", seen) for number in range(3)]
        of_another = rows_of("meetings-thief", seen, resources=[{"id": taken.resources[0]["id"], "url": ""}])
        too_long = rows_of("x" * 101, seen)
        same_name = rows_of(NAMES[0], seen)
        bad = {"resource": of_another, "long": too_long, "name": same_name}
        changes = [Change(each) for each in (good[0], *bad.values(), *good[1:])]
        outcome = batches.write_all_that_can_be(connection, changes)
        there = len(reading.stored(connection, [each.id for each in good]))
        connection.rollback()
        gone = len(reading.stored(connection, [each.id for each in good]))
    reasons = {name: outcome.refused.get(each.id, "").replace(taken.id, "ID") for name, each in bad.items()}
    reasons["resource"] = reasons["resource"].replace(taken.resources[0]["id"], "RESOURCE")
    return {"reasons": reasons, "refused": len(outcome.refused), "written": there, "after rollback": gone}


def a_deleted_one_gives_its_name_away_and_another_comes_back(seen: Known) -> Any:
    with model.meta.engine.connect() as connection:
        before = reading.by_name(connection, NAMES[:2])
        old, kept = before[NAMES[0]], before[NAMES[1]]
        ids = [old.id, kept.id]
        deleted = len(archiving.delete(connection, ids)), len(archiving.delete(connection, ids))
        members = "SELECT count(*) FROM member WHERE table_id = %s AND state = 'active'"
        left = connection.exec_driver_sql(members, (kept.id,)).scalar()
        writing.write(connection, [Change(rows_of(NAMES[0], seen))])
        name = reading.stored(connection, [old.id])[old.id].package["name"] == old.id
        restored = archiving.restore(connection, [kept.id], NOW + timedelta(days=1)) == [kept.id]
        back = reading.stored(connection, [kept.id])[kept.id]
        again = connection.exec_driver_sql(members, (kept.id,)).scalar()
        moved = {key for key in back.package if back.package[key] != kept.package[key]}
        connection.rollback()
    return {"deleted": deleted, "members": [left, again], "name": name, "restored": restored, "moved": sorted(moved)}


def what_a_form_did_meanwhile_is_not_written_over(seen: Known) -> Any:
    with model.meta.engine.connect() as connection:
        old = reading.by_name(connection, NAMES[:1])[NAMES[0]]
        connection.exec_driver_sql("UPDATE package SET metadata_modified = now() WHERE id = %s", (old.id,))
        change = Change(rows_of(NAMES[0], seen, (old,), 60, title="neu"), (old,))
        outcome = batches.write_all_that_can_be(connection, [change])
        connection.rollback()
    return list(outcome.refused.values())


def an_unknown_schema_is_refused(_seen: Known) -> Any:
    with model.meta.engine.connect() as connection:
        schema_version.check(connection)
        connection.exec_driver_sql("ALTER TABLE package_tag ADD COLUMN weight integer")
        told = _refusal(connection)
        connection.rollback()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ffffffffffff'")
        told += _refusal(connection)
        connection.rollback()
    return told


def _refusal(connection: Any) -> list[str]:
    try:
        schema_version.check(connection)
    except schema_version.UnknownSchema as refusal:
        return [refusal.message, refusal.hint]
    return []


def nobody_is_bypassed(_seen: Known) -> Any:
    return list(bypassed.bypassed_plugins())


def _sweep() -> None:
    chosen = "(SELECT id FROM package WHERE name LIKE 'meetings-%%')"
    with model.meta.engine.begin() as connection:
        for table, column in (("package_tag", "package_id"), ("resource", "package_id"), ("member", "table_id")):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} IN {chosen}")
        connection.exec_driver_sql(f"DELETE FROM gxdata_index_outbox WHERE dataset_id IN {chosen}")
        connection.exec_driver_sql("DELETE FROM package WHERE name LIKE 'meetings-%%'")
        connection.exec_driver_sql("DELETE FROM tag WHERE name = 'meetings-tag'")


SCENES = (
    two_loaders_with_the_same_new_tag,
    two_batches_in_opposite_order,
    bad_ones_cost_themselves_only,
    a_deleted_one_gives_its_name_away_and_another_comes_back,
    what_a_form_did_meanwhile_is_not_written_over,
    an_unknown_schema_is_refused,
    nobody_is_bypassed,
)


if __name__ == "__main__":
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app
    with application.test_request_context():
        seen = known(model.Session)
        model.Session.rollback()
        try:
            found = {scene.__name__: scene(seen) for scene in SCENES}
        finally:
            _sweep()
    print(json.dumps(found, ensure_ascii=False))
