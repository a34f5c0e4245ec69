"""Searches with and without an embedder, as different readers. Run in the home of a portal; writes what it saw as JSON."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from inside import tell

from ckanext.gxdata.core.hashed_embedder import HashedEmbedder
from ckanext.gxdata.core.semantic import MODEL, VECTOR
from ckanext.gxdata.index import embedding, neighbours, posting

SETTING = "ckanext.gxdata.semantic_model"
OPEN, CLOSED = "绿色食品认证名录", "绿色食品认证初审"
SHORT = "绿食"
"""Neither title holds it, nor a pair of its signs."""


def main() -> dict[str, Any]:
    tk.config[SETTING] = "hashed"
    mark = uuid.uuid4().hex[:10]
    organization = str(_call("organization_create", name=f"nearness-{mark}", title="邻近测试局")["id"])
    reader = _call("user_create", name=f"near-{mark}", email=f"{mark}@example.org", password=uuid.uuid4().hex)["name"]
    ids: list[str] = []
    try:
        ids += [_created(organization, OPEN, private=False), _created(organization, CLOSED, private=True)]
        posting.commit()
        return _seen(reader, organization, ids[0])
    finally:
        for each in ids:
            _call("dataset_purge", id=each)
        _call("organization_purge", id=organization)
        _call("user_delete", id=reader)


def _seen(reader: str, organization: str, public: str) -> dict[str, Any]:
    on, stranger = _titles(SHORT), _titles(SHORT, reader)
    _call("organization_member_create", id=organization, username=reader, role="member")
    return {
        "on": on,
        "stranger": stranger,
        "member": _titles(SHORT, reader),
        "public_only": _titles(SHORT, reader, include_private=False),
        "filtered": _titles(SHORT, fq="organization:no-such"),
        "by_name": _titles(SHORT, sort="title_string asc"),
        "words": _titles(OPEN),
        "answered": _fields(),
        "off": _with(lambda: _titles(SHORT), setting=""),
        "unknown_embedder": _with(lambda: _titles(OPEN), setting="no-such-embedder"),
        "broken": _with_vectors(_broken),
        "slow": _with_vectors(_slow),
        "wrong_size": _with_vectors(lambda texts: [[1.0] * 513 for _ in texts]),
        "no_such_field": _with_field("gx_nowhere"),
        "saved_while_broken": _saved_while_broken(public),
    }


def _titles(question: str, user: str = "", **asked: Any) -> list[str]:
    context = {"user": user, "auth_user_obj": model.User.get(user) if user else None}
    wanted = {"include_private": True, "fl": ["title"], "rows": 100, **asked}
    found = tk.get_action("package_search")(context, {"q": question, **wanted})["results"]
    return [each["title"] for each in found if each["title"] in (OPEN, CLOSED)]


def _fields() -> list[str]:
    """Names of all that Solr answers of a dataset, were somebody to ask for everything; ours only."""
    (document,) = posting.select({"q": f'title_string:"{OPEN}"', "fl": "*"})["response"]["docs"]
    return sorted({VECTOR, MODEL} & document.keys())


def _with(seen: Callable[[], Any], setting: str) -> Any:
    tk.config[SETTING] = setting
    try:
        return seen()
    finally:
        tk.config[SETTING] = "hashed"


def _with_vectors(vectors: Callable[[Sequence[str]], Any]) -> list[str]:
    """What a question of words and one of nearness only find with an embedder that does this."""
    kept = HashedEmbedder.vectors
    HashedEmbedder.vectors = lambda self, texts: vectors(texts)  # type: ignore[method-assign,assignment,return-value]
    embedding._kept.cache_clear()
    try:
        return _titles(OPEN) + _titles(SHORT)
    finally:
        HashedEmbedder.vectors = kept  # type: ignore[method-assign]
        embedding._of_questions = embedding._Asker(0.3)


def _saved_while_broken(dataset: str) -> list[str]:
    """Found by its words, and no longer by nearness: it has no vector now."""
    kept = HashedEmbedder.vectors
    HashedEmbedder.vectors = lambda self, texts: _broken(texts)  # type: ignore[method-assign]
    try:
        _call("package_patch", id=dataset, notes="改过的摘要，写明内容、范围和用途。")
        posting.commit()
    finally:
        HashedEmbedder.vectors = kept  # type: ignore[method-assign]
    return _titles(OPEN) + _titles(SHORT)


def _broken(texts: Sequence[str]) -> Any:
    raise RuntimeError("the model is gone")


def _slow(texts: Sequence[str]) -> Any:
    time.sleep(3)
    return [[1.0] for _ in texts]


def _with_field(name: str) -> list[str]:
    """A Solr that has no such field refuses the question for the near ones."""
    neighbours.VECTOR = name  # type: ignore[misc]
    try:
        return _titles(OPEN)
    finally:
        neighbours.VECTOR = VECTOR  # type: ignore[misc]


def _created(organization: str, title: str, *, private: bool) -> str:
    made = _call(
        "package_create",
        name=f"nearness-{uuid.uuid4().hex[:12]}",
        title=title,
        notes="探针数据集，写明内容、范围和用途。",
        owner_org=organization,
        private=private,
        contact_phone="0771-1234567",
        open_type="unconditional",
        license_id="gx-open-1.0",
        region=["450000"],
        theme=["agri_industry"],
        data_grade="general",
        general_level="1",
        update_frequency="yearly",
    )
    return str(made["id"])


def _call(action: str, **asked: Any) -> Any:
    return tk.get_action(action)({"ignore_auth": True, "user": _site_user()}, asked)


def _site_user() -> str:
    return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])


tell(main)
