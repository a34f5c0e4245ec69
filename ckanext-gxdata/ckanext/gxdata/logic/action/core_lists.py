"""CKAN's lists that come straight from the database: without what only private datasets hold.

A keyword, a format or a number of members would otherwise tell of core and important data, which no catalog mentions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Action, Context
from sqlalchemy import func

from ckanext.gxdata.core.readers import UNPROTECTED


@tk.chained_action
@tk.side_effect_free
def tag_list(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[Any]:
    """As CKAN's, less the keywords of private datasets."""
    tags = next_action(context, data_dict)
    if _sees_all(context) or data_dict.get("vocabulary_id"):
        return list(tags)
    public = _public_tags()
    return [tag for tag in tags if (tag["name"] if isinstance(tag, dict) else tag) in public]


@tk.chained_action
@tk.side_effect_free
def tag_search(next_action: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """As CKAN's, less the keywords of private datasets; pages are cut after that, so that no count tells of them."""
    found = next_action(context, _unpaged(data_dict))["results"]
    kept = found if _sees_all(context) else _kept(found, _public_tags(tag["name"] for tag in found))
    return {"count": len(kept), "results": _page(kept, data_dict)}


@tk.chained_action
@tk.side_effect_free
def tag_autocomplete(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[str]:
    """As CKAN's, less the keywords of private datasets."""
    names = next_action(context, _unpaged(data_dict))
    public = set(names) if _sees_all(context) else _public_tags(names)
    return _page([name for name in names if name in public], data_dict)


@tk.chained_action
@tk.side_effect_free
def format_autocomplete(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[str]:
    """As CKAN's, less the formats of private datasets."""
    names = next_action(context, data_dict)
    lower = func.lower(model.Resource.format)
    query = model.Session.query(lower).join(model.Package).filter(
        lower.in_(names), model.Resource.state == "active", *_public_packages()
    )
    public = {name for (name,) in query.distinct()}
    return [name for name in names if name in public]


@tk.chained_action
@tk.side_effect_free
def package_list(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[str]:
    """As CKAN's, less what a grade keeps from the public though its row does not say private."""
    names = next_action(context, data_dict)
    grade = model.Package.extras["data_grade"].astext
    query = model.Session.query(model.Package.name).filter(
        model.Package.private.is_(False), func.coalesce(grade, "general").notin_(["", "general"])
    )
    protected = {name for (name,) in query}
    return [name for name in names if name not in protected]


@tk.chained_action
@tk.side_effect_free
def member_list(next_action: Action, context: Context, data_dict: dict[str, Any]) -> list[Any]:
    """As CKAN's, less the datasets that the reader may not see."""
    members = next_action(context, data_dict)
    packages = [row[0] for row in members if row[1] == "package"]
    unseen = {package for package in _not_public(packages) if not _is_shown(context, package)}
    return [row for row in members if row[0] not in unseen]


def _sees_all(context: Context) -> bool:
    return bool(context.get("ignore_auth")) or authz.is_sysadmin(context.get("user"))


def is_public_tag(name: str) -> bool:
    """Whether a public dataset carries the keyword."""
    return name in _public_tags([name])


def _public_tags(names: Iterable[str] | None = None) -> set[str]:
    query = model.Session.query(model.Tag.name).join(model.PackageTag, model.PackageTag.tag_id == model.Tag.id)
    query = query.join(model.Package, model.Package.id == model.PackageTag.package_id)
    query = query.filter(model.PackageTag.state == "active", *_public_packages())
    if names is not None:
        query = query.filter(model.Tag.name.in_(list(names)))
    return {name for (name,) in query.distinct()}


def _public_packages() -> tuple[Any, ...]:
    grade = func.coalesce(model.Package.extras["data_grade"].astext, "")
    general = [each for each in UNPROTECTED if each is not None]
    return (model.Package.state == "active", model.Package.private.is_(False), grade.in_(general))


def _not_public(package_ids: list[str]) -> set[str]:
    query = model.Session.query(model.Package.id).filter(model.Package.id.in_(package_ids), *_public_packages())
    return set(package_ids) - {package for (package,) in query}


def _is_shown(context: Context, package_id: str) -> bool:
    user = context.get("user")
    return bool(user) and authz.is_authorized_boolean("package_show", tk.fresh_context(context), {"id": package_id})


def _unpaged(data_dict: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data_dict.items() if key not in ("limit", "offset")}


def _page(found: list[Any], data_dict: dict[str, Any]) -> list[Any]:
    start, limit = _number(data_dict.get("offset")), data_dict.get("limit")
    return found[start:] if limit in (None, "") else found[start : start + _number(limit)]


def _number(value: Any) -> int:
    return int(value) if str(value).isdecimal() else 0


def _kept(found: list[dict[str, Any]], public: set[str]) -> list[dict[str, Any]]:
    return [tag for tag in found if tag["name"] in public]
