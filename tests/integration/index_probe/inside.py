"""A CKAN with its application, for the programs beside this file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app


def tell(program: Callable[[], dict[str, Any]]) -> None:
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app
    with application.test_request_context():
        json.dump(program(), sys.stdout, ensure_ascii=False, default=str)
