"""One dataset as CKAN's tables hold it: what is written in sets, and what is read in sets for the index.

Here: the shape. Not here: how validated data become rows (``made``), rows an answer (``dictized``), and SQL (``reading``,
``writing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DatasetRows:
    """``package`` and each of ``resources`` hold exactly CKAN's columns, ``extras`` as objects; plain values only, so that
    rows pass between processes. ``resources`` are the active ones by position.
    """

    package: Mapping[str, Any]
    resources: tuple[Mapping[str, Any], ...] = ()
    tags: tuple[str, ...] = ()
    """Names of active free tags, by code point."""
    groups: tuple[str, ...] = ()
    """Ids of the groups it is an active member of, with capacity ``public``; the organization is ``package["owner_org"]``."""
    tag_ids: tuple[str, ...] = ()
    """One for each of ``tags``. ``tags`` has those of vocabularies as well."""
    vocabularies: Mapping[str, str] = field(default_factory=dict)
    """Id of the vocabulary by id of tag, for tags that are not free."""
    gone: tuple[Mapping[str, Any], ...] = ()
    """Resources in state ``deleted``: CKAN keeps those that the last change of the list took out."""
    as_subject: tuple[Mapping[str, Any], ...] = ()
    """Active relationships to other datasets. Read and answered, never written here."""
    as_object: tuple[Mapping[str, Any], ...] = ()

    @property
    def id(self) -> str:
        return str(self.package["id"])


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch writes of one dataset: ``after`` takes the place of ``before``; nothing before: it is new."""

    after: DatasetRows
    before: tuple[DatasetRows, ...] = ()
