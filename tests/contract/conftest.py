"""One hostile department for all contract tests of a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fixtures.hostile_department import HostileDepartment, hostile_department


@pytest.fixture(scope="module")
def department() -> Iterator[HostileDepartment]:
    with hostile_department() as running:
        yield running
