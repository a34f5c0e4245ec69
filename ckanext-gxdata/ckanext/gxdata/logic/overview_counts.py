"""The public catalog in numbers, as far as the database tells them: rows of open data, and what changed in which month.

Not here: what the index counts (``overview_figures``), use (``usage_counts``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.gxdata.usage.catalogued import is_catalogued

MONTHS = 12
_AHEAD = sa.text("interval '8 hours'")
"""CKAN keeps times as UTC; months are Guangxi's."""


def open_rows() -> tuple[int, int]:
    """Rows of the data that is open to everybody, and how many datasets say how many they have.

    Counts of anything else are no more open than the data itself.
    """
    package, resource = model.Package.__table__, model.Resource.__table__
    written = sa.func.jsonb_extract_path_text(sa.cast(resource.c.extras, sa.Text).cast(JSONB), "row_count")
    rows = (
        sa.select(package.c.id, written.label("rows"))
        .select_from(resource.join(package, package.c.id == resource.c.package_id))
        .where(is_catalogued(package), package.c.extras["open_type"].astext == "unconditional")
        .where(resource.c.state == "active", sa.cast(resource.c.extras, sa.Text).like('%"row_count"%'))
    ).cte("rows")
    number = sa.case((rows.c.rows.regexp_match("^[0-9]{1,15}$"), sa.cast(rows.c.rows, sa.BigInteger)))
    found = model.Session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(number), 0), sa.func.count(sa.distinct(rows.c.id)).filter(number.is_not(None)))
    ).one()
    return int(found[0]), int(found[1])


def updated_by_month(months: Iterable[str]) -> dict[str, int]:
    """Datasets by the month (``2026-11``) their data were last updated."""
    package = model.Package.__table__
    return _by_month(sa.func.left(package.c.extras["modified"].astext, 7), months)


def added_by_month() -> dict[str, int]:
    """Datasets by the month they came into the catalog, of those that are in it now."""
    package = model.Package.__table__
    return _by_month(sa.func.to_char(package.c.metadata_created + _AHEAD, "YYYY-MM"), ())


def _by_month(month: Any, wanted: Iterable[str]) -> dict[str, int]:
    package, given = model.Package.__table__, list(wanted)
    query = sa.select(month, sa.func.count()).where(is_catalogued(package)).group_by(month)
    rows = model.Session.execute(query.where(month.in_(given)) if given else query)
    return {str(name): int(count) for name, count in rows if name}


