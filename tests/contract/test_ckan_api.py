"""CKAN portals: the shapes of four versions, and searches that fail in the ways real ones do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import FatalError, RecordError, RetriableError
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.ckan_api import CkanApi
from tests.fixtures import ckan_portal
from tests.fixtures.hostile_department import HostileDepartment, hostile_department

CONFIG = Path(__file__).parents[2] / "config"


def source(department: HostileDepartment, path: str, secret: str = "", portal: str = "", **options: Any) -> CkanApi:
    settings = {"tries": 1, **options}
    return CkanApi(SourceConfig("ckan", "ckan_api", department.url + path, settings, department.allow, secret, portal))


def read(department: HostileDepartment, path: str, **options: Any) -> tuple[list[RawRecord], list[Finding]]:
    found = list(source(department, path, **options).records())
    findings = [item for item in found if isinstance(item, Finding)]
    return [item for item in found if isinstance(item, RawRecord)], findings


def names(records: list[RawRecord]) -> list[str]:
    return [record.payload["name"] for record in records]


def numbered(*numbers: int) -> list[str]:
    return [f"cane-{number}" for number in numbers]


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def rules() -> rulebook.Rulebook:
    return rulebook.load(CONFIG)


def drafts(department: HostileDepartment, rules: rulebook.Rulebook, version: str) -> dict[str, DatasetDraft]:
    records, findings = read(department, f"/ckan/{version}")
    assert findings == []
    mapped = [map_record(record, rules.mapping("ckan_api"), rules.codelists) for record in records]
    return {record.payload["name"]: draft for record, draft in zip(records, mapped, strict=True)}


@pytest.mark.parametrize("version", ckan_portal.VERSIONS)
def test_a_dataset_of_every_version_fills_the_same_fields(
    department: HostileDepartment, rules: rulebook.Rulebook, version: str
) -> None:
    draft = drafts(department, rules, version)["sugarcane-area"]
    assert draft.fields["title"] == "甘蔗种植面积"
    assert draft.fields["tags"] == ["甘蔗", "产量"]
    assert draft.fields["update_frequency"] == "yearly"
    assert draft.fields["region"] == ["450000"]
    assert draft.fields["license_id"] == "cc0-1.0"
    assert draft.fields["theme"] == ["agri_industry"]
    assert draft.fields["modified"] == "2023-06-15T09:02:05+08:00"
    assert draft.fields["contact_email"] == "data@example.gov.cn"
    assert "open_type" not in draft.fields
    [resource] = draft.resources
    assert (resource["name"], resource["format"]) == ("分县面积", "CSV")
    assert resource["url"].startswith(department.url) and resource["url"].endswith("/download/cane.csv")


@pytest.mark.parametrize("version", ckan_portal.VERSIONS)
def test_what_is_said_in_extras_alone_is_found_in_every_version(
    department: HostileDepartment, rules: rulebook.Rulebook, version: str
) -> None:
    found = drafts(department, rules, version)
    price, tea = found["sugar-price"], found["tea-output"]
    assert (price.fields["open_type"], price.fields["region"]) == ("conditional", ["450000"])
    assert [(item.rule, item.value) for item in price.findings if item.pointer == "license_id"] == [
        ("unknown-code", "cc-by")
    ]
    assert [resource["url"] for resource in price.resources][1] == "/files/readme.pdf"
    assert "license_id" not in tea.fields and "theme" not in tea.fields
    assert tea.resources[0]["url"] == "https://other.example.gov.cn/tea.xlsx"


@pytest.mark.parametrize("version", ckan_portal.VERSIONS)
def test_the_payload_is_the_dataset_as_given(department: HostileDepartment, version: str) -> None:
    text = (ckan_portal.ANSWERS / f"package_search-{version}.json").read_text("utf-8").replace("SITE", department.url)
    records, _ = read(department, f"/ckan/{version}")
    assert [record.payload for record in records] == json.loads(text)["result"]["results"]
    assert [record.guid for record in records] == [record.payload["id"] for record in records]


# ── listings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/ckan", "/ckan-rows-capped", "/ckan-start-capped", "/ckan-start-empty"])
def test_every_dataset_comes_once_and_the_listing_is_whole(department: HostileDepartment, path: str) -> None:
    records, findings = read(department, path, page_size=10)
    assert names(records) == numbered(*range(1, 26))
    assert findings == []


def test_datasets_that_move_up_while_we_read_are_not_missed(department: HostileDepartment) -> None:
    with hostile_department() as fresh:
        records, findings = read(fresh, "/ckan-losing", page_size=10)
    assert set(names(records)) == set(numbered(*range(1, 26)))
    assert findings == []


def test_a_dataset_that_comes_in_while_we_read_disturbs_nothing(department: HostileDepartment) -> None:
    with hostile_department() as fresh:
        records, findings = read(fresh, "/ckan-gaining", page_size=10)
    assert set(names(records)) == set(numbered(*range(1, 26)))
    assert [(item.rule, item.severity) for item in findings] == []


def test_a_listing_that_cannot_be_had_whole_says_so(department: HostileDepartment) -> None:
    records, findings = read(department, "/ckan-start-capped-no-filter", page_size=10)
    assert len(records) == 20
    assert [item.rule for item in findings] == ["listing-incomplete"]


def test_pages_that_repeat_are_an_error_and_what_was_read_lands(department: HostileDepartment) -> None:
    with hostile_department() as fresh:
        ckan_portal.portal(
            "/ckan-repeating", lambda request, held: ckan_portal.answer({"count": 9, "results": held[:2]})
        )
        records, findings = read(fresh, "/ckan-repeating", page_size=2)
    assert len(records) == 2
    assert [(item.rule, item.severity) for item in findings] == [("repeating-page", "error")]


@pytest.mark.parametrize("path", ["/ckan-search-500", "/ckan-search-refused"])
def test_a_portal_with_a_broken_search_is_read_one_by_one(department: HostileDepartment, path: str) -> None:
    records, findings = read(department, path)
    assert names(records) == numbered(1, 2, 3)
    assert [item.rule for item in findings] == ["search-broken"]


def test_without_search_organizations_are_told_apart_here(department: HostileDepartment) -> None:
    assert names(read(department, "/ckan-search-500", organizations=["tjj"])[0]) == numbered(2)


def test_a_filter_that_only_the_search_knows_needs_the_search(department: HostileDepartment) -> None:
    with pytest.raises(RetriableError) as caught:
        read(department, "/ckan-search-500", q="甘蔗")
    assert caught.value.rule == "http-status"


def test_organizations_groups_and_terms_go_into_the_question(department: HostileDepartment) -> None:
    options = {"organizations": ["nyj"], "groups": ["a", "b"], "fq": "x:1 OR x:2", "q": "甘蔗"}
    with hostile_department() as fresh:
        assert names(read(fresh, "/ckan", page_size=100, **options)[0]) == numbered(*range(1, 26, 2))
        [asked] = fresh.requests
    assert "fq=%2Borganization%3A%28%22nyj%22%29+%2Bgroups%3A%28%22a%22+OR+%22b%22%29+%2B%28x%3A1+OR+x%3A2%29" in asked
    assert "q=%E7%94%98%E8%94%97" in asked and "sort=id+asc" in asked


def test_an_empty_portal_withdraws_nothing(department: HostileDepartment) -> None:
    records, findings = read(department, "/ckan-nothing")
    assert records == [] and [(item.rule, item.severity) for item in findings] == [("listing-empty", "warning")]


# ── what comes in place of an answer ─────────────────────────────────────────────────────────────────────────────────


def test_a_refusal_in_200_is_told_with_its_words(department: HostileDepartment) -> None:
    with pytest.raises(FatalError) as caught:
        read(department, "/ckan-junk")
    assert (caught.value.rule, caught.value.pointer) == ("not-ok", "第 1 页")
    assert "The input field __junk was not expected." in caught.value.message


def test_a_login_page_in_200_is_named(department: HostileDepartment) -> None:
    with pytest.raises(FatalError) as caught:
        read(department, "/ckan-login")
    assert caught.value.rule == "html-instead-of-json"
    assert "403 访问被拒绝" in caught.value.message


def test_a_login_page_with_403_is_no_permission(department: HostileDepartment) -> None:
    with pytest.raises(FatalError) as caught:
        read(department, "/ckan-forbidden")
    assert caught.value.rule == "http-status"
    assert "HTTP 403（没有权限）" in caught.value.message


@pytest.mark.parametrize(("path", "rule"), [("/ckan-other-shape", "items-not-a-list"), ("/nowhere", "http-status")])
def test_what_is_no_ckan_is_refused(department: HostileDepartment, path: str, rule: str) -> None:
    with pytest.raises(FatalError) as caught:
        read(department, path)
    assert caught.value.rule == rule


# ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_no_open_dataset_is_told_and_left_out(department: HostileDepartment) -> None:
    records, findings = read(department, "/ckan-odd", portal="http://data.gxzf.gov.cn/")
    assert names(records) == numbered(1, 7)
    assert [(item.rule, item.pointer) for item in findings] == [
        ("withdrawn", "第 1 页第 2 条"),
        ("private-record", "第 1 页第 3 条"),
        ("not-a-dataset", "第 1 页第 4 条"),
        ("from-this-portal", "第 1 页第 5 条"),
        ("unusable-value", "第 1 页第 6 条"),
    ]


def test_what_was_harvested_from_elsewhere_stays(department: HostileDepartment) -> None:
    assert numbered(5)[0] in names(read(department, "/ckan-odd", portal="https://data.other.gov.cn")[0])
    assert numbered(5)[0] in names(read(department, "/ckan-odd")[0])


def test_entries_that_are_none_and_datasets_without_id_do_no_harm(department: HostileDepartment) -> None:
    records, findings = read(department, "/ckan-nulls")
    assert [record.guid for record in records] == ["00000000-0000-4000-8000-000000000001", ""]
    assert "not-an-object" in [item.rule for item in findings]


# ── token and files ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_token_goes_to_the_portal_and_nowhere_else(department: HostileDepartment) -> None:
    [record], _ = read(department, "/ckan-echo", secret="T0KEN")
    assert record.payload["headers"]["authorization"] == "T0KEN"
    with hostile_department() as other:
        allow = (*department.allow, *other.allow)
        ckan = CkanApi(SourceConfig("c", "ckan_api", department.url, {"tries": 1}, allow, "T0KEN"))
        heard = json.loads(ckan.fetch_file(f"{other.url}/echo-headers").content)["data"][0]["headers"]
        redirected = f"/redirect-to?url={other.url}/echo-headers"
        later = json.loads(ckan.fetch_file(redirected).content)["data"][0]["headers"]
    assert "authorization" not in heard and "authorization" not in later
    assert "T0KEN" not in repr(SourceConfig("c", "ckan_api", department.url, {}, (), "T0KEN"))


def test_a_file_may_be_relative_to_the_portal(department: HostileDepartment) -> None:
    assert source(department, "").fetch_file("files/甘蔗.csv").filename == "甘蔗.csv"
    with pytest.raises(RecordError):
        source(department, "").fetch_file("/no-such-file")


def test_a_saved_answer_can_be_tried_without_the_portal() -> None:
    content = (ckan_portal.ANSWERS / "package_search-2.11.json").read_bytes()
    found = list(CkanApi.read_upload(content, "答复.json", {}))
    assert [item.pointer for item in found] == ["第 1 条", "第 2 条", "第 3 条"]
    with pytest.raises(FatalError) as caught:
        list(CkanApi.read_upload(b'{"result": 3}', "答复.json", {}))
    assert caught.value.rule == "items-not-a-list"


# ── cascade ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_in_a_cascade_the_first_portal_gives_the_identity(department: HostileDepartment) -> None:
    way = [{"portal": "http://county.example", "dataset": "11111111-0000-4000-8000-000000000001", "title": "县"}]
    catalog = [
        ckan_portal.dataset(1),
        ckan_portal.dataset(2, lineage={"hops": way}),
        ckan_portal.dataset(3, lineage=json.dumps({"hops": way})),
    ]
    ckan_portal.portal("/gxdata-city", ckan_portal.found, catalog=catalog)
    records, _ = read(department, "/gxdata-city", cascade=True)
    assert [record.guid for record in records] == [
        "00000000-0000-4000-8000-000000000001",
        "11111111-0000-4000-8000-000000000001",
        "11111111-0000-4000-8000-000000000001",
    ]
    assert records[0].payload["from_portal"] == {"url": f"{department.url}/gxdata-city", "title": "县级平台"}
    assert names(read(department, "/gxdata-city", cascade=True, portal="https://county.example")[0]) == numbered(1)


@pytest.mark.parametrize("said", ["http://[broken", None, 7, "javascript:alert(1)"])
def test_a_portal_that_says_nonsense_of_itself_is_read_all_the_same(department: HostileDepartment, said: Any) -> None:
    held = {"count": 1, "results": [ckan_portal.dataset(1)]}
    answers = {"package_search": held, "status_show": {"site_url": said, "site_title": None}}
    ckan_portal.BEHAVIOURS["/gxdata-odd/api/3/action/*"] = lambda request: ckan_portal.answer(
        answers[request.path.rpartition("/")[2]]
    )
    [record], _ = read(department, "/gxdata-odd", cascade=True)
    assert record.payload["from_portal"] == {"url": "", "title": ""}


def test_a_portal_that_ignores_the_order_is_read_by_start_alone(department: HostileDepartment) -> None:
    records, findings = read(department, "/ckan-unordered", page_size=10)
    assert (len(records), findings) == (25, [])
