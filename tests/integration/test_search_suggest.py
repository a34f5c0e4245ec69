"""Suggestions as the search box and programs get them, and what they never hold."""

from __future__ import annotations

from typing import Any

import ckanapi
import httpx
import pytest

TITLE = "试验用未公开的甘蔗测产记录"
PRIVATE = {
    "name": "suggest-private",
    "owner_org": "gx-tjj",
    "private": True,
    "notes": "只给本部门看",
    "open_type": "closed",
    "closed_reason": "personal_privacy",
    "data_grade": "general",
    "general_level": "2",
    "region": ["450000"],
    "theme": ["agri_industry"],
    "update_frequency": "yearly",
}


def suggested(portal: Any, typed: str) -> list[dict[str, str]]:
    answer = httpx.get(portal.url + "/suggest", params={"q": typed}, timeout=30, trust_env=False)
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["suggestions"]
    return found


@pytest.mark.parametrize("typed", ["甘蔗", "ganzh", "gan zhe", "gz", "zuowu（甘"])
def test_a_title_is_found_while_its_words_are_typed(portal: Any, typed: str) -> None:
    titles = [each["label"] for each in suggested(portal, typed) if each["kind"] == "dataset"]

    assert titles
    if typed != "gz":
        assert all("甘蔗" in title for title in titles[:3])


@pytest.mark.parametrize(
    ("typed", "kind", "url"),
    [
        ("东盟", "zone", "/zone/asean"),
        ("東盟合", "zone", "/zone/asean"),
        ("dongmeng", "zone", "/zone/asean"),
        ("tongjiju", "department", "/organization/gx-tjj"),
        ("农业农村", "department", "/organization/gx-nynct"),
    ],
)
def test_zones_departments_and_themes_lead_to_their_pages(portal: Any, typed: str, kind: str, url: str) -> None:
    assert (kind, url) in [(each["kind"], each["url"]) for each in suggested(portal, typed)]
    assert portal.get(url).status_code == 200


def test_the_action_answers_programs_and_names_an_argument_that_is_none(portal: Any) -> None:
    api = ckanapi.RemoteCKAN(portal.url, get_only=True)

    assert len(api.action.gxdata_suggest(q="产量", limit=3)) == 3
    with pytest.raises(ckanapi.ValidationError, match="rows"):
        api.action.gxdata_suggest(q="产量", rows=3)
    with pytest.raises(ckanapi.ValidationError, match="limit"):
        api.action.gxdata_suggest(q="产量", limit="many")


def test_no_title_of_a_private_dataset_is_suggested_to_anybody(portal: Any) -> None:
    with portal.admin() as admin:
        made = admin.action.package_create(**{**PRIVATE, "title": TITLE})
        try:
            found = admin.action.package_search(q="试验用未公开", include_private=True)["results"]
            assert made["id"] in [dataset["id"] for dataset in found]
            assert TITLE not in str(suggested(portal, "试验用未公开")) + str(
                admin.action.gxdata_suggest(q="试验用未公开")
            )
        finally:
            admin.action.dataset_purge(id=made["id"])


@pytest.mark.parametrize(
    "typed", ['"', "{!func}1", "title:*", "*", "\\", "a" * 3_000, "甘" * 400, "<script>", "😀", "' OR 1=1"]
)
def test_rubbish_answers(portal: Any, typed: str) -> None:
    suggested(portal, typed)
