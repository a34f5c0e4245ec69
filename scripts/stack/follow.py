"""Follows a start as the supervisor reports it: a line per step, then address and log-ins, or why it failed."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import NamedTuple

import httpx

from stack import installation, passwords, status
from stack.logs import tail
from stack.paths import Home
from stack.progress import Progress

PATIENCE = 1200.0  # seconds for one step on a slow machine
GIVE_UP_AFTER = 5  # restarts of a server that has never been well
STANDING = ("healthy", "silent", "done")

Supervisor = subprocess.Popen[bytes]


class RunError(Exception):
    """The portal cannot be brought up. The message is complete and Chinese."""


class Stage(NamedTuple):
    title: str
    services: tuple[str, ...]


PREPARE = Stage("初始化数据库与目录 · database and catalog", ("prepare",))
DEMO = Stage("采集演示部门数据 · harvest the demo departments", ("demo",))


def follow(home: Home, supervisor: Supervisor | None) -> int:
    """Return when the portal is up and its demo, if any, searchable; 1 when the demo failed. Raises RunError."""
    states = _first_report(home, supervisor)
    stages = [_servers(states), *([PREPARE] if "prepare" in states else []), _processes(states)]
    stages += [DEMO] if "demo" in states else []
    progress = Progress(installation.STEPS + len(stages))
    error = ""
    for number, stage in enumerate(stages, installation.STEPS + 1):
        try:
            with progress.step(number, stage.title):
                _await(home, stage, supervisor)
        except RunError as problem:
            if stage is not DEMO:
                raise
            error = str(problem)
    _greet(home)
    if error:
        print(f"错误：演示数据没有装好，门户本身可以使用。{error}", file=sys.stderr)
    return 1 if error else 0


def _servers(states: dict[str, str]) -> Stage:
    titles = {"postgres": "PostgreSQL", "valkey": "Valkey", "solr": "Solr"}
    names = tuple(name for name in titles if name in states)
    return Stage("启动 " + ("、".join(titles[name] for name in names) or "服务器（全部自备）") + " · servers", names)


def _processes(states: dict[str, str]) -> Stage:
    names = tuple(name for name in states if name in ("portal", "clock") or name.startswith("worker"))
    return Stage("启动门户与任务进程 · portal and workers" if "portal" in names else "启动任务进程 · workers", names)


def _first_report(home: Home, supervisor: Supervisor | None) -> dict[str, str]:
    """States once the plan is known: initdb and the configset come first and take a second."""
    until = time.monotonic() + PATIENCE
    while not status.read(home).states:
        _check(home, (), supervisor, until)
        time.sleep(0.05)
    return dict(status.read(home).states)


def _await(home: Home, stage: Stage, supervisor: Supervisor | None) -> None:
    until = time.monotonic() + PATIENCE
    while not all(status.read(home).is_(name, *STANDING) for name in stage.services):
        _check(home, stage.services, supervisor, until)
        time.sleep(0.1)
    if stage is DEMO and not _datasets(status.read(home).url):
        raise RunError(f"采集已完成，但检索不到数据集：详见 {home.log / 'demo.log'}。")


def _check(home: Home, names: tuple[str, ...], supervisor: Supervisor | None, until: float) -> None:
    known = status.read(home)
    if known.error:
        raise RunError(known.error)
    for name in names:
        if known.is_(name, "failed") or known.restarts.get(name, 0) >= GIVE_UP_AFTER:
            log = home.log / f"{name}.log"
            raise RunError(f"{name} 没有成功。日志 {log} 的末尾：\n{tail(log)}")
    if (supervisor is not None and supervisor.poll() is not None) or not (supervisor or status.is_supervised(home)):
        final = status.read(home)
        raise RunError(
            final.error
            or f"监督进程结束了，门户没有启动。日志 {home.log / 'supervisor.log'} 的末尾：\n"
            f"{tail(home.log / 'supervisor.log')}"
        )
    if time.monotonic() > until:
        raise RunError(
            f"等了 {PATIENCE:.0f} 秒仍未就绪：详见 {home.log} 里的日志，或再次运行 scripts/run --background 继续等待。"
        )


def _datasets(url: str) -> int:
    answer = httpx.get(f"{url}/api/3/action/package_search", params={"rows": 0}, timeout=30, trust_env=False)
    return int(answer.json()["result"]["count"])


def _greet(home: Home) -> None:
    known, secrets = status.read(home), passwords.load(home.secrets)
    if "portal" not in known.states:
        print(f"\n任务进程已启动，为门户 {known.url} 采集 · workers of that portal", flush=True)
        return
    lines = [f"门户 · portal：{known.url}", f"管理员 · administrator：admin  密码 · password：{secrets['admin']}"]
    if known.is_("demo", "done"):
        lines.append(f"部门编辑 · department editor：editor  密码 · password：{secrets['editor']}")
        lines.append(f"分级审核人 · reviewer of grades：reviewer  密码 · password：{secrets['reviewer']}")
    lines.append(f"密码保存在 · passwords are kept in：{home.secrets}（仅本用户可读）")
    print("\n" + "\n".join(lines), flush=True)
