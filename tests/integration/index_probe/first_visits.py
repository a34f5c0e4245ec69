"""What pages ask of the database and of Solr when nobody has read them before. Run in the home of a portal; writes counts as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import requests
import sqlalchemy as sa
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from sqlalchemy.engine import Engine
from werkzeug.test import Client

statements: list[str] = []
questions: list[str] = []


def main(paths: list[str]) -> dict[str, Any]:
    settings = CKANConfigLoader(os.environ["CKAN_INI"]).get_config()
    settings["ckanext.gxdata.page_cache"] = "false"
    client = Client(make_app(settings))
    sa.event.listen(Engine, "before_cursor_execute", lambda *told: statements.append(" ".join(told[2].split())))
    send = requests.Session.send

    def sent(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        questions.append(str(request.url))
        return send(session, request, **more)

    requests.Session.send = sent  # type: ignore[method-assign]
    return {path: _asked(client, path) for path in paths}


def _asked(client: Client, path: str) -> dict[str, Any]:
    """Of the second time: the first one reads what lives as long as the process."""
    told: dict[str, Any] = {}
    for _time in range(2):
        statements.clear()
        questions.clear()
        answer = client.get(path)
        told = {"status": answer.status_code, "statements": list(statements), "questions": len(questions)}
    return told


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout, ensure_ascii=False)
