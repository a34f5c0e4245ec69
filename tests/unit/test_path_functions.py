"""What the paths of a mapping can do beyond JMESPath."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from ckanext.gxdata.core.paths import Path


@pytest.mark.parametrize(
    ("formats", "words"),
    [
        ("xlsx,csv,json", ["xlsx", "csv", "json"]),
        ("[xls、接口]", ["xls", "接口"]),
        ("csv；CSV", ["csv"]),
        (["xls", "api"], ["xls", "api"]),
        (["xls,csv", None], ["xls", "csv"]),
        (7, ["7"]),
        ("", []),
        (None, []),
    ],
)
def test_split_gives_the_words_of_a_text_or_list(formats: Any, words: list[str]) -> None:
    assert Path(jmespath.compile("split(formats)")).search({"formats": formats}) == words


def test_what_has_no_words_can_have_a_default() -> None:
    assert Path(jmespath.compile('split(formats) || `["file"]`')).search({"formats": ""}) == ["file"]
