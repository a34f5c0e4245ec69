"""Department systems: register, change, look at, remove. Not here: trying one (``source_check``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.catalog import purging
from ckanext.gxdata.core import schedule
from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest import dataset_files, sealed
from ckanext.gxdata.harvest.lock import source_lock
from ckanext.gxdata.harvest.source_mapping import forget_mark
from ckanext.gxdata.logic import arguments, schedules, schema, source_answers, source_settings
from ckanext.gxdata.logic import harvest_rights as rights
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource

AT_ONCE = 500
"""Datasets that are removed in one transaction."""


def find_source(name_or_id: str) -> HarvestSource:
    """The source of this name or id. Raises ``ObjectNotFound``."""
    source = rights.source_of(name_or_id)
    if source is None:
        raise tk.ObjectNotFound(tk._("There is no source “{name}”").format(name=name_or_id))
    return source


def gxdata_source_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Registers a source: ``name url organization``, ``kind`` or ``profile``, and optionally ``title mapping options allow
    defaults schedule notify_email notify_webhook active secret``. The secret is kept encrypted and never answered."""
    tk.check_access("gxdata_source_create", context, data_dict)
    secret = _secret(data_dict)
    data = source_settings.checked(source_settings.completed(_given(data_dict)), secret)
    if model.Session.query(HarvestSource).filter_by(name=data["name"]).count():
        raise source_settings.refusal("name", tk._("There is a source “{name}” already").format(name=data["name"]))
    source = HarvestSource(**data, secret=sealed.sealed(secret))
    _plan(source)
    model.Session.add(source)
    model.Session.commit()
    return _answered(source, context)


def gxdata_source_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Changes a source (``id`` or ``name``); what is not given stays. An empty ``secret`` keeps the one there is,
    ``clear_secret`` removes it. The department's administrators change ``schedule notify_email notify_webhook`` only."""
    tk.check_access("gxdata_source_update", context, data_dict)
    source = find_source(arguments.text(data_dict, "id" if "id" in data_dict else "name"))
    _check_name(source, data_dict)
    cleared = tk.asbool(data_dict.get("clear_secret", False))
    stored = source_settings.as_stored(source)
    given = {**stored, **_given(data_dict), "name": source.name}
    if not cleared and not _secret(data_dict) and all(given[name] == stored[name] for name in source_settings.OF_SYSTEM):
        data = source_settings.checked_beside(given)
    else:
        secret = "" if cleared else _secret(data_dict) or _kept(source)
        data = source_settings.checked(source_settings.completed(given), secret)
    _check_move(source, data["organization"])
    if cleared or _secret(data_dict):
        source.secret = sealed.sealed(secret)
    for name, value in data.items():
        setattr(source, name, value)
    _plan(source)
    model.Session.commit()
    return _answered(source, context)


def _check_name(source: HarvestSource, data_dict: dict[str, Any]) -> None:
    """Names of datasets are made from it."""
    if "id" in data_dict and data_dict.get("name") not in (None, "", source.name):
        message = f"采集源的名称登记后不能改（现为“{source.name}”）：数据集的标识由它而来；要换名称，请移除后重新登记"
        raise source_settings.refusal("name", message)


def _check_move(source: HarvestSource, organization: str) -> None:
    """Datasets would stay with the old department while the new one reads their raw records."""
    if organization == source.organization:
        return
    if model.Session.query(HarvestRecord.guid).filter_by(source_id=source.id).first() is not None:
        message = (
            f"已有采集到的记录，不能把所属部门由“{source.organization}”改为“{organization}”：数据集仍属原部门，原始记录却归新部门查看。"
            "请连同数据集移除此采集源，再以新部门重新登记"
        )
        raise source_settings.refusal("organization", message)


def _given(data_dict: dict[str, Any]) -> dict[str, Any]:
    return {name: data_dict[name] for name in schema.source() if name in data_dict}


def _secret(data_dict: dict[str, Any]) -> str:
    return arguments.text(data_dict, "secret") if data_dict.get("secret") not in (None, "") else ""


def _kept(source: HarvestSource) -> str:
    try:
        return sealed.opened(source.secret)
    except FatalError as error:
        raise source_settings.refusal("secret", f"{error.message}。{error.hint}") from error


def _plan(source: HarvestSource) -> None:
    """The next run by today's schedule; the portal's clock looks at it (``logic/schedules``)."""
    source.next_run = schedule.next_run(source.schedule, clock()) if source.active else None
    schedules.arm()


def _answered(source: HarvestSource, context: Context) -> dict[str, Any]:
    [found] = source_answers.answered([source], context)
    return found


@tk.side_effect_free
def gxdata_source_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One source with its state, last job, ``trend`` (the last ten runs, newest first) and next run.

    Address and options only for those who may change it.
    """
    source = find_source(arguments.text(data_dict, "id"))
    tk.check_access("gxdata_source_show", context, data_dict)
    return _answered(source, context)


@tk.side_effect_free
def gxdata_source_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """All sources by name, as ``gxdata_source_show`` answers each. Optional: ``organization``, whose sources they are."""
    tk.check_access("gxdata_source_list", context, data_dict)
    sources = model.Session.query(HarvestSource).order_by(HarvestSource.name)
    if data_dict.get("organization"):
        sources = sources.filter(HarvestSource.organization == arguments.text(data_dict, "organization"))
    return source_answers.answered(sources, context)


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
            forget_mark(source)
            model.Session.delete(source)
            model.Session.commit()
    except FatalError as busy:
        raise source_settings.refusal("id", f"{busy.message}。{busy.hint}") from busy
    return {"name": name, "datasets_deleted": removed}


def _delete_datasets(source: HarvestSource, context: Context) -> int:
    query = model.Session.query(HarvestRecord.dataset_id).filter(
        HarvestRecord.source_id == source.id, HarvestRecord.dataset_id != ""
    )
    identifiers = [identifier for (identifier,) in query]
    if config.loads_by_actions():
        return _purged_by_action(identifiers, context)
    removed = 0
    for start in range(0, len(identifiers), AT_ONCE):
        purged = purging.purge(model.Session.connection(), identifiers[start : start + AT_ONCE])
        model.Session.commit()
        dataset_files.settle((), purged.resources)
        removed += len(purged.datasets)
    search.commit()
    return removed


def _purged_by_action(identifiers: Iterable[str], context: Context) -> int:
    """So that the hooks of other plugins hear of each."""
    present = [identifier for identifier in identifiers if model.Package.get(identifier) is not None]
    for identifier in present:
        tk.get_action("dataset_purge")({"user": context.get("user", ""), "ignore_auth": True}, {"id": identifier})
    return len(present)
