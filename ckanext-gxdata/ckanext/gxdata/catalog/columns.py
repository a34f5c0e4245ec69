"""The columns of CKAN 2.12's tables that are written in sets, and what is told of each; ``schema_version`` checks them."""

from __future__ import annotations

PACKAGE = (
    "id", "name", "title", "version", "url", "author", "author_email", "maintainer", "maintainer_email", "notes",
    "license_id", "type", "owner_org", "creator_user_id", "metadata_created", "metadata_modified", "private", "state",
    "plugin_data", "extras",
)  # fmt: skip
PACKAGE_CLEARED = (
    "title", "version", "url", "author", "author_email", "maintainer", "maintainer_email", "notes", "license_id",
)  # fmt: skip
"""Emptied by an update that does not name them; the others keep their value."""

RESOURCE = (
    "id", "package_id", "url", "format", "description", "hash", "position", "name", "resource_type", "mimetype",
    "mimetype_inner", "size", "created", "last_modified", "metadata_modified", "cache_url", "cache_last_updated",
    "url_type", "extras", "state",
)  # fmt: skip
RESOURCE_CLEARED = ("description", "resource_type", "mimetype", "mimetype_inner")
"""Emptied by an update that does not name them; ``url``, which may not be null, becomes an empty text."""

TIMES = frozenset(("metadata_created", "metadata_modified", "created", "last_modified", "cache_last_updated"))
