"""Schemas of the arguments of our own actions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args


@validator_args
def source(
    not_empty: Any,
    default: Any,
    name_validator: Any,
    gxdata_short_text: Any,
    gxdata_options: Any,
    gxdata_addresses: Any,
) -> dict[str, Any]:
    """Of ``gxdata_source_create`` and ``_update``."""
    return {
        "name": [not_empty, gxdata_short_text, name_validator],
        "kind": [not_empty, gxdata_short_text],
        "url": [not_empty, gxdata_short_text],
        "organization": [not_empty, gxdata_short_text],
        "title": [default(""), gxdata_short_text],
        "mapping": [default(""), gxdata_short_text],
        "options": [default({}), gxdata_options],
        "allow": [default([]), gxdata_addresses],
    }


def validate(data: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The validated arguments. Raises ``ValidationError`` with every problem at once."""
    cleaned, errors = tk.navl_validate(data, schema, {})
    if errors:
        raise tk.ValidationError(errors)
    return cleaned
