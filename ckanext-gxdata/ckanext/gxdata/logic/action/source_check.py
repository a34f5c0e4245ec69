"""The dry run: what a harvest would make of a registered source, of settings not saved yet, or of one file. Nothing is stored."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core.errors import GxdataError
from ckanext.gxdata.harvest import pipeline, record_checks, sealed, trial
from ckanext.gxdata.harvest.lock import check_lock
from ckanext.gxdata.harvest.source_mapping import answers_of, mapping_with
from ckanext.gxdata.logic import arguments, schema, source_settings, uploaded_catalog
from ckanext.gxdata.logic import harvest_rights as rights
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.model import HarvestSource
from ckanext.gxdata.sources import recognition
from ckanext.gxdata.sources.answers import Answer
from ckanext.gxdata.sources.base import SourceConfig, open_source, source_kinds
from ckanext.gxdata.sources.http import HttpClient

RECORDS = 500
MOST_RECORDS = 5000
SECONDS = 60
REQUEST_SECONDS = 10
UNNAMED = "trial"


def gxdata_source_check(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A dry run; nothing is stored. One of: a source's ``id``; settings not saved (``url`` and, where known, ``kind``,
    ``options``, ``profile``, ``mapping``, ``organization``, ``allow``, ``defaults``, ``secret``); an ``upload``.

    Reads up to ``limit`` records (500) for at most a minute, one at a time of a person and of a source;
    files are fetched only ``with_files``. Answers
    ``{"reachable", "kind", "seen", "stopped", "mapped", "problems", "recognised", "sample", "findings"}``.
    """
    tk.check_access("gxdata_source_check", context, data_dict)
    try:
        with check_lock(*_subjects(context, data_dict)):
            return _checked(data_dict)
    except GxdataError as busy:
        field = next((name for name in ("id", "upload") if data_dict.get(name)), "url")
        raise source_settings.refusal(field, f"{busy.message}。{busy.hint}") from busy


def _subjects(context: Context, data_dict: dict[str, Any]) -> list[str]:
    """Of which only one is tried at a time: what this person tries, and the source. The command line is nobody's."""
    user = "" if rights.is_trusted(context) else str(context.get("user") or "")
    source = find_source(arguments.text(data_dict, "id")).id if data_dict.get("id") else str(data_dict.get("url") or "")
    return [subject for subject, given in ((f"user:{user}", user), (f"source:{source}", source)) if given]


def _checked(data_dict: dict[str, Any]) -> dict[str, Any]:
    bounds = _bounds(data_dict)
    try:
        if data_dict.get("upload") not in (None, ""):
            return _of_upload(data_dict, bounds)
        if data_dict.get("id"):
            return _of_source(data_dict, bounds)
        return _of_settings(data_dict, bounds)
    except GxdataError as error:
        return {**trial.refused(error).told(str(data_dict.get("kind") or "")), "recognised": ""}
    finally:
        model.Session.rollback()


def _bounds(data_dict: dict[str, Any]) -> trial.Bounds:
    limit = min(arguments.count(data_dict, "limit", RECORDS), MOST_RECORDS) or RECORDS
    end = time.monotonic() + SECONDS
    return trial.Bounds(limit, lambda: time.monotonic() > end)


def _of_source(data_dict: dict[str, Any], bounds: trial.Bounds) -> dict[str, Any]:
    """As it is registered; with settings beside the ``id`` as it would be with those, its secret kept."""
    source = find_source(arguments.text(data_dict, "id"))
    if not _settings(data_dict):
        return _read(pipeline.source_config(source), _rules(source, source), bounds, data_dict, "")
    given = source_settings.completed({**source_settings.as_stored(source), **_settings(data_dict)})
    changed = _unsaved({**given, "name": source.name})
    secret = str(data_dict.get("secret") or "") or sealed.opened(source.secret)
    return _read(_config(changed, secret), _rules(changed, source), bounds, data_dict, "")


def _settings(data_dict: dict[str, Any]) -> dict[str, Any]:
    given = {name: data_dict[name] for name in schema.source() if name in data_dict and name != "name"}
    return {name: _object(name, value) for name, value in given.items()}


def _object(name: str, value: Any) -> Any:
    """A form with a file in it can send texts only."""
    if name not in ("options", "defaults") or not isinstance(value, str):
        return value
    try:
        return json.loads(value or "{}")
    except ValueError as error:
        raise source_settings.refusal(name, tk._("Must be an object")) from error


def _of_settings(data_dict: dict[str, Any], bounds: trial.Bounds) -> dict[str, Any]:
    given = source_settings.completed({**_settings(data_dict), "name": _name(data_dict)})
    recognised = ""
    if not given.get("kind"):
        found = _recognised(given)
        given = {**given, "kind": found.kind, "url": found.url, "options": {**found.options, **given["options"]}}
        given = source_settings.completed({**given, "profile": found.profile})
        recognised = found.said
    source = _unsaved(given)
    told = _read(_config(source, str(data_dict.get("secret") or "")), _rules(source), bounds, data_dict, recognised)
    return {**told, "profile": source.profile or ""}


def _name(data_dict: dict[str, Any]) -> str:
    """Names of datasets and the mapping of the same name follow from it."""
    return arguments.text(data_dict, "name") if data_dict.get("name") else UNNAMED


def _config(source: HarvestSource, secret: str) -> SourceConfig:
    allow, portal = tuple(source.allow), config.portal_address()
    return SourceConfig(source.name, source.kind, source.url, source.options, allow, secret, portal)


def _recognised(given: Mapping[str, Any]) -> recognition.Recognised:
    url = arguments.text(dict(given), "url")
    asked = SourceConfig(UNNAMED, "", url, _hurried({}), source_settings.allowed(given))
    return recognition.of_address(HttpClient(asked), url)


def _unsaved(given: Mapping[str, Any]) -> HarvestSource:
    """Never added to the session."""
    data = source_settings.checked_for_trial(given)
    return HarvestSource(**data)


def _rules(source: HarvestSource, registered: HarvestSource | None = None) -> trial.Rules:
    """With what people answered about the source, and what the catalog holds already, where it is registered."""
    rules = config.rulebook()
    if registered is None:
        mapping = rules.tailored(source.mapping, source.defaults)
        return trial.Rules(source.name, source.organization, mapping, rules, address=source.url)
    mapping = mapping_with(source, rules, answers_of(registered))
    return trial.Rules(
        source.name, source.organization, mapping, rules, record_checks.for_source(registered), source.url
    )


def _read(
    known: SourceConfig, rules: trial.Rules, bounds: trial.Bounds, data_dict: dict[str, Any], recognised: str
) -> dict[str, Any]:
    kind = source_kinds().get(known.kind)
    options = _hurried(known.options, kind.options_schema["properties"]) if kind else known.options
    adapter = open_source(SourceConfig(known.name, known.kind, known.url, options, known.allow, known.secret, known.portal))
    with_files = tk.asbool(data_dict.get("with_files", False))
    tried = trial.try_records(adapter.records(), rules, bounds, adapter if with_files else None)
    return {**tried.told(known.kind), "recognised": recognised}


def _hurried(options: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Somebody waits for a page: one try, and short. What is no number is left for the kind to refuse."""
    asked = options.get("timeout_seconds", REQUEST_SECONDS)
    hurry = {"tries": 1, "timeout_seconds": min(REQUEST_SECONDS, asked) if isinstance(asked, (int, float)) else asked}
    return {**options, **{name: value for name, value in hurry.items() if known is None or name in known}}


# ── one file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_upload(data_dict: dict[str, Any], bounds: trial.Bounds) -> dict[str, Any]:
    content, filename = uploaded_catalog.content_of(data_dict["upload"])
    given = source_settings.completed({**_settings(data_dict), "name": _name(data_dict), "url": filename})
    recognised = ""
    if not given.get("kind"):
        found = recognition.of_content(Answer("", content, {}), filename)
        given = {**given, "kind": found.kind, "options": {**found.options, **given["options"]}}
        recognised = found.said
    elif given["kind"] == "files" and not given["options"]:  # of a place nothing else says what its catalog is
        given = {**given, "options": recognition.catalog_options(content, filename)}
    kind = uploaded_catalog.reader(given["kind"])
    source = _unsaved(given)
    records = kind.read_upload(content, filename, source.options)
    return {**trial.try_records(records, _rules(source), bounds).told(source.kind), "recognised": recognised}
