"""Texts that a rule file has in several languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping

Labels = Mapping[str, str]
"""By language: zh, en, vi, th."""


BY_MACHINE = frozenset(("vi", "th"))
"""Languages in which a machine wrote the texts of our rule files and code lists, and nobody has read them over."""


def is_by_machine(language: str) -> bool:
    return _short(language) in BY_MACHINE


def comma(language: str) -> str:
    """Between the parts of a list."""
    return "、" if _short(language) == "zh" else ", "


def say(labels: Labels, language: str) -> str:
    """The text in this language (``zh_Hans_CN`` counts as zh), else in English, else in Chinese."""
    return labels.get(_short(language)) or labels.get("en") or labels.get("zh", "")


def _short(language: str) -> str:
    return language.replace("-", "_").split("_")[0]
