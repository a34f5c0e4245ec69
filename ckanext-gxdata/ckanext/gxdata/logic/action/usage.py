"""Reading of what was used how often: of the portal, a department, or a dataset. Answers GET, for everybody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.usage import API, DOWNLOAD, FEED, RECENT, by_period, since, totals
from ckanext.gxdata.logic import arguments, usage_counts
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.logic.usage_counts import Scope

PERIODS = ("day", "month")
LONGEST = timedelta(days=3_660)


@tk.side_effect_free
def gxdata_usage_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Views, downloads, API calls and feed reads, without bots, of what is public now; nothing is known of who came.

    Optional: ``id`` of a dataset or ``organization``, else the whole portal; ``by``: ``day`` (the default) or ``month``;
    ``since`` and ``until``: days (``2026-11-22``), else the last 30 whole days. Answers ``{"scope", "id", "since",
    "until", "by", "total": {"view", "download", "api", "feed"}, "periods": [the same with "day" or "month"],
    "counted_since"}``, for a dataset with ``resources`` (downloads by id), else with ``datasets`` (the most used) and, of
    the portal, ``actions`` and ``feeds``.
    """
    tk.check_access("gxdata_usage_show", context, data_dict)
    arguments.only(data_dict, "id", "organization", "by", "since", "until")
    scope, told = _scope(context, data_dict)
    period = _period(data_dict)
    rows = usage_counts.by_day(scope)
    if context.get("gxdata_in_short"):  # a page that says the total and nothing else
        return {"total": totals(rows)}
    first = usage_counts.first_day()
    return {
        **told,
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "by": period,
        "total": totals(rows),
        "periods": by_period(rows, monthly=period == "month"),
        "counted_since": first.isoformat() if first else None,
        **_parts(scope),
    }


def _parts(scope: Scope) -> dict[str, Any]:
    if scope.dataset_id:
        return {"resources": usage_counts.by_item(scope, DOWNLOAD)}
    found: dict[str, Any] = {"datasets": usage_counts.most_used(scope)}
    if scope.organization_id:
        return found
    return {**found, "actions": usage_counts.by_item(scope, API), "feeds": usage_counts.by_item(scope, FEED)}


def _scope(context: Context, data: dict[str, Any]) -> tuple[Scope, dict[str, str]]:
    first, last = _days(data)
    if data.get("id"):
        identifier = arguments.text(data, "id")
        tk.check_access("package_show", Context(user=context.get("user", "")), {"id": identifier})
        dataset = model.Package.get(identifier)
        return Scope(first, last, dataset_id=dataset.id), {"scope": "dataset", "id": dataset.name}
    if data.get("organization"):
        group = model.Group.get(arguments.text(data, "organization"))
        if group is None or group.state != "active" or not group.is_organization:
            raise tk.ObjectNotFound(tk._("There is no such department"))
        return Scope(first, last, organization_id=group.id), {"scope": "organization", "id": group.name}
    return Scope(first, last), {"scope": "portal", "id": ""}


def _days(data: dict[str, Any]) -> tuple[date, date]:
    today = clock().astimezone(SHANGHAI).date()
    first, last = _day(data, "since"), _day(data, "until")
    last = last or (today - timedelta(days=1) if not first else today)
    first = first or since(last + timedelta(days=1), RECENT)
    if first > last or last - first > LONGEST:
        raise tk.ValidationError({"since": [tk._("“since” must not be after “until”, nor ten years before it")]})
    return first, last


def _day(data: dict[str, Any], name: str) -> date | None:
    if not data.get(name):
        return None
    given = arguments.text(data, name)
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()
    except ValueError:
        message = tk._("“{value}” is no day; write it as 2026-11-22").format(value=given[:50])
        raise tk.ValidationError({name: [message]}) from None


def _period(data: dict[str, Any]) -> str:
    given = data.get("by") or "day"
    if given not in PERIODS:
        message = tk._("“{value}” is no period; there are: {known}").format(value=str(given)[:50], known="day, month")
        raise tk.ValidationError({"by": [message]})
    return str(given)
