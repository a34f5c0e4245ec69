"""Title and summary of a dataset in the reader's language, where the department or a machine has translated them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ckanext.gxdata.core import translations
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.helpers import codes

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def gxdata_lang(*texts: Any) -> Markup:
    """The attribute of an element whose text is Chinese on a page that is not, so that it is read out right."""
    is_chinese = any(_CHINESE.search(str(text)) for text in texts)
    return Markup(' lang="zh-Hans"') if is_chinese and codes.language() != "zh_Hans_CN" else Markup("")


def gxdata_text(package: Mapping[str, Any], field: str) -> dict[str, Any]:
    """``{"text", "tag", "machine"}`` of ``title`` or ``notes``: ``tag`` as in HTML, ``machine`` for what nobody read over."""
    text, language = translations.said(package, field, codes.language())
    if language == "zh":
        return {"text": text, "tag": "zh-Hans", "machine": False}
    machine = language in codes.gxdata_listed(package.get("machine_translated"))
    return {"text": text, "tag": language, "machine": machine}


def gxdata_title(package: Mapping[str, Any]) -> str:
    return str(gxdata_text(package, "title")["text"] or package.get("name") or "")


def gxdata_translations(package: Mapping[str, Any]) -> list[dict[str, str]]:
    """Other languages of the title, for readers who want another one: ``[{"language", "label", "text"}]``."""
    texts = loaded(package.get("title_translated"))
    known = texts if isinstance(texts, Mapping) else {}
    return [
        {"language": each, "label": codes.gxdata_code_label("translation_language", each), "text": str(known[each])}
        for each in ("en", "vi", "th")
        if known.get(each)
    ]
