"""Own tables, one per file. Raw SQLAlchemy models; who writes them: ``harvest/`` and ``logic/action/``."""

from ckanext.gxdata.model.data_request import DataRequest, RequestVote
from ckanext.gxdata.model.finding import JobFinding
from ckanext.gxdata.model.grant import Grant
from ckanext.gxdata.model.important_data import ImportantData
from ckanext.gxdata.model.index_outbox import IndexOutbox
from ckanext.gxdata.model.job import HarvestJob
from ckanext.gxdata.model.mapping_line import MappingLine
from ckanext.gxdata.model.page import SourcePage
from ckanext.gxdata.model.record import HarvestRecord
from ckanext.gxdata.model.review import Review
from ckanext.gxdata.model.risk_assessment import RiskAssessment
from ckanext.gxdata.model.role import Role
from ckanext.gxdata.model.source import HarvestSource
from ckanext.gxdata.model.usage import Usage, UsageBatch

__all__ = [
    "DataRequest",
    "Grant",
    "HarvestJob",
    "HarvestRecord",
    "HarvestSource",
    "ImportantData",
    "IndexOutbox",
    "JobFinding",
    "MappingLine",
    "RequestVote",
    "Review",
    "RiskAssessment",
    "Role",
    "SourcePage",
    "Usage",
    "UsageBatch",
]
