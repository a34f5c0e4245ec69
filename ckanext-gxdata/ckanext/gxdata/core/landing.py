"""The landing rule: what a harvested draft lacks or leaves unclear becomes a finding and takes a safe default.

Safe means not open, and not public where openness is unclear. Protection is raised here, never lowered. The result
passes the validators of the form, which are stricter, and the publish gate. Not here: unknown codes (``mapping``),
personal data in cells (``pii``), what a 信息项 is worth protecting (``grading``).

====================  ========================================  ===========================================
lacking or unclear    default                                   why this one
====================  ========================================  ===========================================
open_type             closed (``unclear``), not public          nobody has said that it may be opened
open_condition        application                               the least that lets a person decide
closed_reason         source_declared                           the source closed it, without a ground
data_grade            general                                   core and important data is never harvested unmarked
general_level         1, 2 or 4 by open_type                    the level whose default openness that is; rules raise it
update_frequency      other                                     *irregular* would be a promise of updates
license_id            notspecified                              a licence is granted, not presumed
theme                 other                                     a dataset without theme would not be found by it
notes, region         stay empty                                there is no safe guess of contents or place
====================  ========================================  ===========================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core import contact, grading, pii, private_numbers, transforms, values
from ckanext.gxdata.core.grading import Assessment, Grade
from ckanext.gxdata.core.grading_review import Decided, fields_of, grade_of, standing, unseen
from ckanext.gxdata.core.records import DatasetDraft, Finding, Severity

UNCLEAR = "unclear"
SOURCE_DECLARED = "source_declared"
SECURITY, PRIVACY = "security", "personal_privacy"

LONGEST_TITLE, LONG_TITLE = 200, 100
LONGEST_NOTES, LONG_NOTES = 10_000, 2_000
MOST_THEMES, MANY_TAGS = 3, 10
LONGEST_TEXT = 1_000
"""Of any other text field. Solr refuses an indexed value over 32,766 bytes and loses its batch with it."""

_LEVELS = {"unconditional": "1", "conditional": "2", "closed": "4"}
_RAISED = {"3": "conditional", "4": "closed"}
"""Level 3 and 4 are never opened without conditions (open_grading.yaml, consistency rules)."""


@dataclass(frozen=True, slots=True)
class Landed:
    """``public`` is false where the dataset must stay private whatever its files hold."""

    draft: DatasetDraft
    public: bool


@dataclass(slots=True)
class _Landing:
    """The one place of change: fields being completed and findings being gathered."""

    fields: dict[str, Any]
    findings: list[Finding]
    assessment: Assessment

    def note(
        self, rule: str, field: str, message: str, hint: str, severity: Severity = "warning", value: Any = ""
    ) -> None:
        self.findings.append(Finding(rule, pii.redact(message), severity, field, hint, pii.redact(str(value))[:200]))


def land(
    draft: DatasetDraft,
    rules: grading.Rules,
    tables: Sequence[Mapping[str, Any]] = (),
    decided: Decided = Decided(),  # noqa: B008  frozen
) -> Landed:
    """Completes a mapped draft. ``tables`` are those found in its files (name, schema, row_count), whatever it declares;
    ``decided`` is what the catalog holds of it already: a source neither lowers a grade nor undoes a review."""
    described = {**draft.fields, "resources": [*draft.resources, *tables]}
    assessment = standing(grading.assess(described, rules), decided.review)
    landing = _Landing({**draft.fields, **_kept_grade(draft, decided)}, list(draft.findings), assessment)
    clear = _land_openness(landing)
    for step in _STEPS:
        step(landing)
    raw = dict(draft.raw)
    if not private_numbers.all_clear(raw) and private_numbers.may_tell(raw):
        raw = private_numbers.masked("raw", raw, _PERSONAL)
    complete = DatasetDraft(draft.guid, landing.fields, draft.resources, raw, tuple(landing.findings))
    return Landed(complete, public=clear and landing.fields["data_grade"] == "general" and not decided.held)


def _kept_grade(draft: DatasetDraft, decided: Decided) -> dict[str, str]:
    grades = (*unseen(grade_of(draft.fields), decided.review), *decided.stored)
    return fields_of(max(grades)) if decided.stored and grades else {}


def short_title(draft: DatasetDraft) -> str:
    """The title as it will be stored."""
    return str(draft.fields["title"])[:LONGEST_TITLE].rstrip()


def _land_openness(landing: _Landing) -> bool:
    """Whether the source said how open the dataset is."""
    if landing.fields.get("open_type"):
        return True
    landing.fields.update(open_type="closed", closed_reason=[UNCLEAR])
    message = "开放属性缺失或无法识别，按“不予开放”入库，暂不公开"
    landing.note("missing-open_type", "open_type", message, "请数源部门确认开放属性；确认后重新采集即可公开")
    return False


def _land_grade(landing: _Landing) -> None:
    fields = landing.fields
    if not fields.get("data_grade"):
        fields["data_grade"] = "general"
        message = "没有数据级别，暂按“一般数据”处理"
        landing.note("missing-data_grade", "data_grade", message, "请按 GB/T 43697-2024 确定数据级别", "info")
    if fields["data_grade"] == "general" and not fields.get("general_level"):
        fields["general_level"] = _LEVELS[fields["open_type"]]
        message = f"没有一般数据分级，按开放属性暂定为 {fields['general_level']} 级"
        level = fields["general_level"]
        landing.note("missing-general_level", "general_level", message, "请数源部门确定分级", "info", value=level)


def _raise_grade(landing: _Landing) -> None:
    """What the rules find raises what the source says, each reason with its rule and 信息项."""
    given = max(grading.declared_grades(landing.fields), default=Grade(1))
    grade = landing.assessment.grade
    if grade <= given:
        return
    landing.fields.update(data_grade=grade.data_grade, general_level=grade.general_level)
    for reason in landing.assessment.reasons:
        if reason.grade > given:
            message = (
                f"{reason.message}（规则 {reason.rule}，{reason.source}）；数据集由 {given.label}提高为 {grade.label}"
            )
            hint = "请核对该信息项是否需要；确属误判的，由分级审核人说明理由后降低"
            landing.note("grade-raised", reason.item or "general_level", message, hint)


def _keep_protected(landing: _Landing) -> None:
    fields = landing.fields
    if fields["data_grade"] == "general":
        return
    fields.pop("general_level", None)
    if fields["open_type"] != "closed":
        fields.update(open_type="closed", closed_reason=[SECURITY])
    message = "核心数据、重要数据不得进入公开目录，已转为不公开"
    hint = "此类数据只登记在内部目录，请核对是否应当汇集到本平台"
    landing.note("protected-grade", "data_grade", message, hint, "error")


def _raise_protection(landing: _Landing) -> None:
    fields = landing.fields
    level = fields.get("general_level", "")
    if fields["open_type"] == "unconditional" and level in _RAISED:
        fields["open_type"] = _RAISED[level]
        if level == "4" and landing.assessment.contains_personal_info:
            fields["closed_reason"] = [PRIVACY]
        message = f"{level} 级数据不能无条件开放，已改为“{'有条件开放' if level == '3' else '不予开放'}”"
        landing.note("level-forbids-opening", "open_type", message, "请核对分级与开放属性，二者须一致", "error")


def _close_personal(landing: _Landing) -> None:
    """Personal data of any level is not open without conditions unless it is anonymised."""
    if landing.fields["open_type"] != "unconditional":
        return
    for reason in landing.assessment.barred:
        landing.fields["open_type"] = "conditional"
        message = f"{reason.message}；已改为“有条件开放”（规则 {reason.rule}）"
        hint = "请删去该列或做匿名化处理，并填写脱敏方式与脱敏规则"
        landing.note("opening-narrowed", reason.item or "open_type", message, hint, "error")


def _land_conditions(landing: _Landing) -> None:
    fields = landing.fields
    if fields["open_type"] == "conditional" and not fields.get("open_condition"):
        fields["open_condition"] = ["application"]
        message = "有条件开放而未写条件，暂按“提交使用申请”处理"
        landing.note("missing-open_condition", "open_condition", message, "请数源部门写明开放条件")
    if fields["open_type"] == "closed" and not fields.get("closed_reason"):
        fields["closed_reason"] = [SOURCE_DECLARED]
        message = "不予开放而未写依据，暂记为“来源系统标明不予开放”"
        landing.note("missing-closed_reason", "closed_reason", message, "请数源部门写明不予开放的依据")


def _land_codes(landing: _Landing) -> None:
    defaults: tuple[tuple[str, Any, str, str], ...] = (
        ("update_frequency", "other", "更新周期", "“其他”"),
        ("license_id", "notspecified", "利用协议", "“未注明”"),
        ("theme", ["other"], "主题", "“其他”"),
        ("region", [], "行政区划", "空白"),
    )
    for field, default, label, shown in defaults:
        if not landing.fields.get(field):
            landing.fields[field] = default
            landing.note(f"missing-{field}", field, f"没有可用的{label}，暂记为{shown}", f"请数源部门填写{label}")


def _land_title(landing: _Landing) -> None:
    title = str(landing.fields["title"])
    if len(title) <= LONG_TITLE:
        return
    landing.fields["title"] = title[:LONGEST_TITLE].rstrip()
    cut = f"，已截为前 {LONGEST_TITLE} 个字" if len(title) > LONGEST_TITLE else ""
    message = f"名称有 {len(title)} 个字，超过 {LONG_TITLE} 个{cut}"
    landing.note("long-title", "title", message, "请缩短名称，把说明写进摘要", value=title)


def _land_notes(landing: _Landing) -> None:
    notes = str(landing.fields.get("notes") or "")
    landing.fields["notes"] = notes[:LONGEST_NOTES]
    if not notes:
        landing.note("missing-notes", "notes", "没有摘要", "请写明数据的内容、范围和用途，10 至 2000 字")
    elif len(notes) > LONG_NOTES:
        cut = f"，已截为前 {LONGEST_NOTES} 个字" if len(notes) > LONGEST_NOTES else ""
        message = f"摘要有 {len(notes)} 个字，超过 {LONG_NOTES} 个{cut}"
        landing.note("long-notes", "notes", message, "请把摘要缩短到 2000 字以内", "info")


def _land_lists(landing: _Landing) -> None:
    themes, tags = landing.fields["theme"], landing.fields.get("tags", [])
    if len(themes) > MOST_THEMES:
        landing.fields["theme"] = themes[:MOST_THEMES]
        message = f"主题有 {len(themes)} 个，采用前 {MOST_THEMES} 个"
        landing.note("many-themes", "theme", message, f"请选定最多 {MOST_THEMES} 个主题", value="、".join(themes))
    if len(tags) > MANY_TAGS:
        message = f"关键词有 {len(tags)} 个，超过 {MANY_TAGS} 个"
        landing.note("many-tags", "tags", message, "请只保留最能说明内容的关键词", "info")


def _land_contact(landing: _Landing) -> None:
    phone, email = landing.fields.get("contact_phone", ""), landing.fields.get("contact_email", "")
    if pii.contains_mobile(str(phone)):
        del landing.fields["contact_phone"]
        landing.note(
            "mobile-contact",
            "contact_phone",
            "联系电话是手机号码，未公开",
            "请改用办公电话",
            value=pii.redact(str(phone)),
        )
    elif phone:
        _land_phone(landing, str(phone))
    try:
        landing.fields.update({"contact_email": transforms.apply("email", email)} if email else {})
    except ValueError as error:
        del landing.fields["contact_email"]
        landing.note("unfit-value", "contact_email", f"联系邮箱不可用：{error}，已略去", "请改正联系邮箱", value=email)


def _land_phone(landing: _Landing, phone: str) -> None:
    try:
        landing.fields["contact_phone"] = contact.office_phone(phone)
    except ValueError as error:
        del landing.fields["contact_phone"]
        landing.note("unfit-value", "contact_phone", f"{error}（已略去）", "请改正联系电话", value=phone)


def _land_private(landing: _Landing) -> None:
    """Private numbers in other texts: of contacts nothing is kept, elsewhere the words stay and the number is masked.

    Title and summary are as the department wrote them; with such a number the dataset is not public (``packaging``).
    """
    told_of = {name: value for name, value in landing.fields.items() if name not in _NO_NUMBERS}
    if private_numbers.all_clear(told_of):
        return
    for field in told_of:
        given = landing.fields[field]
        told = private_numbers.faults(field, given, _PERSONAL)
        if not told:
            continue
        shown = private_numbers.masked(field, given, _PERSONAL)
        done = "已略去" if field.startswith("contact_") else "已遮盖"
        if field.startswith("contact_"):
            del landing.fields[field]
        else:
            landing.fields[field] = shown
        message = f"{'；'.join(told)}（{done}）"
        landing.note("private-number", field, message, "请数源部门改正这一项", value=shown)


_AS_WRITTEN = ("title", "notes", "source_identifier")
_NO_NUMBERS = values.OF_DAYS.union(_AS_WRITTEN)
"""A day that ``_land_values`` has let pass is no number of a person."""
_PERSONAL = pii.Rules()
"""Words of headers decide about columns; a text speaks for itself."""


def _land_values(landing: _Landing) -> None:
    """What does not look as its field must is left out; the source's own value is in the finding."""
    for field in [name for name in landing.fields if name in values.CHECKS and name not in _REPAIRED]:
        given = landing.fields[field]
        if given in ("", None, [], {}):
            continue
        try:
            landing.fields[field] = values.check(field, given)
        except ValueError as error:
            del landing.fields[field]
            landing.note(
                "unfit-value", field, f"{error}（已略去）", "请数源部门改正这一项", value=pii.redact(str(given))
            )


def _land_lengths(landing: _Landing) -> None:
    for field, value in landing.fields.items():
        if field not in ("title", "notes") and isinstance(value, str) and len(value) > LONGEST_TEXT:
            landing.fields[field] = value[:LONGEST_TEXT]
            message = f"“{field}”有 {len(value)} 个字，已截为前 {LONGEST_TEXT} 个"
            landing.note("long-text", field, message, "请缩短这一项", value=value)


_REPAIRED = ("contact_phone",)
"""Fields with a step of their own."""

_STEPS: tuple[Callable[[_Landing], None], ...] = (
    _land_grade,
    _raise_grade,
    _keep_protected,
    _raise_protection,
    _close_personal,
    _land_conditions,
    _land_codes,
    _land_title,
    _land_notes,
    _land_lists,
    _land_contact,
    _land_values,
    _land_private,
    _land_lengths,
)
