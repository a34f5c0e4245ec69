"""The WSGI application that gunicorn loads: CKAN by the ini file of ``CKAN_INI``."""

from __future__ import annotations

import gc
import logging
import os

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from ckanext.gxdata.logic import schedules
from stack.solr import await_solr

await_solr()
application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
schedules.arm()  # a portal that was down longer than its queue kept anything starts its clock again
logging.getLogger("ckan").setLevel(logging.INFO)  # one line a request
gc.collect()
gc.freeze()  # the application lives as long as its processes: looking through it again and again makes readers wait
