"""Which server is whose, and what CKAN is told of it: ``ckan.ini`` and the environment of what we start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from string import Template
from urllib.parse import unquote, urlsplit, urlunsplit

from stack import databases, solr, valkey
from stack.installation import clean_environment
from stack.passwords import write_private
from stack.paths import Home, Software

FILES = "GXDATA_FILES_DIR"
"""Environment variable: a folder that holds ``storage`` and ``staging`` in the place of the home, shared by machines."""
NOTICE = "演示站：数据为国家统计局公布的全国数据，仅供演示，不代表广西。"


@dataclass(frozen=True)
class Servers:
    """Addresses; an empty one means that the embedded server is used (of the DataStore's: see ``has_datastore``)."""

    database: str
    datastore_write: str
    datastore_read: str
    redis: str
    solr: str

    @classmethod
    def of_operator(cls, environment: Mapping[str, str]) -> Servers:
        """The servers named by GXDATA_*_URL."""
        names = ("DATABASE", "DATASTORE_WRITE", "DATASTORE_READ", "REDIS", "SOLR")
        return cls(*(environment.get(f"GXDATA_{name}_URL", "").strip() for name in names))

    def embedded(self) -> list[str]:
        """Names of the servers we have to run ourselves."""
        own = {"postgres": self.database, "valkey": self.redis, "solr": self.solr}
        return [name for name, address in own.items() if not address]

    @property
    def has_datastore(self) -> bool:
        """Tables of rows need a database and a reader of their own, which nobody but their owner makes on a server of his."""
        return bool(self.datastore_write and self.datastore_read) or not self.database


def complete(operator: Servers, ports: Mapping[str, int], secrets: dict[str, str]) -> dict[str, str]:
    """Settings of ckan.ini that say where the servers are."""
    port = ports.get("postgres", 0)
    return {
        "database_url": operator.database or databases.url(port, secrets),
        "redis_url": operator.redis or valkey.url(ports.get("valkey", 0), secrets),
        **_datastore(operator, databases.datastore_urls(port, secrets)),
        **_solr(operator.solr or solr.url(ports.get("solr", 0), secrets["solr"])),
    }


def _solr(address: str) -> dict[str, str]:
    """CKAN wants name and password apart from the address, which may hold them."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return {
        "solr_url": urlunsplit(parts._replace(netloc=host)),
        "solr_user": unquote(parts.username or ""),
        "solr_password": unquote(parts.password or ""),
    }


def _datastore(operator: Servers, embedded: tuple[str, str]) -> dict[str, str]:
    """The plugin and the lines with its addresses; both empty where there are no databases for it."""
    if not operator.has_datastore:
        return {"datastore_plugin": "", "datastore": ""}
    write, read = (operator.datastore_write, operator.datastore_read) if operator.datastore_write else embedded
    lines = f"ckan.datastore.write_url = {_escaped(write)}\nckan.datastore.read_url = {_escaped(read)}\n"
    return {"datastore_plugin": "datastore", "datastore": lines}


def write_ini(
    home: Home, software: Software, servers: dict[str, str], secrets: dict[str, str], url: str, demo: bool
) -> None:
    """Make the home's ckan.ini; it holds passwords, so only its owner reads it."""
    folders = {name: str(folder) for name, folder in _folders(home).items()}
    values = servers | secrets | folders
    values |= {"site_url": url, "config_dir": str(software.config), "demonstration_notice": NOTICE if demo else ""}
    plain = {"datastore"}  # already escaped, a line of its own
    escaped = {key: value if key in plain else _escaped(value) for key, value in values.items()}
    template = Template((software.config / "ckan.ini.tmpl").read_text(encoding="utf-8"))
    write_private(home.ini, template.substitute(escaped))


def _folders(home: Home) -> dict[str, Path]:
    """Uploads and staged files may lie where several machines reach them; what is made at a start is the home's own."""
    shared = os.environ.get(FILES, "").strip()
    files = Home(Path(shared).expanduser()) if shared else home
    return {"storage": files.folder("storage"), "staging": files.folder("staging"), "webassets": home.folder("webassets")}


def _escaped(value: str) -> str:
    return value.replace("%", "%%")  # ini interpolation


def ckan_environment(home: Home, software: Software) -> dict[str, str]:
    """Environment for CKAN's processes. A bare machine has no libmagic: the wheel's is named, with its table."""
    environment = clean_environment(software)
    spec = find_spec("pylibmagic")
    if spec and spec.origin:
        magic = Path(spec.origin).parent
        paths = [str(magic), environment.get("LD_LIBRARY_PATH", "")]
        environment |= {"MAGIC": str(magic / "magic.mgc"), "LD_LIBRARY_PATH": os.pathsep.join(filter(None, paths))}
    # setproctitle would write over the environment, by which left-over processes are found
    return environment | {"CKAN_INI": str(home.ini), "SPT_NOENV": "1", "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}
