"""Routes of our own, and the pure functions behind templates. Blueprints listed here are registered by the plugin."""

from __future__ import annotations

from ckanext.gxdata.views.access import blueprint as access_rule
from ckanext.gxdata.views.browse import blueprint as browse_pages
from ckanext.gxdata.views.data_json import blueprint as data_json
from ckanext.gxdata.views.data_request import blueprint as data_request
from ckanext.gxdata.views.developer import blueprint as developer_pages
from ckanext.gxdata.views.display import blueprint as display_choice
from ckanext.gxdata.views.file_order import blueprint as file_order
from ckanext.gxdata.views.forgery import blueprint as forgery
from ckanext.gxdata.views.harvest import blueprint as harvest_pages
from ckanext.gxdata.views.high_value import blueprint as high_value
from ckanext.gxdata.views.information import blueprint as information_pages
from ckanext.gxdata.views.javascript import blueprint as javascript
from ckanext.gxdata.views.kept_pages import blueprint as page_keeping
from ckanext.gxdata.views.languages import blueprint as languages
from ckanext.gxdata.views.outage import blueprint as outage
from ckanext.gxdata.views.overview import blueprint as overview
from ckanext.gxdata.views.page_style import blueprint as page_styling
from ckanext.gxdata.views.protection import blueprint as protection
from ckanext.gxdata.views.reading import blueprint as reading
from ckanext.gxdata.views.register import blueprint as register
from ckanext.gxdata.views.review import blueprint as review
from ckanext.gxdata.views.review import queue_blueprint as review_queue
from ckanext.gxdata.views.search import blueprint as search_page
from ckanext.gxdata.views.search_files import blueprint as search_files
from ckanext.gxdata.views.usage import blueprint as usage
from ckanext.gxdata.views.zone import blueprint as zone

__all__ = [
    "access_rule",
    "browse_pages",
    "data_json",
    "data_request",
    "developer_pages",
    "display_choice",
    "file_order",
    "forgery",
    "harvest_pages",
    "high_value",
    "information_pages",
    "javascript",
    "languages",
    "outage",
    "overview",
    "page_keeping",
    "page_styling",
    "protection",
    "reading",
    "register",
    "review",
    "review_queue",
    "search_files",
    "search_page",
    "usage",
    "zone",
]
