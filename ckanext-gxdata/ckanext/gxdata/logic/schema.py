"""Schemas of the arguments of our own actions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

RESERVED = ("check", "job")
"""Pages of the harvest that a source of this name would be hidden behind; ``new`` CKAN refuses itself."""


def _unreserved(name: Any) -> Any:
    if name in RESERVED:
        raise tk.Invalid(tk._("“{name}” is the address of a page of the portal; choose another name").format(name=name))
    return name


@validator_args
def source(
    gxdata_given: Any,
    default: Any,
    name_validator: Any,
    gxdata_short_text: Any,
    gxdata_options: Any,
    gxdata_addresses: Any,
    boolean_validator: Any,
) -> dict[str, Any]:
    """Of ``gxdata_source_create`` and ``_update``; the secret is not among what is stored as given."""
    return {
        "name": [gxdata_given, gxdata_short_text, _unreserved, name_validator],
        "kind": [gxdata_given, gxdata_short_text],
        "url": [gxdata_given, gxdata_short_text],
        "organization": [gxdata_given, gxdata_short_text],
        "title": [default(""), gxdata_short_text],
        "mapping": [default(""), gxdata_short_text],
        "options": [default({}), gxdata_options],
        "allow": [default([]), gxdata_addresses],
        "profile": [default(""), gxdata_short_text],
        "defaults": [default({}), gxdata_options],
        **{name: [default(""), gxdata_short_text] for name in ("schedule", "notify_email", "notify_webhook")},
        "active": [default(True), boolean_validator],
    }


@validator_args
def important_data(
    gxdata_given: Any, default: Any, gxdata_short_text: Any, gxdata_protected_grade: Any, gxdata_day: Any, gxdata_office_phone: Any
) -> dict[str, Any]:
    """Of ``gxdata_important_data_create`` and ``_update``; ``assessment_due`` becomes a date, or None when not given."""
    return {
        **{name: [gxdata_given, gxdata_short_text] for name in ("title", "organization", "responsible_person")},
        "data_grade": [gxdata_given, gxdata_protected_grade],
        **{name: [default(""), gxdata_short_text] for name in ("description", "legal_basis", "dataset", "responsible_unit")},
        "contact": [default(""), gxdata_short_text, gxdata_office_phone],
        "assessment_due": [default(None), gxdata_day],
    }


@validator_args
def risk_assessment(gxdata_given: Any, default: Any, gxdata_short_text: Any, gxdata_day: Any) -> dict[str, Any]:
    """Of ``gxdata_risk_assessment_create``; days become dates, ``next_due`` None when not given."""
    return {
        "assessed_on": [gxdata_given, gxdata_day],
        **{name: [gxdata_given, gxdata_short_text] for name in ("assessor", "conclusion")},
        "measures": [default(""), gxdata_short_text],
        "next_due": [default(None), gxdata_day],
    }


def check(data: dict[str, Any], schema: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The validated arguments and the problems by field; for callers that have more to find fault with."""
    cleaned, errors = tk.navl_validate(data, schema, {})
    return cleaned, dict(errors)


def validate(data: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The validated arguments. Raises ``ValidationError`` with every problem at once."""
    cleaned, errors = check(data, schema)
    if errors:
        raise tk.ValidationError(errors)
    return cleaned
