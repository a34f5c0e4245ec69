"""The schema that CKAN and scheming would validate with, put together once by their own code, fit for use without a database.

Refused at once, by name: a validator that would ask the database for more than was looked up, and a dataset type whose
fields scheming spreads over several inputs. Such a portal loads with ``mode=action``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import ckan.lib.plugins as lib_plugins
from ckan.logic.schema import default_show_package_schema
from ckanext.scheming.plugins import SchemingDatasetsPlugin  # type: ignore[import-untyped]

from ckanext.gxdata.catalog.plan_lookups import ANSWERED, BY_RIGHT
from ckanext.gxdata.catalog.plan_reach import DATABASE, reaches

ACTIONS = ("package_create", "package_update", "package_show", "default_show")
REMEDY = "set ckanext.gxdata.load_mode to action"
Schema = dict[str, Any]


class Unplanned(Exception):
    """This portal's datasets cannot be validated without CKAN; says why and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; {REMEDY}")


def schema_of(action: str, dataset_type: str) -> Schema:
    """Lists of functions by field; one more level for lists of objects."""
    if action not in ACTIONS:
        raise ValueError(action)
    if action == "default_show":
        return fit(default_show_package_schema())
    plugin = lib_plugins.lookup_package_plugin(dataset_type)
    return fit(_assembled(plugin, action, dataset_type))


def _assembled(plugin: Any, action: str, dataset_type: str) -> Schema:
    """Scheming puts its validators into the schema that it is given, then has CKAN validate by it: that is left out."""
    if getattr(type(plugin), "validate", None) is not SchemingDatasetsPlugin.validate:
        raise Unplanned(f"{type(plugin).__name__} validates datasets of type {dataset_type} in its own way")
    described = plugin._expanded_schemas[dataset_type]
    for field in (*described["dataset_fields"], *described["resource_fields"]):
        if "repeating_subfields" in field:
            raise Unplanned(f"the field {field['field_name']} has repeating_subfields")
    schema = _Ready(getattr(plugin, f"{action.removeprefix('package_')}_package_schema")())
    with suppress(_Assembled):
        plugin.validate({}, {"type": dataset_type}, schema, action)
    return dict(schema)


class _Assembled(Exception):
    """Scheming has done its part; no validator is to run."""


class _Ready(dict[str, Any]):
    """CKAN asks a schema for its keys first of all."""

    def keys(self) -> Any:
        raise _Assembled


def fit(schema: Schema) -> Schema:
    return {
        name: fit(part) if isinstance(part, dict) else [_fit(each) for each in part] for name, part in schema.items()
    }


def _fit(validator: Any) -> Callable[..., Any]:
    found = ANSWERED.get(validator, validator)
    if arguments(found) not in (1, 2, 4):
        raise Unplanned(f"{_named(validator)} takes {arguments(found)} arguments, so CKAN could not call it")
    if not (getattr(found, "answered", False) or found in BY_RIGHT) and reaches(found, DATABASE):
        raise Unplanned(f"the validator {_named(validator)} asks the database")
    return found  # type: ignore[no-any-return]


def arguments(validator: Any) -> int:
    """How CKAN's ``convert`` would call it."""
    code = getattr(validator, "__code__", None)
    return int(code.co_argcount) if code else 0


def _named(validator: Any) -> str:
    return f"{getattr(validator, '__module__', '')}.{getattr(validator, '__qualname__', validator)}"


def groups_of(schema: Mapping[str, Any]) -> dict[str, Schema]:
    """The lists of objects; deeper ones CKAN's own schemas do not have."""
    found = {name: part for name, part in schema.items() if isinstance(part, dict)}
    deeper = [name for name, part in found.items() if any(isinstance(each, dict) for each in part.values())]
    if deeper:
        raise Unplanned(f"lists inside of {deeper[0]} are not foreseen")
    return found
