"""``scripts/bench`` run whole on a small catalog, and interrupted: what it writes, and that no process stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from stack.paths import REPOSITORY

pytestmark = pytest.mark.long
HOMES = REPOSITORY / "var" / "bench"
CASES = {"first_load", "unchanged", "one_percent_changed", "index_rebuild"}


def _command(*more: str, bench: str = "harvest") -> list[str]:
    return [sys.executable, str(REPOSITORY / "scripts" / "bench"), bench, *more]


def _of_benches() -> set[str]:
    """Command lines that work in a home of a bench."""
    found = set()
    for process in psutil.process_iter():
        try:
            line, environment = " ".join(process.cmdline()), process.environ()
        except (psutil.Error, OSError):
            continue
        if str(HOMES / "homes-") in line + environment.get("CKAN_INI", "") + environment.get("GXDATA_SUPERVISED", ""):
            found.add(line)
    return found


def _wait(done: object, patience: float) -> None:
    until = time.monotonic() + patience
    while not done():  # type: ignore[operator]
        assert time.monotonic() < until, "did not come"
        time.sleep(0.2)


def test_a_run_measures_every_case_beside_its_peer_and_leaves_nothing(folder: Path) -> None:
    file = folder / "result.json"
    done = subprocess.run(
        _command("--size", "50", "--repeats", "1", "--json", str(file)), capture_output=True, text=True, timeout=1800
    )
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(file.read_text("utf-8"))
    assert {tuple(sorted(each)) for each in results} == {
        ("bench", "case", "repeats", "size", "subject", "unit", "value")
    }
    rates = {(each["case"], each["subject"]) for each in results if each["unit"] == "datasets/s"}
    assert {case for case, subject in rates if subject == "gxdata"} >= CASES - {"index_rebuild"}
    assert {case for case, subject in rates if subject == "ckanext-harvest"} >= CASES - {"index_rebuild"}
    assert {subject for case, subject in rates if case == "first_load"} >= {"gxdata", "ckan", "ckanapi", "ckanapi -p 2"}
    documents = {(each["case"], each["subject"]): each["value"] for each in results if each["unit"] == "documents"}
    assert documents["unchanged_posted", "gxdata"] == 0
    assert documents["one_percent_changed_posted", "gxdata"] == 1
    assert "| first_load | 50 | ckanext-harvest |" in done.stdout
    assert not _of_benches()
    assert not list(HOMES.glob("homes-*"))


def test_a_run_of_the_search_bench_asks_both_alike_and_gxdata_while_it_harvests(folder: Path) -> None:
    file = folder / "result.json"
    command = _command("--size", "200", "--repeats", "1", "--json", str(file), bench="search")
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr[-3000:]
    found = {(each["case"], each["subject"]): each["value"] for each in json.loads(file.read_text("utf-8"))}
    for clients in ("1 client", "4 clients"):
        for case in ("search", "search while it harvests", "suggest", "suggest while it harvests"):
            assert found[f"{case}, {clients}: p50", "gxdata"] <= found[f"{case}, {clients}: p95", "gxdata"]
            assert found[f"{case}, {clients}: asked", "gxdata"] == 200
    assert found["search as a harvest learns that people ask, 1 client: asked", "gxdata"] == 200
    for clients in ("1 client", "4 clients"):
        assert found[f"search, {clients}: asked", "ckan"] == found[f"suggest, {clients}: asked", "ckan"] == 200
    for subject in ("gxdata", "ckan"):
        assert found["… of these place and subject: without hits", subject] == 0
        assert found["… of these empty: hits, median", subject] == 200
    assert found["loaded by the harvest beside", "gxdata"] > 0
    assert found["datasets after the harvest beside", "gxdata"] > 200
    assert "| search, 1 client | ckan |" in done.stdout
    assert not _of_benches()
    assert not list(HOMES.glob("homes-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_bench_that_is_interrupted_or_killed_leaves_no_process(number: signal.Signals) -> None:
    running = subprocess.Popen(
        _command("--size", "50", "--subjects", "ckan"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(lambda: any("benches.supervision" in line for line in _of_benches()), 300)
        _wait(lambda: len(_of_benches()) >= 3, 300)
        os.kill(running.pid, number)
        running.wait(timeout=120)
        _wait(lambda: not _of_benches(), 120)
        assert running.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
    finally:
        running.kill()
