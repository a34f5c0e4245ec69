"""How many workers a start has, each on a queue of its own, and a home that runs nothing but workers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ckanext.gxdata.core.queues import SHORT
from stack import arguments, joining, operators, passwords, portal, settings, supervise, wanted
from stack.paths import Home, Software
from stack.portal import Site
from stack.settings import Servers
from stack.wanted import Wanted

SERVERS = {
    "GXDATA_DATABASE_URL": "postgresql://gxdata:p@10.0.0.5/gxdata",
    "GXDATA_REDIS_URL": "redis://10.0.0.6/0",
    "GXDATA_SOLR_URL": "http://10.0.0.7:8983/solr/ckan",
}
PORTAL = "http://10.0.0.5:5000"


def of(*words: str) -> Wanted:
    return Wanted.of_options(arguments.parse("run", list(words)))


def site(tmp_path: Path) -> Site:
    return Site(Home(tmp_path), Software(), {}, 5000, "redis://127.0.0.1/0", ("postgres", "valkey", "solr"), True)


@pytest.mark.parametrize(("cores", "workers"), [(None, 1), (1, 1), (2, 2), (32, 2)])
def test_two_harvest_at_a_time_where_there_are_two_cores(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, workers: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)

    assert of().workers == workers
    assert of("--workers", "5").workers == 5


@pytest.mark.parametrize("words", ["0", "-1", "65", "two"])
def test_an_impossible_number_of_workers_is_refused(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        of("--workers", words)
    assert "任务进程数应为 1–64 的整数" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [(), ("--background", "--no-demo"), ("--workers", "7"), ("--no-warming",), ("--workers-of", PORTAL, "--background")]
)
def test_the_supervisor_hears_what_was_asked_for(words: tuple[str, ...]) -> None:
    asked = of(*words)

    assert Wanted.of_flags(asked.flags()) == asked


def test_every_process_takes_from_one_queue_and_the_clock_waits_for_no_harvest(tmp_path: Path) -> None:
    queues = {service.name: service.command[-1] for service in portal.workers(site(tmp_path), 3)}

    assert queues == {"clock": "gxdata-clock", "worker": "default", "worker-2": "default", "worker-3": "default"}
    assert portal.CLOCK_QUEUE == SHORT


@pytest.fixture
def joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with all that workers of a portal elsewhere need."""
    home = Home(tmp_path)
    (tmp_path / "shared").mkdir()
    keys = {name: f"{name} of the portal" for name in passwords.CKAN}
    passwords.write_private(home.secrets, json.dumps(keys))
    for name, value in {**SERVERS, settings.FILES: str(tmp_path / "shared")}.items():
        monkeypatch.setenv(name, value)
    return home


def test_a_home_of_workers_runs_no_server_and_no_portal(joined: Home) -> None:
    joining.check(joined, PORTAL, os.environ)
    joined.run.mkdir()
    services = supervise.plan(joined, Software(), {}, PORTAL, of("--workers-of", PORTAL, "--workers", "2"))
    ini = joined.ini.read_text(encoding="utf-8")

    assert [(service.name, service.after) for service in services] == [("clock", ()), ("worker", ()), ("worker-2", ())]
    assert f"ckan.site_url = {PORTAL}\n" in ini
    assert "SECRET_KEY = secret_key of the portal\n" in ini
    assert f"ckan.storage_path = {joined.root}/shared/storage\n" in ini
    assert f"ckanext.gxdata.staging_dir = {joined.root}/shared/staging\n" in ini


@pytest.mark.parametrize("name", [*SERVERS, settings.FILES])
def test_workers_without_the_portals_servers_or_files_are_refused(
    joined: Home, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)

    with pytest.raises(joining.Incomplete, match=f"请设置 {name}"):
        joining.check(joined, PORTAL, os.environ)


@pytest.mark.parametrize("content", [None, "{", "{}", '{"secret_key": "x"}'])
def test_workers_without_the_portals_keys_are_refused(joined: Home, content: str | None) -> None:
    joined.secrets.unlink()
    if content is not None:
        joined.secrets.write_text(content)

    with pytest.raises(joining.Incomplete, match=r"先把门户的 secrets\.json 复制为"):
        joining.check(joined, PORTAL, os.environ)


@pytest.mark.parametrize("address", ["10.0.0.5:5000", "ftp://10.0.0.5", "http://"])
def test_what_is_no_address_of_a_portal_is_refused(joined: Home, address: str) -> None:
    with pytest.raises(joining.Incomplete, match="要的是门户的地址"):
        joining.check(joined, address, os.environ)


@pytest.mark.parametrize("folder", ["relative/path", "/no/such/folder"])
def test_a_folder_for_files_that_is_not_there_is_told_before_anything_starts(folder: str) -> None:
    with pytest.raises(operators.Unanswered, match="GXDATA_FILES_DIR 指定的"):
        operators.check_files(folder)


def test_files_of_a_portal_lie_in_its_home_unless_a_folder_is_named(tmp_path: Path) -> None:
    servers = settings.complete(Servers.of_operator(SERVERS), {}, dict.fromkeys(passwords.SERVERS, "p"))
    home = Home(tmp_path)
    settings.write_ini(home, Software(), servers, passwords.load(home.secrets), PORTAL, False)

    assert f"ckan.storage_path = {tmp_path}/storage\n" in home.ini.read_text(encoding="utf-8")
    assert wanted.usual_workers() in (1, 2)
