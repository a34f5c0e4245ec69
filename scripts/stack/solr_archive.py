"""What Java learns by running Solr once, kept for every later start: classes read and linked, and how methods are used.

Made at set-up, after the jars (``java -XX:AOTCacheOutput``). A convenience: where it cannot be made, or no longer fits the jars or
the Java, Solr starts as it always did, and needs twice the processor for its start and for the first thousand documents.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from stack import passwords, ports, processes, solr
from stack.paths import Home, Software

STARTED, WRITTEN = 90.0, 120.0
"""Seconds that a busy machine is given; an idle one takes a tenth."""
DOCUMENTS, SET = 3_000, 250
"""Enough that methods are known by how they are used when much is indexed: with 600 the first thousand took an eighth more."""
SENTENCES = (
    "南宁市空气质量监测数据（2025年），含二氧化硫、二氧化氮、可吸入颗粒物等指标，每日更新。",
    "廣西北部灣港口物流吞吐量統計，按港口與貨類劃分，由自治区交通运输厅发布。",
    "Imports and exports with ASEAN by country, monthly figures in CSV and JSON.",
    "Dữ liệu thương mại giữa Quảng Tây và Việt Nam; ข้อมูลการค้ากับประเทศไทย.",
)


def make(software: Software) -> None:
    """Solr started, fed, asked and stopped in a folder of its own. Raises OSError, httpx.HTTPError, TimeoutExpired, TimeoutError."""
    target = solr.archive(software)
    target.unlink(missing_ok=True)
    folder = target.with_suffix(".training")
    shutil.rmtree(folder, ignore_errors=True)
    part = folder / "part"
    try:
        with _running(Home(folder), software, part) as address:
            _feed(address)
        part.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(home: Home, software: Software, part: Path) -> Iterator[str]:
    """Solr that writes what it learned to ``part`` when it is stopped."""
    for place in (home.root, home.log):
        place.mkdir(mode=0o700, parents=True)
    secrets, port = passwords.load(home.secrets), ports.find(set())
    solr.prepare(home, software, secrets)
    java, *rest = solr.command(home.root / "solr", software, home.log, port)
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
    learning = (java, f"-XX:AOTCacheOutput={part}", *rest)
    server = processes.spawn(learning, environment, home.root / "solr", home.log / "console.log")
    try:
        address = solr.url(port, secrets["solr"])
        _await(address, server)
        yield address
        server.terminate()
        server.wait(WRITTEN)
    finally:
        server.kill()
        server.wait()


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTED
    while not solr.is_ready(address):
        if server.poll() is not None or time.monotonic() > until:
            raise TimeoutError("Solr did not come up")
        time.sleep(0.1)


def _feed(address: str) -> None:
    with httpx.Client(trust_env=False, verify=False, timeout=60) as client:
        for first in range(0, DOCUMENTS, SET):
            documents = [_document(number) for number in range(first, first + SET)]
            client.post(f"{address}/update?softCommit=true", json=documents).raise_for_status()
            client.post(f"{address}/select", data=_question(first)).raise_for_status()


def _document(number: int) -> dict[str, Any]:
    """In the shape of ours (``ckanext.gxdata.core.search_document``); the texts are of no consequence."""
    texts = [f"{SENTENCES[(number + step) % len(SENTENCES)]}第{number * 7 + step}号" for step in range(4)]
    title, moment = texts[0][:24], "2026-01-05T09:30:00.123457Z"
    extras = {
        f"extras_{name}": f'["{name}-{number}"]' for name in ("theme", "region", "issued", "contact_name", "language")
    }
    return {
        **extras, "index_id": f"{number:032x}", "id": str(number), "site_id": "training", "entity_type": "package",
        "name": f"training-{number}", "title": title, "title_string": title, "notes": "".join(texts), "tags": texts[2].split("，"),
        "res_name": texts[:3], "res_description": texts[1:], "res_format": ["CSV", "JSON", "XML"], "organization": "office",
        "metadata_created": moment, "metadata_modified": moment, "gx_labels": "；".join(texts[:2]), "gx_files": texts[3],
        "gx_items": texts[1].split("、"), "gx_theme": ["trade"], "gx_region": [str(450000 + number % 90)], "gx_modified": moment,
        "gx_code": [f"307014/{number:06d}"], "gx_pinyin": "nan ning shi kong qi zhi liang", "gx_initials": "n n s k q z l",
        "permission_labels": ["public"], "data_dict": json.dumps({"texts": texts * 6}, ensure_ascii=False),
        "validated_data_dict": json.dumps({"texts": texts * 5}),
    }  # fmt: skip


def _question(number: int) -> dict[str, Any]:
    words = SENTENCES[number // SET % len(SENTENCES)]
    return {
        "q": f'"{words[:2]}" OR "{words[4:8]}" OR title_ngram:"{words[:5]}"', "defType": "edismax", "mm": "1", "q.op": "AND",
        "qf": "title^6 title_bi^4 gx_items tags text text_bi gx_labels", "fq": ["permission_labels:public", "gx_theme:trade"],
        "facet": "true", "facet.field": ["organization", "tags", "res_format", "gx_region"], "rows": "20", "wt": "json",
        "sort": "score desc, metadata_modified desc",
    }  # fmt: skip


def main() -> int:
    try:
        make(Software())
    except (OSError, httpx.HTTPError, subprocess.TimeoutExpired) as error:
        print(f"Solr 的启动存档没有做成，启动会慢一些：{type(error).__name__}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
