"""A search without hits offers something that finds."""

from __future__ import annotations

from typing import Any

import httpx
from lxml import html


def opened(portal: Any, **question: str) -> Any:
    answer = httpx.get(portal.url + "/dataset/", params=question, timeout=30, trust_env=False)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert not page.xpath("//li[contains(@class, 'gx-hit')]")
    return page


def test_with_filters_that_are_too_narrow_the_page_says_how_many_there_are_without(portal: Any) -> None:
    empty = opened(portal, q="甘蔗", updated_to="1901-01-01").xpath("//div[@class='gx-empty']")[0]

    assert "不加筛选有" in empty.text_content()
    assert empty.xpath(".//a[text()='清空筛选']/@href")[0].endswith("/dataset/?q=%E7%94%98%E8%94%97")


def test_words_that_find_nothing_lead_to_keywords_and_departments(portal: Any) -> None:
    empty = opened(portal, q="zzzzqq").xpath("//div[@class='gx-empty']")[0]

    assert empty.xpath(".//a[@href='/organization/']")
    tag = empty.xpath(".//a[starts-with(@href, '/dataset/?q=')]/@href")[0]
    assert "gx-hit" in portal.get(tag).text
