"""The generated catalog put into a stock CKAN's index without its tables, for searches only. Runs in the peers' environment.

``package_search`` of CKAN answers from the index alone (``validated_data_dict``). Each document is made by CKAN's own
``PackageSearchIndex`` of what ``package_show`` would say of the dataset, and posted in sets by CKAN's own connection. Two datasets
are made by ``package_create``: the pattern, and one that proves that a document made by the pattern is the one CKAN makes.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ckan.lib.search as search
import ckan.lib.search.index as ckan_index

from benches import facts, records
from stack.paths import REPOSITORY

SET = 500
OWN = {"id", "index_id", "metadata_created", "metadata_modified", "res_extras_created", "res_extras_metadata_modified"}
"""What no two writings of one dataset have in common. Dictionaries are compared below these keys, too."""
PER_RECORD = {"created", "metadata_modified", "metadata_created", "id", "package_id", "creator_user_id"}

Document = dict[str, Any]
Shown = dict[str, Any]
Create = Callable[[str, dict[str, Any]], Any]


class NotTheSame(Exception):
    """A document made by the pattern differs from CKAN's."""


def fill(size: int, action: Create) -> int:
    """How many documents were posted."""
    known = facts.read(REPOSITORY / "config")
    made = [_created(known, number, action) for number in range(min(2, size))]
    pattern = {key: json.loads(made[0][key]) for key in ("data_dict", "validated_data_dict")}
    if size > 1:
        _compare(made[1], _document(pattern, records.record(known, 1)))
    waiting = made
    for number in range(2, size):
        waiting.append(_document(pattern, records.record(known, number)))
        if len(waiting) >= SET:
            _post(waiting)
            waiting = []
    _post(waiting)
    search.commit()
    return size


def _created(known: facts.Facts, number: int, action: Create) -> Document:
    """The document that CKAN makes of a dataset which it is given."""
    with _caught() as documents:
        action("package_create", records.dataset(records.record(known, number)))
    return documents[-1]


def _document(pattern: Mapping[str, Shown], record: Mapping[str, Any]) -> Document:
    shown = _like(pattern["data_dict"], record)
    with _caught() as documents:
        validated = _like(pattern["validated_data_dict"], record)
        ckan_index.PackageSearchIndex().index_package({**shown, "with_custom_schema": validated})
    return {**documents[-1], "permission_labels": ["public"]}


def _like(shown: Shown, record: Mapping[str, Any]) -> Shown:
    """What ``package_show`` would say of the record, by what it says of another."""
    lists = {
        "tags": _each(shown["tags"], sorted(record["tags"], key=lambda tag: str(tag["name"]))),
        "resources": _each(shown["resources"], record["resources"]),
        "extras": record["extras"],
    }
    own = {key: record[key] for key in shown.keys() & record.keys() - {"organization", *lists}}
    return {**shown, **own, **lists}


def _each(shown: list[Shown], records_: list[Mapping[str, Any]]) -> list[Shown]:
    pairs = zip(shown, records_, strict=True)
    return [
        {**like, "id": str(uuid.uuid4()), **{key: one[key] for key in like.keys() & one.keys()}} for like, one in pairs
    ]


@contextmanager
def _caught() -> Iterator[list[Document]]:
    """Documents that CKAN would post meanwhile."""
    documents: list[Document] = []

    class Kept:
        url = ""

        def add(self, docs: list[Document], commit: bool = False) -> None:
            documents.extend(docs)

    real, ckan_index.make_connection = ckan_index.make_connection, lambda *_, **__: Kept()
    try:
        yield documents
    finally:
        ckan_index.make_connection = real


def _post(documents: list[Document]) -> None:
    if documents:
        ckan_index.make_connection().add(docs=documents, commit=False)


def _compare(theirs: Document, ours: Document) -> None:
    if differing := list(_differing(_comparable(theirs), _comparable(ours))):
        raise NotTheSame("; ".join(differing)[:3000])


def _differing(theirs: Any, ours: Any, path: str = "") -> Iterator[str]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(theirs.keys() | ours.keys()):
            yield from _differing(theirs.get(key), ours.get(key), f"{path}/{key}")
    elif theirs != ours:
        yield f"{path}: {theirs!r} / {ours!r}"


def _comparable(document: Document) -> Document:
    dicts = {key: _without(json.loads(document[key])) for key in ("data_dict", "validated_data_dict")}
    return {key: value for key, value in {**document, **dicts}.items() if key not in OWN}


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(each) for key, each in value.items() if key not in PER_RECORD}
    return [_without(each) for each in value] if isinstance(value, list) else value
