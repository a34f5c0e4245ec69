"""Set-up: what is installed when, and what an interrupted one leaves."""

from __future__ import annotations

import ast
import fcntl
import io
import json
import sys
import threading
import time
from pathlib import Path

import pytest

from stack import arguments, installation, registry
from stack.installation import SetupError, install
from stack.paths import REPOSITORY, Software
from stack.progress import Progress

RUN = installation.TO_RUN
SCRIPTS = REPOSITORY / "scripts"
BARE = ("__init__", "bootstrap", "installation", "arguments", "progress", "paths", "registry", "interpreter")


class Machine:
    """A work tree whose installing commands are only noted, on a machine with one Python."""

    def __init__(self, root: Path) -> None:
        self.software = Software(root)
        self.commands: list[list[str]] = []
        self.fails_at = ""
        for name in (
            "config/uv.txt",
            "config/solr/jgo.lock.toml",
            "requirements.txt",
            "requirements-test.txt",
            "setup.py",
            "scripts/compile_translations",
        ):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text("first")

    def call(self, command: list[str], environment: object, hint: str) -> None:
        words = " ".join(command)
        if self.fails_at and self.fails_at in words:
            raise KeyboardInterrupt
        self.commands.append(command)
        if "-m venv" in words:
            self.software.python.parent.mkdir(parents=True, exist_ok=True)
            self.software.python.touch()
        if "stack.jars" in words:
            self.software.jars.mkdir(parents=True, exist_ok=True)

    def install(self, wanted: tuple[str, ...] = RUN) -> str:
        stream = io.StringIO()
        install(self.software, wanted, Progress(9, stream))
        return stream.getvalue()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    monkeypatch.setattr(installation, "_call", machine.call)
    monkeypatch.setattr(registry, "settings_from_pip", lambda python, environment: {})
    monkeypatch.setattr(installation.interpreter, "quickest", lambda: sys.executable)
    monkeypatch.setattr(installation, "_python_works", lambda software: software.python.exists())
    return machine


def test_a_first_set_up_shows_a_numbered_line_per_step(machine: Machine) -> None:
    lines = machine.install().splitlines()

    assert [line[:5] for line in lines] == ["[1/9]", "[2/9]", "[3/9]", "[4/9]", "[5/9]"]
    assert lines[2] == "[3/9] 安装 Python 依赖 · packages … 0 秒"


def test_a_second_set_up_runs_nothing(machine: Machine) -> None:
    machine.install()
    machine.commands.clear()

    assert machine.install() == ""
    assert machine.commands == []


def test_a_changed_lock_repeats_its_own_step_only(machine: Machine) -> None:
    machine.install()
    (machine.software.repository / "requirements.txt").write_text("second")

    assert [line[:5] for line in machine.install().splitlines()] == ["[3/9]"]


def test_a_removed_virtual_environment_is_made_again_with_all_that_was_in_it(machine: Machine) -> None:
    machine.install()
    machine.software.python.unlink()

    assert [line[:5] for line in machine.install().splitlines()] == ["[1/9]", "[2/9]", "[3/9]", "[4/9]"]


def test_packages_that_a_killed_set_up_left_half_written_are_replaced(machine: Machine) -> None:
    machine.fails_at = "--require-hashes --build-constraints"
    with pytest.raises(KeyboardInterrupt):
        machine.install()
    machine.fails_at = ""
    machine.commands.clear()
    machine.install()

    assert "--reinstall" in machine.commands[0]
    assert machine.software.root.joinpath("requirements.begun").exists() is False


def test_compiled_code_is_kept_whatever_the_machine_is_told(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environment = installation.clean_environment(machine.software)

    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["PYTHONPYCACHEPREFIX"] == str(machine.software.root / "bytecode")


def test_unit_tests_need_no_jars(machine: Machine) -> None:
    machine.install(installation.TO_DEVELOP)

    assert not machine.software.jars.exists()


def test_hashes_are_required_and_nothing_is_resolved(machine: Machine) -> None:
    machine.install()
    locked = [command for command in machine.commands if "-r" in command]

    assert all("--require-hashes" in command for command in locked)
    assert "--no-deps" in locked[1]


def test_a_second_set_up_waits_for_the_first(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.software.root.mkdir(parents=True)
    with open(machine.software.root / "setup.lock", "w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = threading.Thread(target=machine.install)
        second.start()
        time.sleep(0.3)
        waited = machine.commands == []
    second.join(timeout=10)

    assert waited
    assert len(machine.commands) == 6
    assert "另一个安装正在进行" in capsys.readouterr().err


def test_the_translations_are_compiled_because_no_compiled_one_is_in_the_repository(machine: Machine) -> None:
    machine.install()

    assert [command for command in machine.commands if command[-1].endswith("scripts/compile_translations")] != []


def test_a_work_tree_that_cannot_be_written_is_a_clear_error(machine: Machine) -> None:
    (machine.software.repository / "var").write_text("a file where the folder should be")

    with pytest.raises(SetupError, match=r"不能写入 .*var/software"):
        machine.install()


def test_a_damaged_note_of_what_is_installed_means_installing_again(machine: Machine) -> None:
    machine.install()
    (machine.software.root / "installed.json").write_text("{")

    assert len(machine.install().splitlines()) == 5


def test_pips_mirror_and_certificate_are_passed_on() -> None:
    listing = "global.index-url='https://mirror.example/simple'\nglobal.cert='/a.pem'\n:env:.cert='/b.pem'\nglobal.quiet='1'\n"

    assert registry.translate(listing) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "SSL_CERT_FILE": "/b.pem",
        "REQUESTS_CA_BUNDLE": "/b.pem",
    }


@pytest.mark.parametrize(
    "file", sorted(SCRIPTS.rglob("*.py")) + [SCRIPTS / name for name in ("run", "stop", "ckan", "test", "lock")]
)
def test_scripts_are_python_3_10(file: Path) -> None:
    ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 10))


@pytest.mark.parametrize("name", BARE)
def test_what_runs_before_the_installation_imports_the_standard_library_only(name: str) -> None:
    tree = ast.parse((SCRIPTS / "stack" / f"{name}.py").read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    roots = {module.split(".")[0] for module in modules}

    assert roots - {"stack"} <= sys.stdlib_module_names
    assert {module for module in modules if module.startswith("stack.")} <= {f"stack.{bare}" for bare in BARE}


def test_home_belongs_to_our_command_line_only_at_its_beginning() -> None:
    options = arguments.parse("ckan", ["--home", "/h", "gxdata", "x", "--home", "/other"])

    assert (options.home, options.rest) == ("/h", ["gxdata", "x", "--home", "/other"])
    assert arguments.parse("ckan", ["user", "--home", "/h"]).home is None


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 80"])
def test_an_impossible_port_is_refused_before_anything_happens(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        arguments.parse("run", [f"--port={port}"])

    assert exit_.value.code == 2
    assert "1–65535" in capsys.readouterr().err


def test_the_state_is_written_whole(machine: Machine) -> None:
    machine.install()

    assert set(json.loads((machine.software.root / "installed.json").read_text())) == set(RUN)
