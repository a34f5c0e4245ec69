"""What stands on an HTML page, by CSS selectors from a source's options: single values, lists, rows, label-value pairs.

A selector may end with ``@attribute``; without one it takes the visible text. Labels are as on the page (NFKC, without
blanks and the colon). Not here: fetching and parsing (``markup.py``), what a label means (``core/mapping.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from ckanext.gxdata.core.text import clean
from ckanext.gxdata.sources.options import option_fault
from ckanext.gxdata.sources.page_text import label_of, visible

_ATTRIBUTE = re.compile(r"(.*?)(?:@([A-Za-z][\w-]*))?", re.DOTALL)
_LABELLED = re.compile(r"([^：:，。；、？！]{1,30}?)\s*[：:](?!//)\s*(.*)")
_DAY_OR_TIME = re.compile(r"[\d\s./-]+")


@dataclass(frozen=True, slots=True)
class Selector:
    """A compiled selector; ``css`` None is the element itself."""

    css: CSSSelector | None
    attribute: str = ""

    @classmethod
    def of(cls, text: str, pointer: str) -> Selector:
        """Raises ``FatalError`` naming the option."""
        match = _ATTRIBUTE.fullmatch(text.strip())
        css, attribute = (match[1].strip(), match[2] or "") if match else (text, "")
        try:
            return cls(_compiled(css) if css else None, attribute)
        except (SelectorError, etree.XPathError, ValueError, RecursionError) as error:
            hint = "例如 div.title span，取属性时写 a@href"
            raise option_fault(pointer, f"不是正确的 CSS 选择器：{text[:200]}", hint) from error

    def elements(self, root: Any) -> list[Any]:
        found: Any = self.css(root) if self.css else [root]
        return list(found)

    def texts(self, root: Any) -> list[str]:
        """Of every element found, in order; empty ones are left out."""
        found = (self.text(element) for element in self.elements(root))
        return [text for text in found if text]

    def text(self, element: Any) -> str:
        return clean(element.get(self.attribute) or "") if self.attribute else visible(element)


def _compiled(css: str) -> CSSSelector:
    """Tried once: a namespace that nobody declared (``svg|a``) shows only when a selector is used."""
    selector = CSSSelector(css)
    selector(etree.Element("p"))
    return selector


class Pairs:
    """Labels and values inside the elements of ``within``: selected, or read from lines like ``标签：教育``."""

    def __init__(self, options: Mapping[str, str], pointer: str) -> None:
        self._within = Selector.of(options["within"], f"{pointer}.within")
        self._label, self._value = (
            Selector.of(options[part], f"{pointer}.{part}") if part in options else None for part in ("label", "value")
        )
        if bool(self._label) != bool(self._value):
            raise option_fault(f"{pointer}.{'value' if self._label else 'label'}", "要与另一个一起写，或者都不写")

    def read(self, root: Any) -> dict[str, Any]:
        """A label met twice with different values has a list of them."""
        found: dict[str, list[str]] = {}
        for label, value in self._all(root):
            values = found.setdefault(label, [])
            values.extend([value] if value and value not in values else [])
        return {label: values[0] if len(values) == 1 else values or "" for label, values in found.items()}

    def _all(self, root: Any) -> Iterator[tuple[str, str]]:
        for scope in self._within.elements(root):
            pairs = self._selected(scope) if self._label and self._value else labelled_lines(visible(scope))
            yield from ((name, value) for label, value in pairs if (name := label_of(label)))

    def _selected(self, scope: Any) -> Iterator[tuple[str, str]]:
        """In the order of the page: each value belongs to the label before it."""
        assert self._label and self._value  # _all has seen to it
        labels, values = set(self._label.elements(scope)), set(self._value.elements(scope))
        open_label = ""
        for element in scope.iter():
            if element in labels:
                if open_label:
                    yield open_label, ""
                open_label = self._label.text(element)
            elif element in values and open_label:
                yield open_label, self._value.text(element)
                open_label = ""
        if open_label:
            yield open_label, ""


class HtmlValues:
    """The option ``html`` of a call."""

    def __init__(self, options: Mapping[str, Any], pointer: str) -> None:
        self.at: str = options.get("at", "@")
        self._values = _selectors(options.get("values", {}), f"{pointer}.values")
        self._lists = _selectors(options.get("lists", {}), f"{pointer}.lists")
        self._rows = Selector.of(options["rows"], f"{pointer}.rows") if "rows" in options else None
        self._fields = _selectors(options.get("fields", {}), f"{pointer}.fields")
        self._pairs = Pairs(options["pairs"], f"{pointer}.pairs") if "pairs" in options else None
        if not (self._values or self._lists or self._rows or self._pairs):
            raise option_fault(pointer, "中至少要写 values、lists、rows、pairs 之一")

    def read(self, root: Any) -> dict[str, Any]:
        """``values`` and ``lists`` under their names, then ``rows`` and ``details``; what is not there is left out."""
        found = _firsts(self._values, root)
        found |= {name: texts for name, selector in self._lists.items() if (texts := selector.texts(root))}
        if self._rows:
            found["rows"] = [_firsts(self._fields, row) for row in self._rows.elements(root)]
        if self._pairs and (details := self._pairs.read(root)):
            found["details"] = details
        return found


def labelled_lines(text: str) -> Iterator[tuple[str, str]]:
    """``label：value`` per line; a line without label goes on with the value before it."""
    label, lines = "", list[str]()
    for line in text.split("\n"):
        match = _LABELLED.fullmatch(line.strip())
        if match and not _DAY_OR_TIME.fullmatch(match[1]):
            if label:
                yield label, "\n".join(lines).strip()
            label, lines = match[1], [match[2]]
        else:
            lines.append(line.strip())
    if label:
        yield label, "\n".join(lines).strip()


def _selectors(texts: Mapping[str, str], pointer: str) -> dict[str, Selector]:
    return {name: Selector.of(text, f"{pointer}.{name}") for name, text in texts.items()}


def _firsts(selectors: Mapping[str, Selector], root: Any) -> dict[str, Any]:
    found: Iterable[tuple[str, list[str]]] = ((name, each.texts(root)) for name, each in selectors.items())
    return {name: texts[0] for name, texts in found if texts}
