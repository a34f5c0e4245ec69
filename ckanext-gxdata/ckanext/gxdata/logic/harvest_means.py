"""What every run is given, whoever starts it: the portal's clock, and the rules by which a record enters the catalog."""

from __future__ import annotations

from ckanext.gxdata.harvest import report
from ckanext.gxdata.harvest.live import Progress, silent
from ckanext.gxdata.harvest.run import Means, Refuse
from ckanext.gxdata.logic.admission import admission
from ckanext.gxdata.logic.clock import clock


def means(progress: Progress = silent, refuse: Refuse = report.refuse) -> Means:
    """For a run that ``progress`` watches; ``refuse`` is told of a source that is busy."""
    return Means(clock, admission, progress, refuse)
