"""CKAN's job worker on one queue, as ``ckan jobs worker QUEUE`` starts it, but quicker: to begin a job, and to notice that
another worker died.

CKAN's loads itself anew in the child that it forks for each job, which takes longer than many a job. Here the child has what
its parent loaded; settings that are changed on the portal's pages are read as the portal's own processes read them.

The scheduler of a queue lives in one of its workers. On this machine a dead one is replaced at once (``clock``); that its
whole machine is gone the others notice when they look, which by themselves they do every ten minutes.
"""

from __future__ import annotations

import gc
import os
import sys

import rq
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.lib import app_globals, jobs
from rq.job import Job

from ckanext.gxdata.harvest import ready

SECONDS = 60
"""Between two looks of an idle worker."""
MARGIN = 15
"""What rq takes off the life of a worker's entry to get how long it waits for a job."""
GIVES_WAY = 10
"""Steps of niceness of a job: a tenth of a page's weight where both want a processor, all of it where nobody else does."""


class Worker(jobs.Worker):  # type: ignore[misc]
    """Forks with all in memory, and no connection open: CKAN's closes them before (``execute_job``)."""

    def main_work_horse(self, job: Job, queue: rq.Queue) -> None:
        """In the child, which gives way to the answering of people: a harvest uses every processor for as long as it runs."""
        os.nice(GIVES_WAY)
        model.meta.engine.dispose(close=False)
        app_globals.app_globals._check_uptodate()
        model.Session.remove()
        super(jobs.Worker, self).main_work_horse(job, queue)


def main() -> None:
    """Works until it is told to stop."""
    make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    worker = Worker([sys.argv[1]], worker_ttl=SECONDS + MARGIN, maintenance_interval=SECONDS)
    ready.make()
    gc.collect()
    gc.freeze()  # the children share what is loaded: collecting would copy it page by page
    worker.work(with_scheduler=True)
