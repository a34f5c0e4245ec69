"""Developer centre: quick starts run as they stand, every documented action answers its example, nothing public is left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from ckanext.gxdata.api.reference import reference
from tests.portal import ROOT, Portal

QUICK_STARTS = ROOT / "ckanext-gxdata/ckanext/gxdata/quickstart"
RUN_BY = {".sh": ["sh"], ".py": [sys.executable], ".mjs": ["node"]}
OTHERWISE = {
    "gxdata_grant_list",
    "gxdata_harvest_job_show",
    "gxdata_harvest_record_list",
    "gxdata_harvest_record_show",
    "gxdata_source_show",
    "gxdata_source_kind_list",
    "gxdata_request_show",
}
"""Reading actions that anybody may call and the developer centre does not lead to: parts of those that it does."""


@pytest.mark.parametrize("file", sorted(path.name for path in QUICK_STARTS.iterdir() if path.suffix in RUN_BY))
def test_a_quick_start_runs_as_it_stands_on_the_page(portal: Portal, tmp_path: Path, file: str) -> None:
    command = RUN_BY[Path(file).suffix]
    if not shutil.which(command[0]):
        pytest.skip(f"没有 {command[0]} · no {command[0]}")
    page = html.fromstring(httpx.get(f"{portal.url}/developer").text)
    shown = {each.xpath("string(summary/span)"): each.xpath("string(.//code)") for each in page.cssselect(".gx-start")}
    assert portal.url in shown[file]
    (tmp_path / file).write_text(shown[file], encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "PORTAL" and "proxy" not in name.lower()}

    done = subprocess.run([*command, file], cwd=tmp_path, capture_output=True, text=True, timeout=120, env=clean)

    assert done.returncode == 0, done.stderr
    assert "甘蔗" in done.stdout or "\\u7518\\u8517" in done.stdout


def forms(portal: Portal) -> list[tuple[str, dict[str, str]]]:
    """Every action with what its form is filled with."""
    filled = []
    for action in reference().actions:
        answer = httpx.get(f"{portal.url}/developer", params={"action": action.name})
        if answer.status_code == 404 and action.plugin:
            continue
        page = html.fromstring(answer.text)
        fields = page.cssselect("form[data-gx-try] input")
        filled.append((action.name, {field.get("name"): field.get("value") for field in fields if field.get("value")}))
    return filled


def test_every_form_is_answered_as_it_is_filled_in(portal: Portal) -> None:
    odd = {}
    for name, fields in forms(portal):
        if any(each.required and each.name not in fields for each in reference()[name].parameters):
            continue  # of a table in the DataStore, which the demonstration has none of
        answer = httpx.get(f"{portal.url}/api/3/action/{name}", params=fields, timeout=60)
        if answer.status_code != 200 or not answer.json()["success"]:
            odd[name] = (answer.status_code, answer.text[:300])
    assert odd == {}


def test_the_form_works_without_a_script(portal: Portal) -> None:
    form = html.fromstring(httpx.get(f"{portal.url}/developer?action=package_show").text).cssselect(
        "form[data-gx-try]"
    )[0]

    assert form.get("method") == "get"
    assert form.get("action") == f"{portal.url}/api/3/action/package_show"


def test_the_openapi_document_describes_what_this_portal_has(portal: Portal) -> None:
    answer = httpx.get(f"{portal.url}/developer/openapi.json")
    document: dict[str, Any] = answer.json()

    assert answer.headers["content-type"] == "application/json"
    validate(document, cls=OpenAPIV31SpecValidator)
    assert document["servers"] == [{"url": portal.url}]
    assert "/api/3/action/gxdata_zone_show" in document["paths"]
    english = httpx.get(f"{portal.url}/en/developer/openapi.json").json()
    assert english["paths"].keys() == document["paths"].keys()
    assert english["servers"] == document["servers"]


def test_no_public_reading_action_of_ours_is_forgotten(portal: Portal) -> None:
    from tests.integration.walk.actions import READING

    ours = {
        name
        for name, calls in READING.items()
        if name.startswith("gxdata_") and any(200 in call.expected for call in calls)
    }
    documented = {action.name for action in reference().actions}

    assert ours - documented - OTHERWISE == set()
    assert {name for name in documented if name.startswith("gxdata_")} <= set(READING)


@pytest.mark.parametrize("name", ["no-such-action", "package_delete", "<script>", "../../etc"])
def test_an_unknown_action_is_no_page(portal: Portal, name: str) -> None:
    answer = httpx.get(f"{portal.url}/developer", params={"action": name})

    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
