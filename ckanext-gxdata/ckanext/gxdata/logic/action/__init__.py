"""Actions by entity; ``__all__`` is what the plugin registers."""

from ckanext.gxdata.logic.action.codelist import gxdata_codelist_list, gxdata_codelist_show
from ckanext.gxdata.logic.action.core_lists import (
    format_autocomplete,
    member_list,
    package_list,
    tag_autocomplete,
    tag_list,
    tag_search,
)
from ckanext.gxdata.logic.action.core_records import (
    dataset_followee_list,
    followee_list,
    package_revise,
    resource_view_list,
    tag_show,
)
from ckanext.gxdata.logic.action.data_request import (
    gxdata_request_answer,
    gxdata_request_create,
    gxdata_request_vote,
)
from ckanext.gxdata.logic.action.data_request_read import gxdata_request_list, gxdata_request_show
from ckanext.gxdata.logic.action.dataset import (
    bulk_update_public,
    package_create,
    package_update,
    resource_create,
    resource_delete,
    resource_update,
)
from ckanext.gxdata.logic.action.department import gxdata_department_list, gxdata_department_show
from ckanext.gxdata.logic.action.disappearance import gxdata_harvest_record_restore, gxdata_source_release
from ckanext.gxdata.logic.action.grading import gxdata_grading_check
from ckanext.gxdata.logic.action.grading_recheck import gxdata_grading_recheck
from ckanext.gxdata.logic.action.grading_review import gxdata_grading_review
from ckanext.gxdata.logic.action.grant import gxdata_grant_create, gxdata_grant_list, gxdata_grant_revoke
from ckanext.gxdata.logic.action.harvest import (
    gxdata_harvest_cancel,
    gxdata_harvest_job_list,
    gxdata_harvest_job_show,
    gxdata_harvest_replay,
    gxdata_harvest_run,
)
from ckanext.gxdata.logic.action.harvest_record import (
    gxdata_harvest_record_list,
    gxdata_harvest_record_retry,
    gxdata_harvest_record_show,
)
from ckanext.gxdata.logic.action.high_value import gxdata_badge_list, gxdata_high_value_decide, gxdata_high_value_list
from ckanext.gxdata.logic.action.important_data import (
    gxdata_important_data_create,
    gxdata_important_data_delete,
    gxdata_important_data_list,
    gxdata_important_data_show,
    gxdata_important_data_update,
    gxdata_risk_assessment_create,
)
from ckanext.gxdata.logic.action.index import gxdata_index_check
from ckanext.gxdata.logic.action.lineage import gxdata_lineage_show
from ckanext.gxdata.logic.action.mapping import (
    gxdata_mapping_line_create,
    gxdata_mapping_line_delete,
    gxdata_mapping_line_list,
    gxdata_mapping_question_list,
    gxdata_mapping_show,
)
from ckanext.gxdata.logic.action.overview import gxdata_overview
from ckanext.gxdata.logic.action.region import gxdata_region_list
from ckanext.gxdata.logic.action.review import (
    gxdata_grading_show,
    gxdata_review_list,
    gxdata_review_move,
)
from ckanext.gxdata.logic.action.review_queue import gxdata_review_queue
from ckanext.gxdata.logic.action.role import (
    gxdata_role_grant,
    gxdata_role_list,
    gxdata_role_revoke,
)
from ckanext.gxdata.logic.action.search import package_search, resource_search
from ckanext.gxdata.logic.action.source import (
    gxdata_source_create,
    gxdata_source_delete,
    gxdata_source_list,
    gxdata_source_show,
    gxdata_source_update,
)
from ckanext.gxdata.logic.action.source_check import gxdata_source_check
from ckanext.gxdata.logic.action.source_kind import gxdata_source_kind_list
from ckanext.gxdata.logic.action.suggest import gxdata_suggest
from ckanext.gxdata.logic.action.table_preview import gxdata_table_preview
from ckanext.gxdata.logic.action.usage import gxdata_usage_show
from ckanext.gxdata.logic.action.zone import gxdata_zone_override
from ckanext.gxdata.logic.action.zone_read import gxdata_zone_list, gxdata_zone_show

__all__ = [
    "bulk_update_public",
    "dataset_followee_list",
    "followee_list",
    "format_autocomplete",
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
    "member_list",
    "package_create",
    "package_list",
    "package_revise",
    "package_search",
    "package_update",
    "resource_create",
    "resource_delete",
    "resource_search",
    "resource_update",
    "resource_view_list",
    "tag_autocomplete",
    "tag_list",
    "tag_search",
    "tag_show",
]
