"""Codes as people write them: labels and aliases become ids before anything judges the record (gate, zones, validators).

Only where one code alone has the word; everything else stays as it came, and the validators name it. Not here: a source's
own codes (``core/mapping``), divisions with their former codes (``core/divisions``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ckanext.gxdata import config
from ckanext.gxdata.core.text import as_text
from ckanext.gxdata.dataset_fields import dataset_fields

_APART = ("region", "catalog_class", "yes_no")
"""Lists whose fields have validators of their own."""


def as_id(code_list: str, value: Any) -> Any:
    """The id that one value means, else the value."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = as_text(value)
    code = config.rulebook().codelists[code_list].only(value) if isinstance(value, str) else None
    return value if code is None else code.id


def settle(dataset: dict[str, Any]) -> None:
    """Of a dataset and its resources, in place."""
    _settle(dataset, "")
    resources = dataset.get("resources")
    for resource in resources if isinstance(resources, list) else []:
        if isinstance(resource, dict):
            _settle(resource, "resources.")


def _settle(record: dict[str, Any], prefix: str) -> None:
    lists = _code_lists(prefix)
    for name in lists.keys() & record.keys():
        value, code_list = record[name], lists[name]
        if isinstance(value, list):
            record[name] = [as_id(code_list, each) for each in value]
        elif isinstance(value, str) and not value.startswith("["):
            record[name] = as_id(code_list, value)


@cache
def _code_lists(prefix: str) -> Mapping[str, str]:
    """By field of a dataset, or of a resource, where they are settled here."""
    every = {name: code_list for name, code_list in dataset_fields().code_lists.items() if code_list not in _APART}
    return {name.removeprefix(prefix): every[name] for name in every if name.rpartition(".")[0] == prefix.rstrip(".")}
