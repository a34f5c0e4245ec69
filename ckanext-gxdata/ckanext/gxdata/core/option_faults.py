"""What a JSON Schema finds wrong with options, as sentences for the person at the form. Place and text only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import ValidationError, best_match

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """``names_itself``: the text says which option it is about."""

    place: Place
    text: str
    names_itself: bool = False


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """One per option at fault; of several shapes that were allowed the nearest one is judged."""
    nearest = best_match([error]) or error
    place: Place = tuple(nearest.absolute_path)
    if nearest.validator == "required":
        yield from _missing(place, nearest)
    elif nearest.validator == "additionalProperties" and isinstance(nearest.instance, Mapping):
        yield from _unknown(place, nearest)
    else:
        yield Fault(place, _reason(nearest))


def _missing(place: Place, error: ValidationError) -> Iterator[Fault]:
    wanted: Any = error.validator_value
    instance: Any = error.instance
    return (Fault((*place, key), "请填写") for key in wanted if key not in instance)


def _unknown(place: Place, error: ValidationError) -> Iterator[Fault]:
    schema: Any = error.schema
    instance: Any = error.instance
    known = schema.get("properties", {})
    for key in instance:
        if key not in known:
            path = ".".join(str(part) for part in (*place, key))
            yield Fault((*place, key), f"没有选项“{path}”；可用的有：{'、'.join(sorted(known))}", True)


def _reason(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    text = "、".join(str(each) for each in wanted) if isinstance(wanted, list) else str(wanted)
    return _REASONS.get(str(error.validator), "不合要求：{value}").format(value=text)


_REASONS = {
    "type": "类型不对，应为 {value}",
    "enum": "只能是 {value} 之一",
    "minimum": "不能小于 {value}",
    "exclusiveMinimum": "必须大于 {value}",
    "maximum": "不能大于 {value}",
    "exclusiveMaximum": "必须小于 {value}",
    "minLength": "不能为空",
    "minItems": "至少要有 {value} 项",
    "pattern": "写法不对，应符合 {value}",
}
