"""Where a dataset came from: the steps from the department's record to what the catalog shows."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata.logic import arguments, lineage
from ckanext.gxdata.logic import harvest_rights as rights


@tk.side_effect_free
def gxdata_lineage_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Of a dataset (``id`` or name): ``{"source", "record", "way", "steps"}``; ``source`` is None for one that a person wrote.
    ``way``: the portals it passed before it came here (cascade).

    A step has ``step``, ``time``, ``job_id``, ``what`` (a sentence); ``map`` has ``fields``, with raw values only for those
    who write datasets of the department.
    """
    identifier = arguments.text(data_dict, "id")
    tk.check_access("gxdata_lineage_show", context, data_dict)
    user = context.get("user", "")
    dataset = _given(context, identifier) or tk.get_action("package_show")(Context(user=user), {"id": identifier})
    organization = str((dataset.get("organization") or {}).get("name") or "")
    in_full = rights.is_trusted(context) or rights.may_edit_for(user, organization)
    return lineage.of(dataset, in_full)


def _given(context: Context, identifier: str) -> dict[str, Any] | None:
    """The dataset as a page already has it for this reader."""
    dataset: dict[str, Any] | None = context.get("gxdata_dataset")
    return dataset if dataset and dataset["id"] == identifier else None
