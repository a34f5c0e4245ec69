"""CKAN's actions that pass on whole datasets or views past ``package_show`` and ``package_search``: held to the access rule."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Action, Context

from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.logic import rights
from ckanext.gxdata.logic.action.core_lists import is_public_tag
from ckanext.gxdata.model.source import utc_now


@tk.chained_action
@tk.side_effect_free
def tag_show(next_action: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """As CKAN's, which hands out datasets as the index stores them; a keyword of private datasets only does not exist."""
    tag = next_action(context, data_dict)
    if not tag.get("vocabulary_id") and not authz.is_sysadmin(_user(context)) and not is_public_tag(tag["name"]):
        raise tk.ObjectNotFound()
    return {**tag, "packages": _for_reader(tag["packages"], context)} if "packages" in tag else tag


@tk.chained_action
@tk.side_effect_free
def dataset_followee_list(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """As CKAN's, which reads the followed datasets from the database."""
    return _for_reader(next_action(context, data_dict), context)


@tk.chained_action
@tk.side_effect_free
def followee_list(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """As CKAN's, which reads the followed datasets from the database."""
    followees = next_action(context, data_dict)
    return [
        {**each, "dict": _for_reader([each["dict"]], context)[0]} if each["type"] == "dataset" else each
        for each in followees
    ]


@tk.chained_action
@tk.side_effect_free
def resource_view_list(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """As CKAN's; a page about data that the reader may not take simply has no previews."""
    try:
        views: list[dict[str, Any]] = next_action(context, data_dict)
    except tk.NotAuthorized:
        if not context.get("for_view"):
            raise
        return []
    return views


@tk.chained_action
def package_revise(next_action: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """As CKAN's, which compares ``match`` with the dataset before it asks who is asking: a way to guess every field."""
    match = loaded(data_dict.get("match"))
    named = [data_dict.get("match__id"), data_dict.get("match__name")]
    named += [match.get("id"), match.get("name")] if isinstance(match, dict) else []
    for name in named:
        if isinstance(name, str) and model.Package.get(name) is not None:
            tk.check_access("package_update", tk.fresh_context(context), {"id": name})
    revised: dict[str, Any] = next_action(context, data_dict)
    return revised


def _user(context: Context) -> str:
    return context.get("user") or ""


def _for_reader(datasets: list[dict[str, Any]], context: Context) -> list[dict[str, Any]]:
    now = utc_now()
    return [rights.for_reader(dataset, _user(context), now) for dataset in datasets]
