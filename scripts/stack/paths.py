"""Where things lie: the software (one per work tree) and a home (one per running portal). Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Software:
    """Installed software of a work tree, shared by all homes."""

    repository: Path = REPOSITORY

    @property
    def root(self) -> Path:
        return self.repository / "var" / "software"

    @property
    def venv(self) -> Path:
        return self.root / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def bytecode(self) -> Path:
        return self.root / "bytecode"

    @property
    def jars(self) -> Path:
        return self.root / "solr" / "lib"

    @property
    def config(self) -> Path:
        return self.repository / "config"

    @property
    def scripts(self) -> Path:
        return self.repository / "scripts"


@dataclass(frozen=True)
class Home:
    """State of one portal: data, logs, passwords, and what runs now (``run/``)."""

    root: Path

    @classmethod
    def at(cls, folder: str | None) -> Home:
        return cls(Path(folder).expanduser().resolve() if folder else REPOSITORY / "var")

    @property
    def ini(self) -> Path:
        return self.root / "ckan.ini"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def ports(self) -> Path:
        return self.run / "ports.json"

    @property
    def processes(self) -> Path:
        return self.run / "processes.json"

    @property
    def status(self) -> Path:
        return self.run / "status.json"

    @property
    def lock(self) -> Path:
        """Held by the supervisor for as long as it lives."""
        return self.run / "supervisor.lock"

    def folder(self, name: str) -> Path:
        """A data folder of this home (pg, valkey, solr, storage, staging), made if absent."""
        path = self.root / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)  # uploads of restricted data are among it
        return path
