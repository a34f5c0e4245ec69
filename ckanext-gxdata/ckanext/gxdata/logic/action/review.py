"""Grading and review of one dataset: the why-trail, a named reviewer's decision, the history, the life cycle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata.core import review as life_cycle
from ckanext.gxdata.core.grading_review import name_of
from ckanext.gxdata.logic import arguments, coding, gate_record, reviewing
from ckanext.gxdata.logic import review_answers as answers
from ckanext.gxdata.model import Review


@tk.side_effect_free
def gxdata_grading_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Stored grade, what the rules say and why, the history, and what the asking person may do (``id``)."""
    tk.check_access("gxdata_grading_show", context, data_dict)
    dataset = reviewing.dataset_of(arguments.text(data_dict, "id"))
    found, parties = reviewing.assessed(dataset), reviewing.parties(str(context.get("user") or ""), dataset)
    state = reviewing.state_of(dataset)
    kept = ("id", "name", "title", "private", "open_type", "data_grade", "general_level", "reviewer", "review_time")
    return {
        **{name: dataset.get(name) for name in kept},
        "organization": (dataset.get("organization") or {}).get("title", ""),
        "grade_title": name_of(reviewing.grade_stored(dataset)),
        "review_state": state,
        "review_state_title": answers.state_title(state),
        "contains_personal_info": gate_record.is_true(dataset.get("contains_personal_info")),
        "contains_sensitive_pi": gate_record.is_true(dataset.get("contains_sensitive_pi")),
        "assessment": {
            **answers.of_grade(found.grade),
            "contains_personal_info": found.contains_personal_info,
            "contains_sensitive_pi": found.contains_sensitive_pi,
        },
        "items": [answers.of_item(item) for item in found.items],
        "reasons": [answers.of_reason(reason) for reason in found.reasons],
        "barred": [answers.of_reason(reason) for reason in found.barred],
        "may_review": "reviewer" in parties,
        "steps": [answers.of_step(step) for step in life_cycle.steps_from(state) if step.parties & parties],
        "reviews": answers.history(dataset["id"]),
    }


@tk.side_effect_free
def gxdata_review_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """What was decided about a dataset (``id``), by whom, when and why; newest first."""
    tk.check_access("gxdata_review_list", context, data_dict)
    return answers.history(reviewing.dataset_of(arguments.text(data_dict, "id"))["id"])


def gxdata_review_move(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One step of the life cycle: ``id to reason``. Published makes public, every other state private."""
    tk.check_access("gxdata_review_move", context, data_dict)
    user = reviewing.person(context)
    dataset = reviewing.dataset_of(arguments.text(data_dict, "id"))
    before = reviewing.state_of(dataset)
    step = _found_step(before, data_dict.get("to"))
    if not step.parties & reviewing.parties(user.name, dataset):
        raise tk.NotAuthorized(_not_yours(step))
    errors: dict[str, list[str]] = {}
    reason = reviewing.reason_of(data_dict, errors if step.needs_reason else {})
    if errors:
        raise tk.ValidationError(errors)
    entry = Review(kind="state", reason=reason, before={"review_state": before}, after={"review_state": step.after})
    decided = {"review_state": step.after, "private": life_cycle.is_private(step.after)}
    decided.update(coding.derived(dataset) if step.after == "published" else {})
    return answers.of_dataset(reviewing.decide(context, dataset, decided, entry))


def _found_step(before: str, after: Any) -> life_cycle.Step:
    step = life_cycle.find_step(before, after) if isinstance(after, str) else None
    if step is None:
        ways = life_cycle.steps_from(before)
        message = tk._("From “{state}” there is no step to “{to}”; there are: {ways}")
        text = str(message).format(state=answers.state_title(before), to=str(after)[:50], ways=_ways(ways))
        raise tk.ValidationError({"to": [text]})
    return step


def _ways(steps: Iterable[life_cycle.Step]) -> str:
    return "、".join(f"{step.after}（{step.label}）" for step in steps)


def _not_yours(step: life_cycle.Step) -> str:
    who = "、".join(sorted(life_cycle.PARTIES[party] for party in step.parties))
    return str(tk._("The step “{step}” is taken by: {who}")).format(step=step.label, who=who)
