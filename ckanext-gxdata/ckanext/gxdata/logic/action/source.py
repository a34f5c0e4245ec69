"""Department systems: register, change, look at, try, remove."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.harvest import pipeline
from ckanext.gxdata.harvest.lock import source_lock
from ckanext.gxdata.logic import arguments, schema
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource
from ckanext.gxdata.sources.base import SourceConfig, open_source, source_kinds


def find_source(name_or_id: str) -> HarvestSource:
    """The source of this name or id. Raises ``ObjectNotFound``."""
    query = model.Session.query(HarvestSource)
    source = query.filter((HarvestSource.name == name_or_id) | (HarvestSource.id == name_or_id)).first()
    if source is None:
        raise tk.ObjectNotFound(tk._("There is no source “{name}”").format(name=name_or_id))
    return source


def _refuse(field: str, message: str) -> tk.ValidationError:
    return tk.ValidationError({field: [message]})


def _mapping_for(data: dict[str, Any]) -> str:
    """The mapping named, else the one of the source's name, else that of its kind."""
    mappings = config.rulebook().mappings
    candidates = [data["mapping"]] if data["mapping"] else [data["name"], data["kind"]]
    for name in candidates:
        if name in mappings:
            return name
    raise _refuse(
        "mapping",
        tk._("No mapping “{names}” in config/mappings; there are: {known}").format(
            names=" / ".join(candidates), known="、".join(sorted(mappings))
        ),
    )


def _checked(data_dict: dict[str, Any]) -> dict[str, Any]:
    data = schema.validate(data_dict, schema.source())
    if data["kind"] not in source_kinds():
        known = "、".join(sorted(source_kinds()))
        raise _refuse("kind", tk._("There is no kind “{kind}”; there are: {known}").format(kind=data["kind"], known=known))
    organization = model.Group.get(data["organization"])
    if organization is None or not organization.is_organization:
        raise _refuse("organization", tk._("There is no department “{name}”").format(name=data["organization"]))
    data["organization"] = organization.name
    data["mapping"] = _mapping_for(data)
    try:
        open_source(SourceConfig(data["name"], data["kind"], data["url"], data["options"], tuple(data["allow"])))
    except GxdataError as error:
        raise _refuse(error.pointer or "options", f"{error.message} {error.hint}".strip()) from error
    return data


def gxdata_source_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Registers a source: ``name kind url organization`` and optionally ``title mapping options allow``."""
    tk.check_access("gxdata_source_create", context, data_dict)
    data = _checked(data_dict)
    if model.Session.query(HarvestSource).filter_by(name=data["name"]).count():
        raise _refuse("name", tk._("There is a source “{name}” already").format(name=data["name"]))
    source = HarvestSource(**data)
    model.Session.add(source)
    model.Session.commit()
    return source.full_dict()


def gxdata_source_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Changes a source (``id`` or ``name``); what is not given stays."""
    tk.check_access("gxdata_source_update", context, data_dict)
    source = find_source(arguments.text(data_dict, "id" if "id" in data_dict else "name"))
    current = {name: getattr(source, name) for name in schema.source()}
    data = _checked({**current, **{name: data_dict[name] for name in current if name in data_dict}, "name": source.name})
    for name, value in data.items():
        setattr(source, name, value)
    model.Session.commit()
    return source.full_dict()


@tk.side_effect_free
def gxdata_source_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One source; address and options only for those who may change it."""
    source = find_source(arguments.text(data_dict, "id"))
    tk.check_access("gxdata_source_show", context, data_dict)
    return _visible(source, context)


@tk.side_effect_free
def gxdata_source_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """All sources by name."""
    tk.check_access("gxdata_source_list", context, data_dict)
    sources = model.Session.query(HarvestSource).order_by(HarvestSource.name)
    return [_visible(source, context) for source in sources]


def _visible(source: HarvestSource, context: Context) -> dict[str, Any]:
    try:
        tk.check_access("gxdata_source_update", {"user": context.get("user", "")}, {"id": source.id})
    except tk.NotAuthorized:
        if not context.get("ignore_auth"):
            return source.public_dict()
    return source.full_dict()


def gxdata_source_delete(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Removes a source (``id``); with ``with_datasets`` also the datasets that came from it. Answers the count."""
    tk.check_access("gxdata_source_delete", context, data_dict)
    source = find_source(arguments.text(data_dict, "id"))
    name, with_datasets = source.name, tk.asbool(data_dict.get("with_datasets", False))
    try:
        with source_lock(source.id, name):
            removed = _delete_datasets(source, context) if with_datasets else 0
            model.Session.query(HarvestRecord).filter_by(source_id=source.id).delete()
            model.Session.query(HarvestJob).filter_by(source_id=source.id).delete()
            model.Session.delete(source)
            model.Session.commit()
    except FatalError as busy:
        raise _refuse("id", f"{busy.message}。{busy.hint}") from busy
    return {"name": name, "datasets_deleted": removed}


def _delete_datasets(source: HarvestSource, context: Context) -> int:
    query = model.Session.query(HarvestRecord.dataset_id).filter(
        HarvestRecord.source_id == source.id, HarvestRecord.dataset_id != ""
    )
    identifiers = [identifier for (identifier,) in query]
    present = [identifier for identifier in identifiers if model.Package.get(identifier) is not None]
    for identifier in present:
        tk.get_action("dataset_purge")({"user": context.get("user", ""), "ignore_auth": True}, {"id": identifier})
    return len(present)


def gxdata_source_check(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Reads the first record of a source (``id``): ``{"reachable", "sample", "findings"}``; nothing is stored."""
    tk.check_access("gxdata_source_check", context, data_dict)
    source = find_source(arguments.text(data_dict, "id"))
    try:
        first = next(iter(open_source(pipeline.source_config(source)).records()), None)
    except GxdataError as error:
        return {"reachable": False, "sample": None, "findings": [{"message": error.message, "hint": error.hint}]}
    if isinstance(first, Finding):
        return {"reachable": True, "sample": None, "findings": [{"message": first.message, "hint": first.hint}]}
    sample = {"guid": first.guid, "pointer": first.pointer, "payload": dict(first.payload)} if first else None
    return {"reachable": True, "sample": sample, "findings": []}
