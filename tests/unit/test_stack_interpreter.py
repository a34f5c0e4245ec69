"""Which Python a set-up takes: the running one, or the system's of the same version where that is clearly quicker."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from stack import installation, interpreter
from stack.paths import Software


def python(folder: Path, name: str, says: str) -> str:
    """A program that answers like a Python that was tried."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("says", "is_taken"),
    [
        ("echo 3.11 0.70", True),
        ("echo 3.11 0.95", False),  # what is nearer is noise
        ("echo 3.12 0.10", False),  # packages are locked and tried for the version that runs
        ("echo no module named venv >&2; exit 1", False),
        ("echo 3.11", False),
    ],
)
def test_another_python_is_taken_only_where_it_can_do_all_and_is_clearly_quicker(
    tmp_path: Path, says: str, is_taken: bool
) -> None:
    running, other = python(tmp_path, "running", "echo 3.11 1.00"), python(tmp_path, "system", says)

    assert interpreter.quickest(running, [other]) == (other if is_taken else running)


def test_the_quickest_of_several_is_taken(tmp_path: Path) -> None:
    running = python(tmp_path, "running", "echo 3.11 1.00")
    others = [python(tmp_path, name, f"echo 3.11 {seconds}") for name, seconds in (("a", 0.8), ("b", 0.6), ("c", 0.7))]

    assert interpreter.quickest(running, others) == others[1]


def test_where_there_is_no_other_none_is_tried(tmp_path: Path) -> None:
    same = tmp_path / "python3"
    same.symlink_to(sys.executable)

    assert interpreter.quickest(sys.executable, [str(same), str(tmp_path / "absent")]) == sys.executable


def test_the_python_that_runs_this_passes_the_trial() -> None:
    version, seconds = interpreter._tried(sys.executable)

    assert version == "{}.{}".format(*sys.version_info[:2])
    assert seconds > 0


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would be run to make an environment on another Python."""
    noted: list[list[str]] = []
    monkeypatch.setattr(installation.interpreter, "quickest", lambda: "/usr/bin/another")
    monkeypatch.setattr(installation, "_call", lambda command, environment, hint: noted.append(command))
    return noted


def test_an_environment_on_another_python_gets_the_pip_that_the_running_one_carries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr(installation, "_own_pip", lambda: "/bundled/pip-23.2.1-py3-none-any.whl")
    installation._make_venv(Software(tmp_path))
    made, filled = commands

    assert made == ["/usr/bin/another", "-m", "venv", "--without-pip", "--clear", str(tmp_path / "var/software/venv")]
    assert filled[:3] == [str(tmp_path / "var/software/venv/bin/python"), "-I", "/bundled/pip-23.2.1-py3-none-any.whl/pip"]
    assert filled[-4:] == ["--no-index", "--find-links", "/bundled", "pip"]


def test_without_a_pip_to_give_the_running_python_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr(installation, "_own_pip", lambda: "")
    installation._make_venv(Software(tmp_path))

    assert commands == [[sys.executable, "-m", "venv", "--clear", str(tmp_path / "var/software/venv")]]
