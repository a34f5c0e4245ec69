"""Records with a mark in everything that is kept back. No answer to a reader without the right may hold a mark.

Made through actions, as a department would. To watch a new field, give it a marked value here.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import Any

import ckanapi

from tests.integration.test_catalog import DATASET

OWNER, OTHER = "gx-nynct", "gx-lyj"  # no demonstration dataset is of the other one: whose it is, that editor may see
PREFIX = "walk-"
PASSWORD = "walk-the-portal-1"

MARKS = re.compile(
    "(?:qzwalk|QZWALK)[A-Za-z]+"  # every marked word begins so; long enough for no token to hold it by chance
    "|(?<![0-9a-f])778123(?![0-9a-f])"  # a number of rows
    '|"(?:data_grade|general_level|share_type|share_condition|share_mode|review_state|reviewer|review_time|item_grade'
    '|personal_info_kind|mask_rule|plugin_data)\\\\*":'  # keys of the inside, also in JSON inside JSON
)
FILE = "年份,标记\n2024,qzwalkcontent\n".encode()
SCHEMA = {
    "fields": [
        {"name": "year", "title": "年份", "type": "string", "item_grade": "2", "personal_info_kind": "none"},
        {"name": "mark", "title": "标记", "type": "string", "item_grade": "1", "mask_rule": "none"},
    ]
}
SHARING = {"share_type": "conditional", "share_condition": "qzwalksharing", "share_mode": "api"}
CONDITIONAL = {"open_type": "conditional", "open_condition": ["application"], "general_level": "2"}
CLOSED = {"open_type": "closed", "closed_reason": ["trade_secret"], "general_level": "3"}
PRIVATE = {
    **{"open_type": "closed", "closed_reason": ["state_secret"], "data_grade": "important", "general_level": ""},
    **{"title": "qzwalktitle 口岸", "notes": "qzwalknotes 不在任何目录中的数据。", "tag_string": "qzwalktag", "private": True},
}
RAW = {"share_condition": "qzwalkraw", "data_grade": "qzwalkraw", "resources[0].item_grade": "qzwalkraw", "open_type": "主动公开"}


@dataclass(frozen=True)
class Records:
    """``names`` fills the placeholders of the tables; ``tokens`` is who comes along: the empty name is a stranger."""

    names: dict[str, str]
    tokens: dict[str, str]


def make(admin: ckanapi.RemoteCKAN) -> Records:
    """All records and readers; what a broken run left behind goes first."""
    clear(admin)
    names: dict[str, str] = {"tag": "qzwalktag", "owner": OWNER, "other": OTHER, "group": "guizihao"}
    opened = _dataset(admin, "open", {**SHARING, "source_values": json.dumps(RAW)})
    names |= _with_file(admin, "open", opened, FILE.replace(b"qzwalk", b"open"), {})
    for kind, fields in (("conditional", CONDITIONAL), ("closed", CLOSED), ("private", PRIVATE)):
        name = f"{PREFIX}{kind}" if kind != "private" else f"{PREFIX}qzwalkname"
        dataset = _dataset(admin, kind, {**SHARING, **fields, "name": name})
        names |= _with_file(admin, kind, dataset, FILE, {"row_count": 778123, "format": _format(kind)})
        names |= _with_link(admin, kind, dataset)
    tokens = {"": "", **{name: _reader(admin, name, role) for name, role in (("reader", ""), ("editor", "editor"))}}
    names |= {"reader": f"{PREFIX}reader", "editor": f"{PREFIX}editor"} | _governance(admin, names)
    return Records(names, tokens)


def clear(admin: ckanapi.RemoteCKAN) -> None:
    """Takes the records away again; what a register has to keep stays."""
    for name in ("open", "conditional", "closed", "private", "qzwalkname"):
        try:
            admin.action.dataset_purge(id=PREFIX + name)
        except ckanapi.NotFound:
            continue


def _dataset(admin: ckanapi.RemoteCKAN, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = admin.action.package_create(**{**DATASET, "name": PREFIX + kind, "title": f"走查 {kind}", **fields})
    return made


def _format(kind: str) -> str:
    return "QZWALKFORMAT" if kind == "private" else "CSV"


def _with_file(
    admin: ckanapi.RemoteCKAN, kind: str, dataset: dict[str, Any], content: bytes, fields: dict[str, Any]
) -> dict[str, str]:
    """An uploaded table with its rows in the DataStore and a preview."""
    file = io.BytesIO(content)
    file.name = "table.csv" if kind == "open" else "qzwalkfile.csv"
    schema = json.dumps(SCHEMA).replace('"mark"', '"qzwalkcolumn"' if kind == "private" else '"mark"')
    made = admin.action.resource_create(
        **{"package_id": dataset["id"], "name": "表", "format": "CSV", "schema": schema, "upload": file, **fields}
    )
    alias = f"qzwalkalias-{made['id']}" if kind == "private" else f"walk-{made['id']}"
    row = {"mark": "open" if kind == "open" else "qzwalkrow"}
    try:
        admin.action.datastore_create(resource_id=made["id"], force=True, records=[row], aliases=alias)
    except ckanapi.CKANAPIError:
        alias = made["id"]  # a portal without the DataStore
    return {kind: dataset["name"], f"{kind}_id": dataset["id"], f"{kind}_file": made["id"], f"{kind}_alias": alias}


def _with_link(admin: ckanapi.RemoteCKAN, kind: str, dataset: dict[str, Any]) -> dict[str, str]:
    address = "https://www.gxzf.gov.cn/qzwalkaddress.csv"
    made = admin.action.resource_create(package_id=dataset["id"], name="链接", format="CSV", url=address)
    return {f"{kind}_link": made["id"]}


def _reader(admin: ckanapi.RemoteCKAN, name: str, role: str) -> str:
    account = PREFIX + name
    if account not in admin.action.user_list(all_fields=False):
        admin.action.user_create(name=account, email=f"{account}@example.org", password=PASSWORD)
    if role:
        admin.action.organization_member_create(id=OTHER, username=account, role=role)
    token: str = admin.action.api_token_create(user=account, name=account)["token"]
    return token


def _governance(admin: ckanapi.RemoteCKAN, names: dict[str, str]) -> dict[str, str]:
    """Marked words where the departments talk among themselves: a grant, a review, an entry of the register."""
    expires = {"id": names["conditional"], "user": "admin", "purpose": "qzwalkpurpose", "expires": "2027-06-30"}
    staff = ckanapi.RemoteCKAN(admin.address, apikey=_reader(admin, "staff", ""))
    for role in ("grading_reviewer", "register_keeper"):
        admin.action.gxdata_role_grant(user=f"{PREFIX}staff", role=role, organization=OWNER)
    grade = {"data_grade": "general", "general_level": "1", "reason": "qzwalkreason 经审核"}
    staff.action.gxdata_grading_review(id=names["open"], **grade)
    entry = staff.action.gxdata_important_data_create(
        title="qzwalkentry",
        data_grade="important",
        organization=OWNER,
        description="qzwalkentry",
        responsible_person="qzwalkperson",
        contact="0771-1234567",
        assessment_due="2026-12-31",
    )["id"]
    found = {"assessor": "qzwalkassessor", "conclusion": "qzwalkconclusion", "measures": "qzwalkmeasures"}
    staff.action.gxdata_risk_assessment_create(entry=entry, assessed_on="2026-11-01", **found)
    return {"grant": admin.action.gxdata_grant_create(**expires)["id"], "entry": entry}
