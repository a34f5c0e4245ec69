"""After each answer: is it one of the uses that are counted? Nothing of the reader is handed on but his program's name.

Here: routes → kinds of use, for whatever answers them, the page cache too where it answers within CKAN. Not here: what is
left out as a program (``usage/agents``), adding up (``usage/counting``). And the file of a year of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, stream_with_context

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.usage import API, DOWNLOAD, FEED, VIEW, Use
from ckanext.gxdata.logic import usage_counts, usage_file
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.page_cache import USE
from ckanext.gxdata.usage.counting import count_asked

log = logging.getLogger(__name__)
blueprint = Blueprint("gxdata_usage", __name__)

LARGEST_QUESTION = 16_384
"""Bytes of a posted question that is read a second time, for the dataset in it."""
PROBES = frozenset({"status_show", "site_read"})
"""Asked by whoever watches the portal, its own supervisor every few seconds."""
_SUBJECTS = {
    "package_show": "id",
    "package_activity_list": "id",
    "resource_show": "id",
    "datastore_search": "resource_id",
    "datastore_info": "id",
    "gxdata_lineage_show": "id",
}
"""Where the actions that are about one dataset name it."""


def _view(asked: Mapping[str, Any]) -> Use:
    return Use(VIEW, subject=str(asked.get("id", "")))


def _download(asked: Mapping[str, Any]) -> Use:
    return Use(DOWNLOAD, subject=str(asked.get("resource_id", "")))


def _feed(name: str) -> Callable[[Mapping[str, Any]], Use]:
    return lambda asked: Use(FEED, item=name)


def _zone_feed(asked: Mapping[str, Any]) -> Use:
    return Use(FEED, item=f"zone/{asked.get('zone_id', '')}")


def _call(asked: Mapping[str, Any]) -> Use | None:
    action = str(asked.get("logic_function", ""))
    if action in PROBES or not _reads(action):
        return None
    return Use(API, item=action, subject=_subject(action))


_COUNTED: dict[str, Callable[[Mapping[str, Any]], Use | None]] = {
    "dataset.read": _view,
    "dataset_resource.download": _download,
    "resource.download": _download,
    "datastore.dump": _download,
    "api.action": _call,
    "gxdata_zone.feed": _zone_feed,
    "gxdata_search_files.feed": _feed("search"),
    "gxdata_search_files.table": _feed("search.csv"),
    "gxdata_data_json.catalog": _feed("data.json"),
    **{f"feeds.{name}": _feed(name) for name in ("general", "group", "organization", "tag", "custom")},
}


@blueprint.route("/usage/<int:year>.csv")
def year_file(year: int) -> Response:
    """All that was counted in a year, up to yesterday: what the dataset 本平台使用情况 leads to.

    Whole, of whatever size: it is a file of data, read in parts and sent while it is read. Who has it already is told so.
    """
    today = clock().astimezone(SHANGHAI).date()
    counted = usage_counts.first_day()
    if counted is None or not counted.year <= year <= today.year:
        tk.abort(404, tk._("Nothing was counted in that year"))
    days = usage_file.span(year, today)
    tag = usage_file.tag(*days)
    if tk.request.if_none_match.contains_weak(tag):
        answer = Response(status=304)
    else:
        answer = Response(stream_with_context(usage_file.lines(*days)), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="gxdata-usage-{year}.csv"'
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.after_app_request
def take_down(answer: Response) -> Response:
    counted = _COUNTED.get(tk.request.endpoint or "")
    if counted and _is_answered(answer, counted):
        try:
            if use := counted(tk.request.view_args or {}):
                tk.request.environ[USE] = use  # who answers the next reader with this page counts him
                count_asked(use, tk.request.environ)
        except Exception:  # an answer is never lost for a count
            log.exception("use was not counted")
    return answer


def _is_answered(answer: Response, counted: Callable[..., Any]) -> bool:
    """No refusal; a file may lie elsewhere, while a page that leads on is counted where it leads."""
    return answer.status_code in (200, 206, 304) or (counted is _download and answer.status_code == 302)


@lru_cache(maxsize=1_024)
def _reads(action: str) -> bool:
    """Whether it is one of the documented, reading actions; only an answered call comes here, so there is one."""
    return bool(getattr(tk.get_action(action), "side_effect_free", False))


def _subject(action: str) -> str:
    argument = _SUBJECTS.get(action, "")
    if not argument:
        return ""
    given = tk.request.args.get(argument) or _posted().get(argument) or ""
    return given if isinstance(given, str) else ""


def _posted() -> Mapping[str, Any]:
    if tk.request.method != "POST" or (tk.request.content_length or 0) > LARGEST_QUESTION:
        return {}
    given = tk.request.get_json(silent=True) if tk.request.is_json else tk.request.form
    return given if isinstance(given, Mapping) else {}
