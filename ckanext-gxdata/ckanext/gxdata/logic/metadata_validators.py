"""Validators of the metadata model: where ``core/`` judges a value, CKAN's forms and API hear of it field by field.

A harvest (``gxdata_landing`` in the context) has repaired and reported its values before (``core/landing.py``), so what
only a person can put right is not refused again here. Not here: code lists and openness (``validators``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey
from ckanext.scheming.validation import scheming_validator

from ckanext.gxdata import config
from ckanext.gxdata.core import divisions, geometry, items, resource_kind, values, words
from ckanext.gxdata.core.agreement import is_after
from ckanext.gxdata.core.solr_values import listed, loaded
from ckanext.gxdata.core.text import as_text, storable
from ckanext.gxdata.core.transforms import split
from ckanext.gxdata.logic.fields import is_empty, is_landing, said

__all__ = [
    "gxdata_as_boolean",
    "gxdata_bbox",
    "gxdata_catalog_class",
    "gxdata_divisions",
    "gxdata_email",
    "gxdata_format_class",
    "gxdata_hash_length",
    "gxdata_if_given",
    "gxdata_media_type",
    "gxdata_period",
    "gxdata_resource_type",
    "gxdata_subzone",
    "gxdata_table_schema",
    "gxdata_tags",
    "gxdata_value",
    "gxdata_words",
    "gxdata_yes_no",
]

Field = dict[str, Any]
Validator = Callable[[FlattenKey, FlattenDataDict, FlattenErrorDict, Context], None]


@scheming_validator
def gxdata_value(field: Field, schema: Field) -> Validator:
    """What ``core/values.py`` says of this field; lists and objects are stored as JSON."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        value = data.get(key)
        if errors[key] or is_empty(value):
            return
        name = f"resources.{field['field_name']}" if key[0] == "resources" else field["field_name"]
        try:
            stored = values.check(name, value)
        except ValueError as error:
            if is_landing(context):
                _drop(key, data)  # a harvest has reported it
            errors[key].append(said(field, str(error)))
            return
        data[key] = json.dumps(storable(stored), ensure_ascii=False) if isinstance(stored, (dict, list)) else stored

    return validator


def _drop(key: FlattenKey, data: FlattenDataDict) -> None:
    data.pop(key, None)
    raise tk.StopOnError


def gxdata_if_given(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Stops at an empty text, list or object; ``false`` and 0 are values (CKAN's ``ignore_empty`` drops them)."""
    if is_empty(data.get(key)):
        _drop(key, data)


@scheming_validator
def gxdata_words(field: Field, schema: Field) -> Validator:
    """Readable text of at most ``max_length`` characters (1,000 where the schema says nothing)."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        value = data.get(key)
        if errors[key] or not isinstance(value, str) or is_landing(context):
            return
        problem = words.fault(value, int(field.get("max_length", words.LONGEST)))
        if problem:
            errors[key].append(said(field, problem))

    return validator


@scheming_validator
def gxdata_yes_no(field: Field, schema: Field) -> Validator:
    """Stored as ``true`` or ``false``; 是 and 否, 1 and 0 are understood."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        value = data.get(key)
        if errors[key] or is_empty(value):
            return
        code = config.rulebook().codelists["yes_no"].resolve(as_text(value))
        if code is None and is_landing(context):
            _drop(key, data)
        elif code is None:
            errors[key].append(said(field, f"“{str(value)[:50]}”不是 true（是）或 false（否）"))
        else:
            data[key] = code.id

    return validator


def gxdata_as_boolean(value: Any) -> Any:
    """The stored text as JSON's own yes or no."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


@scheming_validator
def gxdata_divisions(field: Field, schema: Field) -> Validator:
    """Any number of divisions: abolished codes and names become today's; unknown ones are refused with the nearest."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        found: dict[str, None] = {}
        if errors[key]:
            return
        for value in _listed(data.get(key)):
            try:
                found[divisions.resolve(value, config.rulebook().codelists).code] = None
            except ValueError as error:
                errors[key].append(said(field, str(error)))
        if not errors[key]:
            data[key] = json.dumps(list(found), ensure_ascii=False)

    return validator


def _listed(value: Any) -> list[Any]:
    if is_empty(value):
        return []
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    return list(value) if isinstance(value, (list, tuple)) else [value]


@scheming_validator
def gxdata_catalog_class(field: Field, schema: Field) -> Validator:
    """类 and 项 of the list; 目 and 细目, which every department makes for itself, may follow."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        value = data.get(key)
        if errors[key] or is_empty(value):
            return
        known = config.rulebook().codelists["catalog_class"]
        written = "" if isinstance(value, (dict, list, bool)) else as_text(value)
        is_longer = written.isdecimal() and len(written) >= 6 and written[:3] in known
        if written in known or is_longer:
            data[key] = written
            return
        near = "、".join(f"{code.id}（{code.labels['zh']}）" for code in known.near(written) or known.codes[-8:])
        errors[key].append(said(field, f"“{str(value)[:50]}”不是信息资源分类；相近的有效值：{near}"))

    return validator


def gxdata_subzone(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Sub-zones are codes of ``zone`` as well: what is given apart joins that field, and nothing is stored twice."""
    given = listed(data.pop(key, None) or None) if not is_empty(data.get(key)) else []
    data.pop(key, None)
    if given:
        data[("zone",)] = list(dict.fromkeys([*listed(_listed(data.get(("zone",)))), *given]))
    raise tk.StopOnError


@scheming_validator
def gxdata_email(field: Field, schema: Field) -> Validator:
    """An address; ``mailto:`` before it is left out."""

    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        if errors[key] or is_empty(data.get(key)):
            return
        try:
            data[key] = values.transforms.email(str(data[key]))
        except ValueError as error:
            errors[key].append(said(field, f"{error}；写作 office@example.gov.cn"))

    return validator


def gxdata_bbox(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """A box without a geometry becomes one; beside a geometry it has to be the box around it. It is derived, not stored.

    An answer that is sent back with only one of both changed means the changed one.
    """
    given, spatial = data.pop(key, None), data.get(("spatial",))
    if is_empty(given):
        raise tk.StopOnError
    try:
        box = geometry.check_box(given)
        around = [] if is_empty(spatial) else geometry.bounds(values.check("spatial", spatial))
    except ValueError as error:
        errors[key].append(f"“范围框”（bbox）：{error}")
        return
    before = _bounds_before(context)
    if not around or (before and geometry.same_box(around, before) and not geometry.same_box(box, before)):
        data[("spatial",)] = box
        data[("spatial_crs",)] = data.get(("spatial_crs",)) or "EPSG:4326"
    elif not geometry.same_box(box, around) and not geometry.same_box(box, before):
        message = f"“范围框”（bbox）{box} 与空间范围（spatial）的外框 {around} 不一致；请改正其中一项，或只填空间范围"
        errors[key].append(message)
    raise tk.StopOnError


def _bounds_before(context: Context) -> list[float]:
    original: Any = context.get("original_package") or {}
    return geometry.bounds(loaded(original.get("spatial") or {}))


def gxdata_tags(value: Any) -> str:
    """Keywords between 、，,；; and blanks, each once after NFKC; CKAN takes them between commas."""
    if isinstance(value, (dict, list)):
        raise tk.Invalid(tk._("Must be a text"))
    return ",".join(split(str(value)))


# ── resources ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _beside(key: FlattenKey, data: FlattenDataDict, name: str) -> str:
    value = data.get((*key[:-1], name))
    return "" if is_empty(value) else str(value)


def gxdata_format_class(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Follows from the format where nothing is given, and agrees with it (V8)."""
    of_format = resource_kind.format_class(_beside(key, data, "format"), config.rulebook().codelists["format"])
    given = _beside(key, data, "format_class")
    if not given or is_landing(context):
        data[key] = of_format or given
    elif of_format and given in config.rulebook().codelists["format_class"] and given != of_format:
        written = _beside(key, data, "format")
        errors[key].append(f"“{given}”与格式“{written}”不一致：{written} 属于 {of_format}，请改正其中一项")


def gxdata_resource_type(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Follows from the class of its format where nothing is given, and agrees with it (V8)."""
    of_class, given = _beside(key, data, "format_class"), _beside(key, data, "resource_type")
    is_upload = _beside(key, data, "url_type") == "upload"
    fitting = resource_kind.resource_types(of_class, is_upload)
    known = config.rulebook().codelists["resource_type"]
    if not given or (is_landing(context) and given not in fitting):
        data[key] = fitting[0]
    elif given in known and given not in fitting:
        wanted = "、".join(f"{each}（{known.label(each)}）" for each in fitting)
        errors[key].append(f"资源类型“{given}”与格式分类“{of_class}”不一致；可用的有：{wanted}")


def gxdata_media_type(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """DCAT's name for what CKAN stores as ``mimetype``; of an answer that is sent back, the changed one counts."""
    given = data.pop(key, None)
    mimetype = (*key[:-1], "mimetype")
    beside = data.get(mimetype)
    if not is_empty(given) and (is_empty(beside) or beside == _mimetype_before(_beside(key, data, "id"), context)):
        data[mimetype] = given
    raise tk.StopOnError


def _mimetype_before(resource_id: str, context: Context) -> Any:
    original: Any = context.get("original_package") or {}
    return next((each.get("mimetype") for each in original.get("resources") or () if each["id"] == resource_id), tk.missing)


def gxdata_hash_length(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """As long as its algorithm makes it."""
    algorithms, name = config.rulebook().codelists["hash_algorithm"], _beside(key, data, "hash_algorithm")
    if errors[key] or is_empty(data.get(key)) or name not in algorithms:
        return
    length = int(algorithms[name].extra["hex_length"])
    if len(str(data[key])) != length:
        errors[key].append(f"校验值有 {len(str(data[key]))} 位，{name} 应为 {length} 位十六进制数字；请重新计算")


def gxdata_period(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Ends after it begins."""
    first, last = _beside(key, data, "period_start"), _beside(key, data, "period_end")
    try:
        first = values.period(first) if first else ""
    except ValueError:
        return  # told at its own field
    if first and last and not errors[key] and is_after(first, last) and not is_landing(context):
        errors[key].append(f"期间止“{last}”早于期间起“{first}”，请核对两个日期")


def gxdata_table_schema(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """信息项 as a Frictionless Table Schema, every fault with its place; a harvest keeps what is good of them."""
    if errors[key] or is_empty(data.get(key)):
        return
    schema, problems = items.tidied(data[key], config.rulebook().codelists)
    if problems and not is_landing(context):
        number = int(key[1]) + 1 if key[0] == "resources" else 1
        errors[key].extend(problem.sentence(number) for problem in problems)
        return
    data[key] = json.dumps(schema, ensure_ascii=False)
