"""The way of a harvested package into the catalog without database: judged, validated by plan, its groups told.

It takes the steps of ``package_create`` and ``package_update`` with our hooks around them (``action/dataset``) and says
the same. Not here: what is stored and locked before, and writing (``harvest/loader``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import uploader
from ckan.types import Context

from ckanext.gxdata.catalog import plan_lookups, warm
from ckanext.gxdata.catalog.plan import Plan, plan
from ckanext.gxdata.catalog.plan_lookups import LOOKUPS, Lookups
from ckanext.gxdata.core.grading_review import GradeReview
from ckanext.gxdata.core.turns import Turns
from ckanext.gxdata.harvest.admission import Admitted
from ckanext.gxdata.harvest.refusal import refused
from ckanext.gxdata.logic import gate, given_groups, given_record, zone_groups


@dataclass(frozen=True, slots=True)
class PlannedAdmission:
    """Implements ``harvest.admission.Admission``; ``user`` is the name of the site's own user."""

    lookups: Lookups
    user: str
    _zones: frozenset[str] = field(init=False, repr=False, compare=False)
    """Names of the groups that are zones."""

    def __post_init__(self) -> None:
        known = self.lookups.groups
        object.__setattr__(self, "_zones", frozenset(known[name].name for name in self.lookups.zone_groups if name in known))

    def admitted(
        self, dataset: Mapping[str, Any], stored: Mapping[str, Any], presumed: bool, reviews: Sequence[GradeReview] = ()
    ) -> Turns[Admitted]:
        data, context = {"type": "dataset", **dataset}, self._context(stored, presumed, reviews)
        try:
            context[gate.VERDICT] = yield from given_record.in_turns(context, data, dict(stored))
            yield
            validated = yield from self._updated(data, stored, context) if stored else self._created(data, context)
        except tk.ValidationError as error:
            raise refused(error.error_dict) from error
        yield
        return Admitted(validated, self._groups(validated, stored))

    def _context(self, stored: Mapping[str, Any], presumed: bool, reviews: Sequence[GradeReview]) -> Context:
        context: dict[str, Any] = {
            "user": self.user,
            "ignore_auth": True,
            "gxdata_landing": True,
            "gxdata_presumed": presumed,
            LOOKUPS: self.lookups,
            gate.READ: gate.Read(dict(stored), tuple(reviews)),
        }
        if stored:
            context["original_package"] = dict(stored)
            context["package"] = SimpleNamespace(id=stored["id"], owner_org=stored.get("owner_org"), extras={})
        return context

    def _created(self, data: dict[str, Any], context: Context) -> Turns[dict[str, Any]]:
        return (yield from self._validated(plan("package_create", data["type"]), data, context))

    def _updated(self, data: dict[str, Any], stored: Mapping[str, Any], context: Context) -> Turns[dict[str, Any]]:
        """As ``package_update``: resources that are sent back unchanged are not validated once more."""
        data.update(id=stored["id"], type=stored["type"])
        given = data.get("resources")
        if given is None:
            validated = yield from self._validated(plan("package_update", data["type"]), data, context)
            return {**validated, "resources": stored["resources"]}
        known = {each["id"]: each for each in stored["resources"]}
        unchanged = {place: known[each["id"]] for place, each in enumerate(given) if each == known.get(each.get("id"), ())}
        changed = [each for place, each in enumerate(given) if place not in unchanged]
        for resource in changed:
            _take_file(resource)
        by = plan("package_update", data["type"])
        found = yield from self._validated(by, {**data, "resources": changed}, context, unchanged)
        rest = iter(found.get("resources") or ())
        return {**found, "resources": [unchanged.get(place) or next(rest) for place in range(len(given))]}

    def _validated(
        self, by: Plan, data: dict[str, Any], context: Context, unchanged: Mapping[int, Any] | None = None
    ) -> Turns[dict[str, Any]]:
        validated, errors = yield from by.in_turns(data, context, self.lookups)
        if errors:
            raise tk.ValidationError(_at_their_places(errors, unchanged or {}))
        return validated

    def _groups(self, validated: Mapping[str, Any], stored: Mapping[str, Any]) -> tuple[str, ...]:
        """Names: those it was given, less zones, and the zones that the rules put it in today."""
        known = self.lookups.groups
        given = validated.get("groups", stored.get("groups") or ())
        named = [known.get(each.get("id") or each.get("name") or "") for each in given]
        owner = known.get(validated.get("owner_org") or "")
        wanted = zone_groups.wanted(validated, owner.name if owner else "")
        joined = [name for name in self._zones & wanted if known[name].state == "active"]
        others = (each.name for each in named if each and each.name not in self._zones)
        return tuple(dict.fromkeys([*others, *sorted(joined)]))


def admission(user: str) -> PlannedAdmission:
    """For one run, with what is known at its start; its plans are made here, so that child processes have them."""
    warm.plans()
    return PlannedAdmission(plan_lookups.looked_up(model.Session, given_groups.zone_names()), user)


def _take_file(resource: dict[str, Any]) -> None:
    """What CKAN tells of the file of a resource that is changed; nothing is stored by that."""
    upload: Any = uploader.get_resource_uploader(resource)
    if "mimetype" not in resource and hasattr(upload, "mimetype"):
        resource["mimetype"] = upload.mimetype
    if "url_type" in resource and hasattr(upload, "filesize"):
        resource["size"] = upload.filesize


def _at_their_places(errors: dict[str, Any], unchanged: Mapping[int, Any]) -> dict[str, Any]:
    """Errors of resources at the positions at which these were given."""
    if not unchanged or "resources" not in errors:
        return errors
    told: list[Any] = []
    for each in errors["resources"]:
        while len(told) in unchanged:
            told.append({})
        told.append(each)
    return {**errors, "resources": told}
