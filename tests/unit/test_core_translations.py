"""Every string of the installed CKAN and ckanext-scheming is there in Chinese, as the portal merges the catalogues.

What is asked for comes from what is installed, not from a list of ours: the next CKAN that asks for more fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "ckanext-gxdata/ckanext/gxdata"
CKAN = Path(str(resources.files("ckan")))
SCHEMING = Path(str(resources.files("ckanext.scheming")))
KEYWORDS = {"_": None, "ungettext": (1, 2), "ngettext": (1, 2), "gettext": None}
METHODS = {".py": "python", ".html": "ckan.lib.extract:extract_ckan"}
NOT_LOADED = {"tests", "2.8_templates", "node_modules"}

# Nothing to say in Chinese: names, sample addresses, and pieces that are only placeholders.
SAME = re.compile(
    r"\W*|CSV|X|Facebook|JSON|URI|Markdown|MIME|CKAN|1\.0|\S+@example\.com|http://example\.com/\S*"
    r"|members"  # part of a file's name, in a header that takes no Chinese
    r"|(<q>)?\{\w+\}(</q>)?s?|\{actor\} \{activity_type\}|\{\w\}[a-zA-Z]|\{\w+\} [KMGT]iB"
)
# Words of a dictionary, not of this portal: what they stand for has one name here.
POOR = ("价值", "组件", "追随", "粉丝", "机构", "组织的", "登出", "登陆", "劝限", "资讯", "介面", "客户化", "读取中")
ELSEWHERE = ("国际组织", "其他组织")
OWN = "i18n/zh_Hans_CN/LC_MESSAGES/ckanext-gxdata.po"


def _load(path: Path) -> ModuleType:
    loader = SourceFileLoader(path.stem, str(path))
    spec = spec_from_loader(path.stem, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def _catalogue(path: Path, locale: str | None = "zh_Hans_CN") -> Catalog:
    with path.open("rb") as lines:
        return read_po(lines, locale=locale)


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    """What a Chinese page says: CKAN's catalogue with ours over it, as flask-babel merges them."""
    everything = _catalogue(CKAN / "i18n/zh_Hans_CN/LC_MESSAGES/ckan.po")
    compiler = _load(ROOT / "scripts/compile_translations")
    for message in compiler.merged("zh_Hans_CN", compiler.sources(EXTENSION)["zh_Hans_CN"]):
        if message.id:
            everything.delete(message.id)
            everything.add(message.id, message.string)
    return everything


def _forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else [str(form) for form in text or ()]


def _from_template() -> Iterator[tuple[Any, str]]:
    for message in _catalogue(CKAN / "i18n/ckan.pot", None):
        if message.id:
            yield message.id, message.locations[0][0] if message.locations else "ckan.pot"


def _from_source(folder: Path) -> Iterator[tuple[Any, str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in METHODS and not NOT_LOADED & set(path.parts):
            with path.open("rb") as source:
                for _line, message, _comments, _context in extract(METHODS[path.suffix], source, KEYWORDS):
                    yield message, path.name


def asked_for() -> dict[Any, str]:
    return {
        message: where
        for found in (_from_template(), _from_source(CKAN), _from_source(SCHEMING))
        for message, where in found
    }


def test_every_string_of_ckan_and_of_the_forms_is_there_in_chinese(chinese: Catalog) -> None:
    messages = asked_for()
    assert len(messages) > 1200, "too few were found to mean anything"
    missing = [f"{where}: {message}" for message, where in messages.items() if not _said(chinese, message)]
    assert not missing, "\n".join(["without Chinese:", *missing])


def _said(catalogue: Catalog, message: Any) -> bool:
    entry = catalogue.get(_forms(message)[0])
    if entry is None or entry.fuzzy or not all(_forms(entry.string)):
        return False
    plural_is_there = isinstance(message, str) or isinstance(entry.id, (tuple, list))
    return plural_is_there and all(
        _is_chinese(form) or SAME.fullmatch(_forms(message)[0]) for form in _forms(entry.string)
    )


def _is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def placeholders(text: str) -> list[str]:
    """There is one kind of dataset here, so its kind may go unsaid."""
    found = re.findall(r"\{\w*!?\w*\}|%\(\w+\)[sdr]|(?<!%)%[sdri]", text)
    return sorted(each for each in found if each != "{dataset_type}")


def test_each_translation_of_ours_fills_in_what_its_string_fills_in(chinese: Catalog) -> None:
    wrong = []
    for entry in chinese:
        allowed = {tuple(placeholders(form)) for form in _forms(entry.id)}
        if entry.id and any(tuple(placeholders(form)) not in allowed for form in _forms(entry.string)):
            wrong.append(f"{entry.id} → {entry.string}")
    assert not wrong, "\n".join(wrong)


def test_each_translation_uses_no_markup_but_that_of_its_string_and_closes_it(chinese: Catalog) -> None:
    def tags(text: str) -> list[str]:
        return re.findall(r"</?[a-z]+", text)

    wrong = []
    for entry in chinese:
        asked, said = tags(_forms(entry.id)[0]), tags(_forms(entry.string)[0]) if entry.id else []
        if not set(said) <= set(asked) or any(
            said.count(f"</{tag[1:]}") != said.count(tag) for tag in said if f"</{tag[1:]}" in asked
        ):
            wrong.append(entry.id)
    assert not wrong, "\n".join(map(str, wrong))


def test_one_thing_has_one_name(chinese: Catalog) -> None:
    own = _own()
    texts = {
        form: entry.id
        for entry in chinese
        if entry.id and _forms(entry.id)[0] not in own
        for form in _forms(entry.string)
    }
    poor = [f"{text}  ← {message}" for text, message in texts.items() if _poor(text)]
    assert not poor, "\n".join(poor)
    assert _forms(chinese.get("Value").string) == ["值"]  # type: ignore[union-attr]


def _poor(text: str) -> bool:
    for known in ELSEWHERE:
        text = text.replace(known, "")
    return any(word in text for word in POOR)


def _own() -> set[str]:
    return {_forms(entry.id)[0] for entry in _catalogue(EXTENSION / OWN) if entry.id}


def test_each_message_has_one_place() -> None:
    core = [
        _forms(entry.id)[0]
        for path in sorted((EXTENSION / "i18n_core/zh_Hans_CN/LC_MESSAGES").glob("*.po"))
        for entry in _catalogue(path)
        if entry.id
    ]
    assert len(core) == len(set(core))
    assert _own() & set(core) == set()
