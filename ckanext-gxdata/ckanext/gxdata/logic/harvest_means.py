"""What every run is given, whoever starts it: the portal's clock, and the rules by which a record enters the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.gxdata.core.grading_review import GradeReview
from ckanext.gxdata.harvest import report
from ckanext.gxdata.harvest.admission import Admitted
from ckanext.gxdata.harvest.live import Progress, silent
from ckanext.gxdata.harvest.run import Means, Refuse
from ckanext.gxdata.logic.clock import clock


class _Later:
    def admitted(
        self, dataset: Mapping[str, Any], stored: Mapping[str, Any], presumed: bool, reviews: Sequence[GradeReview] = ()
    ) -> Admitted:
        raise NotImplementedError


def means(progress: Progress = silent, refuse: Refuse = report.refuse) -> Means:
    """For a run that ``progress`` watches; ``refuse`` is told of a source that is busy."""
    return Means(clock, _Later(), progress, refuse)
