"""Two datasets alike, one purged by CKAN's action and one as one of a set: what is left of each."""

from __future__ import annotations

import uuid
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from inside import tell

from ckanext.gxdata.catalog import purging

WHERE = {
    "package": "id = :id", "resource": "package_id = :id", "package_tag": "package_id = :id", "member": "table_id = :id",
    "resource_view": "resource_id = :file", "user_following_dataset": "object_id = :id",
    "package_relationship": "subject_package_id = :id", "package_member": "package_id = :id",
}  # fmt: skip


def life() -> dict[str, Any]:
    for (left,) in model.Session.query(model.Package.id).filter(model.Package.name.like("purge-%")).all():
        _act("dataset_purge", id=left)
    other = _made("purge-other")
    twins = [_made(f"purge-{name}", other["name"]) for name in ("one", "set")]
    told: dict[str, Any] = {"before": [_rows(twin) for twin in twins]}
    _act("dataset_purge", id=twins[0]["id"])
    purged = purging.purge(model.Session.connection(), [twins[1]["id"], str(uuid.uuid4())])
    model.Session.commit()
    told["purged"] = [purged.datasets == [twins[1]["id"]], purged.resources == [twins[1]["resources"][0]["id"]]]
    told["after"] = [_rows(twin) for twin in twins]
    told["other"] = _rows(other)["package"]
    told["noted"] = model.Session.execute(sa.text("SELECT count(*) FROM gxdata_index_outbox WHERE dataset_id = :id"), twins[1]).scalar()
    _act("dataset_purge", id=other["id"])
    return told


def _made(name: str, related: str = "") -> dict[str, Any]:
    given = {
        "name": name,
        "title": f"清除测试 {name}",
        "notes": "两条一样的数据集，一条单独清除，一条成批清除。",
        "owner_org": "gx-nynct",
        "tag_string": "清除",
        "resources": [{"name": "表", "url": "https://example.com/a.csv", "format": "CSV"}],
        "theme": ["agri_industry"],
        "region": ["450400"],
        "update_frequency": "yearly",
        "open_type": "unconditional",
        "data_grade": "general",
        "general_level": "1",
        "license_id": "gx-open-1.0",
        "contact_phone": "0771-1234567",
    }
    made = _act("package_create", **given)
    if related:
        _act("package_relationship_create", subject=name, object=related, type="depends_on")
        _act("follow_dataset", id=name)
        model.Session.add(model.ResourceView(resource_id=made["resources"][0]["id"], title="表", view_type="table_view", order=0))
        model.Session.commit()
    return made


def _act(action: str, **given: Any) -> Any:
    return tk.get_action(action)({"user": "admin", "ignore_auth": True}, given)


def _rows(dataset: dict[str, Any]) -> dict[str, int]:
    by = {"id": dataset["id"], "file": dataset["resources"][0]["id"]}
    counts = {table: sa.text(f"SELECT count(*) FROM {table} WHERE {where}") for table, where in WHERE.items()}
    return {table: model.Session.execute(count, by).scalar() for table, count in counts.items()}


tell(life)
