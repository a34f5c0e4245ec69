"""The index follows the database: the same documents as CKAN's, nothing of what was rolled back, nothing lost without Solr."""

from __future__ import annotations

import json
import os
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.integration.index_probe import ran

AWAY = "检索服务暂时不可用"
READABLE = (
    "/",
    "/dataset/",
    "/organization/",
    "/about",
    "/zone/asean",
    "/data.json",
    "/feeds/dataset.atom",
    "/high-value",
)


@pytest.fixture(scope="module")
def life(portal: Any) -> dict[str, Any]:
    return ran(portal, "outbox_life")


def test_our_documents_are_those_that_ckan_would_send(portal: Any) -> None:
    found = ran(portal, "documents")

    assert found["tried"] >= 100
    assert (found["stored"], found["nasty"]) == ({}, {})


def test_what_was_saved_is_found_at_once_and_nothing_is_left_to_do(life: dict[str, Any]) -> None:
    assert life["created"] == [["第一"], 0]


def test_the_row_is_of_the_same_transaction_and_a_rollback_leaves_nothing(life: dict[str, Any]) -> None:
    assert life["same_transaction"] == [1, 0]
    assert life["rolled_back"] == [["第一"], 0]


def test_of_two_writers_the_last_change_stays_though_its_post_came_first(life: dict[str, Any]) -> None:
    assert life["raced"] == [["先写"], ["后写"], 0]


def test_a_post_whose_fate_is_unknown_is_followed_by_another(life: dict[str, Any]) -> None:
    assert life["late_post"] == [1, 0]


def test_without_solr_a_change_is_saved_shown_and_indexed_later(life: dict[str, Any]) -> None:
    away = life["away"]

    assert (away["shown"], away["rows"], away["quick"]) == ("停机时保存", 1, True)
    assert AWAY in away["said"] and "127.0.0.1" not in away["said"]
    assert away["after"] == [["停机时保存"], 0]


def test_a_document_that_solr_refuses_is_put_aside_with_its_reason_until_it_changes(life: dict[str, Any]) -> None:
    poisoned = life["poisoned"]

    assert "三月" in poisoned["why"]
    assert poisoned["innocent"] == ["无辜"]
    assert poisoned["poisoned"] == ["停机时保存"]
    assert poisoned["due"] is False
    assert poisoned["healed"] == [["治好"], 0]


def test_what_is_purged_is_gone_from_the_index(life: dict[str, Any]) -> None:
    assert life["purged"] == [[], 0]


def test_while_solr_hangs_people_save_and_read_and_afterwards_nothing_differs(portal: Any) -> None:
    admin = portal.admin()
    like = admin.action.package_search(rows=1, fq="gx_open_type:unconditional")["results"][0]
    made = []
    try:
        with _hanging(portal):
            made = [_save(admin, like) for _ in range(2)]
            answers = {
                path: portal.get(path) for path in (*READABLE, f"/dataset/{like['name']}", f"/dataset/{made[1]}")
            }
            search = portal.get("/api/3/action/package_search")
        assert {path: code for path, code in _codes(answers).items() if code not in (200, 503)} == {}
        assert _codes(answers)[f"/dataset/{made[1]}"] == 200
        assert _codes(answers)["/dataset/"] == 503
        assert not [path for path in ("/", "/organization/") if "ETag" in answers[path].headers], "kept without its figures"
        assert not [path for path, answer in answers.items() if portal.secrets["solr"] in answer.text]
        assert AWAY in search.json()["error"]["message"]
        assert _caught_up(portal, made)
        assert json.loads(portal.ckan("gxdata", "index", "check", "--json").stdout.splitlines()[-1])["drift"] == 0
    finally:
        for name in made:
            admin.action.dataset_purge(id=name)


def test_what_differs_is_found_by_content_and_only_that_is_mended(portal: Any) -> None:
    _wait_for_search(portal)
    found = portal.admin().action.package_search(rows=2, fl="id,index_id")["results"]
    missing, stale = (each["id"] for each in found)
    key = {"id": "no-such-dataset", "index_id": uuid.uuid4().hex, "site_id": _site(portal), "entity_type": "package"}
    _update(portal, {"delete": {"query": f'id:"{missing}"'}})
    _update(portal, [{**_stored(portal, stale), "title": "被改过"}, {**key, "name": "ghost", "state": "active"}])

    before = portal.ckan("gxdata", "index", "check", "--json", check=False)
    told = json.loads(before.stdout.splitlines()[-1])
    mended = portal.ckan("gxdata", "index", "repair", "--json")
    after = portal.admin().action.gxdata_index_check()

    assert before.returncode == 1
    assert (told["missing"], told["stale"], told["ghosts"]) == ([missing], [stale], ["no-such-dataset"])
    assert json.loads(mended.stdout.splitlines()[-1])["drift"] == 0
    assert (after["drift"], after["documents"]) == (0, after["datasets"])


def test_each_night_but_the_first_what_differs_is_mended_by_the_worker(portal: Any) -> None:
    assert ran(portal, "compared") == {
        "first": False,
        "removed": 0,
        "same night": False,
        "by day": False,
        "next night": True,
        "mended": 1,
        "that night": False,
    }


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _hanging(portal: Any) -> Iterator[None]:
    """Solr takes connections and never answers: worse than one that is not there."""
    process = portal.pid("solr")
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def _save(admin: Any, like: dict[str, Any]) -> str:
    kept = {key: like[key] for key in ("owner_org", "region", "theme", "license_id") if like.get(key)}
    made = admin.action.package_create(
        **kept,
        name=f"hanging-{uuid.uuid4().hex[:12]}",
        title="停机时新建",
        notes="停机时新建的数据集，写明内容、范围和用途。",
        contact_phone="0771-1234567",
        open_type="unconditional",
        data_grade="general",
        general_level="1",
        update_frequency="yearly",
    )
    return str(made["name"])


def _codes(answers: dict[str, httpx.Response]) -> dict[str, int]:
    return {path: answer.status_code for path, answer in answers.items()}


def _caught_up(portal: Any, names: list[str]) -> bool:
    """By the clock's next minute at the latest."""
    for _second in range(150):
        answer = portal.get(f"/api/3/action/package_search?fq=name:({' OR '.join(names)})")
        if answer.status_code == 200 and answer.json()["result"]["count"] == len(names):
            return True
        time.sleep(1)
    return False


def _wait_for_search(portal: Any) -> None:
    """After a test in which Solr hung, a process of the portal may not ask it again for some seconds: all of them answer."""
    answered = 0
    for _second in range(60):
        answered = answered + 1 if portal.get("/api/3/action/package_search?rows=0").status_code == 200 else 0
        if answered == 10:
            return
        time.sleep(0.1 if answered else 1)


def _update(portal: Any, message: Any) -> None:
    asked = httpx.post(f"{portal.solr_url}/update?commit=true", json=message, timeout=30, trust_env=False)
    assert asked.status_code == 200, asked.text


def _stored(portal: Any, dataset: str) -> dict[str, Any]:
    asked = {"q": f'id:"{dataset}"', "fl": "id,index_id,site_id,entity_type,state,name"}
    return dict(httpx.get(f"{portal.solr_url}/select", params=asked, trust_env=False).json()["response"]["docs"][0])


def _site(portal: Any) -> str:
    asked = httpx.get(f"{portal.solr_url}/select", params={"q": "*:*", "rows": 1, "fl": "site_id"}, trust_env=False)
    return str(asked.json()["response"]["docs"][0]["site_id"])
