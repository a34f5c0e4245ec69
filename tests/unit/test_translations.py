"""Every string of ours is there in Chinese, with the placeholders its template fills in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

EXTENSION = Path(__file__).resolve().parents[2] / "ckanext-gxdata/ckanext/gxdata"
CATALOGUES = (
    EXTENSION / "i18n_core/zh_Hans_CN/LC_MESSAGES/ckan.po",
    EXTENSION / "i18n/zh_Hans_CN/LC_MESSAGES/ckanext-gxdata.po",
)
"""A template may say what CKAN says: it is translated once."""
KEYWORDS = {"_": None, "ungettext": (1, 2), "ngettext": (1, 2), "gettext": None}
METHODS = {".py": "python", ".html": "ckan.lib.extract:extract_ckan"}

Message = str | tuple[str, ...]


def our_messages() -> dict[Message, str]:
    """Message → file it was first seen in."""
    found: dict[Message, str] = {}
    for path in sorted([*EXTENSION.rglob("*.py"), *(EXTENSION / "templates").rglob("*.html")]):
        with path.open("rb") as source:
            for _line, message, _comments, _context in extract(METHODS[path.suffix], source, KEYWORDS):
                found.setdefault(message, str(path.relative_to(EXTENSION)))
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    everything = Catalog(locale="zh_Hans_CN")
    for path in CATALOGUES:
        with path.open("rb") as lines:
            for message in read_po(lines, locale="zh_Hans_CN"):
                everything.add(message.id, message.string, flags=message.flags)
    return everything


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[a-z_]*\}|%\([a-z_]+\)s|%[sdr]", text))


def test_every_string_of_ours_is_translated(catalogue: Catalog) -> None:
    messages = our_messages()
    assert len(messages) > 200, "the extraction found too little to mean anything"
    missing = [f"{where}: {message}" for message, where in messages.items() if not _chinese(catalogue, message)]
    assert not missing, "\n".join(["without Chinese:", *missing])


def _chinese(catalogue: Catalog, message: Message) -> str:
    entry = catalogue.get(message[0] if isinstance(message, tuple) else message)
    if entry is None or entry.fuzzy or not entry.string:
        return ""
    return entry.string if isinstance(entry.string, str) else entry.string[0]


def test_a_translation_keeps_the_placeholders_of_its_string(catalogue: Catalog) -> None:
    wrong = []
    for entry in catalogue:
        source = entry.id if isinstance(entry.id, str) else entry.id[-1]
        target = entry.string if isinstance(entry.string, str) else entry.string[0]
        if entry.id and not placeholders(target) <= placeholders(source):
            wrong.append(source)
    assert not wrong


def test_the_catalogue_has_no_empty_and_no_unsure_entry(catalogue: Catalog) -> None:
    assert [entry.id for entry in catalogue if entry.id and (entry.fuzzy or not "".join(entry.string))] == []
