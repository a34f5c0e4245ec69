"""Every document as CKAN's own ``index_package`` would send it, and as ours is: which differ, and in what."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import pysolr
from ckan import logic, model
from ckan.lib.plugins import get_permission_labels
from ckan.lib.search.index import PackageSearchIndex
from inside import tell

from ckanext.gxdata.index import datasets
from ckanext.gxdata.index.document import DIGEST, document

SENT: list[dict[str, Any]] = []


def differences() -> dict[str, Any]:
    pysolr.Solr.add = lambda self, docs, **given: SENT.extend(map(self._build_json_doc, docs))
    ids = [
        each for (each,) in model.Session.query(model.Package.id).filter_by(state="active").order_by(model.Package.id)
    ]
    with model.ensure_engine().connect() as connection:
        ours = {each["id"]: each for each in datasets.read(connection, ids).documents}
    stored = {each: _differing(ours[each], _both(each)) for each in ids[:: max(1, len(ids) // 150)]}
    nasty = {name: _nasty(ids[0], changes) for name, changes in NASTY.items()}
    return {"count": len(ours), "stored": _some(stored), "nasty": _some(nasty), "tried": len(stored)}


def _both(dataset: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return logic.package_show_default_and_custom_schemas({"ignore_auth": True, "user": ""}, dataset)


def _theirs(default: dict[str, Any], custom: dict[str, Any]) -> dict[str, Any]:
    SENT.clear()
    PackageSearchIndex().index_package(dict(default, with_custom_schema=custom))
    return SENT[0]


def _differing(ours: dict[str, Any], both: tuple[dict[str, Any], dict[str, Any]]) -> list[str]:
    theirs = _theirs(*both)
    mine, theirs = _read({key: value for key, value in ours.items() if key != DIGEST}), _read(theirs)
    if [*mine.items()] == [*theirs.items()]:
        return []
    return sorted(key for key in {*mine, *theirs} if mine.get(key) != theirs.get(key)) or ["order"]


def _read(document: dict[str, Any]) -> dict[str, Any]:
    """Ours writes the same JSON shorter."""
    texts = {key: json.dumps(json.loads(document[key])) for key in ("data_dict", "validated_data_dict")}
    return {**document, **texts}


def _nasty(dataset: str, changes: dict[str, Any]) -> list[str]:
    default, custom = _both(dataset)
    labels = get_permission_labels().get_dataset_labels(model.Session.get(model.Package, dataset))
    changed = {**json.loads(json.dumps(default)), **changes}
    return _differing(document(changed, custom, labels), (changed, custom))


def _some(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return dict([(key, value) for key, value in found.items() if value][:5])


def _extras(**values: Any) -> dict[str, Any]:
    return {"extras": [{"key": key, "value": value} for key, value in values.items()]}


NASTY: dict[str, dict[str, Any]] = {
    "dates": _extras(
        start_date="2024年",
        end_date="2024-02-30",
        good_date="2024-02-29",
        zoned_date="2024-01-01T00:00:00+08:00",
        no_date="",
    ),
    "keys": {
        "extras": [
            {"key": "中文 key!", "value": "a"},
            {"key": "title", "value": "别的标题"},
            {"key": "text", "value": "x"},
        ]
    },
    "lists": _extras(several=["甲", 1, None], nothing=None, empty=""),
    "signs": {"title": "  \x00标题\x0b\ufffe", "notes": "\x1f摘要\U0001f600", "title_string": "x"},
    "long": _extras(long="长" * 40000),
    "nested": {**_extras(nested='{"a": [1, {"b": 2}]}'), "resources": []},
    "resources": {
        "resources": [{"id": "r", "name": None, "url": "", "format": "CSV", "description": "\x00"}, {"id": "s"}]
    },
    "private": {"private": True, "organization": None, "groups": [{"name": "b"}, {"name": "a"}]},
    "no tags": {"tags": []},
    "untitled": {"title": ""},
}

if __name__ == "__main__":
    tk.config["ckan.search.solr_commit"] = False
    tell(differences)
