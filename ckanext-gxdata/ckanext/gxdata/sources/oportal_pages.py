"""What stands on the pages of the oportal software (Guangxi's own portal, its cities, Shandong and others).

Found by the class names of harvest notes §1, which a parser and three scrapers agree on. A value is passed on as the
page shows it; only blanks are mended, for a line break inside a Chinese word is no part of it. Not here: fetching and
paging (``oportal_html.py``), what a label means (``core/mapping.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from ckanext.gxdata.sources.answers import as_guid
from ckanext.gxdata.sources.page_text import in_one_line, label_of, visible
from ckanext.gxdata.sources.pagination import Page

Row = dict[str, Any]
_COLON = (":", "：")
_FORMATS = {"接口": "api", "链接": "link"}
_DETAIL_PATH = re.compile(r"/([^/]+)/catalog/([^/?#]+)/?$")
_NOT_AN_ID = ("index", "catalog")
_DEEPEST_SPAN = 4
_EMPTY_LIST = ("暂无", "没有", "无数据")
_COUNTERS = ("访问量", "访问次数", "浏览量", "浏览次数", "下载量", "下载次数", "收藏量", "用户评分", "评分", "调用次数")
"""Labels that say how often something was looked at: they differ every day, and would make every record a changed one."""


def listing(page: Any, url: str) -> Page | None:
    """The rows of a list page as payloads, and its total as written; None when the page is not built like a list.

    An item without a title link stays a row without id: it must be seen, not lost.
    """
    containers = page.cssselect("div.bottom-content")
    items = [each for each in containers[0].cssselect("ul > li") if _is_outermost(each)] if containers else []
    titled = [each for each in items if each.cssselect("div.cata-title")]
    if not containers or (items and not titled and not _says_empty(items)):
        return None
    totals = [text for each in page.cssselect("div.top-title span") if (text := in_one_line(each))]
    return Page([_row(each, url) for each in items] if titled else [], totals[0] if totals else None)


def identity(href: str) -> tuple[str, str]:
    """Tenant and catalog id that a detail address names; both empty for any other address."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "", ""
    found = _DETAIL_PATH.search(parts.path) if parts.scheme in ("", "http", "https") else None
    if found is None or found[2] in _NOT_AN_ID:
        return "", ""
    catalog_id = as_guid(unquote(found[2]))
    return (unquote(found[1]), catalog_id) if catalog_id else ("", "")


def detail(page: Any) -> Row | None:
    """What a detail page adds: title, ``details`` and ``files``; None when it is no detail page."""
    titles = [text for each in page.cssselect("ul.d-title h4") if (text := in_one_line(each))]
    tables = page.cssselect("li[name=basicinfo]")
    if not titles and not tables:
        return None
    labels = lasting([*_inline_labels(page), *(pair for table in tables for pair in _cell_labels(table))])
    names = [text for each in page.cssselect("tbody span.file-name") if (text := in_one_line(each))]
    return {"title": titles[0] if titles else "", "details": labels, "files": [{"name": name} for name in names]}


def lasting(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Labels with their values, without counters; of two values for one label the last that says something."""
    found: dict[str, str] = {}
    for label, value in pairs:
        if label not in _COUNTERS:
            found[label] = value or found.get(label, "")
    return found


def _is_outermost(item: Any) -> bool:
    """Whether it is an item of the list itself, not of the list of formats inside one."""
    return not any(above.tag == "li" for above in item.iterancestors())


def _says_empty(items: list[Any]) -> bool:
    return len(items) == 1 and any(word in in_one_line(items[0]) for word in _EMPTY_LIST)


def _row(item: Any, url: str) -> Row:
    links = item.cssselect('div.cata-title a[href*="/catalog/"]')
    titles = links or item.cssselect("div.cata-title")
    href = (links[0].get("href") or "").strip() if links else ""
    tenant, catalog_id = identity(href)
    described = item.cssselect(".describe")
    return {
        "title": in_one_line(titles[0]) if titles else "",
        "url": urljoin(url, href) if catalog_id else "",
        "tenant": tenant,
        "catalog_id": catalog_id,
        "describe": re.sub("^描述\\s*[:：]\\s*", "", visible(described[0])) if described else "",
        "formats": _formats(item),
        "details": lasting(_span_labels(item)),
    }


def _formats(item: Any) -> list[str]:
    """As codes in small letters; a row without any is a file (harvest notes §3.4)."""
    found = (
        label_of(in_one_line(each)) or str(each.get("class") or "").strip()
        for each in item.cssselect("div.file-type li")
    )
    return list(dict.fromkeys(_FORMATS.get(text, text.lower()) for text in found if text)) or ["file"]


def _span_labels(item: Any) -> Iterator[tuple[str, str]]:
    """``<span>来源部门：</span><span>…</span>``, or both in one span."""
    for span in item.cssselect("span"):
        if len(list(islice(span.iterancestors("span"), _DEEPEST_SPAN))) == _DEEPEST_SPAN:
            continue  # or the text of the innermost would be read once for every span around it
        text = in_one_line(span)
        if text.endswith(_COLON):
            following = span.getnext()
            yield label_of(text), in_one_line(following) if following is not None and following.tag == "span" else ""
        elif (label := _before_colon(text)) and not span.cssselect("span"):
            yield label, _after_colon(text)


def _inline_labels(page: Any) -> Iterator[tuple[str, str]]:
    for item in page.cssselect("ul.list-inline li"):
        values = item.cssselect("span.text-primary")
        label = _before_colon(in_one_line(item))
        if label:
            yield label, in_one_line(values[0]) if values else _after_colon(in_one_line(item))


def _cell_labels(table: Any) -> Iterator[tuple[str, str]]:
    """Label cell, value cell, and again; an odd cell at the end is a label without value."""
    for row in table.cssselect("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        for label, value in zip(cells[::2], [*cells[1::2], None], strict=False):
            if name := label_of(in_one_line(label)):
                yield name, visible(value) if value is not None else ""


def _before_colon(text: str) -> str:
    """The label that a text begins with; empty if there is none (``08:30`` is none)."""
    place = min((at for at in map(text.find, _COLON) if at >= 0), default=-1)
    label = label_of(text[:place]) if place > 0 else ""
    return "" if not label or label[-1].isdigit() or len(label) > 20 else label


def _after_colon(text: str) -> str:
    return text[min(text.find(each) for each in _COLON if each in text) + 1 :].strip() if _before_colon(text) else text
