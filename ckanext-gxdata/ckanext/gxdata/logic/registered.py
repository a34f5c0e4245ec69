"""What the plugin registers as actions and as auth functions: ours, and those around the DataStore where that is loaded.

CKAN refuses to start with a chained function whose base is absent, and a portal may do without the DataStore.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from ckan import plugins

from ckanext.gxdata.logic import action, auth
from ckanext.gxdata.logic.action import datastore
from ckanext.gxdata.logic.auth import data

Functions = dict[str, Callable[..., Any]]


def actions() -> Functions:
    """By name; called by CKAN when all plugins are there."""
    around = (
        datastore.datastore_search,
        datastore.datastore_create,
        datastore.datastore_upsert,
        datastore.datastore_delete,
    )
    loaded = plugins.plugin_loaded("datastore")
    return {**_members(action), **({function.__name__: function for function in around} if loaded else {})}


def auth_functions() -> Functions:
    """By name; called by CKAN when all plugins are there."""
    around = (data.datastore_search, data.datastore_info, data.datastore_search_sql)
    loaded = plugins.plugin_loaded("datastore")
    return {**_members(auth), **({function.__name__: function for function in around} if loaded else {})}


def _members(module: ModuleType) -> Functions:
    return {name: getattr(module, name) for name in module.__all__}
