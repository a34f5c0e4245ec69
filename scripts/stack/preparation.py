"""What a portal needs before its first page: tables and their permissions, administrator, zones, organisations, translations.

    python -m stack.preparation HOME

Every step may be repeated, so a kill in between loses nothing. A stamp saves the next start from doing them again.
"""

from __future__ import annotations

import hashlib
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stack import passwords
from stack.paths import Home, Software

if TYPE_CHECKING:
    from stack.commands import Commands

DATABASES = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
INDEXED_BY = ("solr_url", "ckanext.gxdata.semantic_model")


def main() -> int:
    home, software = Home.at(sys.argv[1]), Software()
    if is_done(home, software) and is_indexed(home, software):
        return 0
    from stack.commands import Commands  # CKAN is loaded only when there is something to do, and once

    ckan = Commands()
    if not is_done(home, software):
        if code := prepare(ckan, passwords.load(home.secrets)["admin"]):
            return code
        _stamp(home).write_text(fingerprint(home, software))
    return 0 if is_indexed(home, software) else _index(ckan, home, software)


def prepare(ckan: Commands, password: str) -> int:
    """Run the steps up to the first that fails; its exit code."""
    from ckan.lib.i18n import build_js_translations

    from stack import accounts, datastore

    return (
        ckan.run("db", "upgrade")
        or ckan.call("permissions of the DataStore", datastore.set_permissions)
        or ckan.call("administrator", partial(accounts.ensure_administrator, password))
        or ckan.run("gxdata", "codelist", "sync")
        or ckan.call("translations of scripts", build_js_translations)
    )


def _index(ckan: Commands, home: Home, software: Software) -> int:
    """Makes the documents of the search index anew when what they are derived from has changed: zones, badges, fields."""
    if code := ckan.run("gxdata", "index", "rebuild"):
        return code
    _index_stamp(home).write_text(index_fingerprint(home, software))
    return 0


def is_indexed(home: Home, software: Software) -> bool:
    """Whether the index was made by these very rules."""
    stamp = _index_stamp(home)
    return stamp.exists() and stamp.read_text() == index_fingerprint(home, software)


def _index_stamp(home: Home) -> Path:
    return home.run / "indexed"


def is_done(home: Home, software: Software) -> bool:
    """Whether every step was done before, for these very files and this database."""
    stamp = _stamp(home)
    return stamp.exists() and stamp.read_text() == fingerprint(home, software)


def _stamp(home: Home) -> Path:
    return home.run / "prepared"


def fingerprint(home: Home, software: Software) -> str:
    """Changes with what the steps read: pins, migrations, code lists, translations, and which databases they are."""
    extension = software.repository / "ckanext-gxdata" / "ckanext" / "gxdata"
    files = [software.repository / "requirements.txt", *sorted((extension / "migration").rglob("*.py"))]
    files += sorted((software.config / "codelists").glob("*.yaml"))
    files += [path for place in ("i18n", "i18n_core") for path in sorted((extension / place).rglob("*.po"))]
    lines = home.ini.read_text(encoding="utf-8").splitlines()
    return _digest(files, "".join(line for line in lines if line.startswith(DATABASES)))


def index_fingerprint(home: Home, software: Software) -> str:
    """Changes with the rules and the code that documents are derived with, and with the server that holds them."""
    core = software.repository / "ckanext-gxdata" / "ckanext" / "gxdata" / "core"
    names = ("search_document", "pinyin_terms", "solr_values", "zone", "badge", "access", "readers", "semantic", "hashed_embedder")
    files = [file for name in names for file in sorted(core.glob(f"{name}*.py"))] + [core.parent / "index" / "document.py"]
    files += [*sorted((software.config / "codelists").glob("*.yaml")), *sorted((software.config / "search").glob("*"))]
    files += [software.config / name for name in ("zones.yaml", "zone_targets.yaml", "badges.yaml")]
    lines = home.ini.read_text(encoding="utf-8").splitlines()
    return _digest(files, "".join(line for line in lines if line.startswith(INDEXED_BY)))


def _digest(files: list[Path], text: str) -> str:
    digest = hashlib.sha256(text.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
