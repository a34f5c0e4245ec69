"""The form of a source, made from what its kind says of itself: choose the kind, fill in, save; no JavaScript.

Not here: which fields the options have and how they are read back (``core/option_form.py``), schedules
(``schedule_choices.py``), and what is allowed (the actions).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config, yaml_lines
from ckanext.gxdata.core import option_form
from ckanext.gxdata.core.option_fields import layout
from ckanext.gxdata.views import schedule_choices
from ckanext.gxdata.views.forms import Fault
from ckanext.gxdata.views.harvest.calls import asked, blueprint, call, may, page, require
from ckanext.gxdata.views.schedule_choices import Schedule

OWN = (
    "name",
    "title",
    "organization",
    "url",
    "mapping",
    "profile",
    "notify_email",
    "notify_webhook",
    "secret",
    "allow",
)
REQUIRED = ("organization", "title", "name", "url")
OF_DEPARTMENT = ("schedule", "notify_email", "notify_webhook")
SCHEDULE = ("every", "time", "weekday", "day", "cron")
OPTIONS = "options."
PAGES = ("check", "job", "new")
"""A source of such a name would have no page."""


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    require("gxdata_source_create")
    kinds = asked("gxdata_source_kind_list")
    kind = _chosen(kinds, tk.request.values.get("kind", ""))
    if kind is None:
        return page("kinds", kinds=kinds)
    profile = _profile(kind, tk.request.values.get("profile", ""))
    if tk.request.method == "GET":
        start = {"organization": tk.request.args.get("organization", ""), "mapping": profile.get("mapping", "")}
        return _page(kind, profile, {**start, **_schedule_form(Schedule())}, {})
    return _answered(kind, profile, {}, "gxdata_source_create")


@blueprint.route("/<source>/edit", methods=["GET", "POST"])
def edit(source: str) -> Any:
    require("gxdata_source_update", id=source)
    stored = asked("gxdata_source_show", id=source)
    kind = _chosen(asked("gxdata_source_kind_list"), stored["kind"])
    if kind is None:
        return tk.abort(404, tk._("The kind “{kind}” is not installed").format(kind=stored["kind"]))
    profile = _profile(kind, stored.get("profile", ""))
    if tk.request.method == "GET":
        return _page(kind, profile, _stored_form(stored, kind), {}, stored)
    return _answered(kind, profile, stored, "gxdata_source_update")


def _of_department(settings: dict[str, Any]) -> dict[str, Any]:
    """What a department changes itself: when it runs, and who is told."""
    return {name: settings[name] for name in ("id", *OF_DEPARTMENT) if name in settings}


def _chosen(kinds: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    return next((kind for kind in kinds if kind["kind"] == name), None)


def _profile(kind: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Empty without one."""
    return next((dict(each) for each in kind.get("profiles", ()) if each["name"] == name), {})


def _stored_form(stored: Mapping[str, Any], kind: Mapping[str, Any]) -> dict[str, str]:
    """A source as the form shows it; the secret never comes back."""
    texts = {name: str(stored.get(name) or "") for name in OWN if name not in ("secret", "allow")}
    schedule = _schedule_form(schedule_choices.of_cron(stored.get("schedule") or ""))
    options = option_form.to_form(stored.get("options") or {}, kind["options_schema"])
    active = "true" if stored.get("active", True) else ""
    return {**texts, "allow": "\n".join(stored.get("allow") or ()), "active": active, **schedule, **options}


def _schedule_form(schedule: Schedule) -> dict[str, str]:
    return {name: getattr(schedule, name) for name in SCHEDULE}


def _answered(kind: Mapping[str, Any], profile: Mapping[str, Any], stored: Mapping[str, Any], action: str) -> Any:
    """Saves what was given, or shows it again with everything that is wrong; or tries it without saving."""
    given = tk.request.form.to_dict()
    settings, errors = _read(given, kind, profile, stored)
    tried = None
    if not errors:
        try:
            if given.get("do") == "check":
                tried = call("gxdata_source_check", **settings)
            else:
                return _saved(call(action, **settings), given.get("do", ""))
        except tk.ValidationError as error:
            errors = _of_action(error.error_dict, kind)
    return _page(kind, profile, {**given, "secret": ""}, errors, stored, tried)


def _saved(source: Mapping[str, Any], wanted: str) -> Any:
    tk.h.flash_success(tk._("The source is saved"))
    page_of = "gxdata_harvest.check_source" if wanted == "save-check" else "gxdata_harvest.read"
    return tk.redirect_to(page_of, source=source["name"])


def _read(
    given: Mapping[str, str], kind: Mapping[str, Any], profile: Mapping[str, Any], stored: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Settings for the action, and errors by the name of the field."""
    required = [name for name in REQUIRED if not (stored and name == "name")]
    errors = {name: [tk._("Please fill this in")] for name in required if not given.get(name, "").strip()}
    if not stored and given.get("name", "").strip() in PAGES:
        errors["name"] = [tk._("This identifier is an address of the portal itself; choose another one")]
    read = option_form.from_form(given, kind["options_schema"], yaml_lines.read_text, profile.get("options", {}))
    errors |= {f"{OPTIONS}{path}" if path else option_form.MORE: texts for path, texts in read.faults.items()}
    settings: dict[str, Any] = {name: given.get(name, "").strip() for name in OWN if name in given}
    settings["allow"] = given.get("allow", "").split()
    settings |= {"kind": kind["kind"], "options": read.options, "profile": profile.get("name", "")}
    settings["active"] = "active" in given or not stored
    try:
        settings["schedule"] = schedule_choices.to_cron(Schedule(*(given.get(name, "") for name in SCHEDULE)))
    except (KeyError, ValueError):
        errors["schedule"] = [
            tk._("“{time}” is no time of a day; write it as 02:30").format(time=given.get("time", ""))
        ]
    settings = _secret(settings, given, stored)
    if not may("gxdata_source_create"):
        kept = {name: errors[name] for name in OF_DEPARTMENT if name in errors}
        return _of_department(settings), kept
    return settings, errors


def _secret(settings: dict[str, Any], given: Mapping[str, str], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Left empty it stays as it is; taking it away is a tick of its own."""
    if stored:
        settings["id"] = stored["name"]
    if not settings.get("secret"):
        settings.pop("secret", None)
        if "forget_secret" in given:
            settings["clear_secret"] = True
    return settings


def _of_action(told: Mapping[str, Any], kind: Mapping[str, Any]) -> dict[str, list[str]]:
    """Errors by the name of the field; an option is named by its path."""
    paths = {field.path for group in layout(kind["options_schema"]) for field in group.fields}
    found: dict[str, list[str]] = {}
    for name, texts in told.items():
        field = f"{OPTIONS}{name}" if name in paths else name
        found.setdefault(field, []).extend([texts] if isinstance(texts, str) else [str(text) for text in texts])
    return found


def _page(
    kind: Mapping[str, Any],
    profile: Mapping[str, Any],
    data: Mapping[str, str],
    errors: Mapping[str, list[str]],
    stored: Mapping[str, Any] | None = None,
    tried: Any = None,
) -> str:
    groups = layout(kind["options_schema"])
    shown = {
        "kind": kind,
        "profile": profile,
        "data": data,
        "errors": errors,
        "faults": _faults(errors, groups),
        "source": stored or {},
        "groups": groups,
        "preset": option_form.to_form(profile.get("options", {}), kind["options_schema"]),
        "mappings": sorted(config.rulebook().mappings),
        "tried": tried,
    }
    return page("form", **shown)


def _faults(errors: Mapping[str, list[str]], groups: Any) -> list[Fault]:
    """Lines of the summary, each leading to its field."""
    labels = {f"{OPTIONS}{field.path}": field.label for group in groups for field in group.fields}
    labels |= tk.h.gxdata_source_labels()
    return [
        Fault(f"field-{name}", _line(labels.get(name, name), text)) for name, texts in errors.items() for text in texts
    ]


def _line(label: str, text: str) -> str:
    colon = "：" if tk.h.lang() == "zh_Hans_CN" else ": "
    return f"{label}{colon}{text}"
