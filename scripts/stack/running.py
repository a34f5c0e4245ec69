"""``scripts/run`` and ``scripts/stop``: start a supervisor and follow it, or end it; reap what a killed one left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from argparse import Namespace

import psutil

from stack import departments, joining, operators, ports, processes, reach, status
from stack.follow import RunError, follow
from stack.paths import Home, Software
from stack.settings import FILES, Servers
from stack.wanted import Wanted

STOPPING = 150.0  # longer than the graces of all services one after the other


def run(options: Namespace) -> int:
    """Start the portal of a home, or say that it runs; in the foreground until Ctrl-C."""
    home = Home.at(options.home)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        _make_home(home)
        return _run(home, options)
    except (RunError, ports.PortTaken, operators.Unanswered, joining.Incomplete) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1


def _make_home(home: Home) -> None:
    try:
        for folder in (home.root, home.log, home.run):
            folder.mkdir(parents=True, exist_ok=True)
        (home.run / "writable").touch()
        (home.run / "writable").unlink()
    except OSError as error:
        raise RunError(
            f"不能写入 {home.root}（{error.strerror}）：请检查权限，或用 --home 指定可写的目录。· not writable"
        ) from None
    for folder in (home.log, home.run):
        folder.chmod(0o700)


def _run(home: Home, options: Namespace) -> int:
    with status.starting(home):
        _wait_for_the_end(home)
        already = status.is_supervised(home)
        supervisor = None if already else _start(home, options)
    try:
        if already:
            return _already(home, options)
        code = follow(home, supervisor)
        return code if options.background else _stay(home, supervisor) or code
    except RunError:
        if supervisor:
            _end(home)  # a start that failed leaves nothing running
        raise
    except KeyboardInterrupt:
        return _interrupted(home) if supervisor else 130


def _wait_for_the_end(home: Home) -> None:
    while status.is_supervised(home) and status.read(home).stopping:
        time.sleep(0.1)


def _already(home: Home, options: Namespace) -> int:
    known = status.read(home)
    print(f"这个门户已经在运行 · already running：{known.url or home.root}", flush=True)
    if options.port and known.url and not known.url.endswith(f":{options.port}"):
        print(f"它用的不是端口 {options.port}；要换端口请先运行 scripts/stop。· Stop it first to change its port.")
    ailing = [f"{name}（{state}）" for name, state in known.states.items() if state in ("dead", "silent", "failed")]
    if ailing:
        print(f"注意，下列部分不正常，正在重试 · not well：{'、'.join(ailing)}；日志在 {home.log}")
    return follow(home, None) if options.background else 0


def _start(home: Home, options: Namespace) -> subprocess.Popen[bytes]:
    left = processes.reap(home.root, home.processes)
    if left:
        print(f"清理了上次遗留的 {left} 个进程 · ended what a killed supervisor left", file=sys.stderr)
    wanted = Wanted.of_options(options)
    if wanted.workers_of:
        joining.check(home, wanted.workers_of, os.environ)
    operator = Servers.of_operator(os.environ)
    operators.check(operator)
    if folder := os.environ.get(FILES, "").strip():
        operators.check_files(folder)
    if notice := operators.notice(operator):
        print(notice, file=sys.stderr, flush=True)
    if not wanted.workers_of:
        ports.allot(home.ports, _names(operator, wanted), options.port)
    home.status.unlink(missing_ok=True)
    supervisor = _spawn(home, wanted)
    while supervisor.poll() is None and not status.read(home).pid:
        time.sleep(0.05)
    return supervisor


def _names(operator: Servers, wanted: Wanted) -> list[str]:
    """What needs a port beside the portal."""
    found = departments.read(Software()) if wanted.demo else []
    return operator.embedded() + [department.service_name for department in found if department.serve]


def _spawn(home: Home, wanted: Wanted) -> subprocess.Popen[bytes]:
    with open(home.log / "supervisor.log", "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "stack.supervise", str(home.root), *wanted.flags()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
        )


def _stay(home: Home, supervisor: subprocess.Popen[bytes] | None) -> int:
    print("按 Ctrl-C 停止 · Ctrl-C ends it", flush=True)
    if supervisor is None or supervisor.wait() == 0:
        print("门户已停止 · stopped")
        return 0
    processes.reap(home.root, home.processes)
    print(f"错误：监督进程意外结束，其余进程已清理；详见 {home.log / 'supervisor.log'}", file=sys.stderr)
    return 1


def _interrupted(home: Home) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it is being done
    print("\n正在停止 … · stopping", flush=True)
    _end(home)
    print("已停止 · stopped", flush=True)
    return 0


def stop(options: Namespace) -> int:
    """End every process of a home; also what a killed supervisor left."""
    home = Home.at(options.home)
    if not home.run.is_dir():
        print(f"{home.root} 里没有在运行的门户 · nothing runs there")
        return 0
    with status.starting(home):
        ended = status.is_supervised(home)
        ended = bool(_end(home)) or ended
    print("已停止 · stopped" if ended else "没有在运行的门户 · nothing was running")
    return 0


def _end(home: Home) -> int:
    """Tell the supervisor to stop and wait for it; then end what is left, and say how many that were."""
    known = status.read(home)
    if known.pid and abs(processes.start_time(known.pid) - known.started) < 1 and status.is_supervised(home):
        supervisor = psutil.Process(known.pid)
        try:
            supervisor.terminate()
            supervisor.wait(timeout=STOPPING)
        except psutil.NoSuchProcess:
            pass
        except psutil.TimeoutExpired:
            supervisor.kill()
    left = processes.reap(home.root, home.processes)
    shutil.rmtree(reach.copied_binaries(home.root / "pg"), ignore_errors=True)  # a killed supervisor left it
    return left
