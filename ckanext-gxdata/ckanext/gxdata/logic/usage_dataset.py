"""本平台使用情况: what was counted, as a dataset of the portal itself, kept up by the portal's clock once a day.

Made by actions like any other, so that every rule holds for it. What a person changes of its words stays; one that was
deleted stays deleted. Not here: the file (``usage_file``).
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.logic import usage_counts, usage_file

log = logging.getLogger(__name__)

NAME = "gxdata-usage"
OWNER = "gx-sjj-data"
"""自治区数据局, which runs the portal."""
WHOLE_DAYS = 2
"""The day on which counting began is no whole one: a day later there is one to publish."""
ABOUT = (
    "本平台每天被使用多少次：数据集页面浏览（view）、资源下载（download）、接口调用（api）、订阅读取（feed），按日、按数据集、按对象"
    "（资源标识、接口名、订阅名）分列。由服务器计数，已排除搜索引擎等程序；不记录访问者的任何信息，也不记录检索词。只列出现在公开目录中"
    "的数据集。每日更新到前一天，时区为中国标准时间。"
)
FIXED: dict[str, Any] = {
    "name": NAME,
    "title": "本平台使用情况",
    "title_translated": {"en": "Use of this portal"},
    "notes": ABOUT,
    "owner_org": OWNER,
    "theme": ["other"],
    "region": ["450000"],
    "tag_string": "使用情况,访问量,下载量,接口调用",
    "update_frequency": "daily",
    "open_type": "unconditional",
    "data_grade": "general",
    "general_level": "1",
    "contains_personal_info": "no",
    "contains_sensitive_pi": "no",
    "license_id": "gx-open-1.0",
    "private": False,
}


def publish(now: datetime) -> bool:
    """Whether something was written. Run again, it finds that nothing is to do."""
    today = now.astimezone(SHANGHAI).date()
    last, known = today - timedelta(days=1), model.Package.get(NAME)
    first = usage_counts.first_day()
    if first is None or (today - first).days < WHOLE_DAYS or _is_done(known, last):
        return False
    try:
        _write(known, first, last)
    except (tk.ValidationError, tk.ObjectNotFound) as error:
        model.Session.rollback()
        log.warning("the dataset %s could not be written: %s", NAME, error)
        return False
    return True


def _is_done(known: Any, last: date) -> bool:
    if known is None:
        return False
    return bool(known.state != "active" or str(known.extras.get("modified") or "")[:10] >= last.isoformat())


def _write(known: Any, first: date, last: date) -> None:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    changes = {
        "resources": [_resource(year, min(last, date(year, 12, 31))) for year in range(last.year, first.year - 1, -1)],
        "modified": last.isoformat(),
        "temporal_start": first.isoformat(),
        "temporal_end": last.isoformat(),
    }
    # As a harvest would: the department may have no contact yet, and is not to be asked by a form.
    context: Any = {"ignore_auth": True, "user": user, "gxdata_landing": True}
    if known is None:
        tk.get_action("package_create")(context, {**FIXED, "issued": last.isoformat(), **changes})
    else:
        tk.get_action("package_patch")(context, {"id": known.id, **changes})


def _resource(year: int, last: date) -> dict[str, Any]:
    """With the same id whenever it is written."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"gxdata:{NAME}:{config.portal_address()}:{year}")),
        "name": f"{year} 年使用情况",
        "description": "列名（标识）：" + "、".join(f"{title}（{name}）" for name, title, _type in usage_file.FIELDS),
        "url": f"{config.portal_address().rstrip('/')}/usage/{year}.csv",
        "format": "CSV",
        "mimetype": "text/csv",
        "encoding": "utf-8",
        "delimiter": ",",
        "row_count": usage_counts.rows(*usage_file.span(year, last + timedelta(days=1))),
        "period_start": f"{year}-01-01",
        "period_end": last.isoformat(),
        "schema": {"fields": [{"name": n, "title": title, "type": kind} for n, title, kind in usage_file.FIELDS]},
    }
