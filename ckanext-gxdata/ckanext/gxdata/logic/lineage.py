"""The way of one dataset, told in sentences. Public is what the catalog shows anyway; raw values are the department's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ckan import model

from ckanext.gxdata.core import cascade, moments
from ckanext.gxdata.core.redaction import without_addresses
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.harvest.links import Links
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource
from ckanext.gxdata.sources.base import source_kinds


def of(dataset: Mapping[str, Any], in_full: bool) -> dict[str, Any]:
    """``dataset`` as this reader gets it from ``package_show``: what is kept back from him is not in it."""
    record = model.Session.query(HarvestRecord).filter_by(dataset_id=dataset["id"]).order_by(HarvestRecord.staged_at).first()
    if record is None:
        return {"source": None, "record": None, "way": [], "steps": _without_record(dataset)}
    source = model.Session.get(HarvestSource, record.source_id)
    job = model.Session.get(HarvestJob, record.last_job_id) if record.last_job_id else None
    return {
        "source": _source(source),
        "record": _record(record, in_full),
        "way": way(dataset, in_full),
        "steps": _steps(dataset, record, source, job, in_full),
    }


def way(dataset: Mapping[str, Any], in_full: bool) -> list[dict[str, str]]:
    """The portals it passed, the first one first; an address that only opens inside stays inside."""
    hops = [asdict(hop) for hop in cascade.hops(dataset)]
    return hops if in_full else [{**hop, "portal": Links().public(hop["portal"])} for hop in hops]


def _source(source: HarvestSource) -> dict[str, str]:
    kind = source_kinds().get(source.kind)
    return {
        "name": source.name,
        "title": source.title or source.name,
        "kind": source.kind,
        "kind_title": kind.title if kind else source.kind,
        "organization": source.organization,
    }


def _record(record: HarvestRecord, in_full: bool) -> dict[str, Any]:
    shown = {"guid": record.guid, "pointer": record.pointer}
    missing = record.missing_since.isoformat() if record.state == "missing" and record.missing_since else None
    told = shown if in_full else {name: without_addresses(text) for name, text in shown.items()}
    return {**told, "state": record.state, "missing_since": missing}


def _without_record(dataset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Written by a person; or harvested once, which the dataset tells by itself, from a source that is gone with its records."""
    harvested = dataset.get("source_identifier") or loaded(dataset.get("source_values"))
    what = "由平台从采集源采集；该采集源已被删除，原始记录不再保存" if harvested else "手工登记：由部门在平台上填写"
    made = _step("extract" if harvested else "register", what, dataset.get("metadata_created"))
    changed = _step("publish", "最近一次修改", dataset.get("metadata_modified"))
    return [made, changed]


def _steps(
    dataset: Mapping[str, Any], record: HarvestRecord, source: HarvestSource, job: HarvestJob | None, in_full: bool
) -> list[dict[str, Any]]:
    ended = (job.finished or job.started) if job else None
    identifier = job.id if job else ""
    fields = _mapped(dataset, in_full)
    found = record.findings or []
    place = without_addresses(record.pointer) if not in_full else record.pointer
    title = source.title or source.name
    files = sum("sha256" in entry for entry in record.files.values()) if in_full else 0
    kept = f"原始记录存入暂存区{f'，连同 {files} 个数据文件' if files else ''}；此后各步不再访问来源"
    return [
        _step("extract", f"从“{title}”读取{f'（{place}）' if place else ''}", record.staged_at, identifier),
        _step("stage", kept, record.staged_at, identifier),
        {**_step("map", f"按映射规则换成平台的字段，{len(fields)} 处换成了平台的代码或写法", ended, identifier), "fields": fields},
        _step("check", f"质量检查与个人信息扫描：提示 {len(found)} 条" if in_full else "质量检查与个人信息扫描", ended, identifier),
        _step("grade", "按分类分级规则评定，决定能否开放", ended, identifier),
        _step("publish", "写入目录", dataset.get("metadata_modified"), identifier),
    ]


def _mapped(dataset: Mapping[str, Any], in_full: bool) -> list[dict[str, Any]]:
    """Fields that hold another word than the source's; the source's own word for those who may see it."""
    raw = loaded(dataset.get("source_values"))
    values = raw if isinstance(raw, Mapping) else {}
    return [
        {"field": field, **({"raw": value} if in_full else {}), "value": _value(dataset, field)} for field, value in values.items()
    ]


def _value(dataset: Mapping[str, Any], field: str) -> Any:
    """Of a field of the dataset, or of one of its resources: ``resources[0].format``."""
    part = re.fullmatch(r"resources\[(\d+)\]\.(\w+)", field)
    resources = dataset.get("resources") or []
    if part is None:
        return dataset.get(field, "")
    return resources[int(part[1])].get(part[2], "") if int(part[1]) < len(resources) else ""


def _step(step: str, what: str, time: Any, job_id: str = "") -> dict[str, Any]:
    return {"step": step, "what": what, "time": _written(time), "job_id": job_id}


def _written(time: Any) -> str:
    if isinstance(time, datetime):
        return moments.written(time)
    return moments.written(datetime.fromisoformat(time)) if isinstance(time, str) and time else ""
