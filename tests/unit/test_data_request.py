"""What may be asked for, how a request goes on, and what of it everybody sees."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core import data_request, pii
from ckanext.gxdata.core.data_request import Fault, State

RULES = pii.Rules()
BUS = {"title": "公交线路站点", "text": "做无障碍出行地图，要每个站的经纬度，最好每月更新。", "query": "南宁 公交站"}


def test_an_ordinary_request_is_taken_cleaned() -> None:
    words = data_request.asked({**BUS, "title": " 公交\u200b线路站点\u0000 "}, RULES)

    assert words.faults == ()
    assert words.texts == BUS


def test_a_title_alone_is_enough() -> None:
    words = data_request.asked({"title": "停车场"}, RULES)

    assert words.faults == ()
    assert words.texts == {"title": "停车场", "text": "", "query": ""}


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, (Fault("title", "short", 2),)),
        ({"title": " \u200b "}, (Fault("title", "short", 2),)),
        ({"title": "路" * 101}, (Fault("title", "long", 100),)),
        ({"title": "停车场", "text": "要" * 2_001}, (Fault("text", "long", 2_000),)),
        ({"title": ["停车场"]}, (Fault("title", "no_text"),)),
        ({"title": "停车场", "text": 7}, (Fault("text", "no_text"),)),
        ({"title": "停车场", "text": "请致电 13800138000 王先生"}, (Fault("text", "contact", kinds=("mobile",)),)),
        (
            {"title": "wang@example.org 要公交", "text": "微信号：wang_2026"},
            (Fault("title", "contact", kinds=("email",)), Fault("text", "contact", kinds=("messenger",))),
        ),
        ({"title": "停车场", "query": "11010519491231002X"}, (Fault("query", "contact", kinds=("id_number",)),)),
    ],
)
def test_every_fault_names_its_field(given: dict[str, object], faults: tuple[Fault, ...]) -> None:
    assert data_request.asked(given, RULES).faults == faults


@pytest.mark.parametrize(
    ("before", "after", "leads"),
    [
        ("received", "accepted", True),
        ("received", "answered", True),
        ("received", "declined", True),
        ("received", "received", False),
        ("accepted", "answered", True),
        ("accepted", "received", False),
        ("answered", "answered", True),
        ("answered", "accepted", False),
        ("declined", "accepted", True),
        ("declined", "answered", False),
        ("no-such-state", "accepted", False),
    ],
)
def test_a_request_goes_on_in_steps(before: str, after: str, leads: bool) -> None:
    assert data_request.leads(before, after) is leads


@pytest.mark.parametrize(
    ("before", "state", "withheld", "public"),
    [
        (False, "accepted", False, True),
        (False, "answered", False, True),
        (False, "declined", False, False),
        (True, "declined", False, True),
        (True, "declined", True, False),
    ],
)
def test_everybody_sees_it_once_somebody_with_the_right_has_taken_it_up(
    before: bool, state: State, withheld: bool, public: bool
) -> None:
    assert data_request.is_public(before, state, withheld) is public


def test_an_answer_and_a_refusal_need_words_and_taking_it_up_needs_none() -> None:
    short = (Fault("answer", "short", 5),)

    assert data_request.answered({"answer": "  "}, RULES, "declined").faults == short
    assert data_request.answered({}, RULES, "answered").faults == short
    assert data_request.answered({}, RULES, "accepted").faults == ()


def test_an_answer_may_name_an_office_and_no_private_number() -> None:
    office = data_request.answered({"answer": "请联系数据处 0771-1234567，data@gxzf.example"}, RULES, "answered")
    private = data_request.answered({"answer": "请找小李 139 1234 5678"}, RULES, "answered")

    assert office.faults == ()
    assert private.faults == (Fault("answer", "contact", kinds=("mobile",)),)
