"""Results as a Markdown table: a line per case and subject, with how many times as fast gxdata is."""

from __future__ import annotations

from collections.abc import Sequence

from benches.results import OURS, RATE, Result

HEAD = "| case | size | subject | value | gxdata is | repeats |\n|---|---:|---|---:|---:|---:|"


def table(results: Sequence[Result]) -> str:
    """Cases in the order given, gxdata first in each."""
    cases = list(dict.fromkeys((result.case, result.unit) for result in results))
    ordered = [
        result for case in cases for result in sorted(_of(results, *case), key=lambda result: result.subject != OURS)
    ]
    return "\n".join([HEAD, *(_line(result, _ours(results, result)) for result in ordered)])


def across(results: Sequence[Result]) -> str:
    """A line per subject, a column per case: for many subjects of which none is a multiple of another."""
    cases = list(dict.fromkeys(result.case for result in results))
    value = {(result.subject, result.case): f"{number(result.value)}{_sign(result.unit)}" for result in results}
    lines = [["subject", *cases], ["---", *["---:"] * len(cases)]]
    lines += [
        [subject, *(value.get((subject, case), "") for case in cases)]
        for subject in dict.fromkeys(result.subject for result in results)
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def situations(results: Sequence[Result]) -> str:
    """A line per situation and subject, a column per figure, where a case is "SITUATION: FIGURE"; then the others."""
    value = {(*_split(result.case), result.subject): result for result in results if ": " in result.case}
    order = list(dict.fromkeys(situation for situation, _, _ in value))
    columns = list(dict.fromkeys(figure for _, figure, _ in value))
    lines = {(situation, subject) for situation, _, subject in value}
    rows = [["situation", "subject", *columns], ["---", "---", *["---:"] * len(columns)]]
    for situation, subject in sorted(lines, key=lambda line: (order.index(line[0]), line[1] != OURS)):
        cells = [_cell(value.get((situation, figure, subject))) for figure in columns]
        rows.append([situation, subject, *cells])
    others = [result for result in results if ": " not in result.case]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + (f"\n\n{table(others)}" if others else "")


def _split(case: str) -> tuple[str, str]:
    situation, _, figure = case.partition(": ")
    return situation, figure


def _cell(result: Result | None) -> str:
    return f"{number(result.value)} {_told(result.unit)}".strip() if result else ""


def _told(unit: str) -> str:
    """Units that a column's name does not say."""
    return unit if unit in ("ms", "KB") else ""


def _sign(unit: str) -> str:
    return " %" if unit == "%" else ""


def _of(results: Sequence[Result], case: str, unit: str) -> list[Result]:
    return [result for result in results if (result.case, result.unit) == (case, unit)]


def _ours(results: Sequence[Result], beside: Result) -> Result | None:
    return next((result for result in _of(results, beside.case, beside.unit) if result.subject == OURS), None)


def _line(result: Result, ours: Result | None) -> str:
    comparable = ours is not None and ours is not result and result.unit == RATE and result.value > 0
    ratio = f"{times(ours.value / result.value)} ×" if comparable and ours else ""
    cells = (
        result.case,
        f"{result.size:,}",
        result.subject,
        f"{number(result.value)} {result.unit}",
        ratio,
        result.repeats,
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:g}"
