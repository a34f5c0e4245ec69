"""Who would not be called when datasets are written in sets: where there is anybody, writing goes through the action API.

Our own hooks are replaced on purpose: ``logic/admission`` (zones, gate), the outbox (index). scheming and the DataStore act at
validation and at display, which both run.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
from ckan.common import config

KNOWN = frozenset(("gxdata", "datastore", "scheming_datasets", "scheming_groups", "scheming_organizations"))

_WRITES = ("create", "edit", "read", "after_dataset_create", "after_dataset_update", "after_dataset_delete", "delete")


def bypassed_plugins() -> tuple[str, ...]:
    """Names of plugins with hooks of a write that sets do not call; settings that CKAN would act upon are named too."""
    found = {name for plugin in p.PluginImplementations(p.IPackageController) for name in _hooked(plugin)}
    for interface in (p.IDomainObjectModification, p.IResourceUrlChange):
        found.update(plugin.name for plugin in p.PluginImplementations(interface))
    if config.get("ckan.views.default_views"):
        found.add("ckan.views.default_views")
    return tuple(sorted(found - KNOWN))


def _hooked(plugin: Any) -> list[str]:
    own = [name for name in _WRITES if _is_own(plugin, name)]
    return [plugin.name] if own else []


def _is_own(plugin: Any, method: str) -> bool:
    return getattr(type(plugin), method, None) is not getattr(p.IPackageController, method)
