"""What a reader without a grant does not get of a dataset that is not unconditionally open (access rule of design.md).

Pure. Here: which keys of a resource are data rather than description. Not here: who the reader is (``logic/hooks.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# An address, a file or a count is data; name, format and 信息项 describe it.
WITHHELD = ("url", "url_type", "size", "hash", "row_count", "mimetype", "mimetype_inner", "cache_url", "cache_last_updated")


def is_open(dataset: Mapping[str, Any]) -> bool:
    """Only a dataset that says so is open; a missing or unknown value counts as closed, core and important data always."""
    return dataset.get("open_type") == "unconditional" and _is_catalogued(dataset)


def is_grantable(dataset: Mapping[str, Any]) -> bool:
    """Only conditional data is ever given to a person on application; core and important data never."""
    return dataset.get("open_type") == "conditional" and _is_catalogued(dataset)


def _is_catalogued(dataset: Mapping[str, Any]) -> bool:
    return dataset.get("data_grade") in (None, "", "general") and not dataset.get("private")


def withhold(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource as a description, with an empty address so that callers find the key."""
    return {**{key: value for key, value in resource.items() if key not in WITHHELD}, "url": ""}


def readable(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """The dataset as somebody without a grant may read it."""
    if is_open(dataset):
        return dict(dataset)
    return {**dataset, "resources": [withhold(resource) for resource in dataset.get("resources", ())]}
