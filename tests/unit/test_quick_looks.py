"""The quick way answers what the plain one answers: short cuts of the pure steps beside the rules they stand for."""

from __future__ import annotations

import random
import unicodedata
import uuid
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import badges, pii, private_numbers
from ckanext.gxdata.core.badge_facts import Facts
from ckanext.gxdata.core.grading_combinations import titled
from ckanext.gxdata.core.grading_items import _column, _known_column, read_items
from ckanext.gxdata.core.pii import id_number, mobile
from ckanext.gxdata.core.pii.base import normal
from ckanext.gxdata.core.sign_table import SignTable
from ckanext.gxdata.core.text import _WIDE, NULL_TOKENS, clean, is_null, key, nfkc
from ckanext.gxdata.core.zone_rules import fold
from ckanext.gxdata.core.zone_scanner import Scanner
from ckanext.gxdata.core.zones import _by_rules, _codes, _texts, memberships
from ckanext.gxdata.harvest import links, packaging

BOOK = rulebook.load(Path(__file__).resolve().parents[2] / "config")

NUMBERS = st.sampled_from(
    (
        *("13812345678", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", "+8613812345678", "①③⑧"),
        *("45010219900101123X", "450102199001011234", "0771-1234567", "138", "12345678", "\u2078\u2460"),
    )
)
GLUE = st.sampled_from(["", " ", "-", "\n", "\t", "\x00", "\u200b", "\u3000", "，", "http://x.cn/", "甘蔗", "元", "A", "\r\n", "…"])
NUMBERED = st.lists(NUMBERS | GLUE | st.text(max_size=5), max_size=8).map("".join)
TEXTS = st.text(max_size=30) | st.text(" \t\n\u3000\u200b\xa0-/.无空暂nulNoeＮ…—", max_size=20)


@given(NUMBERED)
@example("138\n12345678")
@example("138\x0012345678")
def test_a_text_without_eleven_digits_in_a_row_holds_no_number(text: str) -> None:
    plain = normal(text.replace("\n", " "))
    if id_number.find(plain, context=True) or mobile.find(plain) or mobile.find(normal(text)):
        assert pii.may_hold_number(text)


@given(st.lists(st.sampled_from([wide for wide, _ in _WIDE]) | st.sampled_from("e\u0301\u0327가ﬁ①\u3099か") | st.characters()).map("".join))
def test_punctuation_exchanged_before_changes_nothing_of_the_normal_form(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


def test_most_texts_are_settled_by_one_look() -> None:
    assert not pii.may_hold_number("2024年甘蔗产量（万吨），热线：12345")
    assert pii.may_hold_number("联系人：138-1234-5678")


@given(NUMBERED)
def test_redacting_masks_what_the_detectors_find(text: str) -> None:
    plain = masked = normal(text)
    for found, mask in ((id_number.find(plain), id_number.mask), (mobile.find(plain), mobile.mask)):
        for number in found:
            masked = masked.replace(number, mask(number))
    assert pii.redact(text) == (text if masked == plain else masked)


@given(TEXTS)
@example("null" + " " * 50)
def test_nothing_is_said_by_the_same_texts(text: str) -> None:
    plain = clean(text)
    plain = " ".join(unicodedata.normalize("NFKC", plain).casefold().split())
    assert key(text) == plain
    assert is_null(text) == (plain in NULL_TOKENS)


@given(st.text("甘蔗漢字國国abß", max_size=20))
def test_signs_are_exchanged_as_translate_does(text: str) -> None:
    table = {ord("漢"): "汉", ord("國"): "国", ord("ß"): "ss"}
    assert SignTable(table).exchanged(text) == text.translate(table)


@given(st.text("甘蔗糖料ab 1。,\n", max_size=25), st.frozensets(st.text("甘蔗糖料ab,", min_size=1, max_size=3), max_size=8))
def test_the_scanner_finds_every_place_of_every_word(text: str, words: frozenset[str]) -> None:
    expected: dict[str, list[tuple[int, int]]] = {}
    for place in range(len(text)):
        for word in words:
            if text.startswith(word, place) and not _cuts_latin(text, place, word):
                expected.setdefault(word, []).append((place, place + len(word)))
    assert Scanner(words).scan(text) == expected


def _cuts_latin(text: str, place: int, word: str) -> bool:
    """Words of one sign are looked for as they are."""
    end = place + len(word)
    if len(word) == 1:
        return False
    left = word[0] in "ab1" and place > 0 and text[place - 1] in "ab1"
    return left or (word[-1] in "ab1" and end < len(text) and text[end] in "ab1")


OF_TITLES = [rule.words for rule in BOOK.grading.datasets]
TITLED = [word for each in OF_TITLES for word in (*each.words, *each.exact, *each.columns, *each.endings)]


@given(st.lists(st.sampled_from(TITLED) | GLUE | st.text(max_size=3) | st.sampled_from("（）|·_ＡａÁ1二"), max_size=5).map("".join))
def test_a_title_with_no_sign_of_a_rule_fits_none(title: str) -> None:
    rules = BOOK.grading
    if list(titled([], rules.heading(title), rules)) or any(words.fit(rules.heading(title)) for words in OF_TITLES):
        assert rules.may_be_titled(title)


def test_most_titles_show_no_sign_of_a_rule() -> None:
    assert not BOOK.grading.may_be_titled("三江侗族自治县社会保险基金收支及累计结余（2025年）|三江 JSON|三江 XML")
    assert TITLED and all(BOOK.grading.may_be_titled(f"南宁市{word}（2025年）") for word in TITLED)


def datasets() -> list[dict[str, Any]]:
    """Of words that rules know, and of others."""
    chance = random.Random(20260701)
    words = [word for rules in BOOK.zones.subjects for rule in rules.rules for word in (*rule.values, *rule.company)]
    words += ["产量", "2024年", "北京路", "采购公告", "统计", "漢字", "sugar cane"]
    columns = ["姓名", "身份证号", "手机用户数", "企业名称", "联系电话", "产量", "name", "idCardNo", "经度"]
    return [
        {
            "title": "".join(chance.choices(words, k=2)),
            "notes": "，".join(chance.choices(words, k=6)),
            "tags": [{"name": word} for word in chance.choices(words, k=3)],
            "owner_org": chance.choice(["gx-tjj", "wuzhou", "nanning"]),
            "region": [chance.choice(["450100", "451400", "100000"])],
            "open_type": chance.choice(["unconditional", "conditional", "closed"]),
            "theme": [chance.choice(["transport", "agriculture"])],
            "update_frequency": chance.choice(["yearly", "daily", "other"]),
            "modified": "2024-05-01",
            "high_value": chance.choice(["", "", "confirmed", "declined"]),
            "high_value_reason": "市民多次申请",
            "resources": [
                {
                    "format": chance.choice(["CSV", "PDF"]),
                    "row_count": chance.choice([None, "5000"]),
                    "schema": {"fields": [{"name": each} for each in chance.sample(columns, 4)]},
                }
            ],
        }
        for _ in range(300)
    ]


def test_zones_remembered_are_zones_worked_out() -> None:
    for dataset in datasets():
        texts, codes = _texts(dataset), tuple(_codes(dataset, BOOK.zones))
        assert texts["title"] and BOOK.zones.heard(texts["title"])[0] == fold(texts["title"], BOOK.zones.simplified)
        first, again = memberships(dataset, BOOK.zones), memberships(dict(dataset), BOOK.zones)
        BOOK.zones.remembered.clear()
        assert first == again == memberships(dataset, BOOK.zones)
        assert list(BOOK.zones.remembered.values()) == [tuple(_by_rules(texts, codes, BOOK.zones))]


def test_half_a_sign_in_a_title_is_no_error() -> None:
    assert memberships({"title": "跨境\ud800电商", "owner_org": "gx-tjj"}, BOOK.zones) is not None


def test_another_rule_book_remembers_nothing_of_this_one() -> None:
    dataset = {"title": "跨境电商进出口统计", "owner_org": "gx-tjj", "region": ["450100"]}
    memberships(dataset, BOOK.zones)
    assert rulebook.load(Path(__file__).resolve().parents[2] / "config").zones.remembered == {}


def test_the_index_gets_the_badges_that_have_reasons() -> None:
    for dataset in datasets():
        facts = Facts(dataset, BOOK.badges, badges._ANY_DAY)
        value = badges.value_of(dataset, BOOK.badges)
        lasting = [rule for rule in BOOK.badges.badges if not rule.changes_daily]
        earned = [rule.id for rule, _why in badges._earned(lasting, facts, BOOK.badges)]
        fields = badges.badge_fields(dataset, BOOK.badges)
        assert fields["gx_high_value"] == (value.kind or None)
        assert fields["gx_badges"] == [*(["high_value"] if value.kind == "high" else []), *earned]


def test_a_column_remembered_is_the_column_read() -> None:
    fields = [
        {"name": "联系电话", "title": "手机", "type": "string", "item_grade": "3", "mask_rule": ""},
        {"name": "x", "description": "身份证号", "titles": ["身份证号", "ID"], "info": {"label": "电话"}},
        {"name": 1, "item_grade": True},
        {"name": True, "item_grade": 1},
    ]
    items = read_items({"resources": [{"name": "表", "schema": {"fields": [*fields, *fields]}}]})
    assert items[:4] == items[4:]
    assert [item.name for item in items[:4]] == ["联系电话", "x", "1", "true"]
    assert "身份证号" in items[1].texts and "电话" in items[1].texts
    plain = ("联系电话", *[None] * 13)
    assert _known_column(plain) == _column(plain)


@pytest.mark.parametrize("text", ["gx-tjj\n1\nhttp://a.cn/1.csv", "来源\n标识\n0", ""])
def test_a_resource_keeps_the_id_that_uuid_gives(text: str) -> None:
    assert packaging._resource_id(text) == str(uuid.uuid5(packaging.RESOURCE_NAMESPACE, text))


@settings(max_examples=300)
@given(
    st.sampled_from(["http", "https"]),
    st.text("a1.-", min_size=1, max_size=8) | st.sampled_from(["10.0.0.1", "8.8.8.8", "localhost", "a.cn", "a.lan"]),
    st.sampled_from(["", ":80", ":8080", ":0"]),
    st.text("a/.%~_-2", max_size=8),
    st.sampled_from(["", "https://b.gov.cn/x/", "/folder"]),
)
def test_a_plain_address_needs_no_taking_apart(scheme: str, host: str, port: str, path: str, base: str) -> None:
    address = f"{scheme}://{host}{port}/{path}"
    slow = links._joined(address, base)
    assert links.Links(base).public(address) == slow


WORDS_OF_PEOPLE = st.sampled_from(
    ["联系人138 1234 5678", "45010219900101123X", "0771-1234567", "甘蔗", '{"a": "13812345678"}', "[", "１３８１２３４５６７８"]
)
GIVEN = st.recursive(
    WORDS_OF_PEOPLE | NUMBERED | st.booleans() | st.none() | st.integers(0, 10**19) | st.floats(allow_nan=False),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(WORDS_OF_PEOPLE, part, max_size=3) | st.tuples(part, part),
    max_leaves=6,
)


@given(GIVEN)
def test_a_value_that_cannot_tell_a_number_has_no_fault_and_is_not_masked(value: Any) -> None:
    found = [each for text in private_numbers.texts(value) for each in private_numbers._found("notes", text, pii.Rules(), "")]
    if found:
        assert private_numbers.may_tell(value)
    assert bool(private_numbers.faults("notes", value, pii.Rules())) is bool(found)
    if not private_numbers.may_tell(value) and isinstance(value, dict):
        assert private_numbers.masked("notes", value, pii.Rules()) == jsonable(value)


def jsonable(value: Any) -> Any:
    """Lists for tuples, as ``masked`` answers."""
    if isinstance(value, dict):
        return {name: jsonable(item) for name, item in value.items()}
    return [jsonable(item) for item in value] if isinstance(value, (list, tuple)) else value
