"""Who may decide about the zones of a dataset: whoever may change it."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
from ckan.types import AuthResult, Context


def gxdata_zone_override(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """As ``package_update`` of the dataset (``id``)."""
    return authz.is_authorized("package_update", context, {"id": data_dict["id"]})
