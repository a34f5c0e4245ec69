"""Numbers changed in documents where they lie: for fields that are neither indexed nor stored.

Solr reads its log again after it was killed, and meanwhile judges by the index of before: a number for a document whose removal or
change is still in the log would count as newer than that, and keep what is gone or old. So nothing is written before the log is
read, and nothing tried twice, for Solr may have been killed in between. A whole document has no such trouble: it is the newer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import httpx

from ckanext.gxdata.index import posting
from ckanext.gxdata.index.document import index_id
from ckanext.gxdata.index.posting import IndexAway, Patience

ONCE = Patience(attempts=1)
_STATE, ACTIVE = "TLOG.state", 3
"""Solr's ``UpdateLog.State``: 0 to 2 while the log is read (Solr 9)."""


def set_values(field: str, values: Mapping[str, int]) -> None:
    """One number of each dataset's document, where there is one: none is made. Not searchable before ``posting.commit``.

    Raises ``IndexAway``, also where Solr reads its log again or does not say; what was sent before that is in.
    In XML, for Solr 9 takes the same said in JSON for a document within the document.
    """
    send = posting.Sender(ONCE, "", searchable=False, kind="text/xml", options=(("failOnVersionConflicts", "false"),))
    changes = iter(values.items())
    while some := list(islice(changes, 4 * posting.SET)):
        _refuse_while_the_log_is_read()
        send(f"<add>{''.join(_set(index_id(each), field, value) for each, value in some)}</add>".encode())


def _set(key: str, field: str, value: int) -> str:
    """Version 1: the document must be there."""
    named = f'<field name="index_id">{key}</field><field name="_version_">1</field>'
    return f'<doc>{named}<field name="{field}" update="set">{value:d}</field></doc>'


def _refuse_while_the_log_is_read() -> None:
    told = states()
    if not told:
        raise IndexAway("it does not tell the state of its log (/admin/metrics)")
    if any(state != ACTIVE for state in told):
        raise IndexAway("it reads its log again")


def states() -> list[int]:
    """Of the log of each core on the node that answers. Raises ``IndexAway``."""
    asked = {"group": "core", "prefix": _STATE, "wt": "json"}
    try:
        answer = posting.client().get(f"{posting.root_url()}/admin/metrics", params=asked, timeout=30)
        cores = answer.raise_for_status().json()["metrics"].values()
        return [int(core[_STATE]) for core in cores if _STATE in core]
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexAway(type(error).__name__) from error
