"""Both answers that the index keeps of a dataset, as ``ckan.logic.package_show_default_and_custom_schemas`` makes them.

Not called: ``IPackageController.read``, which takes a row of the session; ``bypassed`` names the plugins that want it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins as p
from ckan.logic import apply_after_dataset_show_plugins
from ckan.types import Context

from ckanext.gxdata.catalog.plan import plan


def answers(dictized: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """With the default schema, and with the portal's own; what is given stays as it is."""
    shown = {**dictized, "resources": [dict(each) for each in dictized["resources"]]}
    for plugin in p.PluginImplementations(p.IResourceController):
        for resource in shown["resources"]:
            plugin.before_resource_show(resource)
    default = plan("default_show").shown(shown)
    custom = plan("package_show", shown["type"]).shown(shown)
    apply_after_dataset_show_plugins(_context(), custom)
    return default, custom


def _context() -> Context:
    return Context(ignore_auth=True, use_cache=False, validate=False, user="")
