"""CKAN's job worker on one queue, as ``ckan jobs worker QUEUE`` starts it, but quicker to notice that another one died.

The scheduler of a queue lives in one of its workers. On this machine a dead one is replaced at once (``clock``); that its
whole machine is gone the others notice when they look, which by themselves they do every ten minutes.
"""

from __future__ import annotations

import os
import sys

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.lib import jobs

SECONDS = 60
"""Between two looks of an idle worker."""
MARGIN = 15
"""What rq takes off the life of a worker's entry to get how long it waits for a job."""


def main() -> None:
    """Works until it is told to stop."""
    make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    worker = jobs.Worker([sys.argv[1]], worker_ttl=SECONDS + MARGIN, maintenance_interval=SECONDS)
    worker.work(with_scheduler=True)
