"""Who finds a dataset at all, as labels: a dataset carries some, a person holds some, and one in common is enough.

Core and important data carries none that the public or a plain member of the department holds, whatever ``private``
says: that lock holds though a row was written past every gate. Pure. Not here: who holds what (``logic/labels.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

Part = Literal["editor", "reviewer", "keeper"]
"""Those who see core and important data of a department: its editors and administrators, its reviewers of grades, and
the keepers of the register. Of general data not yet public: its reviewers too, who could not review it otherwise."""

EVERY = "all"
UNPROTECTED = (None, "", "general")


def is_protected(data_grade: Any) -> bool:
    """A grade that nobody knows is protected, too."""
    return data_grade not in UNPROTECTED


def label(part: Part, organization_id: str) -> str:
    """Of a part in one department; in every one for an empty id."""
    return f"gxdata-{part}-{organization_id or EVERY}"


def editing_collaborator(dataset_id: str) -> str:
    return f"gxdata-collaborator-{dataset_id}"


def of_dataset(dataset: Mapping[str, Any], usual: Iterable[str]) -> list[str]:
    """Labels of a dataset with ``id``, ``owner_org``, ``private`` and ``data_grade``; ``usual`` are CKAN's own."""
    owner = str(dataset.get("owner_org") or "")
    if not is_protected(dataset.get("data_grade")):
        return [*usual, *(_of("reviewer", owner) if dataset.get("private") else ())]
    creators = [each for each in usual if each.startswith("creator-")]
    parts: tuple[Part, ...] = ("editor", "reviewer", "keeper")
    shown = [each for part in parts for each in _of(part, owner)]
    return [*creators, editing_collaborator(str(dataset["id"])), *shown]


def _of(part: Part, organization_id: str) -> list[str]:
    own = [label(part, organization_id)] if organization_id else []
    return [*own, label(part, "")]
