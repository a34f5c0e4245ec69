"""The search index: documents, the outbox that says which are old, and how they reach Solr.

``hooks``: what CKAN asks about documents and questions. ``document`` makes a document, ``posting`` takes many to Solr, ``outbox``
remembers what is due, ``drain`` does it, ``replacement`` puts all this in the place of CKAN's own index.
"""

from ckanext.gxdata.index.hooks import (
    after_dataset_search,
    before_dataset_index,
    before_dataset_search,
    index_in_turns,
    search_settings,
)

__all__ = ["after_dataset_search", "before_dataset_index", "before_dataset_search", "index_in_turns", "search_settings"]
