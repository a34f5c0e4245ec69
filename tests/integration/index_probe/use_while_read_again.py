"""Use told while Solr, killed, reads its log again, in which documents are removed: argument is the process id of Solr."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from typing import Any

from inside import tell

from ckanext.gxdata.index import in_place, posting
from ckanext.gxdata.index.document import index_id
from ckanext.gxdata.index.posting import IndexAway

FIELD = "gx_use"
REMOVED, AFTER = 200, 4_000
"""Removed ones are on the disk; those after them keep Solr reading for some seconds."""
SECONDS = 120


def life() -> dict[str, Any]:
    removed, after = ([str(uuid.uuid4()) for _ in range(count)] for count in (REMOVED, AFTER))
    posting.post(map(_document, removed))
    posting.commit(hard=True)
    posting.post(map(_document, after))
    posting.remove(removed)
    os.kill(int(sys.argv[1]), signal.SIGKILL)
    try:
        refusals = _told_at_last(dict.fromkeys(removed, 7))
        _until_it_is_read()
        posting.commit()
        return {"refusals": refusals, "came_back": _found(f"{FIELD}:7"), "kept": _found("*:*") >= AFTER}
    finally:
        posting.remove(after)
        posting.remove(removed)
        posting.commit()


def _document(dataset: str) -> dict[str, Any]:
    return {"id": dataset, "index_id": index_id(dataset), "entity_type": "probe", "site_id": "probe", "title": f"试 {dataset}"}


def _told_at_last(values: dict[str, int]) -> list[str]:
    """Tried until it is taken; why it was not."""
    refusals: dict[str, None] = {}
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            in_place.set_values(FIELD, values)
            return list(refusals)
        except IndexAway as error:
            refusals[str(error)] = None
        time.sleep(0.02)
    raise TimeoutError(f"Solr did not come back: {list(refusals)}")


def _until_it_is_read() -> None:
    """So that what came back could be found."""
    until = time.monotonic() + SECONDS
    while set(in_place.states()) != {in_place.ACTIVE} and time.monotonic() < until:
        time.sleep(0.2)


def _found(question: str) -> int:
    asked = {"q": question, "fq": "+site_id:probe", "rows": "0"}
    return int(posting.select(asked)["response"]["numFound"])


if __name__ == "__main__":
    tell(life)
