"""CKAN's own leave to write a dataset, with the zones left out of its question whether the person manages the groups."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthFunction, AuthResult, Context

from ckanext.gxdata.logic import given_groups


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_create(next_auth: AuthFunction, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """As CKAN's."""
    return next_auth(context, given_groups.without_zones(data_dict))


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_update(next_auth: AuthFunction, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """As CKAN's."""
    return next_auth(context, given_groups.without_zones(data_dict))
