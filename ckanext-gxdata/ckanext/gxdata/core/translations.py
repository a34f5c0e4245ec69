"""Title and notes in other languages: an object of language and text, ``{"en": "…", "vi": "…"}``.

A machine's translation is marked beside it: field ``machine_translated`` lists the languages nobody has read over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.codelists import LANGUAGES
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.core.text import clean, storable

LONGEST = 10_000


def said(dataset: Mapping[str, Any], field: str, language: str) -> tuple[str, str]:
    """``title`` or ``notes`` in a language, and the language it is in: Chinese where there is no translation."""
    short = language.split("_")[0]
    texts = loaded(dataset.get(f"{field}_translated"))
    text = texts.get(short) if short != "zh" and isinstance(texts, Mapping) else ""
    return (str(text), short) if text else (str(dataset.get(field) or ""), "zh")


def check(value: Any) -> dict[str, str]:
    """The texts by language, empty ones left out. Raises ``ValueError`` in Chinese."""
    document = _loaded(value)
    if not isinstance(document, dict):
        raise ValueError(_remedy(f"“{str(value)[:50]}”不是语言与文字的对照"))
    unknown = [str(language) for language in document if language not in LANGUAGES]
    if unknown:
        raise ValueError(_remedy(f"不认识的语言“{'、'.join(unknown)[:50]}”"))
    return {language: text for language in LANGUAGES if (text := _text(language, document.get(language)))}


def _loaded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _text(language: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or storable(value) != value:
        raise ValueError(f"“{language}”的值“{str(value)[:50]!r}”不是文字；每种语言只写一段文字")
    if len(value) > LONGEST:
        raise ValueError(f"“{language}”的文字有 {len(value)} 个字符，超过 {LONGEST} 个；请缩短")
    return clean(value)


def _remedy(why: str) -> str:
    return f'{why}；写作 {{"en": "…", "vi": "…"}}，语言只能是 {"、".join(LANGUAGES)}'
