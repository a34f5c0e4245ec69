"""The ledger: what staging holds beside what is listed, told apart as well as with all guids in memory."""

from __future__ import annotations

import sys
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core.digests import Digests
from ckanext.gxdata.core.identity import unique
from ckanext.gxdata.core.ledger import LOADED, OPEN, TOMBSTONE, Ledger
from ckanext.gxdata.core.records import Finding, KnownRecord, RawRecord
from tests.fixtures.difference import diff

HASHES = st.dictionaries(st.text(min_size=1, max_size=3), st.sampled_from(["1", "2"]), max_size=20)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def listing(known: dict[str, str], seen: dict[str, str]) -> Ledger:
    ledger = Ledger()
    for guid, text in known.items():
        ledger.hold(guid, digest(text), LOADED)
    for guid, text in seen.items():
        assert ledger.meet(guid, "")
        ledger.stages(guid, digest(text))
    return ledger


@given(HASHES, HASHES)
def test_it_counts_what_a_comparison_of_all_guids_finds(known: dict[str, str], seen: dict[str, str]) -> None:
    ledger, difference = listing(known, seen), diff(known, seen)
    assert ledger.listed == len(seen)
    assert ledger.unchanged() == len(difference.unchanged)
    assert ledger.to_load() == len(difference.create) + len(difference.update)
    assert ledger.missing() == ledger.gone() == len(difference.missing)
    assert all(ledger.is_listed(guid) for guid in seen) and not any(map(ledger.is_listed, difference.missing))


def test_what_was_staged_and_not_loaded_is_loaded_though_it_did_not_change() -> None:
    ledger = Ledger()
    ledger.hold("a", digest("1"), OPEN)
    ledger.hold("b", digest("1"), LOADED)
    for guid in ("a", "b"):
        ledger.meet(guid, "")
        assert not ledger.stages(guid, digest("1"))
    assert (ledger.to_load(), ledger.unchanged()) == (1, 1)


def test_what_was_gone_before_is_no_news_and_what_could_not_be_read_is_not_gone() -> None:
    ledger = Ledger()
    for guid, flags in (("a", LOADED), ("b", LOADED), ("gone", LOADED | TOMBSTONE), ("unread", LOADED), ("never", OPEN)):
        ledger.hold(guid, digest("1"), flags)
    ledger.meet("a", "")
    ledger.excuse("unread")
    ledger.excuse("nobody")
    assert (ledger.shown(), ledger.gone(), ledger.missing()) == (3, 1, 2)


def test_records_stand_together_as_long_as_none_of_them_changed() -> None:
    ledger = listing({"a": "1", "b": "2"}, {})
    before = ledger.standing(["a", "b"])
    assert before == listing({"b": "2", "a": "1"}, {}).standing(["a", "b"]) != ledger.standing(["b", "a"])
    assert ledger.standing(["a", "new"]) == ""
    ledger.meet("b", "")
    ledger.stages("b", digest("3"))
    assert ledger.standing(["a", "b"]) not in ("", before)


def test_a_double_is_told_with_the_place_of_the_first_also_when_that_was_not_read() -> None:
    items = [
        KnownRecord("a", "第 3 页第 17 条"),
        RawRecord("a", {}, "第 4 页第 1 条"),
        RawRecord("b", {}, "目录2024.xlsx 第 12 行"),
        RawRecord("b", {}, "目录2024.xlsx 第 13 行"),
        RawRecord("c", {}, "2024-05-06 的第 9 条"),
        KnownRecord("c", "再来"),
    ]
    told = [item.message for item in unique(items) if isinstance(item, Finding)]
    assert told == [
        "标识“a”重复（先见于第 3 页第 17 条），只采用最先出现的一条",
        "标识“b”重复（先见于目录2024.xlsx 第 12 行），只采用最先出现的一条",
        "标识“c”重复（先见于2024-05-06 的第 9 条），只采用最先出现的一条",
    ]


def test_a_record_costs_no_more_than_its_digests() -> None:
    ledger = Ledger()
    for number in range(20_000):
        ledger.hold(f"guid-{number}", digest(str(number)), LOADED)
        ledger.meet(f"guid-{number}", f"第 {number // 100} 页第 {number % 100} 条")
    held = (ledger._slots._keys, ledger._slots._table, ledger._hashes, ledger._flags, ledger._places)
    assert sum(map(sys.getsizeof, held)) / 20_000 < 80


@given(st.lists(st.text(max_size=2)))
def test_texts_are_numbered_as_they_come(texts: list[str]) -> None:
    digests = Digests()
    order = list(dict.fromkeys(texts))
    assert [digests.number(text) for text in texts] == [order.index(text) for text in texts]
    assert [digests.find(text) for text in (*order, "nobody")] == [*range(len(order)), -1]


def test_many_texts_keep_their_numbers_while_the_index_grows() -> None:
    digests = Digests()
    texts = [f"{number:x}" for number in range(5_000)]
    assert [digests.number(text) for text in texts] == [digests.find(text) for text in texts] == list(range(5_000))
    assert len(digests) == 5_000
