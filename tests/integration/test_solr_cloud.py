"""A portal whose index is a SolrCloud of two nodes, from the same jars: all as with one node, also while one is dead."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from stack.solr_cloud import Cloud
from tests.fixtures import suite
from tests.fixtures.small_department import SmallDepartment, entry, small_department
from tests.integration.test_harvest import wait_for
from tests.portal import Portal, new_home

pytestmark = pytest.mark.long

NAME = "test-cloud"


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    cloud = Cloud(new_home("solr-cloud"))
    try:
        cloud.start(nodes=2, shards=2)
        yield cloud
    finally:
        cloud.stop()
        shutil.rmtree(cloud.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def clouded(cloud: Cloud) -> Iterator[Portal]:
    """A portal with the demo on it."""
    portal = Portal(new_home("clouded"))
    try:
        portal.start(environment={"GXDATA_SOLR_URL": cloud.url})
        yield portal
    finally:
        portal.stop()
        shutil.rmtree(portal.home, ignore_errors=True)


@pytest.fixture
def department(clouded: Portal) -> Iterator[SmallDepartment]:
    with small_department() as running:
        running.serve_catalog([entry("a", "测试云节点甘蔗表"), entry("b", "测试云节点港口表")])
        settings = {"name": NAME, "kind": "dcat", "url": running.url, "organization": "gx-jtt", "allow": [running.allow]}
        clouded.admin().action.gxdata_source_create(**settings)
        yield running
    clouded.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)


def harvest(portal: Portal, name: str = NAME) -> dict[str, Any]:
    """By the command line; its line of the report."""
    [line] = json.loads(portal.ckan("gxdata", "harvest", name, "--json", check=False).stdout)
    found: dict[str, Any] = line
    return found


def count(portal: Portal, query: str) -> int:
    return int(portal.admin().action.package_search(q=query, rows=0)["count"])


def drift(portal: Portal) -> int:
    answer = json.loads(portal.ckan("gxdata", "index", "check", "--json", check=False).stdout)
    return len(answer["missing"]) + len(answer["stale"]) + len(answer["ghosts"])


def test_the_demo_is_searchable_and_a_second_harvest_finds_all_unchanged(cloud: Cloud, clouded: Portal) -> None:
    sources = [each["name"] for each in clouded.admin().action.gxdata_source_list()]
    lines = [harvest(clouded, name) for name in sources]

    assert cloud.states() == {"shard1": ["active", "active"], "shard2": ["active", "active"]}
    assert not (clouded.home / "solr").exists()
    assert count(clouded, "甘蔗") > 0
    assert count(clouded, "*:*") == 602
    assert [(line["added"], line["updated"]) for line in lines] == [(0, 0)] * len(sources)
    assert sum(line["unchanged"] for line in lines) == 602
    assert drift(clouded) == 0


def test_the_index_is_rebuilt_there(clouded: Portal) -> None:
    clouded.ckan("gxdata", "index", "rebuild")

    assert count(clouded, "*:*") == 602
    assert drift(clouded) == 0


def test_the_suite_passes_on_it(clouded: Portal) -> None:
    code, said = suite.outcome(clouded)

    assert code == 0, said


def test_with_one_node_killed_search_and_harvest_go_on_and_it_catches_up(
    cloud: Cloud, clouded: Portal, department: SmallDepartment
) -> None:
    before = count(clouded, "*:*")
    cloud.kill(1)
    during = count(clouded, "*:*")
    first = harvest(clouded)
    wait_for(lambda: count(clouded, "测试云节点") == 2, 120)
    department.serve_catalog([entry("a", "测试云节点甘蔗表（改）"), entry("b", "测试云节点港口表")])
    second = harvest(clouded)
    wait_for(lambda: drift(clouded) == 0, 120)
    cloud.start_node(1)
    wait_for(lambda: all(states == ["active", "active"] for states in cloud.states().values()), 180)
    held = [documents(cloud, number) for number in (0, 1)]

    assert (before, during) == (602, 602)
    assert (first["status"], first["added"]) == ("finished", 2)
    assert (second["status"], second["updated"], second["unchanged"]) == ("finished", 1, 1)
    assert drift(clouded) == 0
    assert held[0] == held[1]
    assert sum(held[0].values()) >= 604


def documents(cloud: Cloud, number: int) -> dict[str, int]:
    """Shard → documents in the replica that this node holds, without asking the other."""
    cores = cloud.ask(number, "/admin/cores?action=STATUS").json()["status"]
    return {each["cloud"]["shard"]: int(each["index"]["numDocs"]) for each in cores.values()}
