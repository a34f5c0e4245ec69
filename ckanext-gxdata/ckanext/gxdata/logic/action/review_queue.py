"""``gxdata_review_queue``: the work list of a reviewer of grades."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata.logic import arguments, rights, work_list


@tk.side_effect_free
def gxdata_review_queue(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Datasets of the departments that the asking person reviews: ``waiting`` for a step of the review, and ``raised``,
    those that today's rules grade higher than stored or reviewed. ``raised`` comes in parts: ask again with ``next`` as
    ``after``."""
    tk.check_access("gxdata_review_queue", context, data_dict)
    user = str(context.get("user") or "")
    organizations = frozenset(("",)) if authz.is_sysadmin(user) else rights.organizations_of(user, rights.REVIEWER)
    after = arguments.text(data_dict, "after") if data_dict.get("after") else ""
    count, waiting = work_list.waiting(organizations)
    following, raised = work_list.raised(organizations, after)
    return {"waiting_count": count, "waiting": waiting, "raised": raised, "next": following}
