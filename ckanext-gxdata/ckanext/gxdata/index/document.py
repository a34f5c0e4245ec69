"""The document of one dataset, as CKAN's ``PackageSearchIndex.index_package`` would send it, with a digest of its content.

No question to the database, but for tags of a vocabulary and for relationships, which our datasets do not have. Not here: our own
fields (``hooks.before_dataset_index``), and how documents reach Solr (``posting``).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
import sqlalchemy.orm
from ckan import model
from ckan.lib.navl.dictization_functions import MissingNullEncoder
from ckan.lib.plugins import get_permission_labels
from ckan.lib.search.index import KEY_CHARS, RESERVED_FIELDS, escape_xml_illegal_chars
from dateutil.parser import ParserError, parse  # type: ignore[import-untyped]

from ckanext.gxdata import config
from ckanext.gxdata.catalog.rows import DatasetRows
from ckanext.gxdata.core.semantic import VECTOR
from ckanext.gxdata.core.turns import Turns, alone
from ckanext.gxdata.index import document_json

log = logging.getLogger(__name__)

DIGEST = "gx_digest"

_PACKAGE = sa.orm.attributes.manager_of_class(model.Package)
_KEY_CHARS = frozenset(KEY_CHARS)
_RESOURCE_FIELDS = (
    ("name", "res_name"),
    ("description", "res_description"),
    ("format", "res_format"),
    ("url", "res_url"),
    ("resource_type", "res_type"),
)
_WHOLE = ("data_dict", "validated_data_dict")
_NO_CONTENT = (*_WHOLE, VECTOR)
"""A vector is told by its model's name: its last figures may differ from one machine to another."""


def document(default: Mapping[str, Any], custom: Mapping[str, Any], labels: Iterable[str]) -> dict[str, Any]:
    """From both answers of ``package_show_default_and_custom_schemas``; without what Solr would be told as empty."""
    return alone(in_turns(default, custom, labels))


def in_turns(default: Mapping[str, Any], custom: Mapping[str, Any], labels: Iterable[str]) -> Turns[dict[str, Any]]:
    """As ``document``."""
    texts = {
        "data_dict": document_json.written(default),
        "validated_data_dict": document_json.written(custom, MissingNullEncoder),
    }
    yield
    made = _flattened({**default, **texts})
    for plugin in p.PluginImplementations(p.IPackageController):
        yield
        made = yield from _by_plugin(plugin, made)
    yield
    made["permission_labels"] = list(labels)
    for key in _WHOLE:
        if isinstance(made.get(key), str):
            made[key] = str(made[key])
    kept = {key: value for key, value in made.items() if value is not None and value != ""}
    yield
    return {**kept, DIGEST: digest(kept, texts)}


def _by_plugin(plugin: Any, made: dict[str, Any]) -> Turns[dict[str, Any]]:
    """CKAN's hook; our own plugin has it in parts."""
    hooked: dict[str, Any]
    if hasattr(plugin, "index_in_turns"):
        hooked = yield from plugin.index_in_turns(made)
    else:
        hooked = plugin.before_dataset_index(made)
    return hooked


def labels_of(rows: DatasetRows) -> list[str]:
    """What IPermissionLabels says of the dataset; told from a row that the session does not know."""
    package = _PACKAGE.new_instance()  # as one that is read: without what __init__ does
    package.__dict__.update(rows.package)
    return list(get_permission_labels().get_dataset_labels(package))


def index_id(dataset_id: str) -> str:
    """The key of a dataset's document: portals may share a Solr."""
    return hashlib.md5(f"{dataset_id}{tk.config['ckan.site_id']}".encode()).hexdigest()


def digest(made: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Of the content: fields in whatever order, both answers as they are written. Keyed: of what the index does not show, nothing
    can be tried out by it."""
    fields = {key: value for key, value in made.items() if key not in _NO_CONTENT}
    told = hashlib.blake2b(digest_size=16, key=config.secret_key().encode()[:64])
    told.update(document_json.in_order(fields, MissingNullEncoder))
    for text in texts.values():
        told.update(b"\0" + text.encode())
    return told.hexdigest()


def _flattened(dataset: dict[str, Any]) -> dict[str, Any]:
    """In CKAN's order of steps: a later one sees, and may replace, what an earlier one left."""
    if dataset.get("title"):
        dataset["title_string"] = dataset["title"]
    _lift_extras(dataset)
    _lift_tags(dataset)
    _lift_owners(dataset)
    _lift_resources(dataset)
    _lift_relationships(dataset)
    dataset["entity_type"] = "package"
    dataset["dataset_type"] = dataset["type"]
    made = dict(_with_dates(dataset))
    _finish(made)
    return made


def _lift_extras(dataset: dict[str, Any]) -> None:
    taken = {*RESERVED_FIELDS, *dataset}
    for extra in dataset.get("extras", ()):
        value = extra["value"]
        if isinstance(value, (tuple, list)):
            value = " ".join(map(str, value))
        key = _field_of(extra["key"])
        dataset["extras_" + key] = value
        if key not in taken:
            dataset[key] = value
    dataset.pop("extras", None)


@lru_cache(maxsize=4_096)
def _field_of(key: str) -> str:
    return "".join(sign for sign in key if sign in _KEY_CHARS)


def _lift_tags(dataset: dict[str, Any]) -> None:
    free = []
    for tag in dataset.pop("tags", ()):
        if tag.get("vocabulary_id"):
            shown = tk.get_action("vocabulary_show")({"ignore_auth": True}, {"id": tag["vocabulary_id"]})
            dataset.setdefault(f"vocab_{shown['name']}", []).append(tag["name"])
        else:
            free.append(tag["name"])
    dataset["tags"] = free


def _lift_owners(dataset: dict[str, Any]) -> None:
    groups = dataset.pop("groups", ())
    dataset["capacity"] = "private" if dataset["private"] else "public"
    dataset["groups"] = [group["name"] for group in groups]
    organization = dataset.get("organization")
    dataset["organization"] = organization["name"] if organization else None


def _lift_resources(dataset: dict[str, Any]) -> None:
    extra = [(name, f"res_extras_{name}") for name in model.Resource.get_extra_columns()]
    resources = dataset.pop("resources", None) or ()
    for name, field in (*_RESOURCE_FIELDS, *extra) if resources else ():
        dataset[field] = [*dataset.get(field, ()), *(resource.get(name, "") for resource in resources)]


def _lift_relationships(dataset: dict[str, Any]) -> None:
    subjects = dataset.pop("relationships_as_subject", ())
    objects = dataset.pop("relationships_as_object", ())
    related: dict[str, list[str]] = {}
    for each in objects:
        kind = model.PackageRelationship.forward_to_reverse_type(each["type"])
        related.setdefault(kind, []).append(model.Package.get(each["subject_package_id"]).name)
    for each in subjects:
        related.setdefault(each["type"], []).append(model.Package.get(each["object_package_id"]).name)
    for kind, names in related.items():
        dataset.setdefault(kind, names)


def _with_dates(dataset: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Fields ending in ``_date`` as Solr takes them, without those that are no date."""
    for key, value in dataset.items():
        if not key.endswith("_date"):
            yield key, value
        elif value:
            try:
                moment = parse(value)
            except ParserError:
                log.warning("%r: %r is not a valid date", dataset["id"], key)
                continue
            yield key, moment.isoformat() + ("" if moment.tzinfo else "Z")


def _finish(made: dict[str, Any]) -> None:
    for key in ("title", "notes", "title_string"):
        if made.get(key):
            made[key] = escape_xml_illegal_chars(made[key])
    made["metadata_created"] += "Z"
    made["metadata_modified"] += "Z"
    made["site_id"] = tk.config["ckan.site_id"]
    if made.get("title"):
        made["title"] = made["title"].lstrip()
    made["index_id"] = index_id(made["id"])
