"""Why a dataset is in a zone, as a sentence for readers: zh, en, vi, th (the last two by machine). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.zone_rules import TEXT_FIELDS

if TYPE_CHECKING:
    from ckanext.gxdata.core.zones import Evidence, Membership

Sentences = Mapping[str, str]

_CODE_LISTS = {"region": "region", "industry": "industry", "department": "organization"}

_ZH: Sentences = {
    "and": "，且",
    "word": "{field}含“{value}”",
    "word named": "{field}提到“{value}”",
    "region owner_org": "数源部门属{value}",
    "region": "行政区划属{value}",
    "industry": "行业为“{value}”",
    "hs": "海关税则属第 {value} 章",
    "department": "数源部门为{value}",
    "declared": "数源部门登记",
    "decided": "人工归入：{value}",
    "decided bare": "人工归入",
    "title": "标题",
    "tags": "关键词",
    "items": "信息项",
    "notes": "摘要",
}
_EN: Sentences = {
    "and": ", and ",
    "word": "the {field} “{value}”",
    "word named": "the {field} “{value}”",
    "region owner_org": "its department belongs to {value}",
    "region": "its region is in {value}",
    "industry": "its industry is “{value}”",
    "hs": "it is of customs chapter {value}",
    "department": "it comes from {value}",
    "declared": "its department registered it here",
    "decided": "a person put it here: {value}",
    "decided bare": "a person put it here",
    "title": "title has",
    "tags": "keywords have",
    "items": "data items have",
    "notes": "summary has",
}
_VI: Sentences = {
    "and": ", và ",
    "word": "{field} có “{value}”",
    "word named": "{field} nhắc đến “{value}”",
    "region owner_org": "cơ quan cung cấp thuộc {value}",
    "region": "địa bàn thuộc {value}",
    "industry": "ngành là “{value}”",
    "hs": "thuộc chương {value} của biểu thuế hải quan",
    "department": "do {value} cung cấp",
    "declared": "cơ quan cung cấp đã đăng ký",
    "decided": "được đưa vào theo quyết định: {value}",
    "decided bare": "được đưa vào theo quyết định",
    "title": "tiêu đề",
    "tags": "từ khóa",
    "items": "mục dữ liệu",
    "notes": "tóm tắt",
}
_TH: Sentences = {
    "and": " และ",
    "word": "{field} “{value}”",
    "word named": "{field} “{value}”",
    "region owner_org": "หน่วยงานอยู่ใน {value}",
    "region": "พื้นที่อยู่ใน {value}",
    "industry": "อุตสาหกรรมคือ “{value}”",
    "hs": "อยู่ในตอนที่ {value} ของพิกัดศุลกากร",
    "department": "มาจาก {value}",
    "declared": "หน่วยงานลงทะเบียนไว้",
    "decided": "จัดไว้โดยการตัดสินของบุคคล: {value}",
    "decided bare": "จัดไว้โดยการตัดสินของบุคคล",
    "title": "ชื่อมี",
    "tags": "คำสำคัญมี",
    "items": "รายการข้อมูลมี",
    "notes": "สรุปมี",
}
_LANGUAGES = {"zh": _ZH, "en": _EN, "vi": _VI, "th": _TH}


def explain(membership: Membership, language: str, codelists: Mapping[str, CodeList]) -> str:
    """One sentence without full stop, such as 标题含“甘蔗”; a language that is none of the four is answered in English."""
    short = language.replace("-", "_").split("_")[0]
    sentences = _LANGUAGES.get(short, _EN)
    parts = (_part(evidence, sentences, short, codelists) for evidence in membership.evidence)
    return sentences["and"].join(dict.fromkeys(parts))


def _part(evidence: Evidence, sentences: Sentences, language: str, codelists: Mapping[str, CodeList]) -> str:
    kind, field, value = evidence.kind, evidence.field, evidence.value
    if field in TEXT_FIELDS:
        template = sentences["word" if kind == "word" else "word named"]
        return template.format(field=sentences[field], value=value)
    if kind == "decided" and not value:
        return sentences["decided bare"]
    template = sentences.get(f"{kind} {field}") or sentences[kind]
    return template.format(value=_named(kind, value, language, codelists))


def _named(kind: str, value: str, language: str, codelists: Mapping[str, CodeList]) -> str:
    known = codelists.get(_CODE_LISTS.get(kind, ""))
    return known.label(value, language) if known else value
