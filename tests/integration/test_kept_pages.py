"""Pages that are kept: whoever reads without a session gets what is true now, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import redis

from tests.portal import Portal

DATASET = "kept-page-dataset"
NEWEST = "/dataset/?sort=metadata_modified+desc"


@pytest.fixture
def dataset(portal: Portal) -> Iterator[Any]:
    admin = portal.admin()
    made = admin.action.package_create(
        name=DATASET, title="留存页面的数据集", notes="留存页面试验用的数据集，内容是假的。", owner_org="gx-tjj", open_type="unconditional",
        data_grade="general", general_level="1", share_type="unconditional", update_frequency="yearly",
        license_id="gx-open-1.0", region=["450000"], theme=["agri_industry"],
    )  # fmt: skip
    yield made
    admin.action.dataset_purge(id=made["id"])


def read(portal: Portal, path: str, **more: Any) -> httpx.Response:
    return httpx.get(portal.url + path, timeout=60, **more)


def test_a_public_page_begins_no_session_and_carries_no_token(portal: Portal) -> None:
    for path in ("/", "/dataset/", "/organization/", "/zone/", "/en/dataset/"):
        page = read(portal, path)
        assert "Set-Cookie" not in page.headers, path
        assert page.headers["ETag"].startswith('W/"')
        assert page.headers["Cache-Control"] == "no-cache"
        assert "csrf" not in page.text
        assert read(portal, path, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_what_one_process_made_is_there_for_the_others(portal: Portal) -> None:
    made = read(portal, "/about?shared")
    address = f"redis://:{portal.secrets['valkey']}@127.0.0.1:{portal.ports['valkey']}/0"
    with redis.Redis.from_url(address) as client:
        shared = [client.get(each) for each in client.scan_iter("*:gxdata:page:*")]
    assert any(made.headers["ETag"].encode() in each for each in shared if each)


def test_a_form_still_has_its_token(portal: Portal) -> None:
    page = read(portal, "/user/login")
    assert "ETag" not in page.headers
    assert "_csrf_token" in page.text


def test_a_change_is_seen_by_the_next_reader(portal: Portal, dataset: Any) -> None:
    path = f"/dataset/{DATASET}"
    assert "留存页面的数据集" in read(portal, path).text
    assert "留存页面的数据集" in read(portal, NEWEST).text
    portal.admin().action.package_patch(id=dataset["id"], title="改过名的留存页面")
    assert "改过名的留存页面" in read(portal, path).text
    assert "改过名的留存页面" in read(portal, NEWEST).text


def test_what_is_taken_out_of_public_is_gone_with_the_next_reader(portal: Portal, dataset: Any) -> None:
    path = f"/dataset/{DATASET}"
    assert read(portal, path).status_code == 200
    portal.admin().action.package_patch(id=dataset["id"], private=True)
    assert read(portal, path).status_code == 404
    assert DATASET not in read(portal, NEWEST).text


def test_an_organization_under_a_new_name_is_seen_at_once(portal: Portal) -> None:
    admin = portal.admin()
    before = admin.action.organization_show(id="gx-tjj")["title"]
    assert before in read(portal, "/organization/gx-tjj").text
    try:
        admin.action.organization_patch(id="gx-tjj", title="改过名的统计局")
        assert "改过名的统计局" in read(portal, "/organization/gx-tjj").text
    finally:
        admin.action.organization_patch(id="gx-tjj", title=before)
    assert "改过名的统计局" not in read(portal, "/organization/gx-tjj").text


def test_who_is_logged_in_never_gets_what_was_kept_for_strangers(portal: Portal) -> None:
    read(portal, "/dataset/")
    with httpx.Client(base_url=portal.url, follow_redirects=True, timeout=60) as browser:
        login = browser.get("/user/login").text
        token = login.partition('name="_csrf_token" content="')[2].partition('"')[0]
        browser.post("/user/login", data={"login": "admin", "password": portal.secrets["admin"], "_csrf_token": token})
        page = browser.get("/dataset/")
    assert "ETag" not in page.headers
    assert "admin" in page.text
    assert "/user/_logout" not in read(portal, "/dataset/").text


def test_large_dark_pages_are_their_readers_only(portal: Portal) -> None:
    plain = read(portal, "/about").text
    large = read(portal, "/about", cookies={"gxdata_size": "large", "gxdata_theme": "dark"}).text
    assert 'data-gx-size="large"' in large
    assert 'data-gx-size="large"' not in plain
    assert read(portal, "/about").text == plain


def test_style_sheets_are_packed_and_kept_by_the_browser(portal: Portal) -> None:
    page = read(portal, "/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    sheet = read(portal, address, headers={"Accept-Encoding": "gzip"})
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--bs-" in sheet.text
