"""The fields there are, as ``schemas/dataset.yaml`` declares them: what a mapping may fill, and their Chinese names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.gxdata import yaml_lines
from ckanext.gxdata.core.errors import RuleError

SCHEMA_FILE = Path(__file__).parent / "schemas" / "dataset.yaml"
LANGUAGE = "zh_Hans_CN"
SET_BY_HARVEST = frozenset(("name", "owner_org"))
_RENAMED = {"tag_string": "tags"}
"""The form has keywords as one text, a record as a list."""
_SEVERAL = ("gxdata_codes", "gxdata_list", "tag_string_autocomplete")


@dataclass(frozen=True, slots=True)
class DatasetFields:
    """``labels`` and ``code_lists`` by field; those of resources as ``resources.<field>``. ``many``: hold several values."""

    labels: Mapping[str, str]
    code_lists: Mapping[str, str]
    many: frozenset[str] = frozenset()

    def complete(self, mapping: Mapping[str, Any]) -> dict[str, Any]:
        """The mapping with the code list of every coded field that names none itself.

        Raises ``RuleError`` (pointer: path inside the mapping) for a field that the portal does not have.
        """
        completed = {**mapping, "fields": self._completed(mapping["fields"], "", "fields")}
        if "resources" in mapping:
            fields = self._completed(mapping["resources"]["fields"], "resources.", "resources/fields")
            completed["resources"] = {**mapping["resources"], "fields": fields}
        return completed

    def _completed(self, fields: Mapping[str, Any], prefix: str, place: str) -> dict[str, Any]:
        for name in fields:
            if prefix + name not in self.labels:
                raise self._unknown(name, prefix, place)
        lists = {name: self.code_lists[prefix + name] for name in fields if prefix + name in self.code_lists}
        return {
            name: {**({"code_list": lists[name]} if name in lists else {}), **rule} for name, rule in fields.items()
        }

    def _unknown(self, name: str, prefix: str, place: str) -> RuleError:
        known = [each.removeprefix(prefix) for each in self.labels if each.startswith("resources.") == bool(prefix)]
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"是否想写“{near[0]}”？" if near else f"可用的字段：{'、'.join(known)}"
        return RuleError(f"没有名为“{name}”的字段", pointer=f"{place}/{name}", hint=hint, rule="unknown-field")


def dataset_fields(path: Path = SCHEMA_FILE) -> DatasetFields:
    """Reads the declaration."""
    data = yaml_lines.read(path).data
    declared = {
        **_declared(data["dataset_fields"], ""),
        **_declared(data["resource_fields"], "resources."),
    }
    return DatasetFields(
        labels={name: field.get("label", {}).get(LANGUAGE, name) for name, field in declared.items()},
        code_lists={name: field["code_list"] for name, field in declared.items() if "code_list" in field},
        many=frozenset(name for name, field in declared.items() if field.get("preset") in _SEVERAL),
    )


def _declared(fields: Iterable[Mapping[str, Any]], prefix: str) -> dict[str, Mapping[str, Any]]:
    names = {field["field_name"]: field for field in fields if prefix or _is_open_to_mappings(field)}
    return {prefix + _RENAMED.get(name, name): field for name, field in names.items()}


def _is_open_to_mappings(field: Mapping[str, Any]) -> bool:
    """What no form shows is computed, decided by a person or kept by the portal: no source may set it."""
    return field["field_name"] not in SET_BY_HARVEST and field.get("form_snippet", "") is not None
