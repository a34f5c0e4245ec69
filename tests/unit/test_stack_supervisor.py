"""The supervisor on small real processes: order, restarts, reverse stop; and reaping, which must spare strangers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from stack import processes, status
from stack.paths import Home
from stack.service import Service
from stack.status import Status
from stack.supervisor import Supervisor, Watched

LASTING = ("sleep", "60")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.log.mkdir()
    home.run.mkdir()
    return home


def service(name: str, *command: str, after: tuple[str, ...] = (), once: bool = False, grace: float = 5) -> Service:
    environment = {"PATH": os.environ["PATH"]}
    return Service(name, name, command or LASTING, environment, Path("/"), after=after, once=once, grace=grace)


class Running:
    """A supervisor in this thread's stead: looks are taken until a condition holds."""

    def __init__(self, home: Home, *services: Service) -> None:
        self.states: list[dict[str, str]] = []
        self.supervisor = Supervisor(home, list(services), self._note)

    def _note(self, watched: Mapping[str, Watched]) -> None:
        self.states.append({name: entry.state for name, entry in watched.items()})

    def until(self, condition: Callable[[dict[str, str]], bool], seconds: float = 10) -> None:
        """Run until the states satisfy the condition, then stop everything."""

        def watch() -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end and not (self.states and condition(self.states[-1])):
                time.sleep(0.02)
            self.supervisor.stop()

        watcher = threading.Thread(target=watch)
        watcher.start()
        self.supervisor.run()
        watcher.join()


def first(states: list[dict[str, str]], name: str, wanted: str) -> int:
    return next(number for number, each in enumerate(states) if each[name] == wanted)


def test_a_server_starts_when_what_it_stands_on_is_well_and_stops_before_it(home: Home) -> None:
    running = Running(home, service("portal", after=("database",)), service("database"))
    running.until(lambda states: states["portal"] == "healthy")

    assert first(running.states, "database", "healthy") <= first(running.states, "portal", "starting")
    assert first(running.states, "portal", "stopped") <= first(running.states, "database", "stopped")
    assert json.loads(home.processes.read_text()) == {}


def test_a_dead_server_is_started_again_with_growing_pauses(home: Home) -> None:
    begun = time.monotonic()
    running = Running(home, service("flaky", "sh", "-c", "echo tried; exit 3"))
    running.until(lambda states: running.supervisor._watched["flaky"].restarts == 3)

    assert (home.log / "flaky.log").read_text() == "tried\n" * 3
    assert time.monotonic() - begun > 0.5 + 1.0


def test_pauses_end_at_thirty_seconds(home: Home) -> None:
    watched = Watched(service("x"), failures=20)
    Supervisor(home, [], lambda _: None)._plan_restart(Watched(service("x")))
    supervisor = Supervisor(home, [], lambda _: None)
    watched.started = time.monotonic()
    supervisor._plan_restart(watched)

    assert 29 < watched.due - time.monotonic() <= 30


def test_a_task_runs_once_and_what_waits_for_it_goes_on(home: Home) -> None:
    running = Running(home, service("prepare", "true", once=True), service("portal", after=("prepare",)))
    running.until(lambda states: states["portal"] == "healthy")

    assert running.states[-1]["prepare"] == "done"


def test_a_task_that_keeps_failing_is_given_up(home: Home) -> None:
    running = Running(home, service("prepare", "false", once=True), service("portal", after=("prepare",)))
    running.until(lambda states: states["prepare"] == "failed")

    assert running.states[-1] == {"prepare": "failed", "portal": "waiting"}


def test_a_server_that_ignores_the_request_to_stop_is_killed_after_its_grace(home: Home) -> None:
    deaf = service(
        "deaf", sys.executable, "-c", "import signal,time; signal.signal(15, signal.SIG_IGN); time.sleep(60)", grace=0.5
    )
    begun = time.monotonic()
    Running(home, deaf).until(lambda states: states["deaf"] == "healthy" and time.monotonic() - begun > 0.5)

    assert time.monotonic() - begun < 5


def test_a_server_that_lives_but_no_longer_answers_is_started_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stack.supervisor.HUNG_AFTER", 0.3)
    monkeypatch.setattr("stack.supervisor.PROBE_EVERY", 0.0)
    answers = iter([True, True])
    mute = replace(service("mute"), probe=lambda pid: next(answers, False))
    running = Running(home, mute)
    running.until(lambda states: running.supervisor._watched["mute"].restarts == 1)

    assert [states["mute"] for states in running.states[:4]] == ["starting", "healthy", "silent", "dead"]


def test_children_of_a_dead_server_end_before_it_is_started_again(home: Home) -> None:
    script = "import subprocess,os; p=subprocess.Popen(['sleep','61']); print(p.pid, flush=True); os._exit(1)"
    running = Running(home, service("parent", sys.executable, "-c", script))
    processes_end = processes.end_group
    try:
        processes.end_group = lambda leader, grace: processes_end(leader, 0.2)
        running.until(lambda states: states["parent"] == "dead")
    finally:
        processes.end_group = processes_end

    assert not psutil.pid_exists(int((home.log / "parent.log").read_text().split()[0]))


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(LASTING, start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_a_recorded_pid_that_now_belongs_to_a_stranger_is_spared(home: Home, stranger: subprocess.Popen[bytes]) -> None:
    home.processes.write_text(json.dumps({"postgres": {"pid": stranger.pid, "started": 1000.0}}))

    assert processes.reap(home.root, home.processes) == 0
    assert stranger.poll() is None


def test_a_process_that_ends_while_it_is_looked_at_is_none(
    home: Home, stranger: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.processes.write_text(json.dumps({"solr": {"pid": stranger.pid, "started": processes.start_time(stranger.pid)}}))
    assert [each.pid for each in processes.leftovers(home.root, home.processes)] == [stranger.pid]

    def gone(process: psutil.Process) -> str:
        raise psutil.NoSuchProcess(process.pid)

    monkeypatch.setattr(psutil.Process, "status", gone)
    assert processes.leftovers(home.root, home.processes) == []


def test_a_left_over_process_is_found_by_its_mark_even_when_nobody_recorded_it(home: Home) -> None:
    marked = {**os.environ, processes.MARK: str(home.root)}
    orphan = subprocess.Popen(LASTING, env=marked, start_new_session=True)

    assert processes.reap(home.root, home.processes) == 1
    orphan.wait(5)


def test_processes_of_another_home_are_spared(home: Home) -> None:
    other = subprocess.Popen(LASTING, env={**os.environ, processes.MARK: str(home.root) + "2"}, start_new_session=True)
    try:
        assert processes.reap(home.root, home.processes) == 0
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_an_unclean_status_file_counts_as_none(home: Home) -> None:
    home.status.write_text("{")

    assert status.read(home) == Status()


def test_a_home_is_supervised_as_long_as_the_lock_is_held(home: Home) -> None:
    lock = status.take_lock(home)
    assert lock is not None
    assert status.is_supervised(home)
    lock.close()
    assert not status.is_supervised(home)
