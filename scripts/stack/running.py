"""``scripts/run`` and ``scripts/stop``: start a supervisor and follow it, or end it; reap what a killed one left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path

import httpx
import psutil

from stack import departments, passwords, ports, processes, status
from stack.bootstrap import INSTALLATION_STEPS
from stack.logs import tail
from stack.paths import Home, Software
from stack.progress import Progress
from stack.settings import Servers
from stack.status import Status

PATIENCE = 900.0  # seconds for a first start with the demo on a slow machine


class RunError(Exception):
    """The portal cannot be brought up. The message is complete and Chinese."""


def run(options: Namespace) -> int:
    home = Home.at(options.home)
    try:
        _make_home(home)
        if status.is_supervised(home):
            return _already(home, options)
        supervisor = _start(home, options)
        return _follow(home, options, supervisor)
    except (RunError, ports.PortTaken) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1


def _make_home(home: Home) -> None:
    try:
        for folder in (home.root, home.log, home.run):
            folder.mkdir(parents=True, exist_ok=True)
        (home.run / "writable").touch()
    except OSError as error:
        raise RunError(f"不能写入 {home.root}（{error.strerror}）：请检查权限，或用 --home 指定可写的目录。· not writable") from None
    for folder in (home.log, home.run):
        folder.chmod(0o700)


def _already(home: Home, options: Namespace) -> int:
    known = status.read(home)
    print(f"这个门户已经在运行 · already running：{known.url or home.root}")
    if options.port and not known.url.endswith(f":{options.port}"):
        print(f"（它用的不是端口 {options.port}；要换端口请先 scripts/stop。）")
    if options.background:
        return _wait(home, Progress(INSTALLATION_STEPS + 4), None)
    return 0


def _start(home: Home, options: Namespace) -> subprocess.Popen[bytes]:
    left = processes.reap(home.root, home.processes)
    if left:
        print(f"清理了上次遗留的 {left} 个进程 · reaped leftovers", file=sys.stderr)
    found = [] if options.no_demo else departments.read(Software())
    names = Servers.of_operator(os.environ).embedded() + [d.service_name for d in found if d.serve]
    ports.allot(home.ports, names, options.port)
    home.status.unlink(missing_ok=True)
    flags = (["--no-demo"] if options.no_demo else []) + ([] if options.background else ["--tied"])
    with open(home.log / "supervisor.log", "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "stack.supervise", str(home.root), *flags],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=home.root,
        )


def _follow(home: Home, options: Namespace, supervisor: subprocess.Popen[bytes]) -> int:
    try:
        progress = Progress(INSTALLATION_STEPS + (3 if options.no_demo else 4))
        code = _wait(home, progress, supervisor)
        if options.background or code:
            return code
        print("按 Ctrl-C 停止 · Ctrl-C ends it", flush=True)
        return _stay(home, supervisor)
    except KeyboardInterrupt:
        print("\n正在停止 … · stopping", flush=True)
        _end(home, supervisor.pid)
        print("已停止 · stopped")
        return 0


def _stay(home: Home, supervisor: subprocess.Popen[bytes]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    if supervisor.wait() == 0:
        print("门户已停止 · stopped")
        return 0
    processes.reap(home.root, home.processes)
    print(f"错误：监督进程意外结束，其余进程已清理。详见 {home.log / 'supervisor.log'}", file=sys.stderr)
    return 1


def _wait(home: Home, progress: Progress, supervisor: subprocess.Popen[bytes] | None) -> int:
    """Follow a start to its end, a line per step; then tell address and log-ins."""
    servers = tuple(Servers.of_operator(os.environ).embedded())
    steps = [("启动 " + "、".join(servers) + " · servers", servers), ("初始化数据库与目录 · database and catalog", ("prepare",))]
    steps += [("启动门户与任务进程 · portal and worker", ("portal", "worker"))]
    for number, (title, names) in enumerate(steps, INSTALLATION_STEPS + 1):
        _await(home, progress, number, title, names, supervisor)
    known = status.read(home)
    demo_error = ""
    if "demo" in known.states:
        demo_error = _await_demo(home, progress, supervisor)
    _greet(home, known)
    if demo_error:
        print(f"错误：{demo_error}", file=sys.stderr)
    return 1 if demo_error else 0


def _await_demo(home: Home, progress: Progress, supervisor: subprocess.Popen[bytes] | None) -> str:
    """Empty when the demo is searchable; else why not: the portal itself stays up."""
    try:
        number = INSTALLATION_STEPS + 4
        _await(home, progress, number, "采集演示部门数据 · harvest the demo departments", ("demo",), supervisor)
        return "" if _count(status.read(home).url) else "演示数据已采集，但检索不到；详见 log/demo.log"
    except RunError as error:
        return str(error)


def _await(
    home: Home, progress: Progress, number: int, title: str, names: tuple[str, ...], supervisor: subprocess.Popen[bytes] | None
) -> None:
    until = time.monotonic() + PATIENCE
    with progress.step(number, title):
        while not all(status.read(home).is_(name, "healthy", "silent", "done") for name in names):
            _check(home, status.read(home), names, supervisor)
            if time.monotonic() > until:
                raise RunError(f"等待 {'、'.join(names)} 超过 {PATIENCE:.0f} 秒：详见 {home.log} 里的日志。")
            time.sleep(0.1)


def _check(home: Home, known: Status, names: tuple[str, ...], supervisor: subprocess.Popen[bytes] | None) -> None:
    if known.error:
        raise RunError(known.error)
    for name in names:
        if known.is_(name, "failed") or known.restarts.get(name, 0) >= 5:
            if name != "demo":
                _end(home, known.pid)
            raise RunError(f"{name} 没有成功，日志 {home.log / (name + '.log')} 的末尾：\n{tail(home.log / (name + '.log'))}")
    ended = supervisor.poll() is not None if supervisor else not status.is_supervised(home)
    if ended and not status.is_supervised(home):
        final = status.read(home)
        raise RunError(final.error or f"监督进程意外结束：\n{tail(home.log / 'supervisor.log')}")


def _count(url: str) -> int:
    answer = httpx.get(f"{url}/api/3/action/package_search", params={"rows": 0}, timeout=30, trust_env=False)
    return int(answer.json()["result"]["count"])


def _greet(home: Home, known: Status) -> None:
    secrets = passwords.load(home.secrets)
    lines = [f"门户 · portal：{known.url}", f"管理员 · administrator：admin  密码 · password：{secrets['admin']}"]
    if "demo" in known.states:
        lines.append(f"部门编辑 · department editor：editor  密码 · password：{secrets['editor']}")
    lines.append(f"密码保存在 · passwords are kept in：{home.secrets}（仅本用户可读）")
    print("\n" + "\n".join(lines), flush=True)


def stop(options: Namespace) -> int:
    """End every process of a home; also what a killed supervisor left."""
    home = Home.at(options.home)
    if not home.run.is_dir():
        print(f"{home.root} 里没有在运行的门户 · nothing runs there")
        return 0
    known = status.read(home)
    supervised = status.is_supervised(home)
    if supervised:
        _end(home, known.pid)
    left = processes.reap(home.root, home.processes)
    print("已停止 · stopped" if supervised or left else "没有在运行的门户 · nothing was running")
    return 0


def _end(home: Home, pid: int) -> None:
    """Tell the supervisor to stop and wait for it; its services have graces of their own."""
    try:
        supervisor = psutil.Process(pid)
        supervisor.terminate()
        supervisor.wait(timeout=150)
    except psutil.NoSuchProcess:
        pass
    except psutil.TimeoutExpired:
        supervisor.kill()
    processes.reap(home.root, home.processes)


def home_of(folder: str | None) -> Path:
    return Home.at(folder).root


_ = nullcontext
