"""The judged titles: what two judges agree on, and how well rules do by it.

A pair (title, zone) is positive where both judges say so and negative where neither does; what they dispute counts
neither for nor against precision and recall, and is listed in ``disagreements.md``. Half of the titles (``tune``) may be
read while rules are improved, the other half (``held-out``) may not: only its figures are looked at.

``python -m tests.zones.judged`` writes ``disagreements.md`` anew and prints the tables of ``docs/zones.md``;
``--tune`` lists the errors on the half that may be read.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ckanext.gxdata.core.codelists import CodeList

FOLDER = Path(__file__).parent
Rule = Callable[[str], Iterable[str]]
"""From a title to the zones and sub-zones it is put into."""


@dataclass(frozen=True)
class Judged:
    id: str
    title: str
    first: frozenset[str]
    second: frozenset[str]

    @property
    def half(self) -> str:
        return "tune" if hashlib.sha1(self.id.encode()).digest()[0] % 2 else "held-out"

    @property
    def agreed(self) -> frozenset[str]:
        return self.first & self.second

    @property
    def disputed(self) -> frozenset[str]:
        return self.first ^ self.second


@dataclass(frozen=True)
class Figures:
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def read(zones: CodeList) -> list[Judged]:
    """All titles with both judgements; raises ``ValueError`` for an id of a zone that there is not."""
    titles = {row["id"]: row["title"] for row in _rows("titles.tsv")}
    first, second = (_judge(name, zones) for name in ("judge_a.tsv", "judge_b.tsv"))
    if not titles.keys() == first.keys() == second.keys():
        raise ValueError(sorted(titles.keys() ^ first.keys() | titles.keys() ^ second.keys()))
    return [Judged(id_, title, first[id_], second[id_]) for id_, title in titles.items()]


def figures(judged: Iterable[Judged], rule: Rule, wanted: Iterable[str]) -> Figures:
    """Micro figures over the pairs of these titles and the wanted zones that are not disputed."""
    right = wrong = missed = 0
    asked = frozenset(wanted)
    for each in judged:
        given = frozenset(rule(each.title)) & asked - each.disputed
        agreed = each.agreed & asked
        right += len(given & agreed)
        wrong += len(given - agreed)
        missed += len(agreed - given)
    return Figures(right, wrong, missed)


def errors(judged: Iterable[Judged], rule: Rule) -> Iterator[tuple[Judged, list[str], list[str]]]:
    """Titles with what was given wrongly and what was missed."""
    for each in judged:
        given = frozenset(rule(each.title)) - each.disputed
        wrong, missed = sorted(given - each.agreed), sorted(each.agreed - given)
        if wrong or missed:
            yield each, wrong, missed


def disagreements(judged: Iterable[Judged]) -> str:
    """The list as Markdown."""
    rows = [each for each in judged if each.disputed]
    lines = [
        "# Where the two judges disagree",
        "",
        "Made by `python -m tests.zones.judged`; not to be settled by hand. A pair of title and zone that only one judge",
        "gives counts neither as right nor as wrong nor as missed; what both give, or neither, counts.",
        "",
        f"{len(rows)} titles, {sum(len(each.disputed) for each in rows)} pairs.",
        "",
        "| id | title | judge A only | judge B only | both |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_line(each) for each in rows)]) + "\n"


def _line(each: Judged) -> str:
    sets = (each.first - each.second, each.second - each.first, each.agreed)
    cells = (" ".join(sorted(ids)) for ids in sets)
    return f"| {each.id} | {each.title.replace('|', '¦')} | {' | '.join(cells)} |"


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _judge(name: str, zones: CodeList) -> dict[str, frozenset[str]]:
    return {row["id"]: frozenset(_with_parents(row["zones"] or "", zones)) for row in _rows(name)}


def _with_parents(given: str, zones: CodeList) -> Iterator[str]:
    for zone in (part.strip() for part in given.split(",")):
        if zone and zone not in zones:
            raise ValueError(zone)
        if zone:
            yield from (zone, *(code.id for code in zones.ancestors(zones[zone])))


def main(arguments: list[str]) -> None:
    from ckanext.gxdata import rulebook
    from ckanext.gxdata.core.zones import memberships

    book = rulebook.load(FOLDER.parents[1] / "config")
    known = book.codelists["zone"]
    judged = read(known)

    def rule(title: str) -> list[str]:
        return [member.zone for member in memberships({"title": title}, book.zones)]

    (FOLDER / "disagreements.md").write_text(disagreements(judged), encoding="utf-8")
    tops = [code.id for code in known.children("")]
    subs = [code.id for code in known.codes if code.parent]
    for name, ids in (("zones", tops), ("sub-zones", subs)):
        for half in ("all", "tune", "held-out"):
            part = [each for each in judged if half in ("all", each.half)]
            found = figures(part, rule, ids)
            print(f"{name:9} {half:8} {found.precision:.3f} {found.recall:.3f} {found}")
    for zone in tops:
        found = figures(judged, rule, [zone])
        print(f"| {known.label(zone)} | {found.right + found.missed} | {found.precision:.2f} | {found.recall:.2f} |")
    if "--tune" in arguments:
        for each, wrong, missed in errors([each for each in judged if each.half == "tune"], rule):
            print(each.id, each.title, "| wrong:", *wrong, "| missed:", *missed)


if __name__ == "__main__":
    main(sys.argv[1:])
