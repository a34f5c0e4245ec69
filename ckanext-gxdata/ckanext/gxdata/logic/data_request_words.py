"""What is wrong with a data request, as sentences in the reader's language that name the field."""

from __future__ import annotations

from collections.abc import Iterable

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core.asker_contact import Kind
from ckanext.gxdata.core.data_request import Fault
from ckanext.gxdata.logic import zone_catalog as catalog


def errors(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """By field, for ``ValidationError``."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.field, []).append(_said(fault))
    return told


def field_title(name: str) -> str:
    titles = {
        "title": tk._("What data is needed"),
        "text": tk._("What for, and in what form"),
        "query": tk._("What was searched for"),
        "answer": tk._("Words to the asker"),
    }
    return str(titles[name])


def _said(fault: Fault) -> str:
    field = field_title(fault.field)
    if fault.problem == "contact":
        found = catalog.comma().join(_kind_title(kind) for kind in fault.kinds)
        message = tk._("“{field}” holds {found}. Everybody can read it: please take it out.")
        return str(message).format(field=field, found=found)
    if fault.problem == "no_text":
        return str(tk._("“{name}” must be a text")).format(name=field)
    if fault.problem == "long":
        return str(tk._("“{field}” may have at most {count} characters")).format(field=field, count=fault.bound)
    return str(tk._("“{field}” needs at least {count} characters")).format(field=field, count=fault.bound)


def _kind_title(kind: Kind) -> str:
    titles = {
        "id_number": tk._("an identity card number"),
        "mobile": tk._("a mobile number"),
        "email": tk._("an e-mail address"),
        "landline": tk._("a telephone number"),
        "messenger": tk._("an account of a messenger"),
    }
    return str(titles[kind])
