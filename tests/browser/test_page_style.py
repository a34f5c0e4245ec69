"""The style sheet that public pages share lacks nothing that they need: with CKAN's and ours whole they look the same to a hair."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS, Reader
from tests.browser.page_types import PUBLIC, a_dataset, address
from tests.portal import Portal

LOOK = """() => {
  document.querySelectorAll('details').forEach(each => { each.open = true; });
  const asked = ['display', 'position', 'color', 'backgroundColor', 'fontSize', 'fontWeight', 'fontFamily', 'lineHeight', 'padding',
    'margin', 'borderTop', 'borderBottom', 'borderRadius', 'textDecoration', 'visibility', 'opacity', 'transform', 'listStyle',
    'appearance', 'boxShadow', 'outline', 'whiteSpace', 'cursor', 'fill', 'stroke', 'flex', 'gap', 'textAlign', 'verticalAlign'];
  return [...document.querySelectorAll('body, body *')].map(each => {
    const box = each.getBoundingClientRect();
    const looks = [null, '::before', '::after'].map(part => {
      const style = getComputedStyle(each, part);
      return part && style.content === 'none' ? '' : asked.map(name => style[name]).join(' | ') + (part ? style.content : '');
    });
    const place = [box.x, box.y, box.width, box.height].map(value => Math.round(value * 10) / 10);
    return `<${each.tagName} class="${each.getAttribute('class') || ''}"> ${place} ${looks.join(' / ')}`;
  });
}"""
OTHERS = ("source", "requests", "ask", "login", "reset", "missing", "forbidden")
"""Pages that have the whole sheets."""
SHEET = re.compile(r"/webassets/gxdata/\w+_public\.css")


@pytest.fixture(scope="module")
def whole(portal: Portal) -> str:
    """CKAN's sheets and ours, one after the other, as on a page with a form."""
    page = portal.get("/user/login").text
    sheets = re.findall(r'href="(/webassets/[^"]+\.css)"', page)
    assert len(sheets) > 1
    return "\n".join(portal.get(each).text for each in sheets)


def looks(reader: Reader, path: str) -> list[list[str]]:
    found = []
    for width in WIDTHS:
        reader.width(width)
        assert reader.open(path).status == 200
        found.append(reader.page.evaluate(LOOK))
    return found


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in OTHERS])
def test_a_page_looks_as_with_the_whole_sheets(reader: Reader, portal: Portal, whole: str, name: str, theme: str) -> None:
    path = address(PUBLIC[name], a_dataset(portal))
    reader.page.context.add_cookies([{"name": "gxdata_theme", "value": theme, "url": reader.url}])
    used = looks(reader, path)
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=whole, content_type="text/css")

    reader.page.route(SHEET, answer)
    everything = looks(reader, path)
    assert asked, "the page has another style sheet"
    assert [len(each) for each in used] == [len(each) for each in everything]
    differing = [pair for pairs in zip(used, everything, strict=True) for pair in zip(*pairs, strict=True) if pair[0] != pair[1]]
    assert not differing[:3]


def test_a_public_page_waits_for_one_style_sheet_of_a_third_of_the_bytes(portal: Portal, whole: str) -> None:
    page = portal.get("/").text
    sheets = re.findall(r'rel="stylesheet"[^>]*href="([^"]+)"|href="([^"]+\.css)"', page)
    assert len(sheets) == 1
    assert len(portal.get("".join(sheets[0])).text) * 3 < len(whole)


def test_the_style_sheet_is_told_of_in_the_head_of_the_answer(portal: Portal) -> None:
    for _first_and_kept in range(2):
        page = portal.get("/dataset/")
        linked = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
        assert [page.headers["link"]] == [f"<{each}>; rel=preload; as=style" for each in linked]
    assert "link" not in portal.get("/user/login").headers


def test_scripts_of_a_public_page_keep_nobody_waiting(portal: Portal) -> None:
    for path in ("/", "/dataset/", "/developer"):
        scripts = re.findall(r"<script[^>]*>", portal.get(path).text)
        assert scripts and all(" defer" in each for each in scripts)
