"""What waits for a reviewer of grades: datasets on their way to the catalog, and those that today's rules grade higher.

Read straight from the database, some at a time. Not here: who may ask (``auth/review``), the judging (``core``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ckan import model
from sqlalchemy.orm import Query

from ckanext.gxdata.core.grading_review import fields_of, settle
from ckanext.gxdata.logic import review_answers as answers
from ckanext.gxdata.logic import reviewing
from ckanext.gxdata.model.review import last_grade_review

STATES = ("unit_review", "grading_review")
MOST_WAITING, AT_ONCE = 200, 500


def waiting(organizations: Collection[str]) -> tuple[int, list[dict[str, Any]]]:
    """How many datasets wait, and the first of them, those that wait longest before the others."""
    found = _datasets(organizations).filter(model.Package.extras["review_state"].astext.in_(STATES))
    rows = found.order_by(model.Package.metadata_modified, model.Package.id).limit(MOST_WAITING)
    return found.count(), [_entry(package, _facts(package)) for package in rows]


def raised(organizations: Collection[str], after: str) -> tuple[str, list[dict[str, Any]]]:
    """Of the next datasets those with a higher grade by today's rules; and the id to go on after, or nothing."""
    query = _datasets(organizations).filter(model.Package.id > after).order_by(model.Package.id)
    packages = query.limit(AT_ONCE).all()
    found = [entry for package in packages for entry in _raised(package)]
    return (packages[-1].id if len(packages) == AT_ONCE else ""), found


def _datasets(organizations: Collection[str]) -> Query[Any]:
    """Of these organizations; an empty id among them means all."""
    query = model.Session.query(model.Package).filter_by(type="dataset", state="active")
    return query if "" in organizations else query.filter(model.Package.owner_org.in_(list(organizations)))


def _raised(package: model.Package) -> Iterator[dict[str, Any]]:
    facts = _facts(package)
    assessment, stored = reviewing.assessed(facts), reviewing.grade_stored(facts)
    if assessment.grade <= stored:
        return
    grade = settle(assessment, (), (stored,), last_grade_review(package.id)).grade
    if grade > stored:
        reasons = dict.fromkeys(reason.message for reason in assessment.reasons if reason.grade > stored)
        yield {**_entry(package, facts), "after": fields_of(grade), "reasons": list(reasons)}


def _facts(package: model.Package) -> dict[str, Any]:
    """What the rules look at, as ``package_show`` would give it."""
    resources = [
        {**resource.extras, "name": resource.name} for resource in package.resources_all if resource.state == "active"
    ]
    plain = {name: getattr(package, name) for name in ("id", "name", "title", "private", "owner_org")}
    return {**package.extras, **plain, "resources": resources}


def _entry(package: model.Package, facts: Mapping[str, Any]) -> dict[str, Any]:
    state = reviewing.state_of(facts)
    owner = model.Group.get(package.owner_org) if package.owner_org else None
    return {
        **{name: facts.get(name) for name in ("id", "name", "title", "private", "open_type")},
        "organization": owner.title if owner else "",
        "review_state": state,
        "review_state_title": answers.state_title(state),
        "before": fields_of(reviewing.grade_stored(facts)),
        "modified": package.metadata_modified.isoformat(timespec="seconds"),
    }
