"""What of a dataset goes into the search index, beside what CKAN puts there. Pure: mappings in, mappings out.

Here: our fields (``gx_…``, see ``config/search/schema-additions.xml``) and what must stay out. Not here: what Solr
accepts as a value (``solr_values.py``), and how it is searched (``search_terms.py``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ckanext.gxdata.core.access import COUNTS, is_grantable, is_hidden, is_open
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.items import is_closed
from ckanext.gxdata.core.pinyin_terms import initials_of, syllables
from ckanext.gxdata.core.resource_words import beyond
from ckanext.gxdata.core.solr_values import all_safe, listed, loaded, moment

CodeLists = Mapping[str, CodeList]

ITEMS_MAX = 500
"""信息项 that are searched; a sheet with thousands of columns is one with years or places as its header."""
CODE_MAX = 200
FILES = "gx_files"
"""Of which ``text`` is made, in the place of names and descriptions of files."""
_NO_CODES = CodeList("", {}, ())

NOT_SEARCHED = frozenset({"closed_reason", "lineage", "source_values", "zone_override"})
"""Public, at least in part, but not to be found by; what belongs to the inside is told by ``access.is_hidden``."""


def search_document(
    document: Mapping[str, Any],
    codes: CodeLists,
    derived: Mapping[str, Any] = MappingProxyType({}),
    dataset: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """CKAN's document with our fields, without those that are not public, safe for Solr; None means absent (pysolr).

    ``derived`` holds fields in the place of the stored ones: effective zones. ``dataset`` is the document's
    ``validated_data_dict``, where somebody has read that text already.
    """
    dataset = dataset or loaded(document.get("validated_data_dict"))
    kept = {key: value for key, value in document.items() if not _is_hidden(key)}
    if not is_open(dataset):
        for field in ("res_url", *COUNTS, *(f"extras_{count}" for count in COUNTS)):
            kept.pop(field, None)  # what is withheld must not be guessed by searching for it
    kept.update(search_fields({**dataset, **derived}, codes))
    files = beyond((kept.get("title"), kept.get("notes")), (*_texts(kept, "res_name"), *_texts(kept, "res_description")))
    return all_safe({**kept, FILES: files} if files else kept)


def _texts(document: Mapping[str, Any], field: str) -> Iterable[Any]:
    found = document.get(field)
    return found if isinstance(found, (list, tuple)) else (found,)


def search_fields(dataset: Mapping[str, Any], codes: CodeLists) -> dict[str, Any]:
    """The ``gx_…`` fields of a dataset as ``package_show`` answers it; lists may be JSON text."""
    theme, region = listed(dataset.get("theme")), listed(dataset.get("region"))
    zone = _with_parents(codes, "zone", listed(dataset.get("zone")))
    title, items = str(dataset.get("title") or ""), item_names(dataset)
    organization = dataset.get("organization") or {}
    found: dict[str, Any] = {
        "gx_theme": theme,
        "gx_zone": zone,
        "gx_region": region,
        "gx_format": formats(dataset, codes),
        "gx_open_type": dataset.get("open_type"),
        "gx_update_frequency": dataset.get("update_frequency"),
        "gx_modified": moment(dataset.get("modified")),
        "gx_issued": moment(dataset.get("issued")),
        "gx_uses": uses(dataset),
        "gx_items": items,
        "gx_labels": "；".join(_labels(codes, theme, zone, _with_parents(codes, "region", region), organization)),
        "gx_code": _codes(dataset),
        "gx_pinyin": (spoken := syllables(title)),
        "gx_initials": initials_of(spoken),
        "gx_pinyin_items": [syllables(item) for item in items],
    }
    return {key: value for key, value in found.items() if value}


def item_names(dataset: Mapping[str, Any]) -> list[str]:
    """信息项 names of all resources, each once: name and title of the fields of a Table Schema (JSON text or not)."""
    found: dict[str, None] = {}
    for resource in dataset.get("resources") or ():
        schema = loaded(resource.get("schema"))
        columns = schema.get("fields") if isinstance(schema, Mapping) else None
        for column in columns if isinstance(columns, list) else ():
            if isinstance(column, Mapping) and not is_closed(column):
                for key in ("name", "title"):
                    if name := column.get(key):
                        found[str(name)[:CODE_MAX]] = None
    return list(found)[:ITEMS_MAX]


def uses(dataset: Mapping[str, Any]) -> list[str]:
    """``api``: rows can be asked for (a table in the DataStore, or a service of the department). ``preview``: anybody may look at
    rows. Of closed data nothing is told."""
    if not (is_open(dataset) or is_grantable(dataset)):
        return []
    resources = dataset.get("resources") or ()
    tables = any(resource.get("datastore_active") for resource in resources)
    services = any(str(resource.get("format") or "").strip().upper() == "API" for resource in resources)
    return [*(["api"] if tables or services else []), *(["preview"] if tables and is_open(dataset) else [])]


def formats(dataset: Mapping[str, Any], codes: CodeLists) -> list[str]:
    """The ids of the code list, or the source's word where it knows none; upper case, each once, sorted."""
    given = (unicodedata.normalize("NFKC", str(res.get("format") or "")) for res in dataset.get("resources") or ())
    words = {text.strip().lstrip(".") for text in given} - {""}
    known = {word: codes.get("format", _NO_CODES).resolve(word) for word in words}
    return sorted({(code.id if code else word).upper() for word, code in known.items()})


@lru_cache(maxsize=4_096)
def _is_hidden(key: str) -> bool:
    name = key.removeprefix("res_").removeprefix("extras_")
    return is_hidden(name) or name in NOT_SEARCHED or key.startswith("gx_")


def _with_parents(codes: CodeLists, code_list: str, ids: Iterable[str]) -> list[str]:
    """The ids and all above them, each once; an id that the list does not know stays."""
    known = codes.get(code_list, _NO_CODES)
    above = ([id_, *(code.id for code in known.ancestors(known[id_]))] if id_ in known else [id_] for id_ in ids)
    return list(dict.fromkeys(id_ for chain in above for id_ in chain))


def _words(codes: CodeLists, code_list: str, ids: Iterable[str]) -> Iterator[str]:
    known = codes.get(code_list, _NO_CODES)
    for id_ in ids:
        yield from known[id_].words if id_ in known else ()


def _labels(
    codes: CodeLists, theme: Iterable[str], zone: Iterable[str], region: Iterable[str], organization: Mapping[str, Any]
) -> list[str]:
    name, office = (str(organization.get(key) or "") for key in ("name", "title"))
    found = [*_words(codes, "theme", theme), *_words(codes, "zone", zone), *_words(codes, "region", region), office]
    found += _words(codes, "organization", [name])
    return [label for label in dict.fromkeys(found) if label]


def _codes(dataset: Mapping[str, Any]) -> list[str]:
    given = (dataset.get(key) for key in ("resource_code", "source_identifier", "name", "id"))
    return list(dict.fromkeys(str(code)[:CODE_MAX] for code in given if code))
