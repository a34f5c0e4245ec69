"""Whether the page that is made is one for every reader."""

from __future__ import annotations

from ckanext.gxdata.views import kept_pages


def gxdata_page_is_kept() -> bool:
    """Such a page has no token of a form and none of CKAN's scripts, which no public page needs."""
    return kept_pages.is_kept()
