"""The DataStore's actions, where that plugin is loaded; the rule on a table itself is in ``logic/auth/data.py``."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan.types import Action, Context


@tk.chained_action
@tk.side_effect_free
def datastore_search(next_action: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """As CKAN's, less its list of all tables: it names those of private datasets too, and asks nobody."""
    listed = data_dict.get("resource_id") in tk.config["ckan.datastore.public_table_search"]
    if listed and not context.get("ignore_auth") and not authz.is_sysadmin(context.get("user")):
        raise tk.NotAuthorized(tk._("Only administrators of the portal may do this"))
    answer: dict[str, Any] = next_action(context, data_dict)
    return answer
