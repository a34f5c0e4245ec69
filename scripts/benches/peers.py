"""The peers' virtual environment, var/bench/venv: a stock CKAN with its harvester, from a lock of its own.

Made on first use with the installer that the portal uses; nothing is resolved, nothing enters the portal's environment.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from stack import registry
from stack.installation import clean_environment
from stack.paths import REPOSITORY, Software

ROOT = REPOSITORY / "var" / "bench"
VENV = ROOT / "venv"
PYTHON = VENV / "bin" / "python"
LOCK = REPOSITORY / "config" / "bench" / "requirements.txt"
NAMES = ("ckan", "ckanext-harvest", "ckanapi")


class PeersMissing(Exception):
    """The environment cannot be made. The message is complete."""


def install() -> None:
    """Nothing to do when it is there, of this very lock and on our Python. Raises PeersMissing."""
    stamp, python = ROOT / "installed", Software().python.resolve()
    wanted = hashlib.sha256(LOCK.read_bytes() + bytes(python)).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    print("安装对照软件（var/bench/venv）… · installing the peers", file=sys.stderr, flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    ROOT.mkdir(parents=True, exist_ok=True)
    software = Software()
    uv = str(software.venv / "bin" / "uv")
    _call([uv, "venv", "--quiet", "--python", str(software.python), str(VENV)])
    builds = ["--build-constraints", str(REPOSITORY / "requirements.txt")]
    options = ["--quiet", "--python", str(PYTHON), "--no-deps", "--require-hashes", *builds]
    _call([uv, "pip", "install", *options, "-r", str(LOCK)])
    stamp.write_text(wanted)


def _call(command: list[str]) -> None:
    environment = clean_environment(Software())
    environment |= registry.settings_from_pip(str(Software().python), environment)
    done = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, text=True)
    if done.returncode:
        raise PeersMissing(
            f"对照软件没有装好，请检查网络后再试 · the peers cannot be installed:\n{done.stderr[-1500:]}"
        )


def versions() -> dict[str, str]:
    """What is installed there, by name."""
    script = (
        "import json,sys;from importlib.metadata import version;print(json.dumps({n:version(n) for n in sys.argv[1:]}))"
    )
    said = subprocess.run([str(PYTHON), "-c", script, *NAMES], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(said.stdout)
    return found


def program(name: str) -> Path:
    return VENV / "bin" / name
