"""The landing rule for resources: a value that does not look as it must is left out and becomes a finding.

Fields of the dataset are landed in ``landing``; files and withholding are in ``harvest/packaging``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core import items, pii, private_numbers, values
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.records import DatasetDraft, Finding

_HINT = "请数源部门改正这一项"
_PERSONAL = pii.Rules()
_AS_GIVEN = ("url", "schema")
"""Addresses and 信息项 stay: the one leads to the file, the other is judged by grading."""
_CHECKS = {name.removeprefix("resources."): check for name, check in values.CHECKS.items() if name.startswith("resources.")}


def repaired(draft: DatasetDraft, codelists: Mapping[str, CodeList]) -> DatasetDraft:
    """The draft whose resources the validators will take, with a finding for everything that was left out."""
    findings = list(draft.findings)
    resources = tuple(
        _resource(f"resources[{position}]", each, position + 1, codelists, findings)
        for position, each in enumerate(draft.resources)
    )
    return DatasetDraft(draft.guid, draft.fields, resources, draft.raw, tuple(findings))


def _resource(
    place: str, resource: Mapping[str, Any], number: int, codelists: Mapping[str, CodeList], findings: list[Finding]
) -> dict[str, Any]:
    kept = dict(resource)
    if not private_numbers.all_clear({name: given for name, given in resource.items() if name not in _AS_GIVEN}):
        kept = {name: _without_numbers(place, name, given, findings) for name, given in resource.items()}
    for name, given in resource.items():
        judge = _CHECKS.get(name)
        if judge is None or given in ("", None):
            continue
        try:
            kept[name] = judge(given)
        except ValueError as error:
            del kept[name]
            findings.append(_unfit(f"{place}.{name}", f"{error}（已略去）", pii.redact(str(given))))
    if kept.get("schema"):
        schema, problems = items.tidied(kept.pop("schema"), codelists)
        kept.update({"schema": schema} if schema else {})
        findings.extend(_unfit(f"{place}.schema", f"{each.sentence(number)}（已略去）", "") for each in problems)
    return kept


def _without_numbers(place: str, name: str, given: Any, findings: list[Finding]) -> Any:
    field = f"resources.{name}"
    if name in _AS_GIVEN or not (told := private_numbers.faults(field, given, _PERSONAL)):
        return given
    masked = private_numbers.masked(field, given, _PERSONAL)
    findings.append(Finding("private-number", f"{'；'.join(told)}（已遮盖）", "warning", f"{place}.{name}", _HINT, str(masked)[:200]))
    return masked


def _unfit(pointer: str, message: str, value: str) -> Finding:
    return Finding("unfit-value", message, pointer=pointer, hint=_HINT, value=value[:200])
