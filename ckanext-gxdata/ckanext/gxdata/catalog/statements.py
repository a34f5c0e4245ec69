"""The SQL that carries a staged batch into CKAN's tables, in the order of their references; ``writing`` says when.

Each statement goes through its rows by id, so that two batches that meet wait for one another and never in a circle.
"""

from __future__ import annotations

from ckanext.gxdata.catalog import columns


def _names(names: tuple[str, ...], of: str = "") -> str:
    return ", ".join(f"{of}{name}" for name in names)


_PACKAGE_REST, _RESOURCE_REST = columns.PACKAGE[1:], columns.RESOURCE[1:]

LOCK = (
    "SELECT package.id, package.metadata_modified, change.is_new, change.seen, package.state FROM package"
    " JOIN gxdata_new_change AS change ON change.package_id = package.id ORDER BY package.id FOR UPDATE OF package"
)
NAMES_TAKEN = (
    "SELECT new.id, new.name, package.id, package.state = 'deleted' AND change.is_new FROM gxdata_new_package AS new"
    " JOIN gxdata_new_change AS change ON change.package_id = new.id"
    " JOIN package ON package.name = new.name AND package.id <> new.id"
)
RESOURCES_TAKEN = (
    "SELECT new.package_id, new.id, resource.package_id FROM gxdata_new_resource AS new"
    " JOIN resource ON resource.id = new.id AND resource.package_id <> new.package_id"
)
RENAME = "UPDATE package SET name = id WHERE id = ANY(%s)"
"""CKAN gives a deleted dataset its id as name when another one takes its name."""

NEW_TAGS = (
    "INSERT INTO tag (id, name) SELECT DISTINCT new.tag_id, new.name FROM gxdata_new_tag AS new"
    " WHERE new.vocabulary_id IS NULL AND NOT EXISTS"
    " (SELECT FROM tag WHERE tag.name = new.name AND tag.vocabulary_id IS NULL)"
    " ORDER BY new.tag_id ON CONFLICT (id) DO NOTHING"
)
"""The unique (name, vocabulary_id) does not cover null; the ids of new tags follow from their names, and ids are unique."""
OTHER_TAGS = (
    "UPDATE gxdata_new_tag AS new SET tag_id = found.id FROM"
    " (SELECT name, min(id) AS id FROM tag WHERE vocabulary_id IS NULL AND name IN (SELECT name FROM gxdata_new_tag)"
    " GROUP BY name) AS found WHERE found.name = new.name AND new.vocabulary_id IS NULL"
    " AND NOT EXISTS (SELECT FROM tag WHERE tag.id = new.tag_id) RETURNING new.package_id"
)

NEW_PACKAGES = (
    f"INSERT INTO package ({_names(columns.PACKAGE)}) SELECT {_names(columns.PACKAGE, 'new.')} FROM gxdata_new_package AS new"
    " JOIN gxdata_new_change AS change ON change.package_id = new.id WHERE change.is_new ORDER BY new.id"
)
CHANGED_PACKAGES = (
    f"UPDATE package SET ({_names(_PACKAGE_REST)}) = ROW({_names(_PACKAGE_REST, 'new.')}) FROM gxdata_new_package AS new"
    " JOIN gxdata_new_change AS change ON change.package_id = new.id WHERE package.id = new.id AND NOT change.is_new"
)
PURGED_RESOURCES = (
    "DELETE FROM resource USING gxdata_new_change AS change WHERE resource.package_id = change.package_id"
    " AND NOT EXISTS (SELECT FROM gxdata_new_resource AS new WHERE new.id = resource.id)"
)
RESOURCES = (
    f"INSERT INTO resource ({_names(columns.RESOURCE)}) SELECT {_names(columns.RESOURCE)} FROM gxdata_new_resource ORDER BY id"
    f" ON CONFLICT (id) DO UPDATE SET ({_names(_RESOURCE_REST)}) = ROW({_names(_RESOURCE_REST, 'excluded.')})"
    f" WHERE ({_names(_RESOURCE_REST, 'resource.')}) IS DISTINCT FROM ({_names(_RESOURCE_REST, 'excluded.')})"
)

_SAME_TAG = "package_tag.package_id = new.package_id AND package_tag.tag_id = new.tag_id"
LEFT_TAGS = (
    "UPDATE package_tag SET state = 'deleted' FROM gxdata_new_change AS change"
    " WHERE package_tag.package_id = change.package_id AND package_tag.state = 'active'"
    f" AND NOT EXISTS (SELECT FROM gxdata_new_tag AS new WHERE {_SAME_TAG})"
)
REVIVED_TAGS = f"UPDATE package_tag SET state = 'active' FROM gxdata_new_tag AS new WHERE {_SAME_TAG} AND package_tag.state <> 'active'"
TAGS = (
    "INSERT INTO package_tag (id, package_id, tag_id, state) SELECT id, package_id, tag_id, 'active' FROM gxdata_new_tag AS new"
    f" WHERE NOT EXISTS (SELECT FROM package_tag WHERE {_SAME_TAG})"
)

_OF_PACKAGE = "member.table_name = 'package'"
_SAME_MEMBER = (
    f"member.table_id = new.package_id AND {_OF_PACKAGE} AND member.group_id = new.group_id"
    " AND (member.capacity = 'organization') = (new.capacity = 'organization')"
)
LEFT_MEMBERS = (
    "UPDATE member SET state = 'deleted' FROM gxdata_new_change AS change"
    f" WHERE member.table_id = change.package_id AND {_OF_PACKAGE} AND member.state = 'active'"
    f" AND NOT EXISTS (SELECT FROM gxdata_new_member AS new WHERE {_SAME_MEMBER})"
)
REVIVED_MEMBERS = (
    "UPDATE member SET state = 'active', capacity = new.capacity FROM gxdata_new_member AS new"
    f" WHERE {_SAME_MEMBER} AND member.state <> 'active'"
)
MEMBERS = (
    "INSERT INTO member (id, table_name, table_id, capacity, group_id, state)"
    " SELECT id, 'package', package_id, capacity, group_id, 'active' FROM gxdata_new_member AS new"
    f" WHERE NOT EXISTS (SELECT FROM member WHERE {_SAME_MEMBER})"
)

OUTBOX = "INSERT INTO gxdata_index_outbox (dataset_id) SELECT package_id FROM gxdata_new_change ORDER BY package_id"
OUTBOX_OF = "INSERT INTO gxdata_index_outbox (dataset_id) SELECT unnest(%s::text[])"
