"""The mapping that a source is read with: its file, its own constants, and what people answered, as one."""

from __future__ import annotations

from ckan import model

from ckanext.gxdata.core.mapping import RecordMapping
from ckanext.gxdata.model import HarvestSource, MappingLine
from ckanext.gxdata.rulebook import Rulebook


def lines_of(source: HarvestSource) -> list[MappingLine]:
    """What people answered about this source, the oldest first."""
    query = model.Session.query(MappingLine).filter_by(source_id=source.id)
    return list(query.order_by(MappingLine.created, MappingLine.id))


def mapping_of(source: HarvestSource, rules: Rulebook) -> RecordMapping:
    """One query. Raises ``RuleError`` for a mapping without a file, or an answer that no longer fits it."""
    return rules.tailored(source.mapping, source.defaults or {}, [line.answer() for line in lines_of(source)])
