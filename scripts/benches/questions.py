"""What the bench ``search`` asks: seeded blocks of questions, the same for every subject. Pure.

Here: which questions, and which of them must find something. Not here: asking them (``asking``), what came back (``latency``).
Words that the generated catalog itself holds find something in every CKAN; what people ask every day mostly does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from benches import records
from benches.facts import Facts
from benches.judged import Query

SEED = 20260105
DRAWN = 4_000
"""So many records of the catalog lend their words: more than a run asks for."""
SHARES = {"place and subject": 80, "everyday": 50, "judged": 30, "filtered": 20, "empty": 20}
BLOCK = sum(SHARES.values())
LONGEST = 8
"""Letters after which somebody who types has chosen."""

Word = TypeVar("Word")


@dataclass(frozen=True)
class Question:
    """``must``: an answer without hits is wrong, however quick."""

    kind: str
    params: Mapping[str, str]
    must: bool


class Questions:
    """Blocks by number: each draws on from where the one before ended, and begins again when all were asked."""

    def __init__(self, known: Facts, size: int, judged: Sequence[Query]) -> None:
        chance = Random(SEED)
        drawn = chance.sample(range(size), min(size, DRAWN))
        made = [records.record(known, number) for number in drawn]
        self._pairs = list(dict.fromkeys(_pair(record, number) for record, number in zip(made, drawn, strict=True)))
        self._titles = [(_place(record), str(record["title"])) for record in made]
        everyday = [query.text for query in judged if query.kind == "everyday"]
        self._everyday = [f"{place}{text}" for place in known.places for text in everyday]
        self._judged = [query.text for query in judged]
        for words in (self._everyday, self._judged):
            chance.shuffle(words)

    def block(self, number: int) -> list[Question]:
        """``BLOCK`` questions to the search, mixed."""
        taken = [
            Question(kind, params, kind not in ("everyday", "judged"))
            for kind, share in SHARES.items()
            for params in self._params(kind, number * share, share)
        ]
        return _shuffled(taken, number)

    def _params(self, kind: str, first: int, count: int) -> Iterator[dict[str, str]]:
        for place in range(first, first + count):
            if kind == "empty":
                yield {"q": ""}
            elif kind == "filtered":
                where, subject = _at(self._pairs, place)
                yield {"q": subject, "fq": f'tags:"{where}"'}
            elif kind == "place and subject":
                yield {"q": " ".join(_at(self._pairs, place))}
            else:
                yield {"q": _at(self._everyday if kind == "everyday" else self._judged, place)}

    def typed(self, number: int) -> list[Question]:
        """As many beginnings of titles and of judged queries, as somebody types them. A place begun must find something."""
        chance = Random(f"{SEED}:{number}")
        count = BLOCK // 2
        titles = [_at(self._titles, number * count + each) for each in range(count)]
        begun = [(place, title[: chance.randint(1, LONGEST)]) for place, title in titles]
        asked = [chance.choice(self._judged)[: chance.randint(1, LONGEST)] for _ in range(BLOCK - count)]
        taken = [Question("title begun", {"q": words}, len(words) <= len(place)) for place, words in begun]
        taken += [Question("query begun", {"q": words}, False) for words in asked]
        return _shuffled(taken, number)


def _pair(record: records.Record, number: int) -> tuple[str, str]:
    """Place and subject of a record, both in the words of its tags."""
    place = _place(record)
    subjects = [str(tag["name"]) for tag in record["tags"][:2] if tag["name"] != place]
    return place, subjects[number % len(subjects)]


def _place(record: records.Record) -> str:
    return next(str(extra["value"]) for extra in record["extras"] if extra["key"] == "region")


def _at(words: Sequence[Word], place: int) -> Word:
    return words[place % len(words)]


def _shuffled(taken: list[Question], number: int) -> list[Question]:
    Random(f"{SEED}:order:{number}").shuffle(taken)
    return taken
