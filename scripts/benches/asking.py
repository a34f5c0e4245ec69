"""Asking a portal's API as programs do: a connection for each request, one or several clients at a time.

A time holds all from the connection to the last byte. The answers are looked into afterwards (``latency``), for what that takes
of the processor would be taken from the server.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import deque
from collections.abc import Sequence
from urllib.parse import urlencode

from benches.latency import ROWS, Answer
from benches.questions import Question

TIMEOUT = 60.0


def search_path(question: Question, facets: Sequence[str]) -> str:
    asked = {**question.params, "rows": str(ROWS), "facet.field": json.dumps(list(facets))}
    return "/api/3/action/package_search?" + urlencode(asked)


def ask_all(port: int, asked: Sequence[tuple[Question, str]], clients: int) -> list[Answer]:
    """The answers to questions with their paths. A request that broke has status 0."""
    waiting, answers = deque(asked), list[Answer]()

    def client() -> None:
        while True:
            try:
                question, path = waiting.popleft()
            except IndexError:
                return
            answers.append(_ask(port, question, path))

    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _ask(port: int, question: Question, path: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    begun = time.perf_counter()
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        status, body = answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        status, body = 0, repr(error).encode()
    finally:
        taken = time.perf_counter() - begun
        connection.close()
    return Answer(question, taken, status, body)
