"""What stands between a judged package and the catalog: the publish gate, CKAN's validation and the zones of today.

The rules of that live in ``logic``, which a harvest does not know: who starts a run hands them in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ckanext.gxdata.core.grading_review import GradeReview
from ckanext.gxdata.core.turns import Turns


@dataclass(frozen=True, slots=True)
class Admitted:
    """``dataset`` is CKAN's validated data, as ``plugin_validate`` answers it; ``groups`` are names of all groups it joins."""

    dataset: Mapping[str, Any]
    groups: tuple[str, ...] = ()


class Admission(Protocol):
    """Pure for a new dataset but for what was looked up before; may run in a child process without a database."""

    def admitted(
        self, dataset: Mapping[str, Any], stored: Mapping[str, Any], presumed: bool, reviews: Sequence[GradeReview] = ()
    ) -> Turns[Admitted]:
        """``dataset`` as for ``package_create``; ``stored`` as ``package_show`` answers it, empty for a new one.

        ``presumed``: nobody declared the stored grade. ``reviews``: the last decision of a reviewer on it, if any.

        Raises ``RecordError`` (rule ``refused-by-catalog``) with every field that was refused, as the actions would.
        """
        ...


AdmissionFor = Callable[[str], Admission]
"""Made for a run, in the name of the user of this name: it looks up what the whole run goes by."""
