"""Long and broken texts take time in proportion to their length: each of these took hours, or an expression its square.

Each runs in a process of its own that is ended after a minute: what is linear needs a second of it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from ckanext.gxdata.core.html_text import LONGEST, plain_text
from ckanext.gxdata.core.transforms import apply

TEXT = "from ckanext.gxdata.core.html_text import plain_text\nplain_text({})"
PAGE = """
from ckanext.gxdata.sources.oportal_html import OportalHtml
page = '<div class="bottom-content"><ul><li><div class="cata-title"><a href="/nn/catalog/1">%s</a></div>%s</li></ul></div>'
list(OportalHtml.read_upload((page % ({})).encode(), "a.html", {{}}))
"""
HEADER = "from ckanext.gxdata.sources.workbook_columns import find_header\nfind_header([({}, 'b')])"
CHECK = "from ckanext.gxdata.sources.workbook_checks import check, check_item\n"
ANSWER = """
from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.answers import Answer, json_of
try: json_of(Answer("http://a/", ({}).encode(), {{}}), "p")
except FatalError as error: print(error.rule)
"""
LINK = """
from rdflib import Graph
from ckanext.gxdata.sources import dcat_pages
found = dcat_pages._LINK.findall(({})[:dcat_pages._LONGEST_LINKS])
[dcat_pages._NEXT.search(parameters) for _, parameters in found]
"""
HOSTILE = {
    "blanks": TEXT.format("'<p>a' + ' ' * 400_000 + 'b'"),
    "broken lines": TEXT.format("'<p>' + '\\n ' * 200_000 + 'x'"),
    "open tags": TEXT.format("'<a ' * 160_000"),
    "open tags that end once": TEXT.format("'<a ' * 160_000 + '>'"),
    "open quotes": TEXT.format("'<a b=\"' * 80_001 + '>'"),
    "open comments": TEXT.format("'<!--' * 120_000 + '>'"),
    "open sections": TEXT.format("'<![CDATA[' * 55_000"),
    "open scripts": TEXT.format("'<script>' * 60_000"),
    "ampersands": TEXT.format("'&' * 499_000 + '<p'"),
    "a title of broken lines": PAGE.format("'中' + '\\r ' * 1_000_000 + 'x', ''"),
    "spans in spans": PAGE.format("'t', '<span>' * 200 + 'x' * 5_000_000 + '</span>' * 200"),
    "a column of brackets": HEADER.format("'(' * 1_000_000"),
    "a name of brackets": CHECK + "list(check({'信息资源名称': '平台（' * 300_000}, 'p'))",
    "a length of digits": CHECK + "list(check_item({'名称': 'a', '长度': '1' * 1_000_000}, 'p'))",
    "titles": ANSWER.format("'<' + '<title>' * 200_000"),
    "openings of titles": ANSWER.format("'<' + '<title' * 200_000"),
    "links": LINK.format("'<' * 100_000"),
    "relations": LINK.format("'<a>;rel=\"' + 'next ' * 20_000"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_long_is_read_or_refused_in_time(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE[name]], timeout=60, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]


def test_a_text_longer_than_any_description_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=f"文字有 {LONGEST + 1} 字，超过 {LONGEST} 字"):
        apply("text", "糖" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<p title="a>b">甘蔗<!-- <p> -->产量</p>', "甘蔗产量"),
        ("<script>if (a<b) x()</script>甘蔗<style>p>a{}</style>", "甘蔗"),
        ("<p>PM2.5 < 35 且 a<b</p>", "PM2.5 < 35 且 a"),
        ("<p>甘蔗<b", "甘蔗<b"),
        ("<p>甘蔗<!-- 没有完", "甘蔗<!-- 没有完"),
        ("<p title='甘蔗>产量", "产量"),
        ("<p>甘&#" + "9" * 5000 + ";蔗", "甘\ufffd蔗"),
    ],
)
def test_broken_html_gives_its_text(source: str, text: str) -> None:
    assert plain_text(source) == text
