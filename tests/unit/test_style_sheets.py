"""What holds for all our style sheets, so that nobody has to remember it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SHEETS = sorted((Path(__file__).parents[2] / "ckanext-gxdata/ckanext/gxdata/assets/css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\(")
SCROLLS = re.compile(r"overflow(-[xy])?:\s*(auto|scroll)")
ONLY_LETTERS = ".gx-code pre"
"""Nothing is hidden in it, and the button that copies it stands over it."""


def rules(path: Path) -> Iterator[tuple[str, str]]:
    """Selector and declarations of every rule, those in media queries too."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for selector, declared in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        yield " ".join(selector.split()), declared


def test_a_colour_token_stands_in_one_place_for_light_and_dark() -> None:
    [tokens] = [path for path in SHEETS if path.name == "tokens.css"]
    declared = [each for _selector, block in rules(tokens) for each in re.findall(r"(--gx-[\w-]+):([^;]*);", block)]
    colours = Counter(name for name, value in declared if COLOUR.search(value))

    assert len(colours) > 40
    assert {name for name, count in colours.items() if count > 1} == set()


def test_what_is_hidden_in_a_frame_that_scrolls_scrolls_with_it() -> None:
    """A word for readers of screens is placed outside the flow: without this it stands beside the page and widens it."""
    placed = {selector for path in SHEETS for selector, block in rules(path) if re.search(r"position:\s*(relative|absolute|sticky)", block)}
    frames = {selector for path in SHEETS for selector, block in rules(path) if SCROLLS.search(block)}

    assert len(frames) > 8
    assert {each for each in frames - placed - {ONLY_LETTERS} if not each.endswith(" .gx-scroll")} == set()
