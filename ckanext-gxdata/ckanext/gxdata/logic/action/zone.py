"""Deciding about the zones of a dataset. Not here: reading zones (``zone_read.py``), the rules (``core/zones.py``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import fresh_context
from ckan.types import Context

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.zone_override import DECISIONS, Decision, decide
from ckanext.gxdata.logic import arguments, zone_fields
from ckanext.gxdata.logic import zone_catalog as catalog

SHORTEST_REASON = 5


def gxdata_zone_override(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Puts a dataset (``id``) into a ``zone`` or takes it out, whatever the rules say: ``decision`` is ``include``,
    ``exclude`` (the sub-zones with it) or ``auto`` (the rules again). ``reason`` is public and needed unless ``auto``.

    Answers ``{"name", "zone": [ids it is in now], "zone_reasons"}``.
    """
    package = model.Package.get(arguments.text(data_dict, "id"))
    if package is None or package.state != "active":
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    tk.check_access("gxdata_zone_override", context, {"id": package.id})
    zone = _zone(data_dict)
    decision = _decision(data_dict)
    reason = _reason(data_dict) if decision != "auto" else ""
    by = f"{context.get('user', '')} {datetime.now(SHANGHAI).isoformat(timespec='seconds')}"
    stored = tk.get_action("package_show")(fresh_context(context, for_update=True), {"id": package.id})
    override = decide(stored.get(zone_fields.OVERRIDE), zone, decision, reason, by)
    _write(context, package.id, override)
    shown = tk.get_action("package_show")(fresh_context(context), {"id": package.id})
    return {"name": shown["name"], "zone": shown["zone"], "zone_reasons": shown[zone_fields.REASONS]}


def _write(context: Context, dataset_id: str, override: dict[str, Any]) -> None:
    marked = {**fresh_context(context), zone_fields.DECIDED: True}
    tk.get_action("package_patch")(cast(Context, marked), {"id": dataset_id, zone_fields.OVERRIDE: override})


def _zone(data: dict[str, Any]) -> str:
    zone = arguments.text(data, "zone")
    try:
        return catalog.zone(zone).id
    except tk.ObjectNotFound as error:
        raise tk.ValidationError({"zone": [str(error.message or error)]}) from error


def _decision(data: dict[str, Any]) -> Decision:
    decision = arguments.text(data, "decision")
    if decision not in DECISIONS:
        known = catalog.comma().join(DECISIONS)
        message = tk._("“{value}” is not a decision; there are: {known}").format(value=decision, known=known)
        raise tk.ValidationError({"decision": [message]})
    return decision


def _reason(data: dict[str, Any]) -> str:
    reason = arguments.text(data, "reason").strip()
    if len(reason) < SHORTEST_REASON:
        message = tk._("A reason of at least {count} characters is needed: readers of the dataset will see it")
        raise tk.ValidationError({"reason": [message.format(count=SHORTEST_REASON)]})
    return reason
