"""Charts over time as SVG from pygal, cleaned for our pages: no style, no script, every point a link. Words come in, words stay.

Colours and type are those of the style sheet (``.gx-chart``); the table beside a chart says the same. Not here: numbers
(actions), drawings of our own that carry meaning by their form (``peaks``, ``tile_map``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from markupsafe import Markup

WIDTH, HEIGHT, STRIP = 560, 220, 36
EDGE = 0.02 / 1.04
"""Share of the width that pygal keeps free at each side."""
MOST_LABELS = 6
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DROPPED = frozenset({"style", "script", "desc", "title"})


@dataclass(frozen=True, slots=True)
class Point:
    """``said`` is what a reader who does not see the chart is told of the point; without ``page`` it leads nowhere."""

    label: str
    value: int
    said: str
    page: str = ""


def bars(points: Sequence[Point], title: str) -> Markup:
    return _drawn(pygal.Bar(**_settings(points), print_values=True, print_values_position="top"), points, title)


def line(points: Sequence[Point], title: str) -> Markup:
    return _drawn(pygal.Line(**_settings(points), fill=True, dots_size=3), points, title)


def shares(points: Sequence[Point], title: str) -> Markup:
    """One bar of parts that make a whole; the template names them."""
    there = [point for point in points if point.value]  # nothing has no width, and no link that could be seen
    bare = {"margin": 0, "margin_top": 0, "spacing": 0, "show_x_labels": False, "show_y_labels": False}
    bare |= {"show_x_guides": False, "show_y_guides": False, "include_x_axis": False}
    whole = sum(point.value for point in there) or 1
    chart = pygal.HorizontalStackedBar(**{**_settings(there), **bare, "height": STRIP, "range": (0, whole)})
    for point in there:
        chart.add("", [_value(point)])
    # Of the drawing only the bar itself: around it pygal leaves what axes would need.
    box = (WIDTH * EDGE, STRIP * 4 * EDGE, WIDTH * (1 - 2 * EDGE), STRIP * (1 - 8 * EDGE))
    chart.add_xml_filter(lambda root: _cut(root, " ".join(f"{number:.2f}" for number in box)))
    return _rendered(chart, there, title)


def _cut(root: Any, view_box: str) -> Any:
    root.set("viewBox", view_box)
    return root


def _settings(points: Sequence[Point]) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "js": [],
        "css": [],
        "no_prefix": True,
        "disable_xml_declaration": True,
        "show_legend": False,
        "include_x_axis": True,
        "margin": 8,
        "margin_top": 18,
        "show_minor_x_labels": len(points) <= MOST_LABELS,
        "max_scale": 4,
        "truncate_label": -1,
        "value_formatter": lambda value: f"{value:,.0f}",
    }


def _drawn(chart: Any, points: Sequence[Point], title: str) -> Markup:
    chart.x_labels = [point.label for point in points]
    chart.x_labels_major = _some([point.label for point in points])
    chart.add("", [_value(point) for point in points])
    return _rendered(chart, points, title)


def _rendered(chart: Any, points: Sequence[Point], title: str) -> Markup:
    chart.add_xml_filter(lambda root: _clean(root, points, title))
    return Markup(chart.render(is_unicode=True))  # nothing of it but pygal's own and escaped text


def _value(point: Point) -> Mapping[str, Any]:
    link = {"xlink": {"href": point.page, "target": "_self"}} if point.page else {}
    return {"value": point.value, "label": point.said, **link}


def _some(labels: Sequence[str]) -> list[str]:
    """As many as have room, the last one among them."""
    step = max(1, -(-len(labels) // MOST_LABELS))
    return list(labels[::-1][::step])


def _clean(root: Any, points: Sequence[Point], title: str) -> Any:
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag in _DROPPED or child.get("class") == "plot tooltip-overlay":
                parent.remove(child)
    linked = iter([point for point in points if point.page])
    for link in root.iter("a"):
        link.set("href", link.attrib.pop(_XLINK))
        link.set("aria-label", next(linked).said)
    root.attrib.pop("id", None)
    root.set("class", "gx-chart")
    root.set("role", "group" if any(point.page for point in points) else "img")
    root.set("aria-label", title)
    root.set("focusable", "false")
    return root
