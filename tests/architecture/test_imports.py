"""The arrows of docs/architecture.md hold, and a breach of each is noticed."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ckanext-gxdata" / "ckanext" / "gxdata"
LINT_IMPORTS = Path(sysconfig.get_path("scripts")) / "lint-imports"
CLOCKS = frozenset(("now", "utcnow", "today"))


def lint(search_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT_IMPORTS), "--no-cache", "--config", str(ROOT / ".importlinter")],
        env={**os.environ, "PYTHONPATH": str(search_path), "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200"},
        cwd=search_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_arrows_point_inwards_only() -> None:
    outcome = lint(PACKAGE.parents[1])
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder to import ``ckanext.gxdata`` from that may be changed."""
    wanted = shutil.ignore_patterns("templates", "assets", "public", "i18n", "__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "ckanext" / "gxdata", ignore=wanted)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("core/identity.py", "import sqlalchemy", "core knows nothing of CKAN, sources, network and database"),
        ("core/pii/mobile.py", "import httpx", "core knows nothing of CKAN, sources, network and database"),
        ("core/identity.py", "import ckan.model", "core knows nothing of CKAN, sources, network and database"),
        ("core/identity.py", "from ckanext.gxdata.sources import base", "core knows nothing of CKAN, sources, network"),
        ("core/identity.py", "from ckanext.gxdata.harvest import lock", "core knows nothing of CKAN, sources, network"),
        ("rulebook.py", "from ckanext.gxdata import config", "the rulebook knows core only"),
        ("sources/base.py", "import ckan.plugins.toolkit", "sources know core and their driver, never CKAN"),
        (
            "harvest/lock.py",
            "from ckanext.gxdata.logic import schema",
            "harvest, tables and model know nothing of logic",
        ),
        ("tables/readers.py", "from ckanext.gxdata.views import labels", "harvest, tables and model know nothing of"),
        ("views/labels.py", "from ckanext.gxdata import model", "views, helpers and cli call actions, never the model"),
        (
            "cli/source.py",
            "from ckanext.gxdata.model import job",
            "views, helpers and cli call actions, never the model",
        ),
        ("logic/schema.py", "from ckanext.gxdata.views import labels", "logic and index know nothing of presentation"),
        ("helpers/links.py", "from ckanext.gxdata import plugin", "nothing imports the plugin"),
    ],
)
def test_a_breach_of_a_contract_is_noticed(copied: Path, module: str, statement: str, contract: str) -> None:
    path = copied / "ckanext" / "gxdata" / module
    assert path.is_file(), "the module was renamed: name another one here"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{statement}\n", encoding="utf-8")
    outcome = lint(copied)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    broken = [line for line in outcome.stdout.splitlines() if " BROKEN" in line]
    assert any(line.startswith(contract) for line in broken), outcome.stdout


def clock_calls(source: str) -> list[str]:
    """Calls like ``datetime.now()``, ``date.today()``, ``time.time()`` in Python source."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    written = [ast.unparse(function) for function in calls if isinstance(function, ast.Attribute)]
    return [call for call in written if call.rpartition(".")[2] in CLOCKS or call in ("time.time", "time.monotonic")]


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").rglob("*.py")), ids=lambda path: path.name)
def test_core_has_no_clock(path: Path) -> None:
    assert clock_calls(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("call", ["datetime.now(tz)", "dt.datetime.utcnow()", "date.today()", "time.time()"])
def test_a_clock_is_noticed(call: str) -> None:
    assert len(clock_calls(f"x = {call}")) == 1
