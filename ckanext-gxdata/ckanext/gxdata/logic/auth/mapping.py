"""Questions and answers of a mapping are the affair of who may run the source: its department's administrators."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import harvest_rights as rights
from ckanext.gxdata.model import MappingLine


def _of_source(context: Context, name: Any) -> AuthResult:
    return rights.answer(rights.may_run(context.get("user", ""), rights.source_of(name)))


def gxdata_mapping_question_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """It shows raw values."""
    return _of_source(context, data_dict.get("source"))


def gxdata_mapping_line_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _of_source(context, data_dict.get("source"))


def gxdata_mapping_line_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _of_source(context, data_dict.get("source"))


def gxdata_mapping_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _of_source(context, data_dict.get("source"))


def gxdata_mapping_line_delete(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """``id`` is the line's."""
    name = data_dict.get("id")
    line = model.Session.get(MappingLine, name) if arguments.is_text(name) and name else None
    return _of_source(context, line.source_id if line is not None else None)
