"""Each night the index is compared with the database, and what differs is mended, wherever that came from.

The outbox brings every change that the portal makes. What it cannot know of leaves no trace in it: a post that Solr took up after a
newer one, documents changed in Solr by hand, vectors of an hour in which the model failed. Not here: the comparison (``check``).
"""

from __future__ import annotations

import logging
from datetime import datetime

from ckan import model
from ckan.lib import jobs

from ckanext.gxdata.core import night
from ckanext.gxdata.index import check, errand
from ckanext.gxdata.index.posting import IndexAway

log = logging.getLogger(__name__)

NIGHT = "gxdata.index_compared"
"""Key of CKAN's system info: the last night that had its comparison."""
LONGEST = 2 * 60 * 60
"""Seconds. A rebuild, which does more, takes some twelve for 10,000 datasets, with two processes."""
TITLE = "gxdata index compare"
_JOB = "gxdata-index-compare"


def compare_when_due(now: datetime) -> bool:
    """For the clock: whether the queue of the harvests got the comparison. Not in the first night of a portal, which was just indexed."""
    tonight = night.of(now)
    last = model.get_system_info(NIGHT, "") if tonight else ""
    if last == tonight or (last and not errand.put(jobs.DEFAULT_QUEUE_NAME, compare, _JOB, TITLE, LONGEST)):
        return False  # without a queue it is tried in a minute
    model.set_system_info(NIGHT, tonight)
    return bool(last)


def compare() -> None:
    """What the worker runs, in one process. With the index away it is the next night's."""
    try:
        before, after = check.repair(processes=1)
    except IndexAway as error:
        log.warning("the index could not be compared: Solr said %s", error)
        return
    if before.ids:
        kinds = len(before.missing), len(before.stale), len(before.ghosts)
        log.warning("of %d datasets %d had no document, %d an old one, %d documents were too many", before.datasets, *kinds)
    log.info("the index was compared with %d datasets: %d differ", after.datasets, len(after.ids))
