"""What pytest needs of the test files themselves. What they test is their own matter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_two_test_files_share_a_name() -> None:
    """pytest imports test files by their bare name: a second one of the same name ends the whole run at its start."""
    names = Counter(path.name for path in TESTS.rglob("test_*.py"))

    assert [name for name, count in names.items() if count > 1] == []
