"""Jobs and their reports as actions answer them: to the department as they are, to everybody else without what is not theirs.

Not here: who is who (``harvest_rights``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core import access, public_words
from ckanext.gxdata.core.problems import ABOUT_ALL, VARYING, masked
from ckanext.gxdata.harvest.lock import is_held
from ckanext.gxdata.harvest.report import INTERRUPTED
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource, JobFinding

FINDING_LIMIT = 1000
PROBLEM_LIMIT = 100
TREND_LENGTH = 10
HARVEST = "harvest"
"""Also the kind of jobs from before there were kinds."""
BEGAN_OR_WAITS = (HarvestJob.status != "cancelled") | HarvestJob.started.is_not(None)
"""A job that was cancelled before it began, or refused because another run went on, says nothing of its source."""
_RANK = {"error": 0, "warning": 1, "info": 2}
_INSIDE = r"\m(?:" + "|".join(
    (*(rf"{name}\M" for name in sorted(access.HIDDEN | access.HIDDEN_OF_ITEMS)), *access.HIDDEN_PREFIXES)
) + ")"  # fmt: skip
"""A word of a pointer that names what belongs to the inside, in PostgreSQL's dialect; ``access.tells_inside`` in SQL."""


def answered(jobs: Iterable[HarvestJob], own: Collection[str] = ()) -> list[dict[str, Any]]:
    """Jobs, each with its source and how far it is; one query for all sources. ``own``: sources told in full, by id."""
    jobs = list(jobs)
    wanted = {job.source_id for job in jobs}
    sources = {each.id: each for each in model.Session.query(HarvestSource).filter(HarvestSource.id.in_(wanted))}
    return [_with_source(job, sources[job.source_id], job.source_id in own) for job in jobs if job.source_id in sources]


def _with_source(job: HarvestJob, source: HarvestSource, in_full: bool) -> dict[str, Any]:
    return {**told(job, in_full), "source": source.name, "source_title": source.title or source.name}


def told(job: HarvestJob, in_full: bool) -> dict[str, Any]:
    """One job; one that a killed process left behind counts as failed. Nobody is told addresses, credentials, numbers."""
    interrupted = {"status": "failed", "message": INTERRUPTED} if has_died(job) else {}
    return {
        **job.public_dict(),
        "kind": job.kind or HARVEST,
        "message": public_words.clean(job.message) if in_full else in_public(job.message),
        "progress": {"step": job.step, "done": job.done, "total": job.total},
        "heartbeat": job.heartbeat.isoformat() if job.heartbeat else None,
        "cancel_requested": job.cancel_requested,
        **interrupted,
    }


def has_died(job: HarvestJob) -> bool:
    """Running by its row, but nobody holds the lock of its source. The row is read again after the look at the lock, and
    the lock not once more after that: a run writes its end before it lets go.
    """
    if job.status != "running" or is_held(job.source_id):
        return False
    model.Session.refresh(job)
    return job.status == "running"


def trend(source_id: str) -> list[dict[str, Any]]:
    """The last runs of a source, the newest first."""
    return trends([source_id]).get(source_id, [])


def trends(source_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """``trend`` of many sources, in one query; without those that never ran."""
    number = sa.func.row_number().over(partition_by=HarvestJob.source_id, order_by=HarvestJob.created.desc())
    telling = sa.select(HarvestJob.id, number.label("number")).where(HarvestJob.source_id.in_(source_ids), BEGAN_OR_WAITS)
    numbered = telling.subquery()
    last = sa.select(numbered.c.id).where(numbered.c.number <= TREND_LENGTH)
    found: dict[str, list[dict[str, Any]]] = {}
    for job in model.Session.query(HarvestJob).filter(HarvestJob.id.in_(last)).order_by(HarvestJob.created.desc()):
        found.setdefault(job.source_id, []).append(_in_trend(job))
    return found


def _in_trend(job: HarvestJob) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind or HARVEST,
        "started": job.started.isoformat() if job.started else None,
        "status": "failed" if has_died(job) else job.status,
        "seconds": job.seconds(),
        **job.counts(),
    }


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def findings(job: HarvestJob, in_full: bool) -> list[dict[str, Any]]:
    """The report's lines, errors before warnings before remarks."""
    query = _findings_of(job, in_full).order_by(_severity(), JobFinding.id).limit(FINDING_LIMIT)
    lines = [line.public_dict() for line in query]
    return lines if in_full else [public_line(line) for line in lines if not access.tells_inside(line)]


def _findings_of(job: HarvestJob, in_full: bool) -> Any:
    query = model.Session.query(JobFinding).filter(JobFinding.job_id == job.id)
    if in_full:
        return query
    private = private_guids(job.source_id)
    # A line of the listing as a whole has no identifier, but may name a record by its value.
    return query.filter(JobFinding.guid.not_in(private), (JobFinding.guid != "") | JobFinding.value.not_in(private))


def _severity() -> Any:
    return sa.case(_RANK, value=JobFinding.severity, else_=3)


def private_guids(source_id: str) -> Any:
    """Records whose dataset is not public: that they exist is not public either."""
    return (
        sa.select(HarvestRecord.guid)
        .join(model.Package, model.Package.id == HarvestRecord.dataset_id)
        .where(HarvestRecord.source_id == source_id, model.Package.private.is_(True))
    )


def public_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Without addresses and raw values, also where the sentences repeat them: what they hold nobody has looked at."""
    said = {name: in_public(line[name], line["value"]) for name in ("message", "hint")}
    return {**line, **said, "guid": public_words.clean(line["guid"]), "pointer": _place(line), "value": ""}


def in_public(text: str, value: str = "") -> str:
    """A sentence of a report with no other word in it than the portal's own."""
    return public_words.in_public(text, _own_words(config.config_dir()), value)


def _place(line: Mapping[str, Any]) -> str:
    value = "" if line["guid"] else line["value"]  # of a line without an identifier the value may be one
    return public_words.clean(public_words.without_value(line["pointer"], (), value))


@lru_cache(maxsize=1)
def _own_words(_: Path) -> frozenset[str]:
    """What the rules of this folder call fields, code lists and codes."""
    rules = config.rulebook()
    rows = [row for each in rules.mappings.values() for row in (*each.fields, *each.resource_fields)]
    lists = [title for each in rules.codelists.values() for title in each.title.values()]
    codes = [label for each in rules.codelists.values() for code in each.codes for label in code.labels.values()]
    return frozenset((*(row.label for row in rows), *lists, *codes))


def problems(job: HarvestJob, in_full: bool) -> list[dict[str, Any]]:
    """The report by problem: errors before the rest, then the source as a whole, then what hits most records."""
    query = _findings_of(job, in_full)
    if not in_full:
        query = query.filter(JobFinding.pointer.op("!~")(_INSIDE))
    found = [problem for problem in _ranked(query, job) if in_full or not _is_of_the_inside(problem["rule"])]
    examples = _examples([problem.pop("example") for problem in found])
    if not in_full:
        return [_public_problem(problem, example) for problem, example in zip(found, examples, strict=True)]
    return [_problem(problem, example) for problem, example in zip(found, examples, strict=True)]


_PROBLEM = ("rule", "severity", "same", "message", "hint", "records", "findings", "example")
_SAME = (JobFinding.rule, JobFinding.severity, sa.func.regexp_replace(JobFinding.message, VARYING, "#", "g"))


def _ranked(query: Any, job: HarvestJob) -> list[dict[str, Any]]:
    """By rule and what is said, as ``core/problems`` tells it; ``example`` is the first line of each."""
    records, lines = _records(job), sa.func.count()
    rows = query.with_entities(
        *(*_SAME, sa.func.min(JobFinding.message), sa.func.min(JobFinding.hint), records, lines, sa.func.min(JobFinding.id))
    )
    ordered = rows.group_by(*_SAME).order_by(_severity(), records > 0, records.desc(), lines.desc(), JobFinding.rule)
    differing = _differing(query)
    found = [dict(zip(_PROBLEM, row, strict=True)) for row in ordered.limit(PROBLEM_LIMIT)]
    for problem in found:
        problem["places"] = differing.get((problem["rule"], problem["severity"], problem.pop("same")), set())
    return found


def _records(job: HarvestJob) -> Any:
    """Each line without an identifier is a record of its own, unless it speaks of the source as a whole."""
    about_all = JobFinding.rule.in_(ABOUT_ALL) | (JobFinding.message == job.message)  # what ended the run is its message
    nameless = sa.func.count().filter((JobFinding.guid == "") & ~about_all)
    return sa.func.count(sa.distinct(sa.func.nullif(JobFinding.guid, ""))) + nameless


def _differing(query: Any) -> dict[tuple[str, str, str], set[int]]:
    """Which of the varying parts of a message, from 0, are not the same in all lines that say it."""
    said = query.with_entities(JobFinding.rule, JobFinding.severity, JobFinding.message).distinct().subquery()
    parts = sa.func.regexp_matches(said.c.message, VARYING, "g").table_valued("part", with_ordinality="place")
    part = parts.render_derived(name="varying").lateral()
    alike = (said.c.rule, said.c.severity, sa.func.regexp_replace(said.c.message, VARYING, "#", "g"), part.c.place)
    rows = model.Session.query(*alike).select_from(said).join(part, sa.true()).group_by(*alike)
    places: dict[tuple[str, str, str], set[int]] = {}
    for rule, severity, same, place in rows.having(sa.func.count(sa.distinct(part.c.part)) > 1):
        places.setdefault((rule, severity, same), set()).add(place - 1)
    return places


def _is_of_the_inside(rule: str) -> bool:
    return any(part in rule for part in access.RULES_OF_THE_INSIDE)


def _examples(identifiers: list[int]) -> list[dict[str, str]]:
    names = ("guid", "pointer", "message", "hint", "value")
    rows = model.Session.query(JobFinding.id, *(getattr(JobFinding, name) for name in names))
    found = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows.filter(JobFinding.id.in_(identifiers))}
    return [found[identifier] for identifier in identifiers]


def _problem(problem: dict[str, Any], example: Mapping[str, str]) -> dict[str, Any]:
    message = masked(problem["message"], problem.pop("places"))
    return {**problem, "message": message, "examples": [{name: example[name] for name in ("guid", "pointer")}]}


def _public_problem(problem: dict[str, Any], example: Mapping[str, str]) -> dict[str, Any]:
    """In the words of the example: its raw value is known, and can be left out wherever it stands."""
    line, places = public_line(example), problem.pop("places")
    # Where the value brought marks or figures of its own the places are no longer the same ones.
    same = masked(example["message"], range(len(example["message"]))) == masked(line["message"], range(len(line["message"])))
    message = masked(line["message"], places) if same else line["message"]
    return {**problem, "message": message, "hint": line["hint"], "examples": [{name: line[name] for name in ("guid", "pointer")}]}
