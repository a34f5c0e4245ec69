"""``reference.yaml`` as values: actions that anybody may call. Not here: OpenAPI (``openapi.py``), pages (``views/developer.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("reference.yaml")
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """``example`` may hold ``{dataset}``, ``{resource}`` or ``{organization}``: any one that there is."""

    name: str
    type: str
    says: Labels
    required: bool = False
    example: Any = None


@dataclass(frozen=True, slots=True)
class Action:
    """``plugin``: what of CKAN must be loaded for it, if anything."""

    name: str
    group: str
    says: Labels
    parameters: tuple[Parameter, ...]
    plugin: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    groups: tuple[tuple[str, Labels], ...]
    actions: tuple[Action, ...]

    def __getitem__(self, name: str) -> Action:
        return next(action for action in self.actions if action.name == name)

    def __contains__(self, name: str) -> bool:
        return any(action.name == name for action in self.actions)


@cache
def reference() -> Reference:
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    groups = tuple((each["id"], each["title"]) for each in written["groups"])
    return Reference(groups, tuple(_action(each) for each in written["actions"]))


def _action(written: dict[str, Any]) -> Action:
    return Action(**{**written, "parameters": tuple(Parameter(**each) for each in written["parameters"])})


def examples(action: Action, known: Mapping[str, str]) -> dict[str, str]:
    """What a form is filled with; ``known`` has a dataset, a resource and an organization. Without one: empty."""
    return {each.name: _filled(each.example, known) for each in action.parameters}


def _filled(example: Any, known: Mapping[str, str]) -> str:
    if isinstance(example, bool):
        return str(example).lower()
    text = "" if example is None else str(example)
    return known.get(text[1:-1], "") if text.startswith("{") and text.endswith("}") else text
