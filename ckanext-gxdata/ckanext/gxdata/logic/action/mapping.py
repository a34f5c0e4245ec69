"""What a mapping did not know, and what people answered: every answer is a line laid over the mapping of its source."""

from __future__ import annotations

from typing import Any, Literal

import ckan.plugins.toolkit as tk
import yaml
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import mapping_lines
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.labels import Labels, label_key
from ckanext.gxdata.core.mapping_rules import RecordMapping
from ckanext.gxdata.core.text import key
from ckanext.gxdata.harvest.source_mapping import answers_of, lines_of, mapping_of
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.logic.mapping_questions import MOST, Asking, asked, is_open, refusal
from ckanext.gxdata.model import HarvestSource, MappingLine

LONGEST_VALUE = 200


@tk.side_effect_free
def gxdata_mapping_question_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """What nobody has answered yet of ``source``, the most frequent first, at most 500.

    ``[{"kind" (code, label), "field", "field_title", "value", "sample", "records", "examples": [guid], "code_list",
    "suggestions": [{"id", "title"}], "choices": [{"id", "title"}]}]``; ``choices`` is empty for lists of more than 60 codes.
    """
    source = _source(context, "gxdata_mapping_question_list", data_dict, "source")
    lines = answers_of(source)
    asking = Asking(source, config.rulebook(), _mapping(source))
    unanswered = [question for question in asked(source) if is_open(question, lines)]
    return [asking.shown(question) for question in unanswered[:MOST]]


@tk.side_effect_free
def gxdata_mapping_line_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers given for ``source``: ``[{"id", "kind", "field", "value", "target", "author", "created"}]``."""
    source = _source(context, "gxdata_mapping_line_list", data_dict, "source")
    return [_shown(line) for line in lines_of(source)]


def gxdata_mapping_line_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Answers a question of ``source``: the ``value`` of ``field`` means the code ``target`` (``kind`` code), or the label
    ``value`` means the notion ``target`` (``kind`` label, no ``field``). An empty ``target``: it means nothing.

    An answer given before to the same question is replaced. Answers the line and ``records``: how many staged records ask
    it. It takes effect at the next run, or by ``gxdata_harvest_replay``.
    """
    arguments.only(data_dict, "source", "kind", "field", "value", "target")
    source = _source(context, "gxdata_mapping_line_create", data_dict, "source")
    line = _checked(source, data_dict)
    stored = _stored(source, line, str(context.get("user") or ""))
    concerned = sum(question.records for question in asked(source) if question.is_answered_by(line))
    return {**_shown(stored), "records": concerned}


def gxdata_mapping_line_delete(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Takes an answer (``id``) back; answers the line that was."""
    tk.check_access("gxdata_mapping_line_delete", context, data_dict)
    line = model.Session.get(MappingLine, arguments.text(data_dict, "id"))
    if line is None:
        raise tk.ObjectNotFound(tk._("There is no answer “{id}”").format(id=data_dict["id"]))
    shown = _shown(line)
    model.Session.delete(line)
    model.Session.commit()
    return shown


@tk.side_effect_free
def gxdata_mapping_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The mapping of ``source`` with its constants and all answers, to be kept as a file: ``{"mapping", "yaml"}``."""
    source = _source(context, "gxdata_mapping_show", data_dict, "source")
    rules = config.rulebook()
    answers = answers_of(source)
    try:
        mapping_of(source, rules)
        document = rules.tailor.laid_over(rules.documents[source.mapping], source.defaults, answers)
    except RuleError as error:
        raise refusal("source", str(error)) from error
    return {
        "mapping": source.mapping,
        "yaml": yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=120),
    }


def _source(context: Context, action: str, data: dict[str, Any], argument: str) -> HarvestSource:
    source = find_source(arguments.text(data, argument))
    tk.check_access(action, context, data)
    return source


def _mapping(source: HarvestSource) -> RecordMapping:
    """With the answers; without them where one no longer fits, so that somebody can see it and take it back."""
    rules = config.rulebook()
    try:
        return mapping_of(source, rules)
    except RuleError:
        try:
            return rules.mapping(source.mapping)
        except RuleError as error:
            raise refusal("source", str(error)) from error


# ── an answer, checked ───────────────────────────────────────────────────────────────────────────────────────────────


def _checked(source: HarvestSource, data: dict[str, Any]) -> mapping_lines.MappingLine:
    kind = arguments.text(data, "kind")
    value, target = arguments.text(data, "value").strip(), data.get("target", "")
    if len(value) > LONGEST_VALUE or not value:
        raise refusal("value", tk._("A value has 1 to {most} characters").format(most=LONGEST_VALUE))
    if not arguments.is_text(target):
        raise refusal("target", tk._("“{name}” must be a text").format(name="target"))
    if kind == "code":
        return _code_line(source, arguments.text(data, "field"), value, target.strip())
    if kind == "label":
        if data.get("field"):
            raise refusal("field", tk._("A label has no field; say what it means as target"))
        return _fitting(source, _line("label", "", value, _notion(config.rulebook().labels, target.strip())))
    raise refusal("kind", tk._("“{kind}” is neither code nor label").format(kind=kind[:50]))


def _line(kind: Literal["code", "label"], field: str, value: str, target: str) -> mapping_lines.MappingLine:
    return mapping_lines.MappingLine(kind, field, value, target)


def _code_line(source: HarvestSource, pointer: str, value: str, target: str) -> mapping_lines.MappingLine:
    rules = config.rulebook()
    field = mapping_lines.field_of(pointer)
    coded = {name: rule for name, rule in Asking(source, rules, _mapping(source)).field_rules.items() if rule.code_list}
    if field not in coded:
        known = "、".join(f"{name}（{rule.label}）" for name, rule in coded.items())
        message = tk._("The mapping of this source has no coded field “{name}”; there are: {known}")
        raise refusal("field", message.format(name=field[:50], known=known))
    return _fitting(source, _line("code", field, value, _code(rules.codelists[coded[field].code_list], target)))


def _code(code_list: CodeList, target: str) -> str:
    """The id of the code that was written, by id or by a word that only it has."""
    code = code_list.only(target) if target else None
    if target and code is None:
        near = "、".join(f"{each.labels['zh']}（{each.id}）" for each in code_list.near(target) or code_list.codes[:5])
        message = tk._("The list “{list}” has no code “{code}”; near ones: {near}")
        raise refusal(
            "target", message.format(list=code_list.title.get("zh", code_list.id), code=target[:50], near=near)
        )
    return code.id if code else ""


def _notion(labels: Labels, target: str) -> str:
    """The id of the notion that was written, by id, title or one of its labels."""
    titles = {label_key(notion.title): notion.id for notion in labels.notions.values()}
    found = target if target in labels.notions else titles.get(label_key(target)) or labels.common(target)
    if target and not found:
        known = "、".join(f"{notion.title}（{notion.id}）" for notion in labels.notions.values())
        raise refusal(
            "target", tk._("No label means “{name}”; there are: {known}").format(name=target[:50], known=known)
        )
    return found


def _fitting(source: HarvestSource, line: mapping_lines.MappingLine) -> mapping_lines.MappingLine:
    """The line, once the mapping is whole with it. Answers that no longer fit are another affair."""
    try:
        config.rulebook().tailored(source.mapping, {}, (line,))
    except RuleError as error:
        raise refusal("target", f"{error.message}。{error.hint}") from error
    return line


# ── and kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _stored(source: HarvestSource, line: mapping_lines.MappingLine, user: str) -> MappingLine:
    """Of two who answer the same question at the same moment, the later one waits for the first and replaces its answer."""
    model.Session.query(HarvestSource.id).filter_by(id=source.id).with_for_update(key_share=True).one()
    same = label_key if line.kind == "label" else key
    stored = next((each for each in lines_of(source) if _is_same(each.answer(), line, same)), None)
    if stored is None:
        stored = MappingLine(source_id=source.id, kind=line.kind, field=line.field, value=line.value)
        model.Session.add(stored)
    stored.target, stored.author = line.target, _user_id(user)
    model.Session.commit()
    return stored


def _is_same(one: mapping_lines.MappingLine, other: mapping_lines.MappingLine, same: Any) -> bool:
    return (one.kind, one.field, same(one.value)) == (other.kind, other.field, same(other.value))


def _user_id(name: str) -> str:
    user = model.User.get(name) if name else None
    return user.id if user else ""


def _shown(line: MappingLine) -> dict[str, Any]:
    author = model.User.get(line.author) if line.author else None
    return {**line.public_dict(), "author": (author.fullname or author.name) if author else ""}
