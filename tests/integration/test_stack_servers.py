"""The servers as they run: found by everyone who may, by nobody else; killed, stopped, started again, side by side."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg2
import pytest
import redis

from stack import valkey
from stack.paths import Software
from stack.solr_cores import WARMED
from tests.portal import ROOT, Portal, free_port

SERVERS = ("postgres", "valkey", "solr", "portal", "clock", "worker")


@pytest.fixture
def running(bare: Portal) -> Portal:
    """A portal without the demo, up again if the test before ended it."""
    if not bare.processes():
        bare.start("--no-demo")
    return bare


@pytest.fixture
def stopped(bare: Portal) -> Portal:
    """The same, not running."""
    if bare.processes():
        bare.stop()
    return bare


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"after {seconds} s still not: {what}"
        time.sleep(0.1)


def is_well(portal: Portal) -> bool:
    return all(portal.status["states"].get(name) == "healthy" for name in SERVERS)


def test_a_second_run_tells_the_address_and_starts_nothing(running: Portal) -> None:
    before = {process.pid for process in running.processes()}
    again = running.script("run", "--background", "--no-demo", "--home", str(running.home))

    assert again.returncode == 0
    assert f"已经在运行 · already running：{running.url}" in again.stdout
    assert running.pid("postgres") in before


def test_address_and_log_ins_are_told_and_the_log_in_works(running: Portal) -> None:
    told = running.script("run", "--background", "--no-demo", "--home", str(running.home)).stdout

    assert f"门户 · portal：{running.url}" in told
    assert f"密码 · password：{running.secrets['admin']}" in told
    assert running.admin().action.user_show(id="admin")["sysadmin"] is True


def test_every_server_listens_on_loopback_only(running: Portal) -> None:
    addresses = {
        connection.laddr.ip
        for process in running.processes()
        for connection in process.net_connections("inet")
        if connection.status == "LISTEN"
    }

    assert addresses == {"127.0.0.1"}


@pytest.mark.parametrize("name", ["secrets.json", "ckan.ini", "valkey/valkey.conf", "solr/cores/security.json"])
def test_files_with_passwords_are_their_owners_only(running: Portal, name: str) -> None:
    assert stat.S_IMODE((running.home / name).stat().st_mode) == 0o600


def test_no_password_is_on_a_command_line(running: Portal) -> None:
    lines = "\n".join(" ".join(process.cmdline()) for process in running.processes())

    assert not [name for name, secret in running.secrets.items() if secret in lines]


def test_no_server_answers_without_its_password(running: Portal) -> None:
    ports = running.ports
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(host="127.0.0.1", port=ports["postgres"], user="postgres", dbname="postgres", password="x")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=ports["valkey"]).ping()
    assert httpx.get(f"http://127.0.0.1:{ports['solr']}/solr/ckan/select", trust_env=False).status_code == 401


@pytest.mark.parametrize("name", SERVERS)
def test_a_killed_server_is_started_again_and_nothing_is_lost(running: Portal, name: str) -> None:
    wait_for(lambda: is_well(running), 60, "all servers are well")
    queue = redis.Redis.from_url(valkey.url(running.ports["valkey"], running.secrets))
    queue.set("gxdata-test", name)
    old = running.pid(name)
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: running.pid(name) not in (0, old) and is_well(running), 90, f"{name} is well again")

    assert queue.get("gxdata-test") == name.encode()
    assert running.admin().action.user_show(id="admin")["name"] == "admin"
    assert running.get("/dataset/").status_code == 200


def test_after_a_kill_of_the_supervisor_nothing_is_left_and_a_run_works(running: Portal) -> None:
    os.kill(running.status["pid"], signal.SIGKILL)
    wait_for(lambda: not running.processes(), 60, "all children have ended")  # PostgreSQL writes its checkpoint first
    running.start("--no-demo")

    assert running.get("/").status_code == 200


def test_two_homes_run_side_by_side_one_of_them_where_only_its_owner_may_go(running: Portal, folder: Path) -> None:
    """As root PostgreSQL runs under ``nobody``, which cannot enter a folder of mode 0700: it still gets at its data."""
    folder.chmod(0o700)
    other = Portal(folder / ("很长的目录 with spaces " * 8).strip())
    try:
        other.start("--no-demo")
        both = [portal.get("/api/3/action/status_show").json()["success"] for portal in (running, other)]
        shared = {process.pid for process in running.processes()} & {process.pid for process in other.processes()}
    finally:
        other.stop()

    assert both == [True, True]
    assert shared == set()
    assert other.processes() == []
    assert running.get("/").status_code == 200


def test_stop_leaves_no_process_and_a_second_start_makes_nothing_again(running: Portal) -> None:
    pids = {process.pid for process in running.processes()}
    installed, cluster = Software().root / "installed.json", running.home / "pg" / "PG_VERSION"
    made = [path.stat().st_mtime_ns for path in (installed, cluster)]
    running.stop()
    left = pids & {process.pid for process in running.processes()}
    told = running.start("--no-demo").stdout

    assert left == set()
    assert [path.stat().st_mtime_ns for path in (installed, cluster)] == made
    assert [line[:5] for line in told.splitlines() if line.startswith("[")] == ["[6/8]", "[7/8]", "[8/8]"]
    assert running.get("/").status_code == 200


def test_leftovers_that_no_signal_reached_are_ended_by_stop(running: Portal) -> None:
    orphan = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(90)"],
        env={**os.environ, "GXDATA_SUPERVISED": str(running.home)},
        start_new_session=True,
    )
    with ThreadPoolExecutor() as pool:
        ended = pool.submit(orphan.wait, 60)
        running.stop()

    assert ended.result() == -signal.SIGTERM


def foreground(portal: Portal) -> subprocess.Popen[str]:
    """scripts/run in the foreground, when it says how to end it."""
    command = [
        sys.executable,
        str(ROOT / "scripts/run"),
        "--no-demo",
        "--home",
        str(portal.home),
        "--port",
        str(portal.port),
    ]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    assert run.stdout is not None
    told = []
    for line in run.stdout:
        told.append(line)
        if "Ctrl-C" in line:
            return run
    raise AssertionError("".join(told))


def test_ctrl_c_ends_the_foreground_run_and_every_process(stopped: Portal) -> None:
    run = foreground(stopped)
    os.killpg(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=90)

    assert run.returncode == 0
    assert "已停止 · stopped" in said
    assert stopped.processes() == []


@pytest.mark.skipif(sys.platform != "linux", reason="需要 Linux 的父进程死亡信号 · needs the parent-death signal")
def test_a_foreground_run_that_is_killed_takes_its_servers_with_it(stopped: Portal) -> None:
    run = foreground(stopped)
    run.kill()
    run.communicate(timeout=10)

    wait_for(lambda: not stopped.processes(), 60, "the supervisor has stopped everything")


def test_a_taken_port_is_an_error_before_anything_is_started(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        portal = Portal(folder, other.getsockname()[1])
        refused = portal.script("run", "--background", "--no-demo", "--home", str(folder), "--port", str(portal.port))

    assert refused.returncode == 1
    assert f"端口 {portal.port} 已被别的程序占用" in refused.stderr
    assert portal.processes() == []
    assert not (folder / "pg").exists()


def test_a_start_that_fails_says_why_and_leaves_nothing_running(folder: Path) -> None:
    """Here the administrator's password is spoilt: CKAN refuses the account."""
    portal = Portal(folder)
    (folder / "secrets.json").write_text('{"admin": ""}')
    command = ("run", "--background", "--no-demo", "--home", str(folder), "--port", str(portal.port))
    refused = portal.script(*command)

    assert refused.returncode == 1
    assert "prepare 没有成功。日志" in refused.stderr
    assert portal.processes() == []


@pytest.mark.long
def test_two_runs_at_once_start_one_portal(folder: Path) -> None:
    portal = Portal(folder, free_port())
    try:
        with ThreadPoolExecutor() as pool:
            first, second = (pool.submit(portal.start, "--no-demo") for _ in range(2))
        said = first.result().stdout + second.result().stdout
        assert said.count("已经在运行") == 1
    finally:
        portal.stop()


@pytest.mark.long
@pytest.mark.parametrize("seconds", [0.5, 2, 4, 8, 14])
def test_a_first_start_that_was_killed_is_finished_by_the_next(folder: Path, seconds: float) -> None:
    portal = Portal(folder, free_port())
    try:
        with ThreadPoolExecutor() as pool:
            pool.submit(
                portal.script, "run", "--background", "--no-demo", "--home", str(folder), "--port", str(portal.port)
            )
            wait_for(lambda: (folder / "run/status.json").exists(), 30, "the supervisor is there")
            time.sleep(seconds)
            os.kill(portal.status["pid"], signal.SIGKILL)
        portal.start("--no-demo")
        assert portal.admin().action.user_show(id="admin")["sysadmin"] is True
    finally:
        portal.stop()


def test_a_warmed_solr_holds_nothing_of_the_samples(stopped: Portal) -> None:
    own = set(_cores(stopped)) - {WARMED}  # of a start that was stopped while it warmed, that one is there still
    stopped.start("--no-demo", warm=True)
    wait_for(lambda: stopped.status["states"].get("warming") == "done", 90, "Solr is warm")
    found = httpx.get(f"{stopped.solr_url}/select", params={"q": "site_id:sample", "rows": "0"}).json()

    assert _log(stopped, "warming") == ""
    assert found["response"]["numFound"] == 0
    assert _cores(stopped) == sorted(own)


def _cores(portal: Portal) -> list[str]:
    return sorted(path.parent.name for path in (portal.home / "solr" / "cores").glob("*/core.properties"))


def _log(portal: Portal, name: str) -> str:
    path = portal.home / "log" / f"{name}.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""
