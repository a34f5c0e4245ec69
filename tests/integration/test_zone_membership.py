"""Zones by rule on a running portal: joined with a reason, sent back unharmed, decided by a person."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ckanapi
import httpx
import pytest

from tests.integration.test_catalog import DATASET

NAME = "test-zone-rules"
PLAIN = {**DATASET, "name": NAME, "title": "公共文化场馆名录（专区测试）", "notes": "用接口录入，测试专区归入。"}
CANE = {**PLAIN, "title": "崇左市糖料蔗种植面积（专区测试）"}


@pytest.fixture
def admin(portal: Any) -> Iterator[Any]:
    api = portal.admin()
    yield api
    if NAME in api.action.package_list():
        api.action.dataset_purge(id=NAME)


@pytest.fixture
def reader(portal: Any) -> Any:
    return ckanapi.RemoteCKAN(portal.url)


def reasons(dataset: dict[str, Any]) -> dict[str, str]:
    return {told["zone"]: told["reason"] for told in dataset["zone_reasons"]}


def found_in(reader: Any, query: str) -> list[str]:
    return [each["name"] for each in reader.action.package_search(fq=f"{query} AND name:{NAME}")["results"]]


def soon(look: Callable[[], list[str]], wanted: list[str]) -> bool:
    """The index opens what is new after a second or so."""
    for _ in range(40):
        if look() == wanted:
            return True
        time.sleep(0.25)
    return False


def test_hits_tell_zones_from_what_the_index_kept_just_as_the_dataset_does(portal: Any, reader: Any) -> None:
    asked = {"q": "gx_zone:gz-sugar", "fl": "name,gx_zone_why", "rows": 5}
    kept = httpx.get(f"{portal.solr_url}/select", params=asked, trust_env=False).json()["response"]["docs"]
    assert kept and all("gz-sugar" in each["gx_zone_why"] for each in kept)

    for hit in reader.action.package_search(fq="gx_zone:gz-sugar", rows=5)["results"]:
        shown = reader.action.package_show(id=hit["name"])
        assert [hit[field] for field in ("zone", "subzone", "zone_reasons")] == [
            shown[field] for field in ("zone", "subzone", "zone_reasons")
        ]
        assert "gx_zone_why" not in hit | shown


def test_a_dataset_joins_its_zone_by_its_title_alone_and_says_why(admin: Any, reader: Any) -> None:
    assert admin.action.package_create(**CANE)["zone"] == ["guizihao", "gz-sugar"], "a write answers what holds, as reading does"

    shown = reader.action.package_show(id=NAME)
    assert shown["zone"] == ["guizihao", "gz-sugar"]
    assert reasons(shown) == {"guizihao": "标题含“糖料蔗”", "gz-sugar": "标题含“糖料蔗”"}
    assert shown["zone_reasons"][1]["title"] == "糖业（甘蔗）"
    assert [group["name"] for group in shown["groups"]] == ["guizihao"]
    assert soon(lambda: found_in(reader, "gx_zone:gz-sugar"), [NAME])
    assert found_in(reader, "groups:guizihao") == [NAME]


def test_what_the_rules_give_does_not_become_a_declaration_when_an_answer_is_sent_back(admin: Any) -> None:
    admin.action.package_create(**{**CANE, "zone": ["asean"]})
    shown = admin.action.package_show(id=NAME)
    assert shown["zone"] == ["asean", "guizihao", "gz-sugar"]

    admin.action.package_update(**shown)
    admin.action.package_patch(id=NAME, title=PLAIN["title"])
    assert admin.action.package_show(id=NAME)["zone"] == ["asean"]


def test_a_declared_zone_stays_when_another_field_is_patched(admin: Any) -> None:
    admin.action.package_create(**{**PLAIN, "zone": ["gz-ceramics"]})
    admin.action.package_patch(id=NAME, contact_name="办公室")

    patched = admin.action.package_show(id=NAME)
    assert patched["zone"] == ["guizihao", "gz-ceramics"]
    assert reasons(patched) == {"guizihao": "数源部门登记", "gz-ceramics": "数源部门登记"}


def test_a_person_puts_a_dataset_into_a_zone_with_a_public_reason_and_stays_unnamed(admin: Any, reader: Any) -> None:
    admin.action.package_create(**PLAIN)
    decided = admin.action.gxdata_zone_override(
        id=NAME, zone="asean-people", decision="include", reason="东盟文化周的场馆"
    )
    assert decided["zone"] == ["asean", "asean-people"]

    shown = reader.action.package_show(id=NAME)
    assert reasons(shown)["asean-people"] == "人工归入：东盟文化周的场馆"
    assert shown["zone_override"] == {"include": ["asean-people"], "reasons": {"asean-people": "东盟文化周的场馆"}}
    assert admin.action.package_show(id=NAME)["zone_override"]["by"]["asean-people"].startswith("admin ")
    assert [group["name"] for group in shown["groups"]] == ["asean"]


def test_a_person_takes_a_dataset_out_and_gives_it_back_to_the_rules(admin: Any, reader: Any) -> None:
    admin.action.package_create(**CANE)
    out = admin.action.gxdata_zone_override(id=NAME, zone="guizihao", decision="exclude", reason="只是会议通知")
    assert out["zone"] == []
    assert reader.action.package_show(id=NAME)["groups"] == []
    assert soon(lambda: found_in(reader, "gx_zone:gz-sugar"), [])

    back = admin.action.gxdata_zone_override(id=NAME, zone="guizihao", decision="auto")
    assert back["zone"] == ["guizihao", "gz-sugar"]
    assert not admin.action.package_show(id=NAME)["zone_override"]


def test_a_decision_outlives_updates_and_is_not_forged_by_one(admin: Any) -> None:
    admin.action.package_create(**PLAIN)
    admin.action.gxdata_zone_override(id=NAME, zone="rcep", decision="include", reason="协定的场馆清单")
    sent = {**PLAIN, "zone_override": {"include": ["asean"], "by": {"asean": "somebody"}}}

    admin.action.package_update(id=NAME, **sent)
    assert admin.action.package_show(id=NAME)["zone"] == ["rcep"]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"reason": "好的"}, "reason", "请写明理由，至少 5 个字；理由会向读者公开"),
        ({"decision": "maybe"}, "decision", "“maybe”不是可用的决定"),
        ({"zone": "gz-suger"}, "zone", "gz-sugar"),
        ({"zone": 7}, "zone", "“zone”"),
    ],
)
def test_a_decision_that_is_not_clear_is_refused(admin: Any, change: dict[str, Any], field: str, message: str) -> None:
    admin.action.package_create(**PLAIN)
    given = {"id": NAME, "zone": "asean", "decision": "include", "reason": "东盟文化周的场馆"}

    with pytest.raises(ckanapi.ValidationError) as refused:
        admin.action.gxdata_zone_override(**{**given, **change})
    assert message in refused.value.error_dict[field][0]


def test_a_reader_decides_nothing(admin: Any, reader: Any) -> None:
    admin.action.package_create(**PLAIN)
    with pytest.raises(ckanapi.NotAuthorized):
        reader.action.gxdata_zone_override(id=NAME, zone="asean", decision="include", reason="东盟文化周的场馆")


def test_a_mistake_in_the_rules_stops_the_start_with_file_line_and_nearest_key(portal: Any, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    shutil.copytree(Path(__file__).parents[2] / "config", folder, ignore=shutil.ignore_patterns("solr", "demo"))
    rules = folder / "zones.yaml"
    text = rules.read_text(encoding="utf-8")
    line = text.splitlines().index("  threshold: 10") + 1
    rules.write_text(text.replace("  threshold: 10", "  treshold: 10", 1), encoding="utf-8")

    settings = tmp_path / "ckan.ini"
    known = (portal.home / "ckan.ini").read_text(encoding="utf-8")
    settings.write_text(re.sub("(?m)^(ckanext.gxdata.config_dir).*", rf"\1 = {folder}", known), encoding="utf-8")
    done = portal.ckan("-c", str(settings), "config", "validate", check=False)

    assert done.returncode != 0
    assert f"config/zones.yaml:{line}：不认识的键“treshold”。是否想写“threshold”？" in done.stdout + done.stderr
