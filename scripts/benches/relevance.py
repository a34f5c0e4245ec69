"""The bench ``relevance``: what the first page of answers is worth, by the judged set; gxdata beside stock CKAN on the same Solr,
and gxdata with each of its parts switched off.

Here: a Solr with two cores, what is asked of it. Not here: what answers are worth (``judged``), the parts (``relevance_parts``).
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
from ckan.lib.search.query import QUERY_FIELDS

from benches import judged, stock
from benches.judged import Query
from benches.relevance_documents import ours, plain, posted
from benches.relevance_parts import parts
from benches.results import OURS, Measurement
from benches.sites import BenchError
from ckanext.gxdata import rulebook
from ckanext.gxdata.core.search_query import solr_parameters
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.search_rules import Search
from stack import passwords, ports, processes, solr
from stack.logs import tail
from stack.paths import REPOSITORY, Home, Software

SET = REPOSITORY / "tests" / "relevance"
STOCK = "ckan"
PATIENCE = 120.0
ROWS = judged.DEEP
Ask = Callable[[str], dict[str, str]]


def measure(folder: Path) -> Iterator[Measurement]:
    """Every subject once: there is no chance in it."""
    with served(Home(folder)) as address:
        load(address)
        for name, core, ask in subjects():
            answers = [judged.earned(query, found(address, core, ask, query)) for query in judged.queries(SET)]
            _tell(name, answers)
            for case, value, unit in judged.figures(answers):
                yield Measurement(case, name, value, unit)


def titles() -> list[dict[str, str]]:
    return judged.titles(SET)


def subjects() -> Iterator[tuple[str, str, Ask]]:
    """Name, core, and how a query is asked."""
    for name, search in parts(REPOSITORY / "config"):
        yield name, OURS, _ours(search)
    yield STOCK, STOCK, _stock


def _ours(search: Search) -> Ask:
    return lambda text: {**solr_parameters(understand(text, search.rules), search.weights), "q.op": "AND"}


def _stock(text: str) -> dict[str, str]:
    """What CKAN 2.12 sends (``ckan/lib/search/query.py``); a colon makes a query Lucene's, as there."""
    dismax = {"defType": "dismax", "tie": "0.1", "mm": "2<-1 5<80%", "qf": QUERY_FIELDS}
    return {"q": text, "q.op": "AND", **({} if ":" in text else dismax)}


def found(address: str, core: str, ask: Ask, query: Query) -> list[str]:
    """Ids in the order of the answer. A query that Solr refuses has none."""
    asked = {
        **ask(query.text),
        "rows": str(ROWS),
        "fl": "id",
        "sort": "score desc, metadata_modified desc",
        "wt": "json",
    }
    answer = _client().post(f"{address}/{core}/select", data=asked, timeout=30)
    if answer.status_code == 400:
        return []
    answer.raise_for_status()
    return [document["id"] for document in answer.json()["response"]["docs"]]


def load(address: str) -> None:
    codes, rows = rulebook.load(REPOSITORY / "config").codelists, judged.titles(SET)
    _post(address, STOCK, [plain(row) for row in rows])
    _post(address, OURS, [ours(row, codes) for row in rows])


def _post(address: str, core: str, documents: list[Mapping[str, Any]]) -> None:
    body = b"[" + b",".join(posted(document) for document in documents) + b"]"
    json_ = {"Content-Type": "application/json"}
    answer = _client().post(f"{address}/{core}/update?commit=true", content=body, headers=json_, timeout=300)
    if answer.status_code != 200:
        raise BenchError(f"{core}: {answer.text[:1000]}")


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    """Loopback without TLS: no certificates are read."""
    return httpx.Client(trust_env=False, verify=False)


@contextmanager
def served(home: Home) -> Iterator[str]:
    """A Solr with a core of our schema and one of CKAN's own; its address with user and password."""
    for folder in (home.root, home.log, home.run):
        folder.mkdir(parents=True, exist_ok=True)
    software, secrets = Software(), passwords.load(home.secrets)
    port = ports.find(set())
    solr.prepare(home, software, secrets)
    _lay_out_cores(home)
    command = solr.command(home.root / "solr", software, home.log, port)
    server = processes.spawn(command, {"LC_ALL": "C.UTF-8"}, home.root / "solr", home.log / "solr.log")
    address = solr.url(port, secrets["solr"]).rpartition("/")[0]
    try:
        _await([f"{address}/{core}" for core in (OURS, STOCK)], home)
        yield address
    finally:
        server.kill()
        server.wait()


def _lay_out_cores(home: Home) -> None:
    root = home.root / "solr"
    made = root / "configsets" / solr.CORE
    own = root / "configsets" / "stock"
    shutil.copytree(made, own, dirs_exist_ok=True)
    stock.use_own_schema(own / "conf")
    for core, configset in ((OURS, solr.CORE), (STOCK, "stock")):
        (root / "cores" / core).mkdir(parents=True, exist_ok=True)
        (root / "cores" / core / "core.properties").write_text(f"name={core}\nconfigSet={configset}\n")


def _await(cores: list[str], home: Home) -> None:
    until = time.monotonic() + PATIENCE
    while not all(solr.is_ready(core) for core in cores):
        if time.monotonic() > until:
            raise BenchError(f"Solr did not come up\n{tail(home.log / 'solr.log')}")
        time.sleep(0.2)


def _tell(name: str, answers: list[judged.Earned]) -> None:
    kinds = {kind: round(value, 2) for kind, value in judged.by_kind(answers).items()}
    print(f"{name}: {json.dumps(kinds, ensure_ascii=False)}", file=sys.stderr, flush=True)
