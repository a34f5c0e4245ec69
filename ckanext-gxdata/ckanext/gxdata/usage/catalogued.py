"""The public catalog as a condition of SQL, for counts that are public: the same rule as the index follows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckanext.gxdata.core.readers import UNPROTECTED


def is_catalogued(package: Any) -> sa.ColumnElement[bool]:
    """Datasets that everybody finds: active, public, of no grade that is kept back."""
    grade = sa.func.coalesce(package.c.extras["data_grade"].astext, "")
    free = grade.in_([each or "" for each in UNPROTECTED])
    return sa.and_(package.c.type == "dataset", package.c.state == "active", package.c.private.is_(False), free)
