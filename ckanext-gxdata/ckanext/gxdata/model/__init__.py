"""Own tables, one per file. Raw SQLAlchemy models; who writes them: ``harvest/`` and ``logic/action/``."""

from ckanext.gxdata.model.finding import JobFinding
from ckanext.gxdata.model.job import HarvestJob
from ckanext.gxdata.model.record import HarvestRecord
from ckanext.gxdata.model.source import HarvestSource

__all__ = ["HarvestJob", "HarvestRecord", "HarvestSource", "JobFinding"]
