"""The publish gate: every write of a dataset is judged as a whole, with its unchanged resources, before anything is saved.

``judge`` runs ahead of CKAN's validation: it assesses the record, settles the grade and puts what must be stored into the
data. ``refusals`` runs inside that validation (``gxdata_publish_gate``), so that breaches and CKAN's own errors are told
together and CKAN's own way of saving nothing holds. Not here: which actions write (``action/dataset.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import grading, resource_code, review
from ckanext.gxdata.core.grading import Assessment, Grade, Reason
from ckanext.gxdata.core.grading_review import GradeReview, fields_of, lowers, name_of, released, settle, unseen
from ckanext.gxdata.logic import gate_record as record
from ckanext.gxdata.logic import zone_catalog
from ckanext.gxdata.model.review import last_grade_review

VERDICT = "gxdata_verdict"
DECIDED = "gxdata_decided"
"""Set in the context by our own review actions only: the fields a person has decided about."""
TOLD = "gxdata_told"
"""In the context of CKAN's resource actions, which drop what is not an error of the resource: what the gate said."""
FLAGS = ("contains_personal_info", "contains_sensitive_pi")
READ = "gxdata_read"
"""In the context of a write in sets: what was read, and locked, of this dataset for all of a batch."""


@dataclass(slots=True)
class Verdict:
    """What ``judge`` found; ``stored`` is empty for a dataset that is being created."""

    dataset: Mapping[str, Any]
    stored: Mapping[str, Any]
    assessment: Assessment
    grade: Grade
    decided: bool = False
    unreviewed: bool = False
    """Written by somebody who may not publish by himself where publication needs a review."""
    presumed: bool = False
    """The stored grade is a default of the landing rule: nobody declared it, so it is no floor for a harvest."""
    errors: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """The stored dataset as it is now, empty for a new one, with the last decision on its grade, if there is one."""

    stored: Mapping[str, Any]
    reviews: tuple[GradeReview, ...] = ()


def judge(context: Context, data_dict: dict[str, Any], original: Mapping[str, Any]) -> Verdict:
    """Assesses the record that the write would leave, and writes the protection it needs into ``data_dict``."""
    data_dict.pop("notices", None)  # an answer that is sent back
    contradictions = record.fold_extras(data_dict, original)
    read = _read(context, original)
    stored = read.stored
    decided = dict(context.get(DECIDED) or {})
    dataset = record.whole(data_dict, stored)
    found, news = _assess(dataset, stored)
    last = read.reviews[0] if read.reviews else None
    verdict = Verdict(dataset, stored, released(found, last), Grade(1), bool(decided))
    verdict.errors.update(contradictions)
    verdict.presumed = bool(context.get("gxdata_presumed"))
    verdict.unreviewed = not (decided or context.get("gxdata_landing") or authz.is_sysadmin(context.get("user")))
    _settle(verdict, news, last, bool(context.get("gxdata_landing")), decided)
    if (
        not verdict.errors
    ):  # else the data stays as given: put right, it could look unchanged, and CKAN would say nothing
        data_dict.update(_protection(verdict, data_dict, decided))
    _keep_state(verdict, context, data_dict, decided)
    verdict.dataset = {**dataset, **fields_of(verdict.grade)}
    return verdict


def _read(context: Context, original: Mapping[str, Any]) -> Read:
    given = context.get(READ)
    if isinstance(given, Read):
        return given
    stored = record.fresh(original)
    last = last_grade_review(str(stored["id"])) if stored else None
    return Read(stored, (last,) if last else ())


def _assess(dataset: Mapping[str, Any], stored: Mapping[str, Any]) -> tuple[Assessment, Assessment]:
    """With all that is declared, for the gate, and with what is declared anew, for the grade.

    A flag that is stored has raised the grade when it came. Once more it would count what the rules had set themselves.
    """
    rules = config.rulebook().grading
    whole = grading.assess(dataset, rules)
    known = {flag: False for flag in FLAGS if record.is_true(stored.get(flag))}
    return whole, grading.assess({**dataset, **known}, rules) if known else whole


def _settle(
    verdict: Verdict, news: Assessment, last: GradeReview | None, landing: bool, decided: Mapping[str, Any]
) -> None:
    stored = record.grade(verdict.stored)
    declared = record.declared(verdict.dataset, stored)
    if decided:
        [verdict.grade] = record.grade(decided) or stored or (news.grade,)
        return
    if landing:
        declared, stored = unseen(declared, last), () if verdict.presumed else stored
    elif lowers(declared, stored):
        _refuse_lowering(verdict, max(declared), max(stored))
    settled = settle(news, declared, stored, last)
    verdict.grade = settled.grade
    if settled.reasons and (declared or stored):
        verdict.notices.append(_raised(max((*declared, *stored)), settled.grade, settled.reasons))


def _refuse_lowering(verdict: Verdict, declared: Grade, stored: Grade) -> None:
    same_kind = declared.data_grade == stored.data_grade
    message = tk._(
        "The stored grade is “{stored}”; “{declared}” would lower it. Only a reviewer of grades may lower it, with a reason:"
        " ask for a review on the page “Grading and review”"
    )
    text = str(message).format(stored=name_of(stored), declared=name_of(declared))
    verdict.errors.setdefault("general_level" if same_kind else "data_grade", []).append(text)


def _raised(before: Grade, after: Grade, reasons: Iterable[Reason]) -> str:
    why = "；".join(dict.fromkeys(reason.message for reason in reasons))
    message = tk._("The grade was raised from “{before}” to “{after}”: {why}. Only a reviewer of grades may lower it")
    return str(message).format(before=name_of(before), after=name_of(after), why=why)


def _protection(verdict: Verdict, data: Mapping[str, Any], decided: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that rise by themselves. What is no grade, or missing from a new dataset, is left to the validators."""
    flags = {flag: True for flag in FLAGS if _flag(flag, verdict, decided)}
    given, level = data.get("data_grade"), data.get("general_level")
    levels = config.rulebook().codelists["general_level"]
    missing = not given and not record.grade(verdict.stored)
    unfit = (given and not record.grade({"data_grade": given, "general_level": "1"})) or (
        level and str(level) not in levels
    )
    return flags if missing or unfit else {**fields_of(verdict.grade), **flags}


def _flag(flag: str, verdict: Verdict, decided: Mapping[str, Any]) -> bool:
    if flag in decided:
        return bool(decided[flag])
    found = bool(getattr(verdict.assessment, flag))
    return found or any(record.is_true(part.get(flag)) for part in (verdict.dataset, verdict.stored))


def _keep_state(verdict: Verdict, context: Context, data: dict[str, Any], decided: Mapping[str, Any]) -> None:
    """Life cycle and reviewer are never taken from what a client sends."""
    stored, state = verdict.stored, str(verdict.stored.get("review_state") or "")
    if context.get("gxdata_landing") and not decided and review.held(state):
        data["private"] = True
    given = {name: decided.get(name, stored.get(name)) for name in ("reviewer", "review_time")}
    private = record.is_true(data.get("private", stored.get("private")))
    given["review_state"] = decided.get("review_state") or review.state_after_write(state, private)
    for name, value in given.items():
        data.pop(name, None)
        data.update({name: value} if value else {})


# ── inside CKAN's validation ─────────────────────────────────────────────────────────────────────────────────────────


def refusals(verdict: Verdict, validated: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every reason, by field, why this write is refused; ``validated`` are the fields as CKAN is about to save them."""
    told = {name: list(texts) for name, texts in verdict.errors.items()}
    if not _would_be_public(verdict, validated):
        return told
    state = str(verdict.stored.get("review_state") or "")
    if review.held(state) and not verdict.decided:
        told.setdefault("private", []).append(_held(state))
    elif _needs_review(verdict):
        told.setdefault("private", []).append(_unreviewed())
    if _is_approval(verdict, validated) and not validated.get("resource_code"):
        told.setdefault("resource_code", []).append(_uncoded())
    for field_name, message in breaches(verdict, validated):
        told.setdefault(field_name, []).append(message)
    return told


def _is_approval(verdict: Verdict, validated: Mapping[str, Any]) -> bool:
    """A step of the review that publishes; whoever writes directly is told of what is missing by a finding."""
    before = review.state_after_write(
        str(verdict.stored.get("review_state") or ""), record.is_true(verdict.stored.get("private"))
    )
    return verdict.decided and validated.get("review_state") == "published" != before


def _uncoded() -> str:
    message = tk._(
        "A dataset that is approved has a catalog code; none can be derived, because nobody has said its item and sub-item."
        " Fill in the code, such as {example}, or the class in the catalog with at least six digits"
    )
    return str(message).format(example=resource_code.EXAMPLE)


def breaches(verdict: Verdict, validated: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and message of every rule of the gate that the dataset would break when public."""
    dataset, rules = {**verdict.dataset, **validated, "private": False}, config.rulebook().grading
    for reason in grading.breaches(dataset, verdict.grade, verdict.assessment, rules):
        yield from ((name, record.sentence(reason, rules)) for name in record.fields_of_breach(reason, rules))


def hindrances(verdict: Verdict, written: Mapping[str, Any]) -> list[str]:
    """What a dataset that was stored private must still put right before it can be public, in one sentence."""
    if not record.is_true(written.get("private")):
        return []
    why = "；".join(dict.fromkeys(message for _, message in breaches(verdict, {})))
    return [str(tk._("Before it can be made public: {why}")).format(why=why)] if why else []


def _would_be_public(verdict: Verdict, validated: Mapping[str, Any]) -> bool:
    """Whatever is not private, not deleted and not on its way out of the catalog; a draft is on its way in."""
    private = validated.get("private", verdict.stored.get("private", False))
    before, after = verdict.stored.get("state"), validated.get("state", verdict.stored.get("state", "active"))
    leaves = after == "deleted" or (before == "active" and after == "draft")
    return not record.is_true(private) and not leaves


def _needs_review(verdict: Verdict) -> bool:
    """What is public already stays so: this is about the way into the catalog."""
    stored = verdict.stored
    is_public = stored.get("state") == "active" and not record.is_true(stored.get("private"))
    return verdict.unreviewed and not is_public and config.review_before_publication()


def _unreviewed() -> str:
    return str(
        tk._(
            "On this portal a dataset is public only after a review: save it as private, then hand it in on the page"
            " “Grading and review”"
        )
    )


def _held(state: str) -> str:
    message = tk._("The dataset is “{state}”: it is published by a step of the review, not by an ordinary write")
    return str(message).format(state=review.label(state, zone_catalog.language()))


@contextmanager
def standing(context: Context, verdict: Verdict) -> Iterator[None]:
    """While CKAN writes, its validation finds the verdict in the context."""
    before = context.get(VERDICT)
    context[VERDICT] = verdict
    try:
        yield
    finally:
        context[VERDICT] = before
