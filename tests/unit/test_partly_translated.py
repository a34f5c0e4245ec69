"""Vietnamese and Thai: whole on the pages that are offered in them, with the placeholders of their strings, and nothing besides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

EXTENSION = Path(__file__).resolve().parents[2] / "ckanext-gxdata/ckanext/gxdata"
TEMPLATES = EXTENSION / "templates"
KEYWORDS = {"_": None, "ungettext": (1, 2)}
SHOWN = (
    *("header.html", "footer.html", "error_document_template.html", "package/search.html", "gxdata/macros.html"),
    *(f"snippets/{name}.html" for name in ("facet_list", "package_item", "package_list", "license")),
    *(f"package/snippets/{name}.html" for name in ("search_results", "search_facets", "search_spans")),
    *(f"scheming/package/{name}.html" for name in ("read", "resource_read")),
    *(
        f"gxdata/snippets/{name}.html"
        for name in ("api", "file_facts", "files", "items", "lineage", "metadata", "pages", "preview")
    ),
    *(f"gxdata/snippets/{name}.html" for name in ("use", "zones")),
)
"""What a reader of the search, of a dataset and of a file may meet (`views/languages.py`)."""
ZONES = tuple(f"gxdata/zone/{name}.html" for name in ("index", "map", "parts", "read", "rules", "unknown"))


def _catalogue(language: str) -> Catalog:
    with (EXTENSION / f"i18n/{language}/LC_MESSAGES/ckanext-gxdata.po").open("rb") as lines:
        return read_po(lines, locale=language)


def _first(message: object) -> str:
    return message if isinstance(message, str) else str(message[0])  # type: ignore[index]


def _asked(templates: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in templates:
        with (TEMPLATES / name).open("rb") as source:
            for _line, message, _comments, _context in extract("ckan.lib.extract:extract_ckan", source, KEYWORDS):
                found.setdefault(_first(message), name)
    return found


@pytest.mark.parametrize(("language", "templates"), [("vi", SHOWN + ZONES), ("th", SHOWN + ZONES)])
def test_every_string_of_an_offered_page_is_translated(language: str, templates: tuple[str, ...]) -> None:
    known = {_first(entry.id) for entry in _catalogue(language) if entry.id and all(_forms(entry.string))}
    asked = _asked(templates)
    assert len(asked) > 200, "too few were found to mean anything"
    missing = [f"{where}: {message}" for message, where in asked.items() if message not in known]
    assert not missing, "\n".join([f"without {language}:", *missing])


def _forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


@pytest.mark.parametrize("language", ["vi", "th"])
@pytest.mark.parametrize("part", ["dataset_fields", "resource_fields"])
def test_every_field_that_the_way_of_a_dataset_may_name_has_a_label(part: str, language: str) -> None:
    schema = yaml.safe_load((EXTENSION / "schemas/dataset.yaml").read_text(encoding="utf-8"))

    assert [field["field_name"] for field in schema[part] if not field["label"].get(language)] == []


@pytest.mark.parametrize("language", ["vi", "th"])
def test_a_translation_fills_in_what_its_string_fills_in(language: str) -> None:
    def placeholders(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w*\}|%\(\w+\)s", text))

    for entry in _catalogue(language):
        if entry.id:
            assert placeholders(_forms(entry.string)[0]) in [placeholders(form) for form in _forms(entry.id)], entry.id


@pytest.mark.parametrize("language", ["vi", "th"])
def test_what_is_translated_is_still_said(language: str) -> None:
    chinese = {_first(entry.id) for entry in _catalogue("zh_Hans_CN") if entry.id}
    assert [_first(entry.id) for entry in _catalogue(language) if entry.id and _first(entry.id) not in chinese] == []
