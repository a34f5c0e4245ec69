"""The mapping that a source is read with: its file, its own constants, and what people answered, as one.

Also which one the last whole run mapped with, so that a harvest knows when unchanged records must be mapped again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256

from ckan import model

from ckanext.gxdata.core import mapping_lines
from ckanext.gxdata.core.mapping import RecordMapping
from ckanext.gxdata.model import HarvestSource, MappingLine
from ckanext.gxdata.rulebook import Rulebook


def lines_of(source: HarvestSource) -> list[MappingLine]:
    """What people answered about this source, the oldest first."""
    query = model.Session.query(MappingLine).filter_by(source_id=source.id)
    return list(query.order_by(MappingLine.created, MappingLine.id))


def answers_of(source: HarvestSource) -> list[mapping_lines.MappingLine]:
    """``lines_of`` as the mapping takes them. One query."""
    return [line.answer() for line in lines_of(source)]


def mapping_of(source: HarvestSource, rules: Rulebook) -> RecordMapping:
    """With the answers of now; raises what ``mapping_with`` raises."""
    return mapping_with(source, rules, answers_of(source))


def mapping_with(source: HarvestSource, rules: Rulebook, answers: Sequence[mapping_lines.MappingLine]) -> RecordMapping:
    """Raises ``RuleError`` for a mapping without a file, or an answer that no longer fits it."""
    return rules.tailored(source.mapping, source.defaults or {}, answers)


def mark_of(source: HarvestSource, rules: Rulebook, answers: Sequence[mapping_lines.MappingLine]) -> str:
    """Differs as soon as file, constants or answers do."""
    said = [asdict(answer) for answer in answers]
    parts = [source.mapping, rules.documents.get(source.mapping), source.defaults or {}, said]
    return sha256(json.dumps(parts, default=str).encode()).hexdigest()


def mark_applied(source: HarvestSource) -> str:
    """Of the mapping that all records of the source were mapped with; empty where none is known."""
    return str(model.get_system_info(_key(source), ""))


def keep_mark(source: HarvestSource, mark: str) -> None:
    """To be called when every record was mapped with it. Commits."""
    model.set_system_info(_key(source), mark)


def forget_mark(source: HarvestSource) -> None:
    """The source is removed."""
    model.Session.query(model.SystemInfo).filter_by(key=_key(source)).delete()


def _key(source: HarvestSource) -> str:
    return f"gxdata.mapping.{source.id}"
