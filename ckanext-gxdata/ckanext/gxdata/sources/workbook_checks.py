"""The mistakes departments make in a 1272号 catalog, told with row and column; no value is changed, no record refused.

The list is that of Inspur's guide to filling the template, 《目录梳理常见问题》. Formats and classes are those of
发改高技〔2017〕1272号. Not here: reading the sheet (``workbook_1272.py``), and what mapping finds by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from ckanext.gxdata.core import resource_code
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.sources.workbook_columns import CODE, NAME

PROVIDER, SUMMARY = "信息资源提供方", "信息资源摘要"
CLASS, TYPE, MODE = "信息资源格式分类", "信息资源格式类型", "共享方式类型"

_SYSTEM = re.compile(r"(?<!生态)(?:系统|平台|数据库|网站|门户|APP|小程序)(?:[（(].*[)）])?$", re.IGNORECASE)
_LONGEST = 200
"""Characters that an expression gets to see: what is longer is no name of a system and no number."""
_NOISE = re.compile(r"[\W_]+")
_LENGTH = re.compile(r"\d+(?:[,，.、(（]\d+[)）]?)?")
_WITH_UNIT = re.compile(r"\d.*[^\d\s,，.、()（）]")
_CLASSES = {
    "电子文件": "ofd wps xml txt doc docx html htm pdf ppt pptx",
    "电子表格": "et xls xlsx csv tsv",
    "数据库": "dm kingbasees access dbf dbase sysbase sybase oracle sqlserver db2 mysql postgresql oceanbase gbase",
    "图形图像": "jpg jpeg gif bmp png tif tiff",
    "流媒体": "swf rm mpg mpeg mp3 mp4 avi",
}
_CLASS_OF = {name: label for label, names in _CLASSES.items() for name in names.split()}
_NUMBERED = re.compile(r"^(.*?\D)(\d{1,9})$")
_YEAR = range(1900, 2101)
_TYPES = frozenset("CNYDTLMGBIF")
_TYPE_NAMES = frozenset(
    ["字符型", "数值型", "货币型", "日期型", "日期时间型", "逻辑型", "备注型", "通用型", "双精度型", "整型", "浮点型"]
)

Cells = Mapping[str, str]


def check(cells: Cells, pointer: str) -> Iterator[Finding]:
    """Of one resource; ``pointer`` names file and row. A column the sheet does not have is not missed."""
    if _SYSTEM.search(_plain(cells.get(NAME, ""))[-_LONGEST:]):
        hint = "名称应写明是什么数据，如“不动产登记信息”，不要写系统名"
        yield _finding("system-as-name", "名称像是信息系统，不是信息资源", pointer, NAME, hint, cells)
    for column, rule in ((PROVIDER, "provider-empty"), (SUMMARY, "summary-empty")):
        if column in cells and not cells[column]:
            yield _finding(rule, f"“{column}”没有填写", pointer, column, "请补填", cells)
    if cells.get(CODE):
        try:
            resource_code.check(cells[CODE])
        except ValueError as error:
            hint = "请按编制指南补全；来源自己的编号照样可作标识"
            yield _finding("code-form", str(error), pointer, CODE, hint, cells)
    yield from _formats(cells, pointer)


def _formats(cells: Cells, pointer: str) -> Iterator[Finding]:
    said, kinds = _plain(cells.get(CLASS, "")), _classes(cells.get(TYPE, ""))
    if said in _CLASSES and kinds and said not in kinds:
        message = f"格式分类是“{said}”，格式类型“{cells[TYPE][:50]}”却属于{'、'.join(sorted(kinds))}"
        yield _finding("format-disagrees", message, pointer, TYPE, "请改成一致", cells)
    mode = _plain(cells.get(MODE, ""))
    kind = said if said in _CLASSES else next(iter(kinds), "") if len(kinds) == 1 else ""
    wrong = {"文件": kind == "数据库", "库表": bool(kind) and kind != "数据库"}
    if any(word in mode and is_wrong for word, is_wrong in wrong.items()) and not ("文件" in mode and "库表" in mode):
        message = f"格式是“{kind}”，共享方式却是“{cells[MODE][:50]}”"
        yield _finding(
            "share-mode-disagrees", message, pointer, MODE, "库表类资源用库表交换，文件类资源用文件下载", cells
        )


def _classes(formats: str) -> frozenset[str]:
    words = re.split(r"[\s,，、;；/|]+", _plain(formats).lower().replace("sql server", "sqlserver"))
    return frozenset(_CLASS_OF[word.lstrip(".")] for word in words if word.lstrip(".") in _CLASS_OF)


def check_item(item: Mapping[str, str], pointer: str) -> Iterator[Finding]:
    """Of one 信息项, under its short labels."""
    length, kind = _plain(item.get("长度", "")), _plain(item.get("数据类型", ""))
    if length and not _LENGTH.fullmatch(length):
        what = "带有单位或文字" if _WITH_UNIT.search(length[:_LONGEST]) else "不是数字"
        message = f"信息项“{item['名称'][:50]}”的长度{what}"
        yield Finding(
            "length-not-a-number", message, "warning", f"{pointer} › 信息项长度", "只写数字，如 50", length[:200]
        )
    if kind and not _is_known_type(kind):
        message = f"信息项“{item['名称'][:50]}”的数据类型“{kind[:50]}”不在编制指南所列之中"
        hint = "如 字符型C、数值型N、日期型D、日期时间型T、整型I"
        yield Finding("data-type-unknown", message, "info", f"{pointer} › 信息项数据类型", hint, kind[:200])


def _is_known_type(kind: str) -> bool:
    name, letter = re.fullmatch(r"(.*?)[（(]?([A-Za-z]?)[)）]?", kind).groups()  # type: ignore[union-attr]
    return (name in _TYPE_NAMES or not name) and (letter.upper() in _TYPES or not letter)


class Doubles:
    """Resources whose names differ in blanks and punctuation only, of one provider."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[str, str]] = {}

    def check(self, cells: Cells, pointer: str) -> Iterator[Finding]:
        key = (_squeezed(cells.get(NAME, "")), _squeezed(cells.get(PROVIDER, "")))
        if not key[0]:
            return
        name, first = self._seen.setdefault(key, (cells[NAME], pointer))
        if first != pointer:
            how = "相同" if name == cells[NAME] else "只差空格或标点"
            message = f"与{first}的“{name[:50]}”名称{how}"
            yield _finding(
                "near-double", message, pointer, NAME, "重复的请删去一条；确有不同的，在名称中写明区别", cells
            )


def drag_filled(cells: Cells, before: Cells) -> bool:
    """名称1, 名称2 …: the fill handle was dragged, the names mean nothing. Real series are numbered by year."""
    one, other = (_NUMBERED.match(each.get(NAME, "")) for each in (before, cells))
    if one is None or other is None or int(other[2]) in _YEAR:
        return False
    return one[1] == other[1] and int(other[2]) == int(one[2]) + 1


def note_drag_fill(cells: Cells, before: Cells, pointer: str) -> Iterator[Finding]:
    if drag_filled(cells, before):
        message = f"名称像是下拉填充得来的：{cells[NAME][:60]}"
        yield _finding("drag-filled-name", message, pointer, NAME, "请写出能区分内容的名称，不要只编号", cells)


def _finding(rule: str, message: str, pointer: str, column: str, hint: str, cells: Cells) -> Finding:
    return Finding(rule, message, "warning", f"{pointer} › {column}", hint, cells.get(column, "")[:200])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _squeezed(text: str) -> str:
    return _NOISE.sub("", _plain(text)).casefold()
