"""One of the portal's own servers is away: what that looks like, and waiting for it, in bounds.

A run that met it ends as failed when the server is back, and the clock begins it again (``logic/resuming``): what was
written is whole, and is not written twice. Not here: a department's system that is away (``sources/http``).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core.errors import RetriableError

LONGEST = 600.0
"""Seconds."""
MESSAGE = "平台的数据库中断，采集停在半途；已入库的记录完整，平台会自动接着完成"


def is_outage(error: BaseException) -> bool:
    """Whether the connection to PostgreSQL went, or none could be made."""
    if isinstance(error, sa.exc.DBAPIError):
        return bool(error.connection_invalidated) or isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError))
    return isinstance(error, sa.exc.PendingRollbackError)


def database_away() -> RetriableError:
    """What the job of such a run says."""
    return RetriableError(MESSAGE, rule="database-away", hint="反复出现的，请管理员查看数据库")


def wait(sleep: Callable[[float], None] = time.sleep, answers: Callable[[], bool] | None = None) -> bool:
    """Until the database answers, longer each time and never all runs at once; false when it did not in the time given."""
    is_back, waited, pause = answers or _answers, 0.0, 0.25
    while not is_back():
        if waited >= LONGEST:
            return False
        each = pause * random.uniform(0.5, 1.5)
        sleep(each)
        waited, pause = waited + each, min(pause * 2, 10.0)
    return True


def _answers() -> bool:
    model.Session.remove()
    try:
        with model.meta.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.DBAPIError:
        return False
    return True
