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
from ckanext.gxdata.core.text import as_text, clean, storable
from ckanext.gxdata.logic import arguments, dataset_rules, given_codes, metadata_validators
from ckanext.gxdata.logic.dataset_rules import *  # noqa: F403  the plugin hands CKAN what this module lists
from ckanext.gxdata.logic.fields import is_empty as _is_empty
from ckanext.gxdata.logic.fields import is_form
from ckanext.gxdata.logic.fields import label as _label
from ckanext.gxdata.logic.gate_validator import gxdata_publish_gate
from ckanext.gxdata.logic.metadata_validators import *  # noqa: F403
from ckanext.gxdata.logic.public_text import gxdata_public_text

__all__ = [
    "gxdata_address",
    "gxdata_addresses",
    "gxdata_code",
    "gxdata_codes",
    "gxdata_day",
    "gxdata_given",
    "gxdata_mandatory",
    "gxdata_moment",
    "gxdata_office_phone",
    "gxdata_options",
    "gxdata_protected_grade",
    "gxdata_public_text",
    "gxdata_publish_gate",
    "gxdata_short_text",
    "gxdata_text",
    "gxdata_title",
    *dataset_rules.__all__,
    *metadata_validators.__all__,
]

Validator = Callable[[FlattenKey, FlattenDataDict, FlattenErrorDict, Context], None]


@scheming_validator
def gxdata_mandatory(field: dict[str, Any], schema: dict[str, Any]) -> Validator:
    """Where the schema says ``required``, and in forms ``required_in_forms``; never for a record that a harvest lands."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        needed = field.get("required") or (field.get("required_in_forms") and is_form(context))
        value = data.get(key)
        blank = _is_empty(value) or (isinstance(value, str) and not clean(value))
        if blank and needed and not context.get("gxdata_landing"):
            errors[key].append(tk._("“{field}” must be filled in").format(field=_label(field)))
            raise tk.StopOnError

    return validator


def gxdata_given(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """An argument of our own actions that has to be there; CKAN's ``not_empty`` does not say which."""
    value = data.get(key)
    if _is_empty(value) or (isinstance(value, str) and not value.strip()):
        errors[key].append(tk._("“{field}” must be filled in").format(field=key[-1]))
        raise tk.StopOnError


def _check(field: dict[str, Any], value: Any) -> str:
    """Answers an error text, or "" for a valid code."""
    codes = config.rulebook().codelists[field["code_list"]]
    if isinstance(value, str) and value in codes:
        return ""
    near = codes.near(str(value)[:100])
    message = (
        tk._("“{field}” ({name}): “{value}” is not a valid code; near it are: {codes}")
        if near
        else tk._("“{field}” ({name}): “{value}” is not a valid code; valid ones are, for example: {codes}")
    )
    shown = "、".join(f"{code.id}（{code.labels['zh']}）" for code in near or codes.codes[:8])
    return str(message).format(field=_label(field), name=field["field_name"], value=str(value)[:100], codes=shown)


@scheming_validator
def gxdata_code(field: dict[str, Any], schema: dict[str, Any]) -> Validator:
    """One id of the code list that ``code_list`` names; a label or alias that only one code has becomes its id."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        if errors[key] or _is_empty(data.get(key)):
            return
        value = data[key] = given_codes.as_id(field["code_list"], data[key])
        problem = _check(field, value)
        if problem:
            errors[key].append(problem)

    return validator


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str) else as_text(value) or str(value)


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
            given = [] if _is_empty(data.get(key)) else map(_hashable, _as_list(data[key]))
            values = list(dict.fromkeys(given_codes.as_id(field["code_list"], each) for each in given))
        except (ValueError, TypeError):
            errors[key].append(tk._("“{field}” takes a list of codes").format(field=_label(field)))
            return
        problems = [problem for problem in (_check(field, value) for value in values if value) if problem]
        most = field.get("most")
        if most and len(values) > most and not context.get("gxdata_landing"):
            problems.append(tk._("“{field}” takes at most {most} values").format(field=_label(field), most=most))
        errors[key].extend(problems)
        if not problems:
            data[key] = json.dumps([value for value in values if value], ensure_ascii=False)

    return validator


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


@scheming_validator
def gxdata_address(field: dict[str, Any], schema: dict[str, Any]) -> Validator:
    """An http, https or ftp address, or the name of an uploaded file: anything else would be run by a browser.

    CKAN puts http:// before an address without it; a word without a dot is none.
    """

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        value = str(data.get(key) or "")
        try:
            transforms.apply("url", value)
        except ValueError as error:
            errors[key].append(str(error))
            return
        is_file = any(not _is_empty(data.get((*key[:-1], name))) for name in ("url_type", "upload"))
        host = value.partition("://")[2] if "://" in value else value
        if value and not is_file and not context.get("gxdata_landing") and not _is_host(host, "://" in value):
            message = tk._("“{field}”: “{value}” is neither a web address nor an uploaded file; write https://department.example/data.csv")
            errors[key].append(message.format(field=_label(field), value=value[:100]))

    return validator


def _is_host(address: str, has_scheme: bool) -> bool:
    host = address.lstrip("/" if not has_scheme else "").split("/")[0]
    return bool(host) and (has_scheme or "." in host or ":" in host)
