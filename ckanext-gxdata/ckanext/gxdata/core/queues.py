"""Names of queues of CKAN's job workers. Harvests are on CKAN's own, ``default``."""

from __future__ import annotations

SHORT = "gxdata-clock"
"""Of what is short and waits for no harvest; a worker of its own serves it (``ckan jobs worker gxdata-clock``)."""
