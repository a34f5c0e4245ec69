"""Schemas of the arguments of our own actions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args


@validator_args
def source(not_empty: Any, unicode_safe: Any, ignore_missing: Any, default: Any, name_validator: Any) -> dict[str, Any]:
    """Of ``gxdata_source_create`` and ``_update``."""
    return {
        "name": [not_empty, unicode_safe, name_validator],
        "kind": [not_empty, unicode_safe],
        "url": [not_empty, unicode_safe],
        "organization": [not_empty, unicode_safe],
        "title": [default(""), unicode_safe],
        "mapping": [default(""), unicode_safe],
        "options": [default({})],
        "allow": [default([])],
    }


def validate(data: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The validated arguments. Raises ``ValidationError`` with every problem at once."""
    cleaned, errors = tk.navl_validate(data, schema, {})
    if errors:
        raise tk.ValidationError(errors)
    return cleaned
