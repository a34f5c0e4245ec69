"""The walk: every route and every action of the running portal, by everybody who has no right on marked records.

Fails for a mark in any answer, for data that answers anything but 403, and for a route or an action that no table names:
what is expected of a new one is written down (``walk/routes.py``, ``walk/actions.py``) before it goes out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import httpx
import pytest

from stack.paths import Home, Software
from stack.settings import ckan_environment
from tests.integration.walk import records
from tests.integration.walk.actions import CHANGING, READING
from tests.integration.walk.calls import Call
from tests.integration.walk.records import MARKS, Records
from tests.integration.walk.routes import ROUTES

REGISTERED = Path(__file__).parent / "walk" / "registered.py"
AT_ONCE = 4
Visit = tuple[str, str, Call]
"""What is visited, by whom, how."""


@pytest.fixture(scope="module")
def registered(portal: Any) -> dict[str, Any]:
    home = Home.at(str(portal.home))
    environment = {**os.environ, **ckan_environment(home, Software())}
    done = subprocess.run([sys.executable, str(REGISTERED)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def marked(portal: Any) -> Iterator[Records]:
    admin = portal.admin()
    made = records.make(admin)
    admin.action.follow_dataset(id=made.names["private_id"])
    yield made
    records.clear(admin)


@pytest.fixture(scope="module")
def client(portal: Any) -> Iterator[httpx.Client]:
    # A connection of its own for each visit: the portal may close one that waits.
    with httpx.Client(base_url=portal.url, timeout=60, trust_env=False, headers={"Connection": "close"}) as http:
        http.get("/")  # alone: the first page makes the style sheets
        yield http


def test_every_action_is_in_the_table_and_no_other(registered: dict[str, Any]) -> None:
    reading = {name for name, only_reads in registered["actions"].items() if only_reads}

    assert sorted(READING) == sorted(reading), "walk/actions.py, READING"
    assert sorted(CHANGING) == sorted(set(registered["actions"]) - reading), "walk/actions.py, CHANGING"
    assert not [name for name, calls in {**READING, **CHANGING}.items() if not calls]


def test_every_route_is_in_the_table_and_no_other(registered: dict[str, Any]) -> None:
    assert sorted(ROUTES) == sorted({route["rule"] for route in registered["routes"]}), "walk/routes.py"
    assert not [rule for rule, calls in ROUTES.items() if not calls]


def test_no_action_that_reads_gives_away_what_is_kept_back(client: httpx.Client, marked: Records) -> None:
    visits = [(name, who, call) for name, calls in READING.items() for call in calls for who in marked.tokens]

    told = _faults(client, marked, [*visits, *((name, who, _posted(call)) for name, who, call in visits)], _act)
    assert not told, told


def test_no_action_that_changes_serves_or_tells_a_reader(client: httpx.Client, marked: Records) -> None:
    visits = [(name, who, _posted(call)) for name, calls in CHANGING.items() for call in calls for who in marked.tokens]

    told = _faults(client, marked, visits, _act)
    assert not told, told


def test_no_page_file_or_feed_gives_away_what_is_kept_back(client: httpx.Client, marked: Records) -> None:
    visits = [(rule, who, call) for rule, calls in ROUTES.items() for call in calls for who in marked.tokens]

    told = _faults(client, marked, visits, _visit)
    assert not told, told


def test_the_marks_are_there_to_be_found(portal: Any, marked: Records) -> None:
    admin = portal.admin()
    seen = json.dumps([admin.action.package_show(id=marked.names[kind]) for kind in ("open", "conditional", "private")])

    words = {word.lower() for word in MARKS.findall(seen)}
    assert {"qzwalksharing", "qzwalktitle", "qzwalkaddress", "qzwalkcolumn", "778123", '"data_grade":'} <= words


def _posted(call: Call) -> Call:
    return Call(call.expected, call.asked, call.path, "POST", call.headers, call.shows_inside)


def _faults(client: httpx.Client, marked: Records, visits: list[Visit], send: Any) -> str:
    def judge(visit: Visit) -> list[str]:
        name, who, call = visit
        filled = call.filled(marked.names)
        headers = {"Authorization": marked.tokens[who]} if who else {}
        answer = _patiently(send, client, name, filled, {**headers, **filled.headers})
        return [f"{name} {filled.method} {who or 'stranger'} {filled.path}{filled.asked}: {fault}" for fault in _wrong(answer, filled)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return "\n".join(fault for faults in pool.map(judge, visits) for fault in faults)


def _patiently(send: Any, *arguments: Any) -> httpx.Response:
    """Once more where a worker of the portal ended just then (they are renewed after some requests)."""
    try:
        return cast(httpx.Response, send(*arguments))
    except httpx.RemoteProtocolError:
        return cast(httpx.Response, send(*arguments))


def _act(client: httpx.Client, name: str, call: Call, headers: dict[str, str]) -> httpx.Response:
    path = f"/api/3/action/{name}"
    if call.method == "POST":
        return client.post(path, json=call.asked, headers=headers)
    plain = {key: value if isinstance(value, str) else json.dumps(value) for key, value in call.asked.items()}
    return client.get(path, params=plain, headers=headers)


def _visit(client: httpx.Client, name: str, call: Call, headers: dict[str, str]) -> httpx.Response:
    return client.request(call.method, call.path, data=call.asked or None, headers=headers)


def _wrong(answer: httpx.Response, call: Call) -> list[str]:
    faults = [] if answer.status_code in call.expected else [f"answered {answer.status_code}, not {sorted(call.expected)}"]
    text = f"{answer.text}\n{dict(answer.headers)}"
    told = sorted(set(MARKS.findall(_without_echo(text, call))))
    told = [word for word in told if not (call.shows_inside and word.startswith('"'))]
    return [*faults, *([f"told {told}"] if told else [])]


def _without_echo(text: str, call: Call) -> str:
    """What somebody asked with is no news to him."""
    given = [call.path, unquote(call.path), *_words(call.asked)]
    for word in sorted({found for each in given for found in MARKS.findall(each)}, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for each in value.items() for word in _words(list(each))]
    if isinstance(value, list):
        return [word for each in value for word in _words(each)]
    return [str(value)]
