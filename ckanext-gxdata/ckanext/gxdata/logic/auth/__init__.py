"""Who may do what, by entity; ``__all__`` is what the plugin registers. System administrators may do everything."""

from ckanext.gxdata.logic.auth.codelist import gxdata_codelist_list, gxdata_codelist_show
from ckanext.gxdata.logic.auth.data import resource_view_list, resource_view_show
from ckanext.gxdata.logic.auth.data_request import (
    gxdata_request_answer,
    gxdata_request_create,
    gxdata_request_list,
    gxdata_request_show,
    gxdata_request_vote,
)
from ckanext.gxdata.logic.auth.dataset import package_create, package_update
from ckanext.gxdata.logic.auth.department import gxdata_department_list, gxdata_department_show
from ckanext.gxdata.logic.auth.grading import gxdata_grading_check, gxdata_grading_recheck
from ckanext.gxdata.logic.auth.grant import gxdata_grant_create, gxdata_grant_list, gxdata_grant_revoke
from ckanext.gxdata.logic.auth.harvest import (
    gxdata_harvest_cancel,
    gxdata_harvest_job_list,
    gxdata_harvest_job_show,
    gxdata_harvest_record_list,
    gxdata_harvest_record_restore,
    gxdata_harvest_record_retry,
    gxdata_harvest_record_show,
    gxdata_harvest_replay,
    gxdata_harvest_run,
    gxdata_lineage_show,
)
from ckanext.gxdata.logic.auth.high_value import gxdata_badge_list, gxdata_high_value_decide, gxdata_high_value_list
from ckanext.gxdata.logic.auth.important_data import (
    gxdata_important_data_create,
    gxdata_important_data_delete,
    gxdata_important_data_list,
    gxdata_important_data_show,
    gxdata_important_data_update,
    gxdata_risk_assessment_create,
)
from ckanext.gxdata.logic.auth.index import gxdata_index_check
from ckanext.gxdata.logic.auth.mapping import (
    gxdata_mapping_line_create,
    gxdata_mapping_line_delete,
    gxdata_mapping_line_list,
    gxdata_mapping_question_list,
    gxdata_mapping_show,
)
from ckanext.gxdata.logic.auth.region import gxdata_region_list
from ckanext.gxdata.logic.auth.review import (
    gxdata_grading_review,
    gxdata_grading_show,
    gxdata_review_list,
    gxdata_review_move,
    gxdata_review_queue,
)
from ckanext.gxdata.logic.auth.role import (
    gxdata_role_grant,
    gxdata_role_list,
    gxdata_role_revoke,
)
from ckanext.gxdata.logic.auth.source import (
    gxdata_source_check,
    gxdata_source_create,
    gxdata_source_delete,
    gxdata_source_kind_list,
    gxdata_source_list,
    gxdata_source_release,
    gxdata_source_show,
    gxdata_source_update,
)
from ckanext.gxdata.logic.auth.suggest import gxdata_suggest
from ckanext.gxdata.logic.auth.table_preview import gxdata_table_preview
from ckanext.gxdata.logic.auth.usage import gxdata_overview, gxdata_usage_show
from ckanext.gxdata.logic.auth.zone import gxdata_zone_override
from ckanext.gxdata.logic.auth.zone_read import gxdata_zone_list, gxdata_zone_show

__all__ = [
    "gxdata_badge_list",
    "gxdata_codelist_list",
    "gxdata_codelist_show",
    "gxdata_department_list",
    "gxdata_department_show",
    "gxdata_grading_check",
    "gxdata_grading_recheck",
    "gxdata_grading_review",
    "gxdata_grading_show",
    "gxdata_grant_create",
    "gxdata_grant_list",
    "gxdata_grant_revoke",
    "gxdata_harvest_cancel",
    "gxdata_harvest_job_list",
    "gxdata_harvest_job_show",
    "gxdata_harvest_record_list",
    "gxdata_harvest_record_restore",
    "gxdata_harvest_record_retry",
    "gxdata_harvest_record_show",
    "gxdata_harvest_replay",
    "gxdata_harvest_run",
    "gxdata_high_value_decide",
    "gxdata_high_value_list",
    "gxdata_important_data_create",
    "gxdata_important_data_delete",
    "gxdata_important_data_list",
    "gxdata_important_data_show",
    "gxdata_important_data_update",
    "gxdata_index_check",
    "gxdata_lineage_show",
    "gxdata_mapping_line_create",
    "gxdata_mapping_line_delete",
    "gxdata_mapping_line_list",
    "gxdata_mapping_question_list",
    "gxdata_mapping_show",
    "gxdata_overview",
    "gxdata_region_list",
    "gxdata_request_answer",
    "gxdata_request_create",
    "gxdata_request_list",
    "gxdata_request_show",
    "gxdata_request_vote",
    "gxdata_review_list",
    "gxdata_review_move",
    "gxdata_review_queue",
    "gxdata_risk_assessment_create",
    "gxdata_role_grant",
    "gxdata_role_list",
    "gxdata_role_revoke",
    "gxdata_source_check",
    "gxdata_source_create",
    "gxdata_source_delete",
    "gxdata_source_kind_list",
    "gxdata_source_list",
    "gxdata_source_release",
    "gxdata_source_show",
    "gxdata_source_update",
    "gxdata_suggest",
    "gxdata_table_preview",
    "gxdata_usage_show",
    "gxdata_zone_list",
    "gxdata_zone_override",
    "gxdata_zone_show",
    "package_create",
    "package_update",
    "resource_view_list",
    "resource_view_show",
]
