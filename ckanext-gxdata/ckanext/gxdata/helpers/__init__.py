"""Template helpers: they call actions and the rulebook; the judging and drawing is in ``views/`` as pure functions.

Every ``gxdata_…`` function of the modules below is a helper; nothing has to be listed but what takes the place of CKAN's.
"""

from __future__ import annotations

from ckanext.gxdata.helpers import (
    catalog,
    codes,
    cross_border,
    data_request,
    dataset,
    department,
    display,
    forms,
    harvest,
    kept_page,
    links,
    orders,
    places,
    raw,
    related,
    review,
    search,
    similar,
    table,
    translated,
    usage,
    value,
    zone,
)
from ckanext.gxdata.views import addresses

_MODULES = (
    catalog, codes, cross_border, data_request, dataset, department, display, forms, harvest, kept_page, links, orders, raw,
    places, related, review, search, similar, table, translated, usage, value, zone,
)  # fmt: skip
_HELPERS = {name: member for module in _MODULES for name, member in vars(module).items() if name.startswith("gxdata_")}
_HELPERS["url_for"] = addresses.url_for  # in the place of CKAN's

globals().update(_HELPERS)

__all__ = list(_HELPERS)  # what the plugin hands to CKAN
