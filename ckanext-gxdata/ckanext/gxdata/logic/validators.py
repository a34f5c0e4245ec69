"""Validators of our fields: code lists, grading against openness, contact, time, table schema.

Forms and the API are strict (the mandatory fields of the metadata model hold). A harvest lands records that lack things
(landing rule of design.md): it sets ``gxdata_landing`` in the context, and only ``gxdata_mandatory`` gives way to that.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey
from ckanext.scheming.validation import scheming_validator

from ckanext.gxdata import config
from ckanext.gxdata.core import important_data, moments, pii, transforms
from ckanext.gxdata.core.landing import LONGEST_TITLE
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.logic import arguments

__all__ = [
    "gxdata_address",
    "gxdata_addresses",
    "gxdata_code",
    "gxdata_codes",
    "gxdata_day",
    "gxdata_grade_is_not_public",
    "gxdata_level_allows_openness",
    "gxdata_mandatory",
    "gxdata_moment",
    "gxdata_office_phone",
    "gxdata_options",
    "gxdata_protected_grade",
    "gxdata_required_when_closed",
    "gxdata_required_when_conditional",
    "gxdata_short_text",
    "gxdata_table_schema",
    "gxdata_text",
    "gxdata_title",
]

Validator = Callable[[FlattenKey, FlattenDataDict, FlattenErrorDict, Context], None]


def _is_empty(value: Any) -> bool:
    return value is tk.missing or value is None or value == "" or value == []


def _label(field: dict[str, Any]) -> str:
    return str(tk.h.scheming_language_text(field.get("label", field["field_name"])))


@scheming_validator
def gxdata_mandatory(field: dict[str, Any], schema: dict[str, Any]) -> Validator:
    """Mandatory where the schema says ``required``, except for a record that a harvest lands."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        if _is_empty(data.get(key)) and field.get("required") and not context.get("gxdata_landing"):
            errors[key].append(tk._("“{field}” must be filled in").format(field=_label(field)))
            raise tk.StopOnError

    return validator


def _check(code_list: str, value: Any) -> str:
    """Answers an error text, or "" for a valid code."""
    codes = config.rulebook().codelists[code_list]
    if isinstance(value, str) and value in codes:
        return ""
    near = codes.near(str(value)[:100]) or codes.codes[:8]
    message = tk._("“{value}” is not a code of the list “{list}”; valid ones are, for example: {codes}")
    return str(message).format(value=str(value)[:100], list=code_list, codes="、".join(code.id for code in near))


@scheming_validator
def gxdata_code(field: dict[str, Any], schema: dict[str, Any]) -> Validator:
    """One id of the code list that ``code_list`` names."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        value = data.get(key)
        if errors[key] or _is_empty(value):
            return
        problem = _check(field["code_list"], value)
        if problem:
            errors[key].append(problem)

    return validator


def _hashable(value: Any) -> Any:
    return value if isinstance(value, (str, int)) else str(value)


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    return list(value) if isinstance(value, (list, tuple)) else [value]


@scheming_validator
def gxdata_codes(field: dict[str, Any], schema: dict[str, Any]) -> Validator:
    """Any number of ids of a code list; stored as a JSON list, in the order given, each once."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        if errors[key]:
            return
        try:
            values = [] if _is_empty(data.get(key)) else list(dict.fromkeys(map(_hashable, _as_list(data[key]))))
        except (ValueError, TypeError):
            errors[key].append(tk._("“{field}” takes a list of codes").format(field=_label(field)))
            return
        problems = [problem for problem in (_check(field["code_list"], value) for value in values if value) if problem]
        errors[key].extend(problems)
        if not problems:
            data[key] = json.dumps([value for value in values if value], ensure_ascii=False)

    return validator


def _demand(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, open_type: str, message: str) -> None:
    if data.get(("open_type",)) == open_type and data.get(key) in ("[]", "", None, tk.missing):
        errors[key].append(message)


def gxdata_required_when_conditional(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Conditional openness needs its conditions (open_grading.yaml, consistency rules)."""
    _demand(key, data, errors, "conditional", tk._("Conditional openness needs at least one condition"))


def gxdata_required_when_closed(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """A closed dataset needs its reason (open_grading.yaml, consistency rules)."""
    _demand(key, data, errors, "closed", tk._("A dataset that is not opened needs a reason"))


def gxdata_level_allows_openness(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """General data of level 3 or 4 is not opened without conditions (open_grading.yaml, consistency rules)."""
    if data.get(key) in ("3", "4") and data.get(("open_type",)) == "unconditional":
        errors[key].append(tk._("Data of level 3 or 4 cannot be opened without conditions"))


def gxdata_title(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """At most 200 characters, and not only digits; a harvested title of digits lands, with a finding of its own."""
    title = data[key] = str(data[key]).strip()
    if len(title) > LONGEST_TITLE:
        message = tk._("The title has {count} characters; at most 200 are allowed")
        errors[key].append(message.format(count=len(title)))
    if title.isdigit() and not context.get("gxdata_landing"):
        errors[key].append(tk._("A title of digits only says nothing about the data"))


def gxdata_moment(value: str) -> str:
    """A date or time in any usual form; stored as ISO 8601 in Asia/Shanghai."""
    try:
        return str(transforms.apply("datetime", value))
    except ValueError as error:
        raise tk.Invalid(str(error)) from error


def gxdata_day(value: Any) -> date | None:
    """A date in any usual form, as a ``date``; None stays None (the schema's default)."""
    if value is None or value == "":
        return None
    try:
        return moments.parse(str(value)).date()
    except ValueError as error:
        raise tk.Invalid(str(error)) from error


def gxdata_protected_grade(value: Any) -> str:
    """Core or important, the grades of the register (GB/T 43697-2024 terms)."""
    if value not in important_data.GRADES:
        message = tk._("“{value}” is not a grade of the register; valid ones are core and important")
        raise tk.Invalid(message.format(value=str(value)[:100]))
    return str(value)


def gxdata_office_phone(value: str) -> str:
    """Refuses a mobile number: an office's contact is public, a person's number is not (PIPL)."""
    if pii.contains_mobile(value):
        raise tk.Invalid(tk._("This is a mobile number; give an office number"))
    return value


def gxdata_table_schema(value: Any) -> str:
    """A Frictionless Table Schema: an object with ``fields``, each with a ``name``; stored as JSON text."""
    try:
        document = json.loads(value) if isinstance(value, str) else value
        names = [str(field["name"]) for field in document["fields"]]
    except (ValueError, KeyError, TypeError) as error:
        raise tk.Invalid(tk._("Data items must be a Frictionless Table Schema with named fields")) from error
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise tk.Invalid(tk._("Data items occur twice: {names}").format(names="、".join(doubles)))
    return json.dumps(document, ensure_ascii=False)


def gxdata_text(value: Any) -> str:
    """A text that the database takes: no NUL, no lone surrogate; numbers become text, lists and objects are refused."""
    if isinstance(value, (dict, list, tuple)):
        raise tk.Invalid(tk._("Must be a text"))
    text = str(value)
    if storable(text) != text:
        raise tk.Invalid(tk._("The text holds characters that cannot be stored"))
    return text


def gxdata_short_text(value: Any) -> str:
    """A text of at most 1,000 characters, as arguments of our actions are."""
    if not arguments.is_text(value):
        raise tk.Invalid(tk._("Must be a text of at most 1,000 characters"))
    return str(value)


def gxdata_options(value: Any) -> dict[str, Any]:
    """An object; what may be in it the kind of source says."""
    if not isinstance(value, dict) or storable(value) != value:
        raise tk.Invalid(tk._("Must be an object"))
    return value


def gxdata_addresses(value: Any) -> list[str]:
    """A list of ``host:port``."""
    if not isinstance(value, (list, tuple)) or not all(arguments.is_text(item) for item in value):
        raise tk.Invalid(tk._("Must be a list of HOST:PORT"))
    return list(value)


def gxdata_address(value: str) -> str:
    """An http, https or ftp address, or the name of an uploaded file: anything else would be run by a browser."""
    try:
        transforms.apply("url", value)
    except ValueError as error:
        raise tk.Invalid(str(error)) from error
    return value


def gxdata_grade_is_not_public(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Core and important data is in no public catalog in any form (GB/T 43697-2024 terms; open_grading.yaml)."""
    if data.get(key) in ("core", "important") and not tk.asbool(data.get(("private",)) or False):
        errors[key].append(tk._("Core and important data must not be public: make the dataset private"))
