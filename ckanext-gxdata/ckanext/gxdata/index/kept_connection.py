"""CKAN's questions to Solr over a connection that stays open: CKAN opens one, and makes a session, for each question."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from typing import Any

import requests
from ckan.lib.search.common import make_connection

_THREADS = 64


def connection(decode_dates: bool = True) -> Any:
    """A pysolr client, as CKAN's ``make_connection`` answers. A session is of one thread of one process: a fork shares no socket."""
    solr = make_connection(decode_dates)
    solr.session = _session(os.getpid(), threading.get_ident())
    return solr


@lru_cache(maxsize=_THREADS)
def _session(process: int, thread: int) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # Solr is ours: no proxy stands before it
    return session
