"""What happens in the outbox and in Solr around commits, rollbacks, two writers, bad documents and a Solr that is away."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from inside import tell

from ckanext.gxdata.index import breaker, datasets, drain, outbox, posting
from ckanext.gxdata.index.document import DIGEST

NOWHERE = "http://127.0.0.1:9/solr/ckan"


def life() -> dict[str, Any]:
    found: dict[str, Any] = {}
    dataset = _create()
    try:
        found["created"] = _titles(dataset), _rows(dataset)
        found["same_transaction"] = _inside_the_transaction(dataset)
        found["rolled_back"] = _titles(dataset), _rows(dataset)
        found["raced"] = _race(dataset)
        found["late_post"] = _late_post(dataset)
        found["away"] = _away(dataset)
        found["poisoned"] = _poisoned(dataset)
    finally:
        _act("dataset_purge", id=dataset)
    found["purged"] = _titles(dataset), _rows(dataset)
    return found


def _act(action: str, **data: Any) -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"user": user, "ignore_auth": True}, data)


def _create() -> str:
    like = _act("package_search", rows=1, fq="gx_open_type:unconditional")["results"][0]
    kept = {key: like[key] for key in ("owner_org", "region", "theme", "license_id") if like.get(key)}
    made = _act(
        "package_create",
        **kept,
        name=f"probe-{uuid.uuid4().hex[:12]}",
        title="第一",
        notes="探针数据集，写明内容、范围和用途。",
        contact_phone="0771-1234567",
        open_type="unconditional",
        data_grade="general",
        general_level="1",
        update_frequency="yearly",
    )
    return str(made["id"])


def _titles(dataset: str) -> list[str]:
    posting.commit()
    found = posting.select({"q": f'id:"{dataset}"', "fl": f"id,title,{DIGEST}", "rows": 5})["response"]["docs"]
    return [each["title"] for each in found]


def _rows(dataset: str) -> int:
    with model.ensure_engine().connect() as connection:
        return len(outbox.standing(connection, [dataset]))


def _inside_the_transaction(dataset: str) -> list[int]:
    """Rows that the transaction sees, and that others see, before it is rolled back."""
    commit, seen = model.repo.commit, []

    def instead() -> None:
        own = outbox.standing(model.Session.connection(), [dataset])
        seen.extend([len(own), _rows(dataset)])
        raise InterruptedError

    model.repo.commit = instead
    try:
        _act("package_patch", id=dataset, title="从未有过")
    except InterruptedError:
        model.Session.rollback()
    finally:
        model.repo.commit = commit
        model.Session.remove()
    return seen


def _retitle(title: str, dataset: str) -> int:
    """A change past every hook, as a loader makes it; its outbox row."""
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.text("UPDATE package SET title = :title WHERE id = :id"), {"title": title, "id": dataset})
        outbox.enqueue(connection, [dataset])
        return outbox.standing(connection, [dataset])[dataset]


def _read(dataset: str) -> list[dict[str, Any]]:
    with model.ensure_engine().connect() as connection:
        return datasets.read(connection, [dataset]).documents


def _settle(dataset: str, row: int) -> None:
    with model.ensure_engine().begin() as connection:
        outbox.settle(connection, {dataset: row})


def _race(dataset: str) -> list[Any]:
    """The first writer posts after the second: before and after what is left in the outbox is drained."""
    first = _retitle("先写", dataset)
    old = _read(dataset)
    second = _retitle("后写", dataset)
    posting.post(_read(dataset))
    _settle(dataset, second)
    posting.post(old)
    _settle(dataset, first)
    before = _titles(dataset)
    drain.drain()
    return [before, _titles(dataset), _rows(dataset)]


def _late_post(dataset: str) -> list[Any]:
    """Nobody knows whether a post arrived: the row stays, though a later post is settled."""
    row = _retitle("迟到", dataset)
    with model.ensure_engine().begin() as connection:
        outbox.postpone(connection, {dataset: row}, "ReadTimeout")
    _settle(dataset, _retitle("其后", dataset))
    left = _rows(dataset)
    drain.drain(ids=[dataset], patient=False)
    return [left, _rows(dataset)]


@contextmanager
def _solr_at(address: str) -> Iterator[None]:
    before = tk.config["solr_url"]
    tk.config["solr_url"] = address
    try:
        yield
    finally:
        tk.config["solr_url"] = before
        breaker.questions.answered()
        breaker.posts.answered()


def _away(dataset: str) -> dict[str, Any]:
    with _solr_at(NOWHERE):
        started = time.monotonic()
        _act("package_patch", id=dataset, title="停机时保存")
        shown = _act("package_show", id=dataset)["title"]
        left, seconds = _rows(dataset), time.monotonic() - started
        try:
            _act("package_search")
            said = ""
        except tk.ValidationError:
            said = "ValidationError"
        except Exception as error:
            said = str(error)
    drain.drain(ids=[dataset], patient=False)
    return {
        "shown": shown,
        "rows": left,
        "quick": seconds < 30,
        "said": said,
        "after": [_titles(dataset), _rows(dataset)],
    }


def _poisoned(dataset: str) -> dict[str, Any]:
    """A document that Solr refuses, in one drain with a good one."""
    read, other = datasets.read, _create()

    def bad(connection: Any, ids: Any) -> datasets.Read:
        found = read(connection, ids)
        for each in found.documents:
            if each["id"] == dataset:
                each["gx_modified"] = "三月"
        return found

    datasets.read = bad
    try:
        _retitle("有毒", dataset)
        _retitle("无辜", other)
        drain.drain()
        with model.ensure_engine().connect() as connection:
            why = outbox.parked(connection).get(dataset, "")
            due = outbox.due(connection)
        result = {"why": why, "innocent": _titles(other), "poisoned": _titles(dataset), "due": due}
    finally:
        datasets.read = read
        _act("dataset_purge", id=other)
    _act("package_patch", id=dataset, title="治好")
    return {**result, "healed": [_titles(dataset), _rows(dataset)]}


if __name__ == "__main__":
    tell(life)
