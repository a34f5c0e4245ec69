"""Cores of one Solr: a second one beside the portal's, and the swap of both. A SolrCloud, or a Solr that allows none of this, has none."""

from __future__ import annotations

import secrets
from typing import Any

import httpx

from ckanext.gxdata.index import posting
from ckanext.gxdata.index.posting import IndexAway

PATIENCE = 120.0


class NoCores(Exception):
    """This Solr makes no second core for us: its answer."""


def name() -> str:
    """Of the portal's core."""
    return posting.base_url().rpartition("/")[2]


def create() -> str:
    """A new, empty core with the configset of the portal's core; its name. Raises ``NoCores``."""
    fresh = f"{_prefix()}{secrets.token_hex(4)}"
    _ask(action="CREATE", name=fresh, configSet=name())
    return fresh


def swap(other: str) -> None:
    """From now on the portal's name means the other core, and the other way round; no question is lost."""
    _ask(action="SWAP", core=name(), other=other)


def clear_others() -> None:
    """Removes what rebuilds left: old indexes, and new ones that were never finished."""
    for core in _ask(action="STATUS", indexInfo="false").get("status", {}):
        if core.startswith(_prefix()):
            drop(core)


def drop(core: str) -> None:
    _ask(action="UNLOAD", core=core, deleteInstanceDir="true")


def count(core: str = "") -> int:
    """Documents that a search can find, of all portals."""
    return int(posting.select({"q": "*:*", "rows": "0"}, core=core)["response"]["numFound"])


def _prefix() -> str:
    return f"{name()}_rebuild_"


def _ask(**asked: str) -> dict[str, Any]:
    try:
        answer = posting.client().get(f"{posting.root_url()}/admin/cores", params={**asked, "wt": "json"}, timeout=PATIENCE)
        if answer.status_code in (400, 401, 403, 404, 500):
            raise NoCores(f"HTTP {answer.status_code}")
        found: dict[str, Any] = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise IndexAway(type(error).__name__) from error
    return found


def is_cloud() -> bool:
    """A SolrCloud places its cores itself."""
    try:
        answer = posting.client().get(f"{posting.root_url()}/admin/info/system", params={"wt": "json"}, timeout=PATIENCE)
        return answer.status_code != 200 or answer.json().get("mode") != "std"
    except (httpx.HTTPError, ValueError) as error:
        raise IndexAway(type(error).__name__) from error
