"""What validators would ask the database, looked up once per run and batch; and CKAN's own validators answered from it.

Each function here stands in for the one of CKAN it is named after, for a write without authorisation (``ignore_auth``) by
the site's own user, and says the same in the same words. Not here: looking up (``known``, ``reading``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import validators as ckan_validators
from ckan.model import PACKAGE_NAME_MAX_LENGTH, PACKAGE_NAME_MIN_LENGTH
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

LOOKUPS = "gxdata_lookups"
"""Where a validator finds them in its context."""

ckans = tk._
"""These sentences are CKAN's own, in CKAN's own translation."""

_Validator = TypeVar("_Validator", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Group:
    """Of a group or organization what validators ask for."""

    id: str
    name: str
    extras: Mapping[str, Any] = field(default_factory=dict)
    is_organization: bool = False
    state: str = "active"


@dataclass(frozen=True, slots=True)
class Lookups:
    groups: Mapping[str, Group] = field(default_factory=dict)
    """By id and by name, of every type and state."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name → id of datasets that are not deleted; at least all whose names occur in the batch."""
    ids: Collection[str] = frozenset()
    """Ids of datasets in any state; at least all that occur in the batch."""
    resources: Mapping[str, str] = field(default_factory=dict)
    """Resource id → dataset id, of resources that are not deleted; at least all that occur in the batch."""
    vocabularies: Collection[str] = frozenset()
    zone_groups: frozenset[str] = frozenset()
    """Names and ids of the groups that are zones."""


NOTHING = Lookups()


def looked_up(session: Any, zones: Collection[str]) -> Lookups:
    """What holds for a whole run; of new names and ids the loader takes care. ``zones`` are the names of zones."""
    columns = (model.Group.id, model.Group.name, model.Group.extras, model.Group.is_organization, model.Group.state)
    found = [Group(row[0], row[1], dict(row[2] or {}), row[3], row[4]) for row in session.query(*columns)]
    groups = {**{each.name: each for each in found}, **{each.id: each for each in found}}
    vocabularies = frozenset(each for (each,) in session.query(model.Vocabulary.id))
    return Lookups(groups, vocabularies=vocabularies, zone_groups=frozenset(zone_groups(session, zones)))


def zone_groups(session: Any, zones: Collection[str]) -> set[str]:
    """Names of zones, and the ids of their groups."""
    query = session.query(model.Group.id).filter(model.Group.name.in_(zones), model.Group.is_organization.is_(False))
    return {*zones, *(found for (found,) in query)}


def of(context: Mapping[str, Any]) -> Lookups | None:
    """None where CKAN's own validation runs, with a database."""
    found = context.get(LOOKUPS)
    return found if isinstance(found, Lookups) else None


def answered(validator: _Validator) -> _Validator:
    """Marks a validator that asks no database where its context holds lookups."""
    validator.answered = True  # type: ignore[attr-defined]
    return validator


def _known(context: Context) -> Lookups:
    return of(context) or NOTHING


@answered
def owner_org_validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    value = data.get(key)
    if value is tk.missing or value is None or value == "":
        if not authz.check_config_permission("create_unowned_dataset"):
            raise tk.Invalid(ckans("An organization must be provided"))
        if value == "":
            return
        data.pop(key, None)
        raise tk.StopOnError
    group = _known(context).groups.get(value) if isinstance(value, str) else None
    if group is None:
        raise tk.Invalid(ckans("Organization does not exist"))
    data[key] = group.id


@answered
def package_id_does_not_exist(value: Any, context: Context) -> Any:
    if value in _known(context).ids:
        raise tk.Invalid(ckans("Dataset id already exists"))
    return value


@answered
def package_name_validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    value, package = data[key], context.get("package")
    own = package.id if package else data.get((*key[:-1], "id"))
    holder = _known(context).names.get(value)
    if holder is not None and not (own and own is not tk.missing and holder == own):
        errors[key].append(ckans("That URL is already in use."))
    if len(value) < PACKAGE_NAME_MIN_LENGTH:
        raise tk.Invalid(ckans('Name "%s" length is less than minimum %s') % (value, PACKAGE_NAME_MIN_LENGTH))
    if len(value) > PACKAGE_NAME_MAX_LENGTH:
        raise tk.Invalid(ckans('Name "%s" length is more than maximum %s') % (value, PACKAGE_NAME_MAX_LENGTH))


@answered
def resource_id_does_not_exist(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    if data[key] is tk.missing:
        return
    parent = _known(context).resources.get(data[key])
    if parent is not None and parent != data.get(("id",)):
        errors[key].append(ckans("Resource id already exists."))


@answered
def vocabulary_id_exists(value: Any, context: Context) -> Any:
    if value not in _known(context).vocabularies:
        raise tk.Invalid(ckans("Tag vocabulary was not found."))
    return value


@answered
def datasets_with_no_organization_cannot_be_private(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    if data[key] is not True or data.get(("owner_org",)):
        return
    original: Any = context.get("original_package") or {}
    dataset_id = data.get(("id",))
    if not dataset_id or original.get("id") != dataset_id or not original.get("owner_org"):
        errors[key].append(ckans("Datasets with no organization can't be private."))


ANSWERED: Mapping[Any, Callable[..., Any]] = {
    getattr(ckan_validators, function.__name__): function
    for function in (
        owner_org_validator,
        package_id_does_not_exist,
        package_name_validator,
        resource_id_does_not_exist,
        vocabulary_id_exists,
        datasets_with_no_organization_cannot_be_private,
    )
}
"""CKAN's validator → the one that answers from lookups."""

BY_RIGHT = frozenset(
    (
        ckan_validators.ignore_not_package_admin,
        ckan_validators.ignore_not_sysadmin,
        ckan_validators.empty_if_not_sysadmin,
    )
)
"""They ask who is writing, and nothing where ``ignore_auth`` is in the context."""
