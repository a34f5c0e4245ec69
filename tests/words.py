"""What a page says to its reader: visible text, and the attributes that are shown or read out; and which words of it are foreign.

Text that says its own language (`lang`) or that it stays as it is (`translate`), code, and what only a program reads are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

SILENT = {"script", "style", "code", "pre", "kbd", "samp", "template", "head"}
SPOKEN = (
    "title",
    "placeholder",
    "aria-label",
    "alt",
    "label",
    "data-module-content",
    "data-bs-content",
    "data-bs-title",
)
PRESSED = {"submit", "button", "reset"}

ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S+|\S+@\S+|/[\w./{}?=&%<>:-]+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
CODE = re.compile(
    r"[A-Za-z]*[_\d/=:.-]*\d[\w./=:-]*|\w+_\w+|[a-z]+[A-Z]\w*|[A-Za-z]+\(\S*\)"  # numbers of standards, names in a program
    r"|\b[a-z]+(?:-[a-z]+)+\b|“[a-z_]+”"  # what stands in an address; a key that is quoted
)
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
CHINESE = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff，。、；：“”（）]*")


@dataclass(frozen=True)
class Said:
    """``where`` is an element or an attribute, for whoever has to find it."""

    text: str
    where: str


def said(page: str, language: str) -> Iterator[Said]:
    """Everything that the page says in its own language, ``zh`` or ``en``."""
    document = html.fromstring(page)
    for title in document.iterfind(".//head/title"):
        yield Said(_plain(title.text or ""), "title")
    for element in document.iter():
        if isinstance(element.tag, str) and not _is_left_out(element, language):
            yield from _of_element(element, language)


def _is_left_out(element: html.HtmlElement, language: str) -> bool:
    """By what is around it, too: code, or text in a language of its own."""
    around = [element, *element.iterancestors()]
    untranslated = any(each.tag in SILENT or each.get("translate") == "no" for each in around)
    return untranslated or not _speaks(around, language)


def _speaks(around: list[html.HtmlElement], language: str) -> bool:
    declared = next((each.get("lang") for each in around if each.get("lang")), language)
    return str(declared).startswith(language)


def _of_element(element: html.HtmlElement, language: str) -> Iterator[Said]:
    texts = [(element.text, element.tag)]
    texts += [(child.tail, element.tag) for child in element]
    texts += [(element.get(name), f"{element.tag} {name}") for name in SPOKEN if element.get(name)]
    if element.tag == "input" and element.get("type") in PRESSED:
        texts.append((element.get("value"), "input value"))
    for text, where in texts:
        if plain := _plain(text or ""):
            yield Said(plain, str(where))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"</?[a-z][^>]*>", " ", text)).strip()


def english(text: str, known: frozenset[str]) -> list[str]:
    """Latin words that are no address, no code and not known, small letters."""
    return [word for word in WORD.findall(bare(text)) if len(word) > 1 and word.lower() not in known]


def bare(text: str) -> str:
    """Without addresses and codes."""
    return CODE.sub(" ", ADDRESS.sub(" ", text))


def chinese(text: str) -> list[str]:
    return CHINESE.findall(text)
