"""Notices whatever is written through a session, and says so once it is committed.

The loader writes beside sessions: there the index tells of it (``index/posting``). Not here: tables that change all the time and of
which no kept page tells.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ckanext.gxdata.page_cache import version

QUIET = frozenset(
    {
        "activity",
        "api_token",
        "gxdata_finding",
        "gxdata_harvest_job",
        "gxdata_harvest_page",
        "gxdata_harvest_record",
        "gxdata_index_outbox",
        "gxdata_usage",
        "task_status",
        "user",
    }
)
"""Heartbeats, raw records, when somebody was here last: shown on no page that is kept."""
_CHANGED = "gxdata_pages_changed"


def watch() -> None:
    """For every session of this process; asked twice it watches once."""
    for event, notice in (("after_flush", _flushed), ("do_orm_execute", _executed), ("after_commit", _committed)):
        if not sa.event.contains(Session, event, notice):
            sa.event.listen(Session, event, notice)


def _flushed(session: Session, _context: Any) -> None:
    touched = (*session.new, *session.dirty, *session.deleted)
    if any(getattr(type(each), "__table__", None) is None or type(each).__table__.name not in QUIET for each in touched):
        session.info[_CHANGED] = True


def _executed(state: Any) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(getattr(state.statement, "table", None), "name", "")
        if table not in QUIET:
            state.session.info[_CHANGED] = True


def _committed(session: Session) -> None:
    if session.info.pop(_CHANGED, False):
        version.moved()
