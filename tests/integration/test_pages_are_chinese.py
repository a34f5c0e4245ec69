"""What the pages say is Chinese on Chinese pages and English on English ones: no word of the program's own language is left.

Every route of `walk/routes.py` that answers a page is visited, so a new page is listened to from its first day. Content is
taken out first: what people called their data, themselves and their departments. Words that Chinese readers know by their
letters are in ``KNOWN``; text in another language says so with ``lang``, a name in several languages with ``translate="no"``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.integration.walk import records
from tests.integration.walk.records import Records
from tests.integration.walk.routes import ROUTES
from tests.words import bare, chinese, english, said

LISTS = Path(__file__).parents[2] / "config" / "codelists"
NAMED = ("organizations", "divisions", "industry")
"""Code lists of names: departments, places and industries, most of them without one in English."""
AT_ONCE = 4
VISITS_PER_ROUTE = {"stranger": 3, "admin": 1}
"""A stranger meets a page in several states; an administrator meets more pages."""
NO_PAGES = (
    "/api",
    "/feeds",
    "/webassets",
    "/base",
    "/file",
    ".atom",
    ".csv",
    ".json",
    "/robots",
    "/testing",
    "/display",
    "dump",
)
FURTHER = (
    "/no-such-page",
    "/dataset/no-such-dataset",
    "/organization/no-such",
    "/zone/no-such",
    "/dataset/?q=甘蔗",
    "/dataset/?q=9999999",
)

LETTERS = """
api atom ca ckan cookie cron css csv dcat etag eu gb gcj bd html http https hs iana id iframe jmespath json markdown mb null oauth odweb
openid connect pem post get put rcep rdf rss url uri utf wcag aa wfs wms wmts wgs xls xlsx xml yaml zip jdop gxdata sql
uuid curl python httpx ckanapi javascript fetch node datastore openapi solr us last modified
"""
KNOWN = frozenset(LETTERS.split())
"""Formats, protocols, standards, software."""
TYPED = {
    "/harvest": "body bearer begin certificate code config data database dcat details end even files form formats iid json key label"
    " name nth none odd offset page path private query rows span sum table td th title total tr value values authorization div link",
    "/developer": "desc",
    "/dictionary": "text numeric timestamp",
    "/resource": "text output",
    "/edit": "sugar cane by county",
    "/dataset/new": "sugar cane by county",
}
"""Part of an address → what is typed there as it stands, and examples in English."""


MARKED = re.compile(r"(?:qzwalk|QZWALK)\w*|walk-\w+|走查 \w+")
QUOTED = re.compile(r"“[^”]*”")
"""Words of the data that a rule found, named on an English page as they stand."""


@pytest.fixture(scope="module")
def marked(portal: Any) -> Iterator[Records]:
    admin = portal.admin()
    yield records.make(admin)
    records.clear(admin)


@pytest.fixture(scope="module")
def content(portal: Any, marked: Records) -> list[str]:
    """What people wrote, the longest first."""
    ask = portal.admin().action
    found = ask.package_search(rows=1000, include_private=True)["results"]
    texts = [text for dataset in found for text in _of_dataset(dataset)]
    people: list[Any] = [ask.user_list(all_fields=True), ask.group_list(all_fields=True, limit=1000)]
    people.append(ask.organization_list(all_fields=True, include_extras=True, limit=1000))
    texts += [text for listed in people for each in listed for text in _of_anybody(each)]
    texts += [source["title"] for source in ask.gxdata_source_list()]
    texts += [field[key] for field in records.SCHEMA["fields"] for key in ("name", "title")]
    texts += [str(code.get(key, "")) for each in NAMED for code in _codes(each) for key in ("id", "zh", "en")]
    return sorted({text for text in texts if text}, key=len, reverse=True)


def _codes(code_list: str) -> Iterator[dict[str, Any]]:
    """Those inside others, too."""
    waiting = yaml.safe_load((LISTS / f"{code_list}.yaml").read_text(encoding="utf-8"))["codes"]
    while waiting:
        code = waiting.pop()
        waiting += code.get("children", [])
        yield code


def _of_anybody(each: dict[str, Any]) -> Iterator[str]:
    yield from (str(each.get(key) or "") for key in ("display_name", "title", "fullname", "name"))
    yield from (str(extra["value"]) for extra in each.get("extras", []))


def _of_dataset(dataset: dict[str, Any]) -> Iterator[str]:
    yield from (dataset["title"], dataset["name"], dataset.get("notes") or "")
    yield from (tag["display_name"] for tag in dataset["tags"])
    for resource in dataset["resources"]:
        yield from (resource.get("name") or "", resource.get("description") or "", resource.get("format") or "")


def _paths(names: dict[str, str], who: str) -> list[str]:
    """A few of every route, and pages that nobody registers: what is not there, a search without hits."""
    found = list(FURTHER)
    for rule, calls in ROUTES.items():
        if not any(part in rule for part in NO_PAGES):
            filled = [
                call.filled(names).path for call in calls if call.method == "GET" and not call.path.startswith("/en")
            ]
            found += list(dict.fromkeys(filled))[: VISITS_PER_ROUTE[who]]
    return found


def _heard(
    portal: Any, token: str, paths: list[str], judge: Callable[[str, str], list[str]], language: str
) -> dict[str, str]:
    """Text with foreign words → where it was met first."""
    headers = {"Connection": "close", **({"Authorization": token} if token else {})}
    with httpx.Client(base_url=portal.url, timeout=60, trust_env=False, headers=headers) as client:
        client.get("/")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            pages = list(pool.map(client.get, paths))
    found: dict[str, str] = {}
    for answer in pages:
        if "text/html" in answer.headers.get("content-type", "") and not answer.is_redirect:
            for each in said(answer.text, language):
                path = answer.request.url.raw_path.decode()
                if foreign := judge(MARKED.sub(" ", each.text), path):
                    found.setdefault(f"{' '.join(foreign)!r} in {each.where}: {each.text[:200]}", path)
    return found


def _without(content: list[str], text: str) -> str:
    for each in content:
        if each in text:
            text = re.sub(rf"\b{each}\b", " ", text) if each.isascii() and each.isalnum() else text.replace(each, " ")
    return text


def _english(content: list[str], text: str, known: frozenset[str]) -> list[str]:
    """Content is taken out of the text, and once more after addresses and codes, which may be made of it."""
    if not english(text, known) or not english(_without(content, text), known):
        return []
    return english(_without(content, bare(text)), known)


def _typed(path: str) -> frozenset[str]:
    return KNOWN | {word for part, words in TYPED.items() if part in path for word in words.split()}


def _told(found: dict[str, str]) -> str:
    return "\n".join(f"{path}  {text}" for text, path in found.items())


@pytest.mark.parametrize("who", ["stranger", "admin"])
def test_chinese_pages_hold_no_english(portal: Any, marked: Records, content: list[str], who: str) -> None:
    def foreign(text: str, path: str) -> list[str]:
        return _english(content, text, _typed(path))

    token = portal.admin_token if who == "admin" else ""
    found = _heard(portal, token, _paths(marked.names, who), foreign, "zh")
    assert not found, _told(found)


def test_english_pages_hold_no_chinese_but_content(portal: Any, marked: Records, content: list[str]) -> None:
    def foreign(text: str, _path: str) -> list[str]:
        return chinese(QUOTED.sub(" ", _without(content, text))) if chinese(text) else []

    found = _heard(portal, "", ["/en" + path for path in _paths(marked.names, "stranger")], foreign, "en")
    assert not found, _told(found)


FAULTY = {
    "editor": (
        ("/dataset/new", {"title": "", "name": "Ä b"}),
        ("/user/edit/editor", {"email": "x", "old_password": "1", "password1": "1", "password2": "2"}),
    ),
    "admin": (
        ("/organization/new", {"title": "", "name": "Ä"}),
        ("/group/new", {"title": "", "name": ""}),
        ("/harvest/new?kind=json_catalog", {"name": "Ä"}),
        ("/ckan-admin/", {}),
        ("/user/admin/api-tokens", {"name": ""}),
    ),
    "": (
        ("/user/login", {"login": "no-such-user", "password": "wrong"}),
        ("/user/reset", {"user": "no-such-user"}),
        ("/request/new", {"title": "", "purpose": ""}),
    ),
}
"""Who → forms that he hands in with faults."""


@pytest.mark.parametrize("who", FAULTY)
def test_forms_tell_their_faults_in_chinese(portal: Any, content: list[str], who: str) -> None:
    found = []
    with httpx.Client(base_url=portal.url, timeout=60, trust_env=False, follow_redirects=True) as reader:
        if who:
            _hand_in(reader, "/user/login", {"login": who, "password": portal.secrets[who]})
            assert f"/user/{who}" in reader.get("/dataset/").text, "not logged in"
        for path, form in FAULTY[who]:
            answer = _hand_in(reader, path, form)
            known = _typed(path)
            texts = [each.text for each in said(answer.text, "zh")]
            found += [f"{path}: {text[:200]}" for text in texts if _english([*content, who or "_"], text, known)]
    assert not found, "\n".join(found)


def _hand_in(reader: httpx.Client, path: str, form: dict[str, str]) -> httpx.Response:
    """The form of a page, with the token that stands in it."""
    page = reader.get(path).text
    token = re.search(r'name="_csrf_token"[^>]*(?:value|content)="([^"]+)"', page)
    return reader.post(path, data={**form, "_csrf_token": token[1] if token else ""})


def test_the_ear_hears_what_is_there() -> None:
    page = '<html lang="zh-Hans-CN"><title>首页</title><body><p>查看 View details</p><input placeholder="Username">'
    page += '<code>sudo</code><b lang="en">Guangxi</b><i translate="no">tea</i><p>CSV 见 https://a.cn/b?x=y</p></body></html>'

    assert [english(each.text, KNOWN) for each in said(page, "zh") if english(each.text, KNOWN)] == [
        ["View", "details"],
        ["Username"],
    ]
    assert [chinese(each.text) for each in said('<html lang="en"><p>Look 里面 inside</p></html>', "en")] == [["里面"]]
