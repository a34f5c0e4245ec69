"""The Solr document and query: where CKAN's hooks meet ``core/search_document.py`` and ``core/search_query.py``.

Here: that glue only. A search that a program wrote in Solr's syntax, or with parameters of its own, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.core import zone_record
from ckanext.gxdata.core.badges import badge_fields
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.search_document import search_document
from ckanext.gxdata.core.search_names import INDEXED, answered, asked_facets, of_index
from ckanext.gxdata.core.search_query import solr_parameters, uses_fields
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.core.turns import Turns, alone
from ckanext.gxdata.core.zones import memberships
from ckanext.gxdata.index import neighbours
from ckanext.gxdata.search_rules import Search, load_search, with_places

NEWEST = "metadata_modified desc"
RELEVANCE = f"score desc, {NEWEST}"

_OWN_PARAMETERS = ("defType", "qf", "mm", "bf", "boost")
_ASKED = "gxdata_asked_facets"
_EVERYTHING = ("", "*", "*:*", '""', "''")


def before_dataset_index(document: dict[str, Any]) -> dict[str, Any]:
    """CKAN's document made ready for our schema."""
    return alone(index_in_turns(document))


def index_in_turns(document: dict[str, Any]) -> Turns[dict[str, Any]]:
    """As ``before_dataset_index``."""
    book = config.rulebook()
    dataset = loaded(document.get("validated_data_dict"))
    members = memberships(dataset, book.zones)
    zones = [member.zone for member in members]
    yield
    made = search_document(document, book.codelists, {"zone": zones}, dataset)
    yield
    made.update(badge_fields(dataset, book.badges))
    yield
    made.update(neighbours.fields(made))
    made[zone_record.FIELD] = zone_record.written(members, book.zoning)
    return {**made, "groups": _groups(document.get("groups") or (), zones, book.codelists["zone"])}


def _groups(joined: Iterable[str], zones: Iterable[str], known: CodeList) -> list[str]:
    """Groups of zones as the rules say today: those in the database are of the dataset's last change."""
    others = [group for group in joined if group not in known]
    return [*others, *dict.fromkeys(known.root_id(zone) for zone in zones)]


def before_dataset_search(params: dict[str, Any]) -> dict[str, Any]:
    """The question of a person widened and graded; of ``fq``, facets and order only names of fields are read, paging stays."""
    params = _by_index_names(params)
    query = str(params.get("q") or "").strip()
    if query in _EVERYTHING:
        return _sorted({**params, "q": "*:*"}, NEWEST)
    if _is_programs(query, params):
        return of_index(params)
    search = search_settings(config.config_dir())
    understood = understand(query, search.rules)
    asked = _sorted({**params, **solr_parameters(understood, search.weights)}, RELEVANCE)
    if not asked["sort"].startswith("score "):
        asked.pop("bq", None)  # nothing is weighed, and what is only near would stand above what was asked for
        return asked
    return {**asked, "q": neighbours.question(asked["q"], understood, search.weights)}


def after_dataset_search(results: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    """Facets under the names that were asked."""
    asked = (params.get("extras") or {}).get(_ASKED)
    if not asked:
        return results
    return {**results, **{part: answered(results.get(part) or {}, asked) for part in ("facets", "search_facets")}}


def _by_index_names(params: dict[str, Any]) -> dict[str, Any]:
    """All but ``q``. CKAN keeps ``extras`` from Solr and gives them back with the answer: there the names are kept."""
    read = {**params, **of_index({name: value for name, value in params.items() if name != "q"})}
    asked = asked_facets(params)
    if INDEXED.keys().isdisjoint(asked):
        return read
    return {**read, "extras": {**(params.get("extras") or {}), _ASKED: asked}}


def _is_programs(query: str, params: dict[str, Any]) -> bool:
    if any(params.get(name) for name in _OWN_PARAMETERS) or uses_fields(query):
        return True
    return query.startswith("{!") and bool(tk.config.get("ckan.search.solr_allowed_query_parsers"))


def _sorted(params: dict[str, Any], order: str) -> dict[str, Any]:
    return params if params.get("sort") not in (None, "", "rank") else {**params, "sort": order}


@lru_cache(maxsize=1)
def search_settings(config_dir: Path) -> Search:
    """``config/search/`` with the names of our regions."""
    return with_places(load_search(config_dir), config.rulebook().codelists["region"])
