"""The supervisor's process of one home: makes ready what the servers need, then watches them until told to stop.

    python -m stack.supervise HOME [--no-demo] [--workers N] [--workers-of URL] [--no-warming]

Ports are allotted and the lock is tested by the caller (``run``); here the lock is taken for good.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace

from stack import (
    departments,
    passwords,
    portal,
    postgres,
    preparation,
    processes,
    reach,
    settings,
    solr,
    status,
    valkey,
    warming,
)
from stack.paths import Home, Software
from stack.portal import Site
from stack.service import Service
from stack.settings import Servers
from stack.solr_schema import SchemaError
from stack.status import Status
from stack.supervisor import Supervisor, Watched
from stack.wanted import Wanted

KNOWN = (reach.Unreachable, postgres.PostgresError, valkey.ValkeyError, SchemaError)


def main() -> int:
    home, wanted = Home.at(sys.argv[1]), Wanted.of_flags(sys.argv[2:])
    if wanted.tied:  # in the foreground we end when the command that started us is gone, however it went
        processes.die_with_parent(signal.SIGTERM)
    lock = status.take_lock(home, patience=5)
    if lock is None:
        return 0  # another supervisor was quicker
    status.write(home, Status(os.getpid(), processes.start_time(os.getpid()), demo=wanted.demo))
    try:
        return _supervise(home, Software(), wanted)
    except KNOWN as error:
        status.write(home, Status(error=str(error)))
    except Exception as error:
        traceback.print_exc()
        status.write(home, Status(error=f"监督进程出错：{error!r}，详见 {home.log / 'supervisor.log'}"))
    finally:
        lock.close()
    return 1


def _supervise(home: Home, software: Software, wanted: Wanted) -> int:
    ports = {} if wanted.workers_of else json.loads(home.ports.read_text())
    url = wanted.workers_of or f"http://127.0.0.1:{ports['portal']}"
    services = plan(home, software, ports, url, wanted)

    def changed(watched: Mapping[str, Watched]) -> None:
        states = {name: entry.state for name, entry in watched.items()}
        restarts = {name: entry.restarts for name, entry in watched.items() if entry.restarts}
        started = processes.start_time(os.getpid())
        status.write(home, Status(os.getpid(), started, url, wanted.demo, supervisor.stopping, "", states, restarts))

    supervisor = Supervisor(home, services, changed)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: supervisor.stop())
    try:
        supervisor.run()
    finally:
        shutil.rmtree(reach.copied_binaries(home.root / "pg"), ignore_errors=True)
    return 0


def plan(home: Home, software: Software, ports: Mapping[str, int], url: str, wanted: Wanted) -> list[Service]:
    """All services of this home in starting order, with what they need made ready. Raises one of KNOWN."""
    secrets, operator = passwords.load(home.secrets), Servers.of_operator(os.environ)
    servers = settings.complete(operator, ports, secrets)
    settings.write_ini(home, software, servers, secrets, url, wanted.demo)
    own = operator.embedded()
    services = _servers(home, software, ports, secrets, own)
    environment = settings.ckan_environment(home, software)
    if "solr" in own:
        environment[solr.AWAITED] = solr.url(ports["solr"], secrets["solr"])
    prepared = preparation.is_done(home, software) and preparation.is_indexed(home, software)
    site = Site(home, software, environment, ports.get("portal", 0), servers["redis_url"], tuple(own), prepared)
    workers = portal.workers(site, wanted.workers)
    if wanted.workers_of:  # the portal is made ready where it runs
        return [replace(worker, after=()) for worker in workers]
    services += [portal.prepare(site), portal.web(site), *workers]
    services += _demo(site, ports) if wanted.demo else []
    is_learning = wanted.demo and not prepared  # the demo's harvest is lesson enough
    return services + ([warming.service(site, services)] if wanted.warm and "solr" in own and not is_learning else [])


def _servers(
    home: Home, software: Software, ports: Mapping[str, int], secrets: dict[str, str], own: list[str]
) -> list[Service]:
    services = []
    if "postgres" in own:
        services.append(postgres.service(postgres.prepare(home, ports["postgres"], secrets)))
    if "valkey" in own:
        services.append(valkey.service(home, ports["valkey"], secrets))
    if "solr" in own:
        solr.prepare(home, software, secrets)
        services.append(solr.service(home, software, ports["solr"], secrets))
    return services


def _demo(site: Site, ports: Mapping[str, int]) -> list[Service]:
    found = departments.read(site.software)
    served = [department for department in found if department.serve]
    services = [departments.service(site, department, ports[department.service_name]) for department in served]
    names = tuple(service.name for service in services)
    return [*services, portal.demo(site, names)] if found else services


if __name__ == "__main__":
    sys.exit(main())
