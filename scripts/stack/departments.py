"""The demo departments of ``config/demo/<folder>/department.yaml``: a process of its own on loopback, or a folder.

source: tjj                              # names config/sources/<source>.yaml
kind: json_catalog
serve: [python, server.py, --port, "{port}"]   # absent: a folder, no process
url: "http://127.0.0.1:{port}/api"       # or "{folder}"
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from stack import ports
from stack.paths import Software
from stack.portal import Site
from stack.service import Service


@dataclass(frozen=True)
class Department:
    source: str
    kind: str
    organization: str
    folder: Path
    serve: tuple[str, ...]
    url: str

    @property
    def service_name(self) -> str:
        """Name of its server and of its port; empty where it has none."""
        return f"demo-{self.source}" if self.serve else ""

    def at(self, port: int) -> Department:
        """The same with its place filled in."""
        words = {"port": str(port), "folder": str(self.folder)}
        command = tuple(part.format(**words) for part in self.serve)
        return Department(self.source, self.kind, self.organization, self.folder, command, self.url.format(**words))


def read(software: Software) -> list[Department]:
    """All departments, in the order of their folders."""
    files = sorted((software.config / "demo").glob("*/department.yaml"))
    return [_department(file, software) for file in files]


def _department(file: Path, software: Software) -> Department:
    entry: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    source_file = software.config / "sources" / f"{entry['source']}.yaml"
    source: dict[str, Any] = yaml.safe_load(source_file.read_text(encoding="utf-8"))
    serve = tuple(str(part) for part in entry.get("serve", ()))
    return Department(entry["source"], entry["kind"], source["organization"], file.parent, serve, entry["url"])


def service(site: Site, department: Department, port: int) -> Service:
    """Its process; ``python`` in its command is the one we run on."""
    command = department.at(port).serve
    return Service(
        name=department.service_name,
        title=f"演示部门 {department.source}",
        command=(sys.executable, *command[1:]) if command[0] == "python" else command,
        environment=site.environment,
        folder=department.folder,
        probe=lambda pid: ports.is_answering(port),
        grace=5,
    )
