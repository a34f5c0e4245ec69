"""The WSGI application of the stock CKAN that gunicorn loads: as ours (``stack.wsgi``) without what is ours."""

from __future__ import annotations

import os

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
