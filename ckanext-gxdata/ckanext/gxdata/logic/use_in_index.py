"""How often each dataset was used lately, as a number of its own in the index: to sort by, and to weigh a little.

Written into documents where they lie (Solr's in-place update of a value that is neither indexed nor stored): nothing is
analysed anew, so a hundred thousand datasets cost what a hundred posts do. A document that is posted again has no number
until the next quarter of an hour. Not here: counting (``usage/``), the sums (``usage_counts``).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.usage import since
from ckanext.gxdata.index import in_place, posting
from ckanext.gxdata.logic import usage_counts

log = logging.getLogger(__name__)

FIELD = "gx_use"
EVERY = 15
"""Minutes."""
MOST = 1_000_000


def tell_when_due(now: datetime) -> None:
    """At most every quarter of an hour; with the index away it is the next one's."""
    if now.minute % EVERY:
        return
    try:
        told = tell(now.astimezone(SHANGHAI).date())
    except posting.IndexAway as error:
        log.warning("the index was not told of use: %s", error)
    else:
        log.info("use of %d datasets was told to the index", told)


def tell(today: date) -> int:
    """For how many datasets another number is right than the one that stands there. Raises ``IndexAway``."""
    wanted, held = usage_counts.by_dataset(since(today)), _held()
    changed = {each: wanted.get(each, 0) for each in wanted.keys() | held.keys() if wanted.get(each, 0) != held.get(each, 0)}
    if changed:
        in_place.set_values(FIELD, changed)
        posting.commit()
    return len(changed)


def _held() -> Mapping[str, int]:
    answer = posting.select({"q": f"{FIELD}:[1 TO *]", "fl": f"id,{FIELD}", "rows": MOST})
    return {each["id"]: int(each[FIELD]) for each in answer["response"]["docs"]}
