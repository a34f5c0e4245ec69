"""Registers the demo departments as sources and harvests them, as an operator would: with CKAN's command line.

    python -m stack.demo HOME

May be repeated; when all is in, a stamp saves the next start from it.
"""

from __future__ import annotations

import json
import sys

from stack import departments, processes
from stack.departments import Department
from stack.paths import Home, Software
from stack.preparation import fingerprint

EDITOR_OF = "gx-nynct"
PARTLY = 2  # harvest's exit code when single records were refused: they are in its report


def main() -> int:
    home, software = Home.at(sys.argv[1]), Software()
    stamp, wanted = home.run / "demo", _wanted(home, software)
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    ports = json.loads(home.ports.read_text())
    commands = [
        _registration(department, ports.get(department.service_name, 0)) for department in departments.read(software)
    ]
    for command in [*commands, ["stack.accounts", "editor", EDITOR_OF]]:
        code = _run(command)
        if code:
            return code
    code = _run(["stack.leash", "ckan", "gxdata", "harvest", *[d.source for d in departments.read(software)]])
    if code in (0, PARTLY):
        stamp.write_text(wanted)
        return 0
    return code


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
    flags = [part for pair in options.items() for part in pair]
    return ["stack.leash", "ckan", "gxdata", "source", "add", place.source, *flags]


def _run(command: list[str]) -> int:
    print("→", *command[1:], flush=True)
    return processes.run_tied([sys.executable, "-m", *command])


if __name__ == "__main__":
    sys.exit(main())
