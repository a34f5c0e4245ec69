"""Registers the demo departments as sources and harvests them, as an operator would: with CKAN's command line.

    python -m stack.demo HOME

May be repeated; when all is in, a stamp saves the next start from it.
"""

from __future__ import annotations

import json
import sys
from functools import partial

from stack import departments, passwords
from stack.departments import Department
from stack.paths import Home, Software
from stack.preparation import fingerprint

PARTLY = 2  # harvest's exit code when single records were refused: they are in its report


def main() -> int:
    home, software = Home.at(sys.argv[1]), Software()
    stamp, wanted = home.run / "demo", _wanted(home, software)
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    code = load(home, software)
    if code == 0:
        stamp.write_text(wanted)
    return code


def load(home: Home, software: Software) -> int:
    """Register and harvest up to the first step that fails; its exit code."""
    from stack import accounts  # CKAN is loaded only when there is something to do
    from stack.commands import Commands

    ckan = Commands()
    ports = json.loads(home.ports.read_text())
    found = departments.read(software)
    for department in found:
        code = ckan.run("gxdata", "source", "add", *_registration(department, ports.get(department.service_name, 0)))
        if code:
            return code
    known = passwords.load(home.secrets)
    code = ckan.call("editor", partial(accounts.ensure_editor, known["editor"]))
    code = code or ckan.call("reviewer", partial(accounts.ensure_reviewer, known["reviewer"]))
    harvested = ckan.run("gxdata", "harvest", *[department.source for department in found])
    return code or (0 if harvested == PARTLY else harvested)


def _wanted(home: Home, software: Software) -> str:
    folders = ("demo", "sources", "mappings")
    files = [file for name in folders for file in sorted((software.config / name).rglob("*")) if file.is_file()]
    marks = [f"{file}:{file.stat().st_mtime_ns}" for file in files]
    return "\n".join([fingerprint(home, software), home.ports.read_text(), *marks])


def _registration(department: Department, port: int) -> list[str]:
    place = department.at(port)
    options = {"--kind": place.kind, "--url": place.url, "--org": place.organization}
    options["--config"] = str(Software().config / "sources" / f"{place.source}.yaml")
    if port:
        options["--allow"] = f"127.0.0.1:{port}"
    return [place.source, *(part for pair in options.items() for part in pair)]


if __name__ == "__main__":
    sys.exit(main())
