"""A named reviewer's decision on the grade of a dataset; the only way by which protection sinks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import grading, licence_fit
from ckanext.gxdata.core.grading import Grade
from ckanext.gxdata.core.grading_review import fields_of, grade_of, seen_now
from ckanext.gxdata.logic import arguments, gate_record, reviewing
from ckanext.gxdata.logic import review_answers as answers
from ckanext.gxdata.model import Review


def gxdata_grading_review(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Sets the grade: ``id data_grade general_level reason``, and optionally ``contains_personal_info=false`` where what
    looked like personal data is none. Who raises above what the openness allows narrows the openness with it."""
    tk.check_access("gxdata_grading_review", context, data_dict)
    user = reviewing.person(context)
    dataset = reviewing.dataset_of(arguments.text(data_dict, "id"))
    grade, reason = _decision(data_dict)
    if "reviewer" not in reviewing.parties(user.name, dataset):
        raise tk.NotAuthorized(tk._("Only a reviewer of grades for this department may set its grades"))
    found, before = reviewing.assessed(dataset), reviewing.grade_stored(dataset)
    impersonal = _impersonal(data_dict)
    narrowed = _narrowed(grade, dataset, bool(impersonal))
    entry = Review(
        kind="grade",
        reason=reason,
        before=fields_of(before),
        after={**fields_of(grade), **impersonal},
        assessed={**fields_of(found.grade), "seen": sorted(seen_now(found, grade))},
    )
    flags = dict.fromkeys(("contains_personal_info", "contains_sensitive_pi"), False) if impersonal else {}
    answer = reviewing.decide(context, dataset, {**fields_of(grade), **flags, **narrowed}, entry)
    return {**answers.of_dataset(answer), "notices": _notices(dataset, narrowed)}


def _decision(data: Mapping[str, Any]) -> tuple[Grade, str]:
    """Grade and reason; every problem of the arguments at once."""
    errors: dict[str, list[str]] = {}
    for name in ("data_grade", "general_level"):
        if data.get(name) and not (isinstance(data[name], str) and data[name] in config.rulebook().codelists[name]):
            errors[name] = [_unknown(name, data[name])]
    [*grades] = [] if errors else grade_of(data)
    if not errors and not (data.get("data_grade") and grades):
        missing = "general_level" if data.get("data_grade") else "data_grade"
        errors[missing] = [tk._("“{name}” must be a text").format(name=missing)]
    reason = reviewing.reason_of(data, errors)
    if errors:
        raise tk.ValidationError(errors)
    return grades[0], reason


def _unknown(name: str, value: Any) -> str:
    codes = "、".join(f"{code.id}（{code.labels['zh']}）" for code in config.rulebook().codelists[name].codes)
    message = tk._("“{value}” is not a code of the list “{list}”; valid ones are, for example: {codes}")
    return str(message).format(value=str(value)[:100], list=name, codes=codes)


def _impersonal(data: Mapping[str, Any]) -> dict[str, bool]:
    given = data.get("contains_personal_info")
    denied = given is False or (isinstance(given, str) and given.lower() in ("false", "0", "no"))
    return {"contains_personal_info": False} if denied else {}


def _narrowed(grade: Grade, dataset: Mapping[str, Any], impersonal: bool) -> dict[str, Any]:
    """What a higher grade takes away by itself: openness down to the widest allowed, and the public catalog."""
    found: dict[str, Any] = {}
    rules = config.rulebook().grading
    plain = {} if impersonal else dataset
    widest = grading.widest_open_type(grade, plain, rules)
    order = ("unconditional", "conditional", "closed")
    if dataset.get("open_type") in order[: order.index(widest)]:
        found["open_type"] = widest
        if widest == "conditional" and not dataset.get("open_condition"):
            found["open_condition"] = ["application"]
        if widest == "closed" and not dataset.get("closed_reason"):
            found["closed_reason"] = ["graded"]
        found.update(_licence(dataset, widest))
    if grade.rank > 4 and not gate_record.is_true(dataset.get("private")):
        found.update(private=True, review_state="withdrawn")
    return found


def _licence(dataset: Mapping[str, Any], open_type: str) -> dict[str, str]:
    promise = licence_fit.promising(config.rulebook().codelists["license"])
    given = str(dataset.get("license_id") or "")
    fitting = licence_fit.fitting(given, open_type, promise)
    return {} if fitting == given else {"license_id": fitting}


def _notices(dataset: Mapping[str, Any], narrowed: Mapping[str, Any]) -> list[str]:
    told = []
    if "open_type" in narrowed:
        names = config.rulebook().codelists["open_type"]
        message = tk._("Openness was narrowed from “{before}” to “{after}”, because the grade allows no more")
        before, after = (_label(names, part.get("open_type")) for part in (dataset, narrowed))
        told.append(str(message).format(before=before, after=after))
    if "license_id" in narrowed:
        names = config.rulebook().codelists["license"]
        message = tk._("The licence “{before}” lets everybody use the data; it was replaced by “{after}”: choose one that fits")
        before, after = (_label(names, part.get("license_id")) for part in (dataset, narrowed))
        told.append(str(message).format(before=before, after=after))
    if narrowed.get("private"):
        told.append(str(tk._("The dataset is no longer public, and its files are no longer given out")))
    return told


def _label(codes: Any, value: Any) -> str:
    return next((code.labels["zh"] for code in codes.codes if code.id == value), str(value))
