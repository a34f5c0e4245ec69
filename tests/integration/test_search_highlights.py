"""Hits on the page say where they matched, and marks are never markup of somebody else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from lxml import html


def opened(portal: Any, question: str) -> Any:
    answer = httpx.get(portal.url + "/dataset/", params={"q": question}, timeout=30, trust_env=False)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


@pytest.mark.parametrize("question", ["甘蔗", "ganzhe", "sugarcane", "甘蔗產量"])
def test_the_first_hit_marks_the_word_that_stands_there(portal: Any, question: str) -> None:
    first = opened(portal, question).xpath("//li[contains(@class, 'gx-hit')]")[0]

    assert "甘蔗" in "".join(first.xpath(".//h2//mark/text()"))
    assert "标题" in first.xpath(".//p[@class='gx-why']")[0].text_content()


def test_without_a_question_nothing_is_marked(portal: Any) -> None:
    page = html.fromstring(portal.get("/dataset/").text)

    assert page.xpath("//li[contains(@class, 'gx-hit')]") and not page.xpath("//li[contains(@class, 'gx-hit')]//mark")


def test_markup_in_a_question_is_text(portal: Any) -> None:
    answer = httpx.get(portal.url + "/dataset/", params={"q": "<img src=x onerror=alert(1)>甘蔗"}, timeout=30, trust_env=False)

    assert answer.status_code == 200 and "<img src=x" not in answer.text
