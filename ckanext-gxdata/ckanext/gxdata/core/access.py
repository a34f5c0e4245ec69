"""What a reader without the right does not get of a dataset (access rule of design.md). The lists are data: add to them here.

Pure. Two things are kept back: the inside (grades, sharing, review) from everybody who has no right on the dataset, and the
data (addresses, files, counts) of what is not open from everybody who has no grant either. Not here: who the reader is
(``logic/rights.py``), and what a search may name (``search_guard.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ckanext.gxdata.core.items import opened
from ckanext.gxdata.core.solr_values import loaded

HIDDEN = frozenset({"data_grade", "general_level", "reviewer", "plugin_data"})
HIDDEN_PREFIXES = ("share_", "review_", "grade_", "grading_")
HIDDEN_OF_ITEMS = frozenset({"item_grade", "personal_info_kind", "mask_rule"})
"""Keys of a 信息项, inside ``resources[].schema``."""
PUBLIC_OF_OVERRIDE = ("include", "exclude", "reasons")
"""What of ``zone_override`` is no person's name."""

DESCRIBING = frozenset(
    {
        "id", "package_id", "name", "name_translated", "description", "resource_type", "format_class", "format", "schema",
        "sheet", "period_start", "period_end", "conforms_to", "state", "position", "created", "last_modified",
        "metadata_modified",
    }
)  # fmt: skip
"""What of a resource describes data and is none: everything else (address, file, size, count) needs a grant."""
RULES_OF_THE_INSIDE = ("grade", "level", "personal-data")
"""Parts of the names of findings whose message says how something was graded."""
COUNTS = frozenset({"record_count"})
"""Fields of a dataset that count its data."""


def is_open(dataset: Mapping[str, Any]) -> bool:
    """Only a dataset that says so is open; a missing or unknown value counts as closed, core and important data always."""
    return dataset.get("open_type") == "unconditional" and _is_catalogued(dataset)


def is_grantable(dataset: Mapping[str, Any]) -> bool:
    """Only conditional data is ever given to a person on application; core and important data never."""
    return dataset.get("open_type") == "conditional" and _is_catalogued(dataset)


def _is_catalogued(dataset: Mapping[str, Any]) -> bool:
    return dataset.get("data_grade") in (None, "", "general") and not dataset.get("private")


@lru_cache(maxsize=4_096)
def is_hidden(field: str) -> bool:
    """Whether a field of a dataset belongs to its inside."""
    return field in HIDDEN or field.startswith(HIDDEN_PREFIXES)


@lru_cache(maxsize=4_096)
def _outside_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if not is_hidden(name))


def outside(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """The dataset without its inside, as ``package_show`` answers it or with its fields as ``extras``."""
    shown = {key: dataset[key] for key in _outside_names(tuple(dataset))}
    shown.update({key: _shown(key, shown[key]) for key in _PARTLY if key in shown})
    if isinstance(dataset.get("extras"), list):
        shown["extras"] = [
            {**extra, "value": _shown(extra["key"], extra["value"])}
            for extra in dataset["extras"]
            if not is_hidden(extra["key"])
        ]
    if isinstance(dataset.get("resources"), list):
        shown["resources"] = [outside_of_resource(resource) for resource in dataset["resources"]]
    return shown


def outside_of_resource(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource with its 信息项 less what grades them."""
    shown = {key: resource[key] for key in _outside_names(tuple(resource))}
    return {**shown, "schema": _same_form(resource["schema"], _items_outside)} if resource.get("schema") else shown


def tells_inside(finding: Mapping[str, Any]) -> bool:
    """Whether a finding of a harvest (``rule``, ``pointer``, ``message``) says what belongs to the inside."""
    named = re.findall(r"\w+", str(finding.get("pointer") or ""))
    return any(part in finding["rule"] for part in RULES_OF_THE_INSIDE) or any(map(_is_kept_back, named))


def withhold(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource as a description, with an empty address so that callers find the key."""
    return {**{key: value for key, value in resource.items() if key in DESCRIBING}, "url": ""}


def readable(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """The dataset as somebody with neither right nor grant may read it. ``dataset`` is as stored: this looks at its grade."""
    shown = outside(dataset)
    if is_open(flat(dataset)):
        return shown
    shown = {key: _described(key, value) for key, value in shown.items() if key not in COUNTS}
    if "resources" in shown:
        shown["resources"] = [withhold(resource) for resource in shown["resources"]]
    if "extras" in shown:
        kept = (extra for extra in shown["extras"] if extra["key"] not in COUNTS)
        shown["extras"] = [{**extra, "value": _described(extra["key"], extra["value"])} for extra in kept]
    return shown


def flat(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """The dataset with its ``extras`` as fields, for what looks at them."""
    return {**{extra["key"]: extra["value"] for extra in dataset.get("extras") or ()}, **dataset}


def _shown(key: str, value: Any) -> Any:
    return _same_form(value, _PARTLY[key]) if key in _PARTLY else value


def _same_form(value: Any, change: Any) -> Any:
    """The changed mapping, as JSON text where it came as text; what is no mapping tells nothing."""
    content = loaded(value)
    changed = change(content) if isinstance(content, Mapping) else {}
    return json.dumps(changed, ensure_ascii=False) if isinstance(value, str) else changed


def _raw_outside(values: Mapping[str, Any]) -> dict[str, Any]:
    """Raw values by where they went (``resources[0].url``), less those of fields that are kept back."""
    return {path: raw for path, raw in values.items() if not any(_is_kept_back(name) for name in re.findall(r"\w+", path))}


def _override_outside(decided: Mapping[str, Any]) -> dict[str, Any]:
    return {name: decided[name] for name in PUBLIC_OF_OVERRIDE if name in decided}


_PARTLY: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "source_values": _raw_outside,
    "zone_override": _override_outside,
}
"""Fields of a dataset that have an inside of their own, and what of it is outside."""


def _described(key: str, value: Any) -> Any:
    """Of the raw values those that describe data; what a source said about address, size or count goes with the data."""
    return _same_form(value, _raw_described) if key == "source_values" else value


def _raw_described(values: Mapping[str, Any]) -> dict[str, Any]:
    names = {path: re.findall(r"\w+", path) for path in values}
    return {
        path: raw
        for path, raw in values.items()
        if names[path]
        and names[path][-1] not in COUNTS
        and (names[path][0] != "resources" or names[path][-1] in DESCRIBING)
    }


def _is_kept_back(name: str) -> bool:
    return is_hidden(name) or name in HIDDEN_OF_ITEMS


def _items_outside(schema: Mapping[str, Any]) -> dict[str, Any]:
    schema = opened(schema)
    fields = schema.get("fields")
    items = [_item_outside(item) for item in fields] if isinstance(fields, list) else fields
    return {key: items if key == "fields" else value for key, value in schema.items()}


def _item_outside(item: Any) -> Any:
    if type(item) is not dict and not isinstance(item, Mapping):  # the first is told in no time
        return item
    shown = _shown_names(tuple(item))
    return item if len(shown) == len(item) else {key: item[key] for key in shown}


@lru_cache(maxsize=4_096)
def _shown_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Items have few sets of keys, and an answer to a search has hundreds of items."""
    return tuple(name for name in names if not _is_kept_back(name))
