"""Pages of the harvest (采集): sources, runs, records, mapping, dry run. Read without JavaScript.

Here: routes, one file per page. Not here: charts and schedules (pure, beside this package), and any rule (the actions).
"""

from __future__ import annotations

from ckanext.gxdata.views.harvest import checks, forms, jobs, mapping, records, sources
from ckanext.gxdata.views.harvest.calls import blueprint

__all__ = ["blueprint", "checks", "forms", "jobs", "mapping", "records", "sources"]
