"""What a page shows: line breaks where a browser makes them, none inside a Chinese word."""

from __future__ import annotations

import lxml.html
import pytest

from ckanext.gxdata.sources.page_text import in_one_line, label_of, visible


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>甘蔗<br>种植<!-- 面积 --></p>", "甘蔗\n种植"),
        ("<div>甘\n   蔗 种植</div>", "甘蔗 种植"),
        ("<div>甘\n<b>蔗</b></div>", "甘蔗"),
        ("<div>甘\n<br>蔗</div>", "甘\n蔗"),
        ("<div>sugar\n cane</div>", "sugar cane"),
        ("<div><p>一</p><p></p><p>二</p>三<script>x()</script></div>", "一\n二\n三"),
        ("<table><tr><td>年份</td><td>2023</td></tr><tr><td>产量</td></tr></table>", "年份 2023\n产量"),
        ("<div>&lt;35&nbsp;微克</div>", "<35 微克"),
    ],
)
def test_text_is_read_as_it_is_shown(html: str, text: str) -> None:
    assert visible(lxml.html.fromstring(html)) == text
    assert in_one_line(lxml.html.fromstring(html)) == text.replace("\n", " ")


def test_labels_are_compared_without_blanks_width_and_colon() -> None:
    assert label_of(" 更新\u3000频率： ") == "更新频率"
