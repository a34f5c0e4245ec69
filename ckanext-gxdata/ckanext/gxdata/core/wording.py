"""Texts that a rule file has in several languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping

Labels = Mapping[str, str]
"""By language: zh, en, vi, th."""


def say(labels: Labels, language: str) -> str:
    """The text in this language (``zh_Hans_CN`` counts as zh), else in English, else in Chinese."""
    short = language.replace("-", "_").split("_")[0]
    return labels.get(short) or labels.get("en") or labels.get("zh", "")
