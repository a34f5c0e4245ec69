"""Names of codes as a reader sees them: language, parents. Pure functions over code lists.

Not here: which language the reader has chosen (``helpers``), the steps of the form (``forms``).
"""

from __future__ import annotations

from ckanext.gxdata.core.codelists import Code, CodeList

SEPARATOR = " › "
NATIONWIDE = "100000"
"""Division code of 全国: national figures are never shown as Guangxi's."""


def choices(codelist: CodeList, language: str) -> list[dict[str, str]]:
    """Options of a form in the order of the list; a child shows its parent: 桂字号产业专区 › 糖业（甘蔗）."""
    return [{"value": code.id, "label": _path(codelist, code, language)} for code in codelist.codes]


def _path(codelist: CodeList, code: Code, language: str) -> str:
    line = (*reversed(codelist.ancestors(code)), code)[-2:]
    return SEPARATOR.join(codelist.label(each.id, language) for each in line)

