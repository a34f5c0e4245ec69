"""``scripts/lock``: re-makes the lock files after a change of what we chose. Needs the network; commit the result."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from stack.paths import REPOSITORY, Software

PAIRS = ("config/uv", "requirements", "requirements-test", "config/bench/requirements")


def lock(options: Namespace) -> int:
    for name in PAIRS:
        print(f"{name}.in → {name}.txt", flush=True)
        compile_requirements(name)
    print("config/solr/jgo.toml → jgo.lock.toml", flush=True)
    lock_jars(REPOSITORY / "config" / "solr")
    print("完成；请运行 scripts/test 后提交锁文件。· Run the tests, then commit the locks.")
    return 0


def compile_requirements(name: str) -> None:
    """Pins with hashes for every platform and Python from 3.10 on; no registry is named."""
    options = ["--quiet", "--universal", "--python-version", "3.10", "--generate-hashes", "--no-emit-index-url"]
    command = [
        str(Software().venv / "bin" / "uv"),
        "pip",
        "compile",
        *options,
        "--custom-compile-command",
        "scripts/lock",
    ]
    command += ["--override", "config/uv-overrides.txt", f"{name}.in", "-o", f"{name}.txt"]
    subprocess.run(command, cwd=REPOSITORY, check=True)


def lock_jars(folder: Path) -> None:
    """Resolve afresh, in a folder of its own: jgo writes its lock and its jars beside the file it is given."""
    with tempfile.TemporaryDirectory() as work:
        target = Path(work) / "jgo.toml"
        target.write_bytes((folder / "jgo.toml").read_bytes())
        options = [
            "--quiet",
            "--ignore-config",
            "--resolver",
            "python",
            "--system-java",
            "--repo-cache",
            f"{work}/maven",
        ]
        subprocess.run([sys.executable, "-m", "jgo", *options, "--file", str(target), "lock"], cwd=work, check=True)
        text = (Path(work) / "jgo.lock.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("generated")]
    (folder / "jgo.lock.toml").write_text("".join(kept), encoding="utf-8")
