"""Every route of the portal: how somebody without rights visits it, and what he must get. Keyed by rule, in order.

A new route fails the walk until it stands here. ``pages`` visits the marked datasets one after the other.
"""

from __future__ import annotations

from tests.integration.walk.calls import ALL, KEPT, Call, page, pages

ANY = (200, 302, 403, 404)
"""Answers that differ with who asks: a page, a way to the log-in, a no."""
NO = (302, 400, 403, 404)
"""Not for readers: a way to the log-in, a form without its token, a no."""
FLAWED = (200, *NO, 500)
"""Of CKAN 2.12.0: it answers 500 to a stranger who completes a user's name, follows or stops to follow."""
MOVED = (200, 302, 308, 404)
KINDS = (*ALL, "private")
RESOURCE = "/dataset/{kind}/resource/{kind_file}"
PART = {"Range": "bytes=0-20"}


def _of_resource(path: str) -> tuple[Call, ...]:
    """A page of a resource that only its editors may open."""
    return (*pages(KINDS, RESOURCE + path, *NO), *pages(KINDS, RESOURCE + path, *NO, method="POST", name="x", save="x"))


def _data(path: str) -> tuple[Call, ...]:
    """A way to the data itself."""
    return (
        *pages(KEPT, RESOURCE + path, 403),
        *pages(KEPT, RESOURCE + path, 403, method="HEAD"),
        *pages(KEPT, "/en" + RESOURCE + path, 403),
        page(RESOURCE.replace("{kind", "{private") + path, 404),
        *(page(call.path, 403, headers=PART) for call in pages(KEPT, RESOURCE + path)),
        *pages(KEPT, "/dataset/{open}/resource/{kind_file}" + path, 403),
    )


def _forms(path: str, *ids: str) -> tuple[Call, ...]:
    """A page that changes something, and its form."""
    return tuple(page(path.replace("<id>", each), *NO, method=way, name="x") for each in ids for way in ("GET", "POST"))


def _of_group(kind: str, ident: str) -> dict[str, tuple[Call, ...]]:
    """CKAN's pages of groups and organizations, which are the same."""
    base, own = f"/{kind}", (200, *NO)
    return {
        f"{base}/": (page(f"{base}/", 200, 302), page(f"{base}/?q=qzwalk", 200, 302)),
        f"{base}/<id>": tuple(page(f"{base}/{ident}{question}", 200, 302) for question in ("", "?q=qzwalk", "?data_grade=general")),
        f"{base}/about/<id>": (page(f"{base}/about/{ident}", 200, 302),),
        f"{base}/admins/<id>": _pages_and_forms(f"{base}/admins/{ident}", own),
        f"{base}/bulk_process/<id>": _pages_and_forms(f"{base}/bulk_process/{ident}", NO),
        f"{base}/delete/<id>": _pages_and_forms(f"{base}/delete/{ident}", NO),
        f"{base}/edit/<id>": _pages_and_forms(f"{base}/edit/{ident}", NO),
        f"{base}/follow/<id>": (page(f"{base}/follow/{ident}", *FLAWED, method="POST"),),
        f"{base}/followers/<id>": _pages_and_forms(f"{base}/followers/{ident}", own),
        f"{base}/manage_members/<id>": _pages_and_forms(f"{base}/manage_members/{ident}", NO),
        f"{base}/member_delete/<id>": _pages_and_forms(f"{base}/member_delete/{ident}", NO),
        f"{base}/member_dump/<id>": (page(f"{base}/member_dump/{ident}", *NO),),
        f"{base}/member_new/<id>": _pages_and_forms(f"{base}/member_new/{ident}", NO),
        f"{base}/members/<id>": (page(f"{base}/members/{ident}", *own),),
        f"{base}/new": _pages_and_forms(f"{base}/new", NO),
        f"{base}/unfollow/<id>": (page(f"{base}/unfollow/{ident}", *FLAWED, method="POST"),),
    }


def _pages_and_forms(path: str, expected: tuple[int, ...]) -> tuple[Call, ...]:
    return page(path, *expected), page(path, *expected, method="POST", name="x")


def _completing(name: str, argument: str = "incomplete") -> dict[str, tuple[Call, ...]]:
    """CKAN's suggestions for its forms, under both of their addresses."""
    expected = FLAWED if name.startswith("user/") else (200,)
    visits = {version: page(f"/api{version}/util/{name}?{argument}=qzwalk", *expected) for version in ("", "/2")}
    return {f"/api/util/{name}": (visits[""],), f"/api/<int(min=1, max=2):ver>/util/{name}": (visits["/2"],)}


ROUTES: dict[str, tuple[Call, ...]] = {
    "/": (page("/"), page("/en/")),
    "/<path:filename>": (page("/base/images/ckan-logo.png", 200, 404), page("/storage/uploads/qzwalk", 404)),
    "/about": (page("/about"),),
    "/accessibility": (page("/accessibility"),),
    "/api/": (page("/api/"),),
    "/api/<int(min=1, max=2):ver>/i18n/<lang>": (page("/api/2/i18n/en"),),
    "/api/<int(min=1, max=3):ver>": (page("/api/3"),),
    "/api/<int(min=3, max=3):ver>/action/<logic_function>": (page("/api/3/action/package_show?id={conditional}"),),
    "/api/action/<logic_function>": (page("/api/action/package_show?id={conditional}&callback=marked"),),
    "/api/i18n/<lang>": (page("/api/i18n/en"),),
    "/api/i18n/<language>": (page("/api/i18n/zh_Hans_CN"),),
    **_completing("dataset/autocomplete"),
    **_completing("group/autocomplete", "q"),
    **_completing("organization/autocomplete", "q"),
    **_completing("resource/format_autocomplete"),
    **_completing("tag/autocomplete"),
    **_completing("user/autocomplete", "q"),
    "/ckan-admin/": (page("/ckan-admin/", *NO),),
    "/ckan-admin/config": _pages_and_forms("/ckan-admin/config", NO),
    "/ckan-admin/reset_config": _pages_and_forms("/ckan-admin/reset_config", NO),
    "/ckan-admin/trash": _pages_and_forms("/ckan-admin/trash", NO),
    "/dashboard/datasets": (page("/dashboard/datasets", *ANY),),
    "/dashboard/groups": (page("/dashboard/groups", *ANY),),
    "/dashboard/organizations": (page("/dashboard/organizations", *ANY),),
    "/dataset/": (
        *(page(f"/dataset/{question}") for question in ("", "?q=qzwalk", "?tags=qzwalktag", "?q=qzwalkcolumn", "?res_format=QZWALKFORMAT")),
        *(page(f"/dataset/?{field}=general", 400) for field in ("data_grade", "extras_general_level", "review_state")),
        page("/dataset/?sort=share_condition+asc", 400),
    ),
    "/dataset/<id>": (*pages(ALL, "/dataset/{kind}"), *pages(ALL, "/en/dataset/{kind_id}", 200, 302), page("/dataset/{private_id}", 404)),
    "/dataset/<dataset_id>/grading": _forms("/dataset/<id>/grading", *(f"{{{kind}}}" for kind in KINDS)),
    "/dataset/<dataset_id>/grading/move": (*pages(KINDS, "/dataset/{kind}/grading/move", *NO, method="POST", to="published"),),
    "/dataset/<id>/dictionary/<resource_id>": tuple(
        page(f"/dataset/{{{kind}}}/dictionary/{{{kind}_file}}", *NO, method=way) for kind in KINDS for way in ("GET", "POST")
    ),
    "/dataset/<id>/resource/<resource_id>": (
        *pages(ALL, RESOURCE), *pages(KEPT, "/dataset/{kind}/resource/{kind_link}"), page(RESOURCE.replace("{kind", "{private"), 404),
        *pages(KEPT, RESOURCE + "?view_id=no-such-view", 200, 404),
    ),
    "/dataset/<id>/resource/<resource_id>/delete": _of_resource("/delete"),
    "/dataset/<id>/resource/<resource_id>/download": _data("/download"),
    "/dataset/<id>/resource/<resource_id>/download/<filename>": (*_data("/download/qzwalkfile.csv"), *_data("/download/other.csv")),
    "/dataset/<id>/resource/<resource_id>/edit": _of_resource("/edit"),
    "/dataset/<id>/resource/<resource_id>/edit_view/<view_id>": _of_resource("/edit_view/no-such-view"),
    "/dataset/<id>/resource/<resource_id>/new_view": _of_resource("/new_view?view_type=text_view"),
    "/dataset/<id>/resource/<resource_id>/view": _data("/view"),
    "/dataset/<id>/resource/<resource_id>/view/<view_id>": _data("/view/no-such-view"),
    "/dataset/<id>/resource/<resource_id>/views": (*pages(KINDS, RESOURCE + "/views", *NO),),
    "/dataset/<id>/resource/new": (
        *pages(KINDS, "/dataset/{kind}/resource/new", *NO),
        *pages(KINDS, "/dataset/{kind}/resource/new", *NO, method="POST", id="", save="go-metadata", name="x", url="https://example.org/"),
    ),
    "/dataset/delete/<id>": (*pages(ALL, "/dataset/delete/{kind}", 200, *NO), page("/dataset/delete/{private}", *NO),
                             *pages(KINDS, "/dataset/delete/{kind}", *NO, method="POST")),
    "/dataset/edit/<id>": _forms("/dataset/edit/<id>", "{open}", "{conditional}", "{closed}", "{private}"),
    "/dataset/follow/<id>": (*pages(KINDS, "/dataset/follow/{kind}", *FLAWED, method="POST"),),
    "/dataset/followers/<id>": (*pages(KINDS, "/dataset/followers/{kind}", *NO),),
    "/dataset/groups/<id>": (*pages(KINDS, "/dataset/groups/{kind}", *ANY), *pages(KINDS, "/dataset/groups/{kind}", *ANY, method="POST")),
    "/dataset/new": (page("/dataset/new", *ANY), page("/dataset/new", 200, *NO, method="POST", title="x")),
    "/dataset/resources/<id>": (*pages(KINDS, "/dataset/resources/{kind}", *NO),),
    "/dataset/resources/<dataset_id>/move": (
        *pages(KINDS, "/dataset/resources/{kind}/move", *NO, method="POST", resource="{kind_file}", to="up"),
        *pages(KINDS, "/dataset/resources/{kind}/move", *NO, method="POST", resource="no-such-file", to="up"),
    ),
    "/dataset/unfollow/<id>": (*pages(KINDS, "/dataset/unfollow/{kind}", *FLAWED, method="POST"),),
    "/datastore/api_info/<resource_id>": (
        *pages(KEPT, "/datastore/api_info/{kind_file}", 403), page("/datastore/api_info/{private_file}", 404),
    ),
    "/datastore/dump/<resource_id>": (
        *pages(KEPT, "/datastore/dump/{kind_file}", 403),
        *(call for way in ("csv", "tsv", "json", "xml") for call in pages(KEPT, f"/datastore/dump/{{kind_file}}?format={way}", 403)),
        *pages(KEPT, "/datastore/dump/{kind_file}", 403, method="HEAD"),
        *pages(KEPT, "/datastore/dump/{kind_alias}", 403, 404),
        *pages(("private",), "/datastore/dump/{kind_file}", 404), *pages(("private",), "/datastore/dump/{kind_alias}", 404),
        page("/datastore/dump/_table_metadata", 403), page("/datastore/dump/{open_file}"),
    ),
    "/feeds/custom.atom": (page("/feeds/custom.atom?q=qzwalk"), page("/feeds/custom.atom?name=walk-conditional"),
                           page("/feeds/custom.atom?data_grade=general", 400)),
    "/feeds/dataset.atom": (page("/feeds/dataset.atom"),),
    "/feeds/group/<string:id>.atom": (page("/feeds/group/{group}.atom"),),
    "/feeds/organization/<string:id>.atom": (page("/feeds/organization/{owner}.atom"),),
    "/feeds/tag/<string:id>.atom": (page("/feeds/tag/qzwalktag.atom"), page("/feeds/tag/测试.atom")),
    "/file/download/<id>": (*pages(KINDS, "/file/download/{kind_file}", 404),),
    "/file/public-download/<storage_name>/<path:location>": (
        *pages(KINDS, "/file/public-download/resources/{kind_file}", 403, 404), page("/file/public-download/default/../../ckan.ini", 404),
    ),
    "/file/trusted-download/<token>": (page("/file/trusted-download/{conditional_file}", 404),),
    "/data.json": (page("/data.json"),),
    **_of_group("group", "{group}"),
    **_of_group("organization", "{owner}"),
    "/developer": (page("/developer"), page("/developer?action=no-such", 404)),
    "/developer/openapi.json": (page("/developer/openapi.json"),),
    "/display/<name>/<value>": (page("/display/theme/dark?back=/zone", 302), page("/display/size/huge", 404)),
    "/harvest": (page("/harvest"), page("/en/harvest?state=failed"), page("/harvest?organization={other}")),
    "/harvest/<source>": (page("/harvest/gx-tjj"), page("/harvest/gx-tjj?q=qzwalk"), page("/harvest/no-such-source", 404)),
    "/harvest/<source>/check": _pages_and_forms("/harvest/gx-tjj/check", NO),
    "/harvest/<source>/edit": _forms("/harvest/<id>/edit", "gx-tjj"),
    "/harvest/<source>/mapping": _forms("/harvest/<id>/mapping", "gx-tjj"),
    "/harvest/<source>/mapping/delete": (page("/harvest/gx-tjj/mapping/delete", *NO, method="POST"),),
    "/harvest/<source>/pause": (page("/harvest/gx-tjj/pause", *NO, method="POST"),),
    "/harvest/<source>/record": (page("/harvest/gx-tjj/record?guid=x", *NO), page("/harvest/gx-tjj/record", 200, 302)),
    "/harvest/<source>/record/restore": (page("/harvest/gx-tjj/record/restore", *NO, method="POST", guid="x"),),
    "/harvest/<source>/record/retry": (page("/harvest/gx-tjj/record/retry", *NO, method="POST", guid="x"),),
    "/harvest/<source>/release": (page("/harvest/gx-tjj/release", *NO, method="POST", decision="keep"),),
    "/harvest/<source>/replay": (page("/harvest/gx-tjj/replay", *NO, method="POST"),),
    "/harvest/<source>/run": (page("/harvest/gx-tjj/run", *NO, method="POST"),),
    "/harvest/check": _pages_and_forms("/harvest/check", (200, *NO)),
    "/harvest/job/<job_id>": (page("/harvest/job/no-such-job", 404),),
    "/harvest/job/<job_id>.json": (page("/harvest/job/no-such-job.json", 404),),
    "/harvest/job/<job_id>/cancel": (page("/harvest/job/no-such-job/cancel", *NO, method="POST"),),
    "/harvest/job/<job_id>/live": (page("/harvest/job/no-such-job/live", 404),),
    "/harvest/new": _pages_and_forms("/harvest/new", NO),
    "/help": (page("/help"),),
    "/high-value/": (page("/high-value/"), page("/en/high-value/")),
    "/high-value/decide/<dataset_id>": _forms("/high-value/decide/<id>", *(f"{{{kind}}}" for kind in KINDS)),
    "/important-data/": (page("/important-data/", *NO),),
    "/important-data/<entry_id>": (page("/important-data/{entry}", *NO),),
    "/important-data/<entry_id>/assessment": (page("/important-data/{entry}/assessment", *NO, method="POST"),),
    "/important-data/<entry_id>/edit": _forms("/important-data/<id>/edit", "{entry}"),
    "/important-data/<entry_id>/remove": (page("/important-data/{entry}/remove", *NO, method="POST"),),
    "/important-data/new": _pages_and_forms("/important-data/new", NO),
    "/no/": (page("/no/", *MOVED),),
    "/no/<path:path>": (page("/no/dataset/{conditional}", *MOVED),),
    "/map": (page("/map"), page("/en/map")),
    "/policies": (page("/policies"),),
    "/overview": (page("/overview"), page("/overview?screen=1"), page("/en/overview")),
    "/overview/embed": (page("/overview/embed?part=most_used"), page("/overview/embed?part=qzwalk", 404)),
    "/request/": (page("/request/"), page("/request/?q=qzwalk&page=7"), page("/request/?scope=waiting", 200, *NO)),
    "/request/<request_id>": (page("/request/no-such-request?key=x", 404),),
    "/request/<request_id>/answer": (page("/request/no-such-request/answer", *NO, method="POST", state="accepted"),),
    "/request/<request_id>/vote": (page("/request/no-such-request/vote", *NO, method="POST"),),
    "/request/new": (page("/request/new?q=qzwalk"), page("/request/new", 400, 403, method="POST", title="走查 13800138000")),
    "/review/": (page("/review/", *NO), page("/review/?after=a", *NO)),
    "/robots.txt": (page("/robots.txt"),),
    "/testing/custom_form_fields": (page("/testing/custom_form_fields", 200, 404),),
    "/testing/primer": (page("/testing/primer", 200, 404),),
    "/theme": (page("/theme"),),
    "/usage/<int:year>.csv": (page("/usage/2026.csv", 200, 404), page("/usage/1.csv", 404)),
    "/user/": (page("/user/", *ANY), page("/user/?q=walk", *ANY)),
    "/user/<id>": (page("/user/admin", *ANY), page("/user/{reader}", *ANY)),
    "/user/<id>/api-tokens": _pages_and_forms("/user/admin/api-tokens", NO),
    "/user/<id>/api-tokens/revoke": (page("/user/admin/api-tokens/revoke", *NO, method="POST", token="no-such-token"),),
    "/user/<id>/groups": (page("/user/admin/groups", *ANY),),
    "/user/<id>/organizations": (page("/user/admin/organizations", *ANY),),
    "/user/_logout": (page("/user/_logout", 200, 302, 400, 403),),
    "/user/delete/<id>": (page("/user/delete/admin", 200, *NO), page("/user/delete/admin", *NO, method="POST")),
    "/user/edit": _pages_and_forms("/user/edit", ANY + NO),
    "/user/edit/<id>": _pages_and_forms("/user/edit/admin", NO),
    "/user/follow/<id>": (page("/user/follow/admin", *FLAWED, method="POST"),),
    "/user/followers/<id>": (page("/user/followers/admin", *ANY),),
    "/user/logged_out_redirect": (page("/user/logged_out_redirect", 200, 302),),
    "/user/login": (
        page("/user/login?came_from=/dataset/{private}", 200, 302),
        page("/user/login", 200, *NO, method="POST", login="x", password="x"),
    ),
    "/user/me": (page("/user/me", 200, 302),),
    "/user/register": _pages_and_forms("/user/register", ANY + NO),
    "/user/reset": _pages_and_forms("/user/reset", ANY + NO),
    "/user/reset/<id>": _pages_and_forms("/user/reset/admin", NO),
    "/user/sysadmin": (page("/user/sysadmin", *NO, method="POST", username="walk-reader", status="1"),),
    "/user/unfollow/<id>": (page("/user/unfollow/admin", *FLAWED, method="POST"),),
    "/util/redirect": (page("/util/redirect?url=/dataset/", 200, 302, 400, 403), page("/util/redirect?url=https://example.org/", 302, 403)),
    "/webassets/<path:path>": (page("/webassets/no-such-file.css", 404),),
    "/zh_CN/": (page("/zh_CN/", *MOVED),),
    "/zh_CN/<path:path>": (page("/zh_CN/dataset/{conditional}", *MOVED),),
    "/zh_TW/": (page("/zh_TW/", *MOVED),),
    "/zh_TW/<path:path>": (page("/zh_TW/dataset/{conditional}", *MOVED),),
    "/dataset.atom": (page("/dataset.atom"), page("/dataset.atom?q=qzwalk"), page("/dataset.atom?data_grade=general", 400)),
    "/dataset.csv": (page("/dataset.csv?q=qzwalk"), page("/dataset.csv?data_grade=general", 400)),
    "/suggest": (page("/suggest?q=qzwalk"), page("/suggest")),
    "/zone": (page("/zone"),),
    "/zone/<zone_id>": (page("/zone/{group}"),),
    "/zone/<zone_id>.atom": (page("/zone/{group}.atom"),),
}
