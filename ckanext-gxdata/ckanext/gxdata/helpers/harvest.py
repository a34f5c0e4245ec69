"""Helpers of the harvest pages: states, moments, schedules and records in the words of the reader.

Not here: charts (``views/trend.py``), and what a department's own values look like (``helpers/raw.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from babel.dates import format_timedelta

from ckanext.gxdata.core import moments
from ckanext.gxdata.helpers import codes
from ckanext.gxdata.helpers.raw import gxdata_field_text
from ckanext.gxdata.views import schedule_choices, trend

_LOOKS = {
    "finished": ("good", "check"),
    "partial": ("some", "alert"),
    "failed": ("bad", "x"),
    "running": ("busy", "clock"),
    "queued": ("busy", "clock"),
    "cancelled": ("still", "x"),
    "paused": ("still", "lock"),
    "never": ("still", "clock"),
}
STATES = tuple(_LOOKS)
_SPACELESS = re.compile(r"(\d)([一-鿿])")
"""Between a figure and a Chinese word stands a blank, which CLDR leaves out."""


def gxdata_run_state(state: str | None) -> dict[str, str]:
    """``{"label", "look", "icon"}`` of a job's status or a source's state."""
    known = str(state or "never")
    look, icon = _LOOKS.get(known, ("still", "clock"))
    return {"state": known, "label": _state_label(known), "look": look, "icon": icon}


def _state_label(state: str) -> str:
    _ = tk._
    labels = {
        "finished": _("All well"), "partial": _("Some records failed"), "failed": _("Failed"), "running": _("Running now"),
        "queued": _("Waiting to start"), "cancelled": _("Stopped by a person"), "paused": _("Paused"),
        "never": _("Has never run"),
    }  # fmt: skip
    return str(labels.get(state, state))


def gxdata_source_state(source: Mapping[str, Any]) -> str:
    """Of a source as the actions answer it; one that rests is as its last run ended."""
    state = str(source.get("state") or "never")
    return str((source.get("last_job") or {}).get("status") or "never") if state == "idle" else state


def gxdata_states() -> list[dict[str, str]]:
    """Every state, for a filter."""
    return [gxdata_run_state(state) for state in STATES]


def gxdata_job_kind(kind: str | None) -> str:
    names = {
        "replay": tk._("Mapped again from what was stored"), "retry": tk._("One record again"),
        "restore": tk._("One record restored"), "archive": tk._("Archived what is no longer listed"),
    }  # fmt: skip
    return str(names.get(str(kind), tk._("Harvest")))


def gxdata_step(step: str | None) -> str:
    """Name of a step of a run in the reader's language."""
    names = {"读取": tk._("Reading"), "入库": tk._("Loading"), "索引": tk._("Indexing"), "归档": tk._("Archiving")}
    return str(names.get(str(step), step or ""))


def gxdata_outcome(record: Mapping[str, Any]) -> dict[str, str]:
    """``{"label", "look"}`` of what the last run did with a record."""
    _ = tk._
    looks = {
        "added": (_("Added"), "good"), "updated": (_("Updated"), "new"), "unchanged": (_("Unchanged"), "still"),
        "errored": (_("Error"), "bad"), "missing": (_("No longer listed"), "some"), "staged": (_("Waiting"), "busy"),
        "loaded": (_("In the catalog"), "good"), "deleted": (_("Withdrawn"), "still"),
        "archived": (_("Archived"), "still"),
    }  # fmt: skip
    state = str(record.get("state") or "")
    known = state if state in ("missing", "archived", "errored", "deleted") else str(record.get("outcome") or state)
    label, look = looks.get(known, (known, "still"))
    return {"label": str(label), "look": look}


def gxdata_severity(severity: str) -> dict[str, str]:
    _ = tk._
    names = {"error": (_("Error"), "bad"), "warning": (_("Warning"), "some"), "info": (_("Remark"), "still")}
    label, look = names.get(severity, (severity, "still"))
    return {"label": str(label), "look": look}


def gxdata_by_gravity(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Errors first, remarks last, otherwise as found."""
    ranks = ("error", "warning", "info")
    return sorted(findings, key=lambda each: ranks.index(each["severity"]) if each["severity"] in ranks else len(ranks))


def gxdata_run_trend(jobs: Iterable[Mapping[str, Any]] | None) -> trend.Trend | None:
    return trend.draw(jobs or ())


def gxdata_run_band(jobs: Iterable[Mapping[str, Any]] | None) -> tuple[trend.Mark, ...]:
    return trend.band(jobs or ())


def gxdata_moment(value: Any) -> dict[str, str]:
    """``{"ago", "at"}`` of an ISO moment: how long ago (or ahead), and the wall time in China; empty for none."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return {}
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    locale = {"zh_Hans_CN": "zh_Hans"}.get(codes.language(), codes.language())
    distance = aware - datetime.now(timezone.utc)
    ago = (
        str(tk._("just now"))
        if abs(distance) < timedelta(seconds=45)
        else format_timedelta(distance, add_direction=True, locale=locale)
    )
    return {"ago": _SPACELESS.sub(r"\1 \2", ago), "at": moments.written(aware)[:16].replace("T", " ")}


def gxdata_duration(seconds: Any) -> str:
    """A duration for people."""
    whole = float(seconds or 0)
    if whole < 60:
        return str(tk._("{seconds} s").format(seconds=f"{whole:.1f}".removesuffix(".0")))
    minutes, rest = divmod(round(whole), 60)
    if minutes < 60:
        return str(tk._("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest))
    return str(tk._("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60))


def gxdata_weekdays() -> list[dict[str, str]]:
    _ = tk._
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return [{"value": value, "text": str(name)} for value, name in zip(schedule_choices.WEEKDAYS, names, strict=True)]


def gxdata_schedule_words(line: str | None) -> str:
    """When a source is harvested, as a sentence without a full stop."""
    _ = tk._
    chosen = schedule_choices.of_cron(line or "")
    day = next((each["text"] for each in gxdata_weekdays() if each["value"] == chosen.weekday), "")
    words = {
        "": _("only when somebody starts it"),
        "hour": _("every hour"),
        "day": _("every day at {time}"),
        "week": _("every week on {day} at {time}"),
        "month": _("on day {number} of every month at {time}"),
        "cron": _("by the rule {line}"),
    }
    return str(words[chosen.every].format(time=chosen.time, day=day, number=chosen.day, line=chosen.cron))


def gxdata_kind_title(kind: str) -> str:
    """Name of a kind of system; its own is Chinese."""
    _ = tk._
    names = {
        "json_catalog": _("Catalog interface (JSON)"), "dcat": _("DCAT catalog"), "files": _("Folder of files"),
        "oportal_html": _("Guangxi's portal software (web pages)"), "ckan_api": _("CKAN portal"),
        "workbook_1272": _("Catalog workbook of document 1272"), "database": _("Database"),
    }  # fmt: skip
    kinds = {each["kind"]: each["title"] for each in _kinds()} if codes.language() == "zh_Hans_CN" else {}
    return str(kinds.get(kind) or names.get(kind) or kind)


def gxdata_capability(name: str, kind: Mapping[str, Any]) -> str:
    """What a kind can do; its own words are Chinese."""
    if codes.language() == "zh_Hans_CN":
        return str(kind["capability_titles"][name])
    _ = tk._
    names = {
        "proves_whole": _("can prove that the catalog is complete"), "fetches_files": _("fetches data files"),
        "reads_upload": _("can try an uploaded file"), "takes_secret": _("takes a password or token"),
        "cascades": _("cascade: codes and identifiers stay as they are"),
    }  # fmt: skip
    return str(names.get(name, kind["capability_titles"][name]))


def _kinds() -> list[dict[str, Any]]:
    """Asked once for a page."""
    if "gxdata_kinds" not in tk.g:
        tk.g.gxdata_kinds = tk.get_action("gxdata_source_kind_list")({"user": tk.current_user.name}, {})
    return tk.g.gxdata_kinds  # type: ignore[no-any-return]


def gxdata_department(name: str) -> str:
    """Name of a department by its id."""
    known = codes.codelist("organization")
    return known.label(name, codes.language()) if name in known else name


def gxdata_trial_departments() -> list[dict[str, str]]:
    """Departments whose files this reader may try: those whose datasets he writes."""
    if not tk.current_user.is_authenticated:
        return []
    found = tk.h.organizations_available("update_dataset")
    return [{"value": each["name"], "text": gxdata_department(each["name"])} for each in found]


def gxdata_target_label(line: Mapping[str, Any]) -> str:
    """What an answer to a question of a mapping means, in words where a code list has them."""
    return gxdata_field_text(str(line["field"]), str(line["target"])) if line.get("field") else str(line["target"])


def gxdata_source_labels() -> dict[str, str]:
    """Names of the fields of the form of a source."""
    _ = tk._
    return {
        "organization": _("Department"), "title": _("Name of the source"), "name": _("Identifier"), "url": _("Address"),
        "allow": _("Addresses that may be called"), "secret": _("Password or token"), "mapping": _("Mapping"),
        "options": _("Further options"), "schedule": _("When it is harvested"), "notify_email": _("E-mail"),
        "notify_webhook": _("Webhook"), "kind": _("Kind of system"), "profile": _("Profile"),
    }  # fmt: skip


def gxdata_sources_of(organization: str) -> list[dict[str, Any]]:
    """Where a department's datasets come from, for its page: without counts and trends."""
    context: Any = {"user": tk.current_user.name, "gxdata_in_short": True}
    return tk.get_action("gxdata_source_list")(context, {"organization": organization})  # type: ignore[no-any-return]


def gxdata_harvest_rights(source: str) -> dict[str, bool]:
    """What this reader may do with a source: ``run``, ``edit`` (when it runs), ``all``, ``records``."""

    def allowed(action: str, **data: str) -> bool:
        return bool(tk.h.check_access(action, data))

    return {
        "run": allowed("gxdata_harvest_run", id=source),
        "edit": allowed("gxdata_source_update", id=source),
        "all": allowed("gxdata_source_create"),
        "records": allowed("gxdata_harvest_record_show", source=source),
    }


def gxdata_lineage(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """As ``gxdata_lineage_show`` answers of a dataset as this reader has it; empty for what he may not know."""
    try:
        context: Any = {"user": tk.current_user.name, "gxdata_dataset": dataset}
        return tk.get_action("gxdata_lineage_show")(context, {"id": dataset["id"]})  # type: ignore[no-any-return]
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return {}


def gxdata_lineage_step(step: Mapping[str, Any], lineage: Mapping[str, Any]) -> str:
    """A step as a sentence: the action's own in Chinese."""
    if not lineage.get("source"):
        return str(tk._("entered") if step["step"] == "register" else tk._("last changed"))
    if codes.language() == "zh_Hans_CN":
        return str(step["what"])
    _ = tk._
    words = {
        "extract": _("Read from the department’s system"),
        "stage": _("The record was kept as it came; the steps after this one do not call the source"),
        "map": _("Mapped to the fields and codes of the portal"),
        "check": _("Checked for quality and searched for personal data"),
        "grade": _("Graded by the rules, which decides whether it may be open"),
        "publish": _("Written to the catalog"),
    }
    return str(words.get(str(step["step"]), step["what"]))
