"""Whether the fields of a dataset agree with each other (metadata model §1, §4). Forms and the API refuse what does not.

A harvest reports the same sentences as findings (``quality/disagreement``). Not here: grading against openness, which
is the publish gate (``grading``); one value for itself (``values``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """``field`` is where the remedy lies."""

    rule: str
    field: str
    message: str


def disagreements(fields: Fields, today: str = "") -> tuple[Disagreement, ...]:
    """All that is wrong; ``today`` (ISO 8601) may be left out, and the future is then not judged."""
    return tuple(item for judge in _RULES for item in judge(fields, today))


def gaps(fields: Fields) -> tuple[Disagreement, ...]:
    """What one field asks of another and is not there: a form insists, a program is told by findings."""
    return tuple(item for judge in _GAPS for item in judge(fields, ""))


def _order(fields: Fields, today: str) -> Iterator[Disagreement]:
    for start, end in (("temporal_start", "temporal_end"), ("authorisation_start", "authorisation_end")):
        first, last = _text(fields, start), _text(fields, end)
        if first and last and is_after(first, last):
            message = f"结束日期“{last}”早于开始日期“{first}”，请核对两个日期"
            yield Disagreement("end-before-start", end, message)


def is_after(first: str, last: str) -> bool:
    """Whether a day, month or year lies wholly after another."""
    length = min(len(first), len(last), 10)
    return first[:length] > last[:length]


def _issued(fields: Fields, today: str) -> Iterator[Disagreement]:
    issued, modified = _text(fields, "issued"), _text(fields, "modified")
    if issued and today and issued[:10] > today[:10]:
        yield Disagreement("issued-in-future", "issued", f"发布日期“{issued[:10]}”晚于今天（{today[:10]}），请改正")
    if issued and modified and modified[:10] < issued[:10]:
        message = f"数据更新时间“{modified[:10]}”早于发布日期“{issued[:10]}”，请核对两个日期"
        yield Disagreement("modified-before-issued", "modified", message)


def _sharing(fields: Fields, today: str) -> Iterator[Disagreement]:
    kind = _text(fields, "share_type")
    if kind in ("conditional", "none") and not _text(fields, "share_condition"):
        wanted = "共享条件" if kind == "conditional" else "不予共享所依据的法律、法规或国务院政策"
        yield Disagreement(
            "missing-share_condition", "share_condition", f"共享类型为“{_SHARING[kind]}”时须写明{wanted}"
        )


def _personal(fields: Fields, today: str) -> Iterator[Disagreement]:
    if _is(fields, "contains_sensitive_pi", True) and _is(fields, "contains_personal_info", False):
        message = "含敏感个人信息就是含个人信息，请把“含个人信息”改为“是”，或改正本项"
        yield Disagreement("sensitive-without-personal", "contains_sensitive_pi", message)


def _cross_border(fields: Fields, today: str) -> Iterator[Disagreement]:
    if _is(fields, "cross_border_sensitive", True) and not _text(fields, "cross_border_note"):
        message = "数据出境受限时，请在“出境限制说明”中写明依据与所需的评估或审查"
        yield Disagreement("missing-cross_border_note", "cross_border_note", message)


def _terms(fields: Fields, today: str) -> Iterator[Disagreement]:
    kind = _text(fields, "provider_kind")
    if kind in ("enterprise", "social") and not _text(fields, "own_terms"):
        message = "企业数据、社会数据须写明提供方自己的利用条款，或给出条款的网址"
        yield Disagreement("missing-own_terms", "own_terms", message)


def _operation(fields: Fields, today: str) -> Iterator[Disagreement]:
    if _text(fields, "authorised_operation") == "yes" and not _text(fields, "authorised_operator"):
        message = "已授权运营的数据须写明运营单位的名称"
        yield Disagreement("missing-authorised_operator", "authorised_operator", message)


def _shifted(fields: Fields, today: str) -> Iterator[Disagreement]:
    if _text(fields, "spatial_crs") and not fields.get("spatial"):
        message = f"写了坐标系“{_text(fields, 'spatial_crs')}”而没有空间范围，请补上范围或删去坐标系"
        yield Disagreement("crs-without-geometry", "spatial", message)


_SHARING = {"conditional": "有条件共享", "none": "不予共享"}
_RULES = (_order, _issued, _sharing, _personal, _terms)
_GAPS = (_cross_border, _operation, _shifted)


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _is(fields: Fields, name: str, wanted: bool) -> bool:
    return str(fields.get(name)).lower() == str(wanted).lower()
