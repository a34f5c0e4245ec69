"""What a stock CKAN needs before its first harvest: tables and a department. Runs in the peers' environment; may be repeated."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk

from benches.records import ORGANIZATION
from stack.commands import Commands


def _ensure_organization() -> None:
    if model.Group.get(ORGANIZATION["name"]) is None:
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
        tk.get_action("organization_create")({"ignore_auth": True, "user": user["name"]}, dict(ORGANIZATION))


def main() -> int:
    ckan = Commands()
    code = ckan.run("db", "upgrade") or ckan.call("organization", partial(_ensure_organization))
    if code == 0:
        Path(sys.argv[1]).touch()  # a copy of the home is ready
    return code


if __name__ == "__main__":
    sys.exit(main())
