"""Reports are public (without addresses); a run is started by the department's own administrators, its editors see records."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import harvest_rights as rights


def gxdata_harvest_run(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Allowed to who may edit the source's department."""
    return rights.answer(rights.may_run(context.get("user", ""), rights.source_of(data_dict.get("id"))))


def gxdata_harvest_replay(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return gxdata_harvest_run(context, data_dict)


def gxdata_harvest_cancel(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """``id`` is the job's."""
    return rights.answer(rights.may_run(context.get("user", ""), rights.source_of_job(data_dict.get("id"))))


def gxdata_harvest_record_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Raw records are for who writes datasets of the department."""
    return rights.answer(rights.may_see_records(context.get("user", ""), rights.source_of(data_dict.get("source"))))


def gxdata_harvest_record_retry(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return rights.answer(rights.may_run(context.get("user", ""), rights.source_of(data_dict.get("source"))))


def gxdata_harvest_record_restore(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return gxdata_harvest_record_retry(context, data_dict)


@tk.auth_allow_anonymous_access
def gxdata_harvest_record_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Public: others than the department get the records of public datasets, without raw values."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_harvest_job_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_harvest_job_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_lineage_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who may read the dataset may read where it came from; the raw values are for its department."""
    tk.check_access("package_show", Context(user=context.get("user", "")), {"id": data_dict.get("id", "")})
    return {"success": True}
