"""What a portal has registered, as JSON on standard output: every route and every action, all plugins loaded.

    CKAN_INI=… python registered.py

Run in an environment of its own by the walk, so that the test's process does not become a CKAN.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from ckan import logic
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app


def registered() -> dict[str, Any]:
    """``{"routes": [{"rule", "endpoint", "methods"}], "actions": {name: does it only read}}``."""
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app
    with application.test_request_context():
        logic.get_action("status_show")  # loads them all
        actions = {name: bool(getattr(call, "side_effect_free", False)) for name, call in logic._actions.items()}
    routes = [
        {"rule": rule.rule, "endpoint": rule.endpoint, "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})}
        for rule in application.url_map.iter_rules()
    ]
    return {"routes": routes, "actions": actions}


if __name__ == "__main__":
    json.dump(registered(), sys.stdout)
