"""Reading of code lists over the API."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.logic import arguments


@tk.side_effect_free
def gxdata_codelist_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """All code lists: ``[{"id", "title", "count"}]``."""
    tk.check_access("gxdata_codelist_list", context, data_dict)
    lists = config.rulebook().codelists
    return [{"id": item.id, "title": dict(item.title), "count": len(item.codes)} for item in lists.values()]


@tk.side_effect_free
def gxdata_codelist_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One code list (``id``): ``{"id", "title", "source", "certainty", "codes": [{"id", "labels", "aliases", "parent"}]}``."""
    tk.check_access("gxdata_codelist_show", context, data_dict)
    name = arguments.text(data_dict, "id")
    lists = config.rulebook().codelists
    if name not in lists:
        raise tk.ObjectNotFound(tk._("There is no code list “{id}”").format(id=name))
    item = lists[name]
    codes = [
        {"id": code.id, "labels": dict(code.labels), "aliases": list(code.aliases), "parent": code.parent}
        for code in item.codes
    ]
    return {
        "id": item.id,
        "title": dict(item.title),
        "source": item.source,
        "certainty": item.certainty,
        "codes": codes,
    }
