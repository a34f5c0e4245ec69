"""``/data.json``: the public catalog as DCAT-US 1.1, written while it is read, so that it may be of any size.

The same for everybody: what a person with more rights sees is no public catalog. A fault on the way leaves the JSON
unfinished, which no harvester takes for a whole catalog. Not here: an entry (``core/data_json.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import Blueprint, Response, stream_with_context

from ckanext.gxdata import config
from ckanext.gxdata.core.data_json import HEAD, entry

blueprint = Blueprint("gxdata_data_json", __name__)
ROWS = 200


@blueprint.route("/data.json")
def catalog() -> Any:
    try:
        first = _page("")
    except SearchError:
        return tk.abort(503, tk._("The catalog cannot be read just now."))
    return Response(stream_with_context(_written(first)), mimetype="application/json")


def _written(page: list[dict[str, Any]]) -> Iterator[str]:
    codelists, site = config.rulebook().codelists, config.portal_address().rstrip("/")
    yield json.dumps(HEAD, ensure_ascii=False)[:-1] + ', "dataset": ['
    separator = "\n"
    while page:
        for dataset in page:
            yield separator + json.dumps(entry(dataset, codelists, site), ensure_ascii=False)
            separator = ",\n"
        page = _page(page[-1]["id"]) if len(page) == ROWS else []
    yield "\n]}\n"


def _page(behind: str) -> list[dict[str, Any]]:
    """By id, so that nothing shifts while it is read."""
    asked = {"rows": ROWS, "sort": "id asc", "facet": "false", "fq": f'+id:{{"{behind}" TO *}}' if behind else ""}
    anybody = {"user": "", "auth_user_obj": None}
    found: list[dict[str, Any]] = tk.get_action("package_search")(anybody, asked)["results"]
    return found
