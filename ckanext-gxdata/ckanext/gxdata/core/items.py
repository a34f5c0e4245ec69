"""信息项 of a resource: a Frictionless Table Schema with the properties of metadata model §3 beside its own.

``tidied`` brings what was given into one form and says everything that is wrong at once; ``opened`` is what readers get:
closed items are gone, not hidden. What each property must be is in ``item_properties``. Not here: grading.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.item_properties import PROPERTIES, Given
from ckanext.gxdata.core.text import as_text, key, storable

MOST = 2_000
_NOT_A_SCHEMA = "信息项应为 Frictionless Table Schema：含 fields 列表的对象，每项至少有 name"


@dataclass(frozen=True, slots=True)
class ItemProblem:
    """``number`` counts from 1; 0 means the schema as a whole."""

    number: int
    name: str
    property: str
    message: str

    def sentence(self, resource: int) -> str:
        """资源 2 › 信息项 5“手机号”：…"""
        place = f" › 信息项 {self.number}" + (f"“{self.name[:50]}”" if self.name else "") if self.number else ""
        return f"资源 {resource}{place}：{self.message}"


def tidied(value: Any, codelists: Mapping[str, CodeList]) -> tuple[dict[str, Any], tuple[ItemProblem, ...]]:
    """The schema, each faulty property left out, and what was wrong. An unusable schema comes back empty."""
    schema = _loaded(value)
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        return {}, (ItemProblem(0, "", "schema", _NOT_A_SCHEMA),)
    if len(fields) > MOST:
        return {}, (ItemProblem(0, "", "schema", f"信息项有 {len(fields)} 个，超过 {MOST} 个；请拆分资源"),)
    problems: list[ItemProblem] = []
    items = [_item(number, dict(field), codelists, problems) for number, field in enumerate(fields, start=1)]
    _doubles(items, problems)
    keys = [item["name"] for item in items if item.pop("primary_key", False)]
    given = schema.get("primaryKey") or []
    given = [given] if isinstance(given, str) else list(given) if isinstance(given, list) else []
    complete = {**storable(schema), "fields": items}
    if keys or given:
        complete["primaryKey"] = list(dict.fromkeys([*given, *keys]))
        problems.extend(_strange_keys(complete["primaryKey"], items))
    return complete, tuple(problems)


def _loaded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _item(
    number: int, field: dict[str, Any], codelists: Mapping[str, CodeList], problems: list[ItemProblem]
) -> dict[str, Any]:
    field = storable(field)
    name = _take_names(field)
    if not name or isinstance(field.get("name"), (dict, list)):
        problems.append(ItemProblem(number, "", "name", "没有名称；请填写信息项名称（name）"))
    item: dict[str, Any] = {"name": name}
    for property_, value in field.items():
        if property_ == "name" or value is None or value == "":
            continue
        judge = PROPERTIES.get(property_)
        try:
            item.update(judge(Given(item, field, value, codelists)) if judge else {property_: value})
        except ValueError as error:
            problems.append(ItemProblem(number, name, property_, str(error)))
    return item


def _take_names(field: dict[str, Any]) -> str:
    """The name. A further ``item_name`` becomes the title, which readers see, or stays beside another one."""
    item_name, title = as_text(field.get("item_name")), as_text(field.get("title"))
    name = as_text(field.get("name")) or item_name
    if not item_name and isinstance(field.get("item_name"), (dict, list)):
        return name  # told as a fault of its own
    field.pop("item_name", None)
    if key(item_name) not in ("", key(name), key(title)):
        field["item_name" if title else "title"] = item_name
    return name


def _doubles(items: list[dict[str, Any]], problems: list[ItemProblem]) -> None:
    """Names are unique after NFKC and case, titles and English names as well."""
    for property_, label in (("name", "名称"), ("title", "标题"), ("item_name_en", "英文名")):
        first: dict[str, int] = {}
        for number, item in enumerate(items, start=1):
            plain = key(str(item.get(property_) or ""))
            if plain and first.setdefault(plain, number) != number:
                message = f"{label}“{str(item[property_])[:50]}”与信息项 {first[plain]} 重复；请改用不同的{label}"
                problems.append(ItemProblem(number, str(item["name"]), property_, message))
                if property_ != "name":
                    del item[property_]


def _strange_keys(keys: list[Any], items: list[dict[str, Any]]) -> list[ItemProblem]:
    names = {item["name"] for item in items}
    return [
        ItemProblem(0, "", "primaryKey", f"主键“{str(name)[:50]}”不是任何一个信息项的名称，请改正 primaryKey")
        for name in keys
        if name not in names
    ]


def opened(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without its closed items, and without keys that name one."""
    fields = schema.get("fields")
    if not isinstance(fields, list) or not closed_items(schema):
        return dict(schema)
    closed = frozenset(closed_items(schema))
    kept = [field for field in fields if not is_closed(field)]
    keys = schema.get("primaryKey") or []
    left = [name for name in ([keys] if isinstance(keys, str) else keys) if name not in closed]
    rest = {name: value for name, value in schema.items() if name not in ("fields", "primaryKey", "foreignKeys")}
    return {**rest, "fields": kept, **({"primaryKey": left} if left else {})}


def is_closed(field: Any) -> bool:
    """Whether an item says that it is not opened."""
    return (type(field) is dict or isinstance(field, Mapping)) and field.get("open") is False


def closed_items(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the items that are not opened."""
    fields = schema.get("fields")
    return tuple(str(field.get("name")) for field in fields if is_closed(field)) if isinstance(fields, list) else ()
