"""Whose a dataset is: by its record, or by what it says of itself where the source's records are gone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ckanext.gxdata.harvest.ownership import Claim, refusals

SOURCE: Any = SimpleNamespace(id="s1", name="gx", organization="gx-jtt")
OWN = {"name": "gx-1", "id": "p1", "source_id": "s1", "guid": "a", "identifier": "a", "harvested": True, "organization": "gx-jtt"}
ORPHAN = {**OWN, "source_id": None, "guid": None}


class Connection:
    def __init__(self, held: list[dict[str, Any]], resources: list[tuple[str, str]] = []) -> None:  # noqa: B006
        self._held, self._resources = held, resources

    def execute(self, statement: Any, parameters: dict[str, Any]) -> Any:
        if "names" in parameters:
            return SimpleNamespace(mappings=lambda: SimpleNamespace(all=lambda: self._held))
        return self._resources


def refused(*held: dict[str, Any]) -> bool:
    return bool(refusals(Connection(list(held)), SOURCE, [Claim("a", "gx-1")]))  # type: ignore[arg-type]


def test_a_new_name_and_a_dataset_of_this_record_may_be_written() -> None:
    assert not refused()
    assert not refused(OWN)


def test_a_dataset_whose_source_was_removed_proves_by_itself_that_it_is_ours() -> None:
    assert not refused(ORPHAN)


@pytest.mark.parametrize("lacking", [{"identifier": None}, {"identifier": "b"}, {"harvested": False}, {"organization": "gx-tjj"}])
def test_without_one_of_the_proofs_it_is_a_persons(lacking: dict[str, Any]) -> None:
    assert refused({**ORPHAN, **lacking})


def test_a_dataset_that_another_record_or_source_claims_is_not_ours() -> None:
    assert refused({**OWN, "source_id": "s2"})
    assert refused({**OWN, "guid": "b"})
    assert refused(OWN, {**OWN, "source_id": "s2"})


def test_a_resource_of_another_dataset_is_refused_and_an_own_one_is_not() -> None:
    claim = Claim("a", "gx-1", ("r1", "r2"))
    found = refusals(Connection([OWN], [("r1", "gx-1"), ("r2", "by-hand")]), SOURCE, [claim])  # type: ignore[arg-type]

    assert found["a"].rule == "resource-of-another" and "by-hand" in found["a"].message
    assert not refusals(Connection([OWN], [("r1", "gx-1")]), SOURCE, [claim])  # type: ignore[arg-type]
