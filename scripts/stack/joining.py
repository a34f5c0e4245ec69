"""A home that runs only workers for a portal elsewhere: what it must have before anything starts.

Without the portal's own keys its workers could open no secret of a source; without its files what they store would lie on
the wrong machine. Not here: whether the named servers answer (``operators``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from stack import passwords
from stack.paths import Home
from stack.settings import FILES, Servers

NAMED = {"postgres": "GXDATA_DATABASE_URL", "valkey": "GXDATA_REDIS_URL", "solr": "GXDATA_SOLR_URL"}


class Incomplete(Exception):
    """Something is missing. The message is complete and Chinese."""


def check(home: Home, portal: str, environment: Mapping[str, str]) -> None:
    """Raises Incomplete for the first thing that is missing."""
    if urlsplit(portal).scheme not in ("http", "https") or not urlsplit(portal).hostname:
        raise Incomplete(f"--workers-of 要的是门户的地址，例如 http://10.0.0.5:5000，收到“{portal}”。")
    missing = [NAMED[name] for name in Servers.of_operator(environment).embedded()]
    if missing:
        raise Incomplete(f"只运行任务进程时要用门户的服务器：请设置 {'、'.join(missing)}。")
    if not environment.get(FILES, "").strip():
        raise Incomplete(f"请设置 {FILES}：门户存放文件（storage、staging）的文件夹，两台机器要能同时读写（如网络存储）。")
    if not _has_keys(home.secrets):
        raise Incomplete(f"缺少门户的密钥：请先把门户的 secrets.json 复制为 {home.secrets}（权限 600），否则打不开采集源的凭据。")


def _has_keys(path: Path) -> bool:
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        return False
    return all(known.get(name) for name in passwords.CKAN)
