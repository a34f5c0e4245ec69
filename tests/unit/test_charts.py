"""Charts of the overview: drawn by pygal, and fit for pages that allow no inline style and no script."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from ckanext.gxdata.core import months
from ckanext.gxdata.views import charts
from ckanext.gxdata.views.charts import Point

POINTS = [Point(f"26-{month:02d}", month * 7 % 23, f"2026-{month:02d}：{month} 个", f"/dataset/?m={month}&x=1") for month in range(1, 13)]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str, points: list[Point]) -> etree._Element:
    return etree.fromstring(str(getattr(charts, name)(points, "按月 <更新>")))


@pytest.mark.parametrize("name", ["bars", "line", "shares"])
def test_a_chart_has_no_style_no_script_and_nothing_that_a_page_could_not_hold_twice(name: str) -> None:
    root = drawn(name, POINTS)

    assert {element.tag for element in root.iter()}.isdisjoint({f"{SVG}style", f"{SVG}script", f"{SVG}desc", f"{SVG}title"})
    assert not [element for element in root.iter() if {"style", "id", "onclick"} & set(element.attrib)]
    assert root.get("aria-label") == "按月 <更新>"


@pytest.mark.parametrize("name", ["bars", "line", "shares"])
def test_every_point_is_a_link_that_says_what_it_is(name: str) -> None:
    links = list(drawn(name, POINTS).iter(f"{SVG}a"))

    assert [(link.get("href"), link.get("aria-label")) for link in links] == [(point.page, point.said) for point in POINTS]


def test_of_a_bar_of_parts_nothing_is_drawn_for_nothing() -> None:
    parts = [Point("甲", 3, "甲：3", "/a"), Point("乙", 0, "乙：0", "/b"), Point("丙", 1, "丙：1")]

    assert [link.get("href") for link in drawn("shares", parts).iter(f"{SVG}a")] == ["/a"]
    assert drawn("shares", []).tag == f"{SVG}svg"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "&lt;b&gt;", "]]>", "中文‮文中", "%s{0}"])
def test_naughty_words_stay_words(text: str) -> None:
    said = text if text.isprintable() else "替"
    root = drawn("bars", [Point(said, 1, said, "/dataset/"), Point("b", 2, "b")])

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "g", "defs", "path", "rect", "text", "a"}
    assert next(root.iter(f"{SVG}a")).get("aria-label") == said


def test_months_go_over_the_year() -> None:
    assert months.last(date(2026, 2, 3), 4) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months.between("2025-12", "2026-02") == ["2025-12", "2026-01", "2026-02"]
    assert months.days("2028-02") == ("2028-02-01", "2028-02-29")
