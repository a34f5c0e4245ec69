"""One of the portal's own servers is away: how that is told from a fault, and how long a run waits."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckanext.gxdata.harvest import outage


def test_a_connection_that_went_is_an_outage_and_a_wrong_statement_is_not() -> None:
    assert outage.is_outage(sa.exc.OperationalError("SELECT 1", {}, Exception("server closed the connection")))
    assert outage.is_outage(sa.exc.DBAPIError("SELECT 1", {}, Exception(), connection_invalidated=True))
    assert outage.is_outage(sa.exc.PendingRollbackError("…"))
    assert not outage.is_outage(sa.exc.IntegrityError("INSERT", {}, Exception("duplicate key")))
    assert not outage.is_outage(ValueError())


def test_the_wait_grows_is_spread_and_ends_when_the_server_is_back() -> None:
    pauses: list[float] = []
    answers = iter([False] * 6 + [True])

    assert outage.wait(pauses.append, lambda: next(answers))
    assert len(pauses) == 6
    middles = [0.25, 0.5, 1, 2, 4, 8]
    assert all(middle * 0.5 <= pause <= middle * 1.5 for middle, pause in zip(middles, pauses, strict=True))


@pytest.mark.parametrize("answers", [lambda: False])
def test_it_is_not_for_ever(answers: object) -> None:
    pauses: list[float] = []

    assert not outage.wait(pauses.append, answers)  # type: ignore[arg-type]
    assert 600 <= sum(pauses) <= 630
