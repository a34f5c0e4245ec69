"""Helper about 关联资源代码: which of the codes that a dataset points to are in the catalog, for this reader."""

from __future__ import annotations

from typing import Any

from ckan.lib.search import SearchError

from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.helpers.catalog import _search
from ckanext.gxdata.page_cache import in_part

MOST = 100


def gxdata_related_codes(value: Any) -> list[dict[str, str]]:
    """``[{"code", "name", "title"}]``; ``name`` and ``title`` are empty for a code that is not catalogued (未收录). One search.

    What the reader may not see is to him not catalogued.
    """
    codes = list(dict.fromkeys(listed(value)))[:MOST]
    found = _datasets_of(codes) if codes else {}
    return [{"code": code, "name": "", "title": "", **found.get(code, {})} for code in codes]


def _datasets_of(codes: list[str]) -> dict[str, dict[str, str]]:
    alternatives = " OR ".join(f'"{_quoted(code)}"' for code in codes)
    try:
        rows = _search(fq=f"gx_code:({alternatives})", rows=10 * MOST)["results"]
    except (SearchError, OSError):
        in_part.tell()
        return {}
    return {row["resource_code"]: {"name": row["name"], "title": row["title"]} for row in rows if row.get("resource_code")}


def _quoted(code: str) -> str:
    return code.replace("\\", "\\\\").replace('"', '\\"')
