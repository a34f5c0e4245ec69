"""What a worker makes before its first job, so that every job's process has it: kinds of sources, roots of certificates, and
the plans of the loader.

Not here: the rulebook, which CKAN's start reads (``plugin.configure``), and connections, which no process shares.
"""

from __future__ import annotations

from ckanext.gxdata.catalog import warm
from ckanext.gxdata.index import posting
from ckanext.gxdata.sources.base import source_kinds
from ckanext.gxdata.sources.trust import tls_context


def make() -> None:
    """Nothing of it is needed: who has not made it makes it when it is asked for."""
    source_kinds()
    tls_context("")
    posting.tls()
    warm.up()
