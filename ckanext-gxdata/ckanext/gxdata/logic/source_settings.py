"""The settings of a source: completed from its profile, checked, and told in Chinese by field where they are wrong.

Not here: who may set what (``auth/source``), and storing (``action/source``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.gxdata import config, rulebook
from ckanext.gxdata.core import schedule
from ckanext.gxdata.core.errors import GxdataError, RuleError
from ckanext.gxdata.logic import schema
from ckanext.gxdata.model import HarvestSource
from ckanext.gxdata.sources.base import SourceConfig, open_source, source_kinds
from ckanext.gxdata.sources.guard import refuse_unless_listed
from ckanext.gxdata.sources.http import checked_address

OF_DEPARTMENT = ("schedule", "notify_email", "notify_webhook")
"""What the administrators of the department may change themselves."""
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
OF_SYSTEM = ("kind", "url", "mapping", "options", "allow", "profile", "defaults")
"""What is read, and how. While it stays as it is, the rest may change though its mapping or profile is gone."""
_FROM_PROFILE = ("kind", "mapping", "options", "defaults")


def completed(given: Mapping[str, Any]) -> dict[str, Any]:
    """Laid over the profile that is named, if one is; a kind that contradicts it is refused."""
    name = given.get("profile") or ""
    given = {**given, **{key: _object(given, key) for key in ("options", "defaults")}}
    if not name:
        return given
    profiles = config.rulebook().profiles
    if not isinstance(name, str) or name not in profiles:
        raise refusal("profile", f"没有名为“{str(name)[:100]}”的接口类型档案；现有：{'、'.join(sorted(profiles))}")
    profile = {key: value for key, value in profiles[name].items() if key in _FROM_PROFILE}
    if given.get("kind") and given["kind"] != profile["kind"]:
        raise refusal("kind", f"档案“{name}”的类型是“{profile['kind']}”，与填写的“{str(given['kind'])[:100]}”不一致；请改一处")
    own = {key: value for key, value in given.items() if not (key in _FROM_PROFILE and value in ("", None))}
    return rulebook.over_profile(own, profile)


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name) or {}
    if not isinstance(value, Mapping):
        raise refusal(name, tk._("Must be an object"))
    return value


def allowed(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The allow list of settings that were not looked at yet."""
    value = given.get("allow") or []
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) for each in value):
        raise refusal("allow", tk._("Must be a list of HOST:PORT"))
    return tuple(value)


def checked(given: Mapping[str, Any], secret: str) -> dict[str, Any]:
    """All settings, as they are stored. Raises ``ValidationError``: nothing that could not run is registered."""
    data = checked_beside(given)
    return data | _checked(data, secret)


def checked_beside(given: Mapping[str, Any]) -> dict[str, Any]:
    """As ``checked``, less whether what ``OF_SYSTEM`` names could run."""
    data = schema.validate(dict(given), schema.source())
    data["organization"] = _organization(data["organization"])
    data["schedule"] = _schedule(data["schedule"])
    data["notify_email"] = _emails(data["notify_email"])
    _check_webhook(data["notify_webhook"], allowed(data))
    return data


def checked_for_trial(given: Mapping[str, Any]) -> dict[str, Any]:
    """As ``checked``, for a dry run: a department need not be named yet, and the address is called, not stored."""
    known = {name: given[name] for name in schema.source() if given.get(name) not in (None, "")}
    data = schema.validate({"organization": "-", **known}, schema.source())
    data["organization"] = _organization(data["organization"]) if data["organization"] != "-" else ""
    _check_kind(data["kind"])
    data["mapping"] = mapping_name(data)
    _compile(data)
    return data


def _checked(data: dict[str, Any], secret: str) -> dict[str, Any]:
    _check_kind(data["kind"])
    mapping = mapping_name(data)
    _compile({**data, "mapping": mapping})
    try:
        open_source(SourceConfig(data["name"], data["kind"], data["url"], data["options"], tuple(data["allow"]), secret))
    except GxdataError as error:
        raise _of_error(error, "options") from error
    return {"mapping": mapping}


def _check_kind(kind: str) -> None:
    if kind not in source_kinds():
        known = "、".join(sorted(source_kinds()))
        raise refusal("kind", tk._("There is no kind “{kind}”; there are: {known}").format(kind=kind, known=known))


def _organization(name: str) -> str:
    organization = model.Group.get(name)
    if organization is None or not organization.is_organization or organization.state != "active":
        raise refusal("organization", tk._("There is no department “{name}”").format(name=name))
    return str(organization.name)


def mapping_name(data: Mapping[str, Any]) -> str:
    """The mapping named, else the one of the source's name, else that of its kind."""
    mappings = config.rulebook().mappings
    candidates = [data["mapping"]] if data["mapping"] else [data["name"], data["kind"]]
    for name in candidates:
        if name in mappings:
            return str(name)
    raise refusal(
        "mapping",
        tk._("No mapping “{names}” in config/mappings; there are: {known}").format(
            names=" / ".join(candidates), known="、".join(sorted(mappings))
        ),
    )


def _compile(data: Mapping[str, Any]) -> None:
    """Whether the constants fit the mapping."""
    try:
        config.rulebook().tailored(data["mapping"], data["defaults"], [])
    except RuleError as error:
        raise _of_error(error, "defaults", of_rules=True) from error


def _schedule(text: str) -> str:
    try:
        return schedule.checked(text)
    except ValueError as error:
        raise refusal("schedule", str(error)) from error


def _emails(text: str) -> str:
    addresses = [part.strip() for part in re.split(r"[,;，；\s]+", text) if part.strip()]
    wrong = next((each for each in addresses if not _EMAIL.fullmatch(each) or "\n" in each), None)
    if wrong is not None:
        raise refusal("notify_email", f"“{wrong[:100]}”不是邮箱地址；可以填多个，用逗号隔开，例如 sjk@tjj.gxzf.gov.cn")
    return ", ".join(addresses)


def _check_webhook(url: str, allow: tuple[str, ...]) -> None:
    """Names are judged when they are called: what they stand for may be another tomorrow."""
    try:
        if url:
            refuse_unless_listed(checked_address(url), allow)
    except GxdataError as error:
        raise refusal("notify_webhook", f"{error.message}。{error.hint}") from error


def _of_error(error: GxdataError, field: str, of_rules: bool = False) -> tk.ValidationError:
    pointer = field if of_rules else error.pointer or field
    return refusal(pointer, f"{error.message} {error.hint}".strip())


def refusal(field: str, message: str) -> tk.ValidationError:
    """One fault of one field."""
    return tk.ValidationError({field: [message]})


def as_stored(source: HarvestSource) -> dict[str, Any]:
    """What an update starts from."""
    return {name: getattr(source, name) for name in schema.source()}
