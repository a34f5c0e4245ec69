"""Which Python a set-up takes: the running one, or the system's of the same version where that is clearly quicker."""

from __future__ import annotations

import subprocess
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


def test_an_environment_on_another_python_has_a_pip_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's has none to give; nothing is fetched for it."""
    monkeypatch.setattr(installation.interpreter, "quickest", lambda: str(Path(sys.executable).parent / "./python"))
    software = Software(tmp_path)
    installation._make_venv(software)
    told = subprocess.run([software.python, "-m", "pip", "--version"], capture_output=True, text=True)

    assert told.stdout.startswith("pip ")
    assert str(software.venv) in told.stdout
