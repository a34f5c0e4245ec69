"""Actions by entity; ``__all__`` is what the plugin registers."""

from ckanext.gxdata.logic.action.codelist import gxdata_codelist_list, gxdata_codelist_show
from ckanext.gxdata.logic.action.harvest import (
    gxdata_harvest_job_list,
    gxdata_harvest_job_show,
    gxdata_harvest_run,
)
from ckanext.gxdata.logic.action.important_data import (
    gxdata_important_data_create,
    gxdata_important_data_delete,
    gxdata_important_data_list,
    gxdata_important_data_show,
    gxdata_important_data_update,
    gxdata_risk_assessment_create,
)
from ckanext.gxdata.logic.action.search import resource_search
from ckanext.gxdata.logic.action.source import (
    gxdata_source_check,
    gxdata_source_create,
    gxdata_source_delete,
    gxdata_source_list,
    gxdata_source_show,
    gxdata_source_update,
)

__all__ = [
    "gxdata_codelist_list",
    "gxdata_codelist_show",
    "gxdata_harvest_job_list",
    "gxdata_harvest_job_show",
    "gxdata_harvest_run",
    "gxdata_important_data_create",
    "gxdata_important_data_delete",
    "gxdata_important_data_list",
    "gxdata_important_data_show",
    "gxdata_important_data_update",
    "gxdata_risk_assessment_create",
    "gxdata_source_check",
    "gxdata_source_create",
    "gxdata_source_delete",
    "gxdata_source_list",
    "gxdata_source_show",
    "gxdata_source_update",
    "resource_search",
]
