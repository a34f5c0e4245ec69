"""Options of a source ↔ the texts of its form, with types. Every fault is told at its field, all at once.

A field is called ``options.<path>``. An empty one is an option that is not given. ``options`` itself (``MORE``) takes
YAML, laid beside the fields. Not here: which fields there are (``option_fields.py``), and reading YAML: a caller hands in
the reader, which knows lines.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.option_faults import Place, faults_of
from ckanext.gxdata.core.option_fields import Schema, field_kind, is_group

MORE = "options"
_YES_NO = {"true": True, "false": False}
_SCALAR = (str, int, float, bool)


class Written(Protocol):
    """YAML that was read, with the line of every value."""

    @property
    def data(self) -> Any: ...

    def pointer(self, place: Place) -> str:
        """Ends in ``:line``."""
        ...


ReadYaml = Callable[[str, str], Written]


@dataclass(frozen=True, slots=True)
class Read:
    """``faults`` by the path of the option; those of the further options have the path ``""``."""

    options: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def wrong(self, path: str, text: str) -> None:
        """Adds a fault; what says nothing new is left out."""
        told = self.faults.setdefault(path, [])
        if text not in told:
            told.append(text)


def to_form(options: Mapping[str, Any], schema: Schema) -> dict[str, str]:
    """The texts of the fields; what no field can show stands under ``MORE``."""
    form: dict[str, str] = {}
    rest = _shown(options, schema, MORE, form)
    return {**form, MORE: _yaml(rest)} if rest else form


def _shown(options: Mapping[str, Any], schema: Schema, name: str, form: dict[str, str]) -> dict[str, Any]:
    parts = schema.get("properties", {})
    rest: dict[str, Any] = {}
    for key, value in options.items():
        part, here = parts.get(key), f"{name}.{key}"
        if part is not None and is_group(part) and isinstance(value, Mapping):
            if below := _shown(value, part, here, form):
                rest[key] = below
            continue
        text = None if part is None or is_group(part) else _text(value, field_kind(part))
        if text is None:
            rest[key] = value
        else:
            form[here] = text
    return rest


def _text(value: Any, kind: str) -> str | None:
    """As the field shows it; None where it cannot."""
    if kind == "yaml":
        return _yaml(value)
    if kind == "lines":
        fits = isinstance(value, list) and all(isinstance(each, str) and _is_line(each) for each in value)
        return "\n".join(value) if fits else None
    if not isinstance(value, _SCALAR):
        return None
    if kind == "value":
        return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) or _is_json(value) else value
    if isinstance(value, bool):
        return str(value).lower() if kind == "boolean" else None
    return str(value)


def _is_line(text: str) -> bool:
    return text == text.strip() and len(text.splitlines()) == 1 and not text.startswith("[")


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_no_number)
    except (RecursionError, ValueError):
        return False
    return True


def _no_number(word: str) -> None:
    """``NaN`` and ``Infinity`` are words here: no database takes them as JSON."""
    raise ValueError(word)


def _yaml(value: Any) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=False, width=100))


def from_form(
    form: Mapping[str, str], schema: Schema, read_yaml: ReadYaml, under: Mapping[str, Any] | None = None
) -> Read:
    """The options that were filled in, and everything that is wrong with them when laid over those ``under`` them."""
    read = Read()
    read.options.update(_values(form, schema, MORE, read, read_yaml))
    more = _more(form.get(MORE, ""), read, read_yaml)
    if more is not None:
        _lay(read.options, more.data, (), more, read)
    for error in Draft202012Validator(schema).iter_errors(_over(under or {}, read.options)):
        _judge(error, more, read)
    return read


def _values(form: Mapping[str, str], schema: Schema, name: str, read: Read, read_yaml: ReadYaml) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, part in schema.get("properties", {}).items():
        here = f"{name}.{key}"
        if is_group(part):
            below = _values(form, part, here, read, read_yaml)
            if below or any(text.strip() for each, text in form.items() if each.startswith(f"{here}.")):
                found[key] = below
        elif text := form.get(here, "").replace("\r\n", "\n").strip():
            value = _value(text, part, here.removeprefix(f"{MORE}."), read, read_yaml)
            if value is not None:
                found[key] = value
    return found


def _value(text: str, schema: Schema, path: str, read: Read, read_yaml: ReadYaml) -> Any:
    kind = field_kind(schema)
    if kind == "lines" and not text.startswith("["):
        return [line.strip() for line in text.split("\n") if line.strip()]
    if kind in ("yaml", "lines"):  # a list may also be written as YAML has it: [a, b]
        written = _written(text, path, read, read_yaml)
        return written.data if written else None
    if kind == "value":
        return json.loads(text) if _is_json(text) and isinstance(json.loads(text), _SCALAR) else text
    if kind in ("integer", "number"):
        return _number(text, kind, path, read)
    if kind == "boolean":
        if text not in _YES_NO:
            read.wrong(path, f"只能是“是”或“否”，所填：{text[:60]}")
        return _YES_NO.get(text)
    return text


def _number(text: str, kind: str, path: str, read: Read) -> int | float | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        value = float("nan")
    if value - value != 0 or (kind == "integer" and not value.is_integer()):
        read.wrong(path, f"应为{'整数' if kind == 'integer' else '数字'}，所填：{text[:60]}")
        return None
    return int(value) if value.is_integer() else value


def _written(text: str, path: str, read: Read, read_yaml: ReadYaml) -> Written | None:
    try:
        return read_yaml(text, "")
    except RuleError as error:
        said = error.message.split("：", 1)[0]  # behind it the parser speaks English
        read.wrong(path, f"{_line(error.pointer)}：{said}；{error.hint}")
        return None


def _line(pointer: str) -> str:
    return f"第 {pointer.rsplit(':', 1)[-1]} 行"


def _more(text: str, read: Read, read_yaml: ReadYaml) -> Written | None:
    if not text.strip():
        return None
    written = _written(text.replace("\r\n", "\n"), "", read, read_yaml)
    if written is None or isinstance(written.data, dict):
        return written
    read.wrong("", f"{_line(written.pointer(()))}：应为“键: 值”的形式，例如 timeout_seconds: 60")
    return None


def _lay(options: dict[str, Any], more: Mapping[str, Any], place: Place, written: Written, read: Read) -> None:
    for key, value in more.items():
        here = (*place, key)
        known = options.get(key)
        if isinstance(known, dict) and isinstance(value, Mapping):
            _lay(known, value, here, written, read)
        elif key in options:
            path = ".".join(str(part) for part in here)
            read.wrong("", f"{_line(written.pointer(here))}：“{path}”在上面的表单中已经填写，请只保留一处")
        else:
            options[key] = value


def _over(under: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    laid = dict(under)
    for key, value in options.items():
        below = laid.get(key)
        laid[key] = _over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return laid


def _judge(error: ValidationError, more: Written | None, read: Read) -> None:
    for fault in faults_of(error):
        path = ".".join(str(part) for part in fault.place)
        if any(path == told or path.startswith(f"{told}.") for told in read.faults if told):
            continue  # the field itself says more
        if more is not None and _is_there(more.data, fault.place):
            read.wrong(
                "", f"{_line(more.pointer(fault.place))}：{'' if fault.names_itself else f'“{path}”'}{fault.text}"
            )
        else:
            read.wrong(path, fault.text)


def _is_there(data: Any, place: Place) -> bool:
    for part in place:
        within = data if isinstance(data, Mapping) else range(len(data)) if isinstance(data, list) else ()
        if part not in within:
            return False
        data = data[part]
    return True
