"""Solr's jars from the checked-in lock: each one fetched by jgo's Maven client, kept only if its sha256 is the lock's.

jgo writes locks but does not install from them: it resolves anew and takes what it finds. So nothing is resolved here.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import tomli
from jgo.maven import MavenContext
from tenacity import retry, stop_after_attempt, wait_exponential

from stack import solr_archive
from stack.paths import Software

AT_ONCE = 8


@dataclass(frozen=True)
class Jar:
    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def filename(self) -> str:
        return f"{self.artifact}-{self.version}{self.classifier and '-' + self.classifier}.jar"


class JarError(Exception):
    """A jar is not what the lock says, or cannot be fetched. The message is complete and Chinese."""


def read_lock(path: Path) -> list[Jar]:
    """Jars of a ``jgo.lock.toml``."""
    entries = tomli.loads(path.read_text(encoding="utf-8"))["dependencies"]
    keys = ("groupId", "artifactId", "version", "classifier", "sha256")
    return [Jar(*(entry.get(key, "") for key in keys)) for entry in entries]


def install(jars: list[Jar], target: Path) -> None:
    """Make ``target`` hold exactly these jars; right ones stay, so it may be repeated after a kill. Raises JarError."""
    target.mkdir(parents=True, exist_ok=True)
    wanted = {jar.filename for jar in jars}
    for stranger in (path for path in target.iterdir() if path.name not in wanted):
        stranger.unlink()
    missing = [jar for jar in jars if not is_right(target / jar.filename, jar.sha256)]
    cache = target.parent / "download"  # of a fixed name, so that a killed set-up leaves at most one
    shutil.rmtree(cache, ignore_errors=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(partial(_fetch, cache, target), missing))
    shutil.rmtree(cache, ignore_errors=True)


def is_right(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _fetch(cache: Path, target: Path, jar: Jar) -> None:
    try:
        path = _download(cache, jar)
    except Exception as error:
        raise JarError(f"不能取得 {jar.filename}：{error}") from error
    if not is_right(path, jar.sha256):
        raise JarError(f"{jar.filename} 的 sha256 与 config/solr/jgo.lock.toml 不符：来源或传输不可信，没有安装")
    path.replace(target / jar.filename)


@retry(stop=stop_after_attempt(4), wait=wait_exponential(max=8), reraise=True)
def _download(cache: Path, jar: Jar) -> Path:
    folder = cache / jar.filename  # a folder of its own per jar and attempt: jgo refuses to write over what is there
    shutil.rmtree(folder, ignore_errors=True)
    context = MavenContext(repo_cache=folder, timeout=30)
    return context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier).resolve()


def main() -> int:
    software = Software()
    try:
        install(read_lock(software.config / "solr" / "jgo.lock.toml"), software.jars)
    except JarError as error:
        print(error, file=sys.stderr)
        return 1
    return solr_archive.main()


if __name__ == "__main__":
    sys.exit(main())
