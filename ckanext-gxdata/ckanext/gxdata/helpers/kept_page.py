"""Whether the page that is made is one for every reader, and where its style sheet and scripts are."""

from __future__ import annotations

from ckanext.gxdata.views import kept_pages, page_style


def gxdata_page_is_kept() -> bool:
    """Such a page has no token of a form and none of CKAN's scripts, which no public page needs."""
    return kept_pages.is_kept()


def gxdata_asset(name: str) -> str:
    """Address of a bundle of ``assets/webassets.yml``, or of ``gxdata/public``."""
    return page_style.address(name)
