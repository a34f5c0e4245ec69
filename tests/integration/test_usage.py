"""What is used is counted on the server: once, without bots, and never twice, whatever is killed on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import redis

from tests.integration.index_probe import ran

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
BAIDU = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"


@pytest.fixture(scope="module")
def queue(portal: Any) -> Iterator[Any]:
    address = f"redis://:{portal.secrets['valkey']}@127.0.0.1:{portal.ports['valkey']}/0"
    with redis.Redis.from_url(address, decode_responses=True) as client:
        yield client


def visit(portal: Any, path: str, agent: str = CHROME, method: str = "GET", **headers: str) -> httpx.Response:
    with httpx.Client(base_url=portal.url, trust_env=False, timeout=60) as client:
        return client.request(method, path, headers={"User-Agent": agent, **headers})


def counted(portal: Any, dataset: str) -> dict[str, int]:
    """What is told of a dataset today."""
    return dict(portal.admin().action.gxdata_usage_show(id=dataset, since=_today())["total"])


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))


def _open_dataset(portal: Any) -> dict[str, Any]:
    found = portal.admin().action.package_search(fq="gx_open_type:unconditional AND gx_uses:preview", rows=40, sort="name desc")
    tables = [each for each in found["results"] if any(res.get("datastore_active") for res in each["resources"])]
    return dict((tables or portal.admin().action.package_search(fq="res_format:CSV", rows=1)["results"])[-1])


@pytest.fixture(scope="module")
def day(portal: Any) -> dict[str, Any]:
    """Visits of a dataset, what is told of it before and after, and a move of what waited that was cut off at each step."""
    dataset = _open_dataset(portal)
    before = counted(portal, dataset["name"])
    _visits(portal, dataset["name"], dataset["resources"][0]["id"])
    time.sleep(4)  # twice as long as a process keeps what it has seen
    life = ran(portal, "usage_moves")
    after = counted(portal, dataset["name"])
    return {"added": {kind: after[kind] - before[kind] for kind in after}, "life": life}


def _visits(portal: Any, name: str, resource: str) -> None:
    page = f"/dataset/{name}"
    for path, agent in ((page, CHROME), (f"/en{page}", CHROME), (page, BAIDU), (page, "curl/8.9.1"), (page, "")):
        assert visit(portal, path, agent).status_code == 200
    visit(portal, page, CHROME, "HEAD")
    visit(portal, page, CHROME, **{"Sec-Purpose": "prefetch"})
    visit(portal, f"/dataset/{name}-that-is-not", CHROME)
    for agent in ("curl/8.9.1", BAIDU):
        visit(portal, f"{page}/resource/{resource}/download", agent)
        visit(portal, f"/api/3/action/package_show?id={name}", agent)
    visit(portal, f"{page}/resource/{resource}/download", "curl/8.9.1", Range="bytes=100-200")


def test_visits_downloads_and_calls_are_told_once_and_without_bots(day: dict[str, Any]) -> None:
    assert day["added"] == {"view": 2, "download": 1, "api": 1, "feed": 0}


def test_what_waits_holds_day_kind_and_thing_only(portal: Any, queue: Any) -> None:
    visit(portal, "/feeds/dataset.atom?page=1", "Feedly/1.0 (+http://www.feedly.com/fetcher.html)")
    visit(portal, "/dataset.csv?q=桂林米粉秘方", CHROME)
    visit(portal, "/api/3/action/package_search?q=桂林米粉秘方", "geheim-agent/7", **{"X-Forwarded-For": "203.0.113.77"})
    time.sleep(4)
    kept = " ".join(f"{key} {queue.hgetall(key)}" for key in queue.scan_iter("ckan:*:gxdata:usage:*") if queue.type(key) == "hash")
    told = portal.admin().action.gxdata_usage_show(since=_today())

    assert "米粉" not in kept + str(told) and "geheim" not in kept + str(told) and "203.0" not in kept + str(told)


def test_counts_are_taken_over_once_wherever_the_move_is_cut_off(day: dict[str, Any]) -> None:
    told = day["life"]
    dataset, resource = told["named"]

    assert (told["cut at read"], told["after read"]) == ([True, 0], 10)
    assert (told["cut at store"], told["after store"]) == ([True, 10], 20)
    assert (told["cut at drop"], told["after drop"]) == ([True, 30], 30)
    assert told["rows"] == [
        ["api", "package_search", "", 6],
        ["download", resource, dataset, 6],
        ["feed", "general", "", 6],
        ["view", "", dataset, 12],
    ]
    assert told["batch twice"] == [5, 0]
    assert told["left"] == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"by": "month"}, 200),
        ({"organization": "gx-tjj"}, 200),
        ({"organization": "no-such"}, 404),
        ({"id": "no-such"}, 404),
        ({"by": "hour"}, 409),
        ({"since": "gestern"}, 409),
        ({"since": "2026-11-22", "until": "2026-11-01"}, 409),
        ({"user": "admin"}, 409),
    ],
)
def test_the_action_answers_everybody_and_refuses_what_it_does_not_know(portal: Any, asked: dict[str, str], status: int) -> None:
    answer = httpx.get(f"{portal.url}/api/3/action/gxdata_usage_show", params=asked, trust_env=False, timeout=30)

    assert answer.status_code == status
    if status == 200:
        told = answer.json()["result"]
        assert set(told["total"]) == {"view", "download", "api", "feed"}
        assert {row.keys() >= {"view", "download"} for row in told["periods"]} <= {True}


@pytest.fixture(scope="module")
def published(portal: Any) -> dict[str, Any]:
    return ran(portal, "usage_published")


def test_the_dataset_of_the_portal_itself_is_made_once_and_kept_up(published: dict[str, Any]) -> None:
    assert [published[step] for step in ("too early", "first", "again", "next day")] == [False, True, False, True]
    assert published["same"] is True
    assert [moment[:10] for moment in published["modified"]] == ["2002-01-01", "2002-01-02"]
    assert published["public"] == ["unconditional", False, ["2002 年使用情况", "2001 年使用情况"]]


def test_words_that_a_person_changed_stay_and_what_was_deleted_stays_deleted(published: dict[str, Any]) -> None:
    assert published["kept"] == "改过的名称"
    assert published["after deletion"] == [False, "deleted"]


def test_the_file_is_a_row_a_day_and_thing_and_forgets_what_left_the_catalog(published: dict[str, Any]) -> None:
    header, call, view = (line.lstrip("\ufeff").strip().split(",") for line in published["lines"])

    assert header == ["日期", "类别", "数据集标识", "数据集名称", "对象", "次数"]
    assert call == ["TODAY", "api", "", "", "counted-by-the-probe", "3"]
    assert (view[:3], view[4:]) == (["TODAY", "view", "NAME"], ["counted-by-the-probe", "7"])
    assert [line.strip() for line in published["withdrawn"]] == ["TODAY,api,,,counted-by-the-probe,3"]


def test_the_tag_of_the_file_changes_with_what_is_in_it_and_with_nothing_else(published: dict[str, Any]) -> None:
    tags = dict(published["tags"])

    assert tags.pop("again") == tags["first"]
    assert len({*tags.values()}) == len(tags) == 4


def test_who_has_the_file_of_a_year_already_is_not_sent_it_again(portal: Any, day: dict[str, Any]) -> None:
    path = f"/usage/{_today()[:4]}.csv"
    whole = visit(portal, path)
    tag = whole.headers["etag"]

    assert (whole.status_code, whole.text[:3]) == (200, "\ufeff日期")
    for sent in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        same = visit(portal, path, **{"If-None-Match": sent})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag), sent
    assert visit(portal, path, **{"If-None-Match": 'W/"other"'}).text == whole.text
    assert visit(portal, path, method="HEAD").headers["etag"] == tag


def test_a_year_in_which_nothing_was_counted_has_no_file(portal: Any) -> None:
    assert visit(portal, "/usage/1999.csv").status_code == 404
    assert visit(portal, "/usage/99999999.csv").status_code == 404
