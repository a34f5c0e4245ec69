"""What the catalog knows beside datasets, looked up once per run and handed to child processes that have no database.

Not here: datasets themselves (``reading``) and rules (``rulebook``). A run sees the organizations of its start; one that is
changed meanwhile is CKAN's to index anew, as ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.common import config
from ckan.lib import dictization
from ckan.lib.dictization import model_dictize
from ckan.types import Context


@dataclass(frozen=True, slots=True)
class Known:
    """Plain values only. A dataset's own answer takes ``organizations`` and ``groups`` in as they stand here."""

    organizations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Active organizations by id, as ``package_dictize`` has them."""
    groups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Groups of any state by id, as ``package_dictize`` has them for a member of capacity ``public``."""
    organization_ids: Mapping[str, str] = field(default_factory=dict)
    """Ids of organizations of any state by name."""
    group_ids: Mapping[str, str] = field(default_factory=dict)
    """Ids of groups of any state by name."""
    site_user: str = ""
    """Id of the site's own user, in whose name a harvest writes."""
    site_user_name: str = ""
    user_ids: Mapping[str, str] = field(default_factory=dict)
    """Ids of users by name."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Ids of free tags by name."""
    vocabulary_tags: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Ids of the other tags by id of vocabulary and name."""
    vocabularies: Mapping[str, str] = field(default_factory=dict)
    """Ids of vocabularies by name."""

    def organization_id(self, reference: str) -> str:
        """By id or name; a reference that is neither is given back: it may be newer than this."""
        return reference if reference in self.organizations else self.organization_ids.get(reference, reference)


def known(session: Any) -> Known:
    """Reads what is there now, in the session's own transaction."""
    site_user = _site_user(session)
    return Known(
        organizations=_organizations(session),
        groups=_groups(session),
        organization_ids=_ids(session, is_organization=True),
        group_ids=_ids(session, is_organization=False),
        site_user=site_user.id if site_user else "",
        site_user_name=site_user.name if site_user else "",
        user_ids=dict(session.execute(sa.select(model.User.name, model.User.id)).all()),
        tags=_tags(session),
        vocabulary_tags=_vocabulary_tags(session),
        vocabularies=dict(session.execute(sa.select(model.Vocabulary.name, model.Vocabulary.id)).all()),
    )


def _site_user(session: Any) -> Any:
    """Kept as ``get_site_user`` does: named by the site's id."""
    return session.query(model.User).filter_by(name=config.get("ckan.site_id")).first()


def _organizations(session: Any) -> dict[str, dict[str, Any]]:
    table = model.group_table
    rows = session.execute(sa.select(table).where(table.c.is_organization.is_(True), table.c.state == "active"))
    found = dictization.obj_list_dictize(list(rows), Context())
    return {each["id"]: {name: value for name, value in each.items() if name != "extras"} for each in found}


def _groups(session: Any) -> dict[str, dict[str, Any]]:
    table = model.group_table
    query = sa.select(table, sa.literal("public").label("capacity")).where(table.c.is_organization.is_(False))
    rows = list(session.execute(query))
    found = model_dictize.group_list_dictize(rows, Context(with_capacity=False), with_package_counts=False)
    return {each["id"]: each for each in found}


def _ids(session: Any, is_organization: bool) -> dict[str, str]:
    table = model.group_table
    return dict(
        session.execute(sa.select(table.c.name, table.c.id).where(table.c.is_organization.is_(is_organization))).all()
    )


def _tags(session: Any) -> dict[str, str]:
    """Where loaders of older times doubled a name, the one of the smallest id stands for all, as everywhere in sets."""
    table = model.tag_table
    query = sa.select(table.c.name, table.c.id).where(table.c.vocabulary_id.is_(None)).order_by(table.c.id.desc())
    return dict(session.execute(query).all())


def _vocabulary_tags(session: Any) -> dict[tuple[str, str], str]:
    table = model.tag_table
    query = sa.select(table.c.vocabulary_id, table.c.name, table.c.id).where(table.c.vocabulary_id.is_not(None))
    return {(vocabulary, name): tag for vocabulary, name, tag in session.execute(query)}
