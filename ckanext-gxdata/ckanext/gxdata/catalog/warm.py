"""What a process that will be forked makes beforehand, so that its children have it: plans of validation.

Without database. Not here: the rulebook, which CKAN's start reads (``plugin.configure``).
"""

from __future__ import annotations

import logging

from ckanext.gxdata.catalog.plan import plan
from ckanext.gxdata.catalog.plan_schema import ACTIONS, Unplanned

log = logging.getLogger(__name__)


def up() -> None:
    """A portal whose datasets cannot be planned is told so by its harvests, not by whoever only makes ready."""
    try:
        plans()
    except Unplanned as reason:
        log.warning("nothing is made ready for harvests: %s", reason)


def plans() -> None:
    """All of them. Raises ``Unplanned``."""
    for action in ACTIONS:
        plan(action)
