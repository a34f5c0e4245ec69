"""One address of every type of page, for what holds for all of them."""

from __future__ import annotations

from typing import Any

from tests.portal import Portal

PUBLIC = {
    "home": "/",
    "list": "/dataset/",
    "search": "/dataset/?q=甘蔗",
    "nothing-found": "/dataset/?q=zzzzqq",
    "dataset": "/dataset/{name}",
    "file": "/dataset/{name}/resource/{resource}",
    "zones": "/zone",
    "zone": "/zone/guizihao",
    "departments": "/organization/",
    "department": "/organization/gx-nynct",
    "themes": "/theme",
    "map": "/map",
    "overview": "/overview",
    "high-value": "/high-value/",
    "source": "/harvest/gx-tjj",
    "requests": "/request/",
    "ask": "/request/new?q=zzzzqq",
    "developer": "/developer",
    "about": "/about",
    "help": "/help",
    "policies": "/policies",
    "accessibility": "/accessibility",
    "login": "/user/login",
    "reset": "/user/reset",
    "missing": "/no-such-page",
    "forbidden": "/ckan-admin/",
}
"""For who is not logged in."""
OWN = {
    "user": "/user/admin",
    "profile": "/user/edit/admin",
    "tokens": "/user/admin/api-tokens",
    "workbench": "/dashboard/datasets",
    "new-dataset": "/dataset/new",
    "edit-dataset": "/dataset/edit/{name}",
    "files": "/dataset/resources/{name}",
    "edit-file": "/dataset/{name}/resource/{resource}/edit",
    "new-department": "/organization/new",
    "edit-department": "/organization/edit/gx-nynct",
    "members": "/organization/members/gx-nynct",
    "sources": "/harvest/",
    "source-run": "/harvest/gx-tjj",
    "new-source": "/harvest/new",
    "mapping": "/harvest/gx-tjj/mapping",
    "reviews": "/review/",
    "important": "/important-data/",
    "administration": "/ckan-admin/",
    "settings": "/ckan-admin/config",
    "trash": "/ckan-admin/trash",
}
"""For an administrator."""


def address(path: str, dataset: dict[str, Any]) -> str:
    return path.format(name=dataset["name"], resource=dataset["resources"][0]["id"])


def a_dataset(portal: Portal) -> dict[str, Any]:
    """An open one with a table that can be looked into."""
    with portal.admin() as admin:
        found = admin.action.package_search(fq="organization:gx-nynct AND gx_open_type:unconditional AND res_format:CSV", rows=1)
    result: dict[str, Any] = found["results"][0]
    return result
