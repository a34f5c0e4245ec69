"""The generated catalog as a source of gxdata's: registered, harvested, waited for."""

from __future__ import annotations

import json

from benches import records
from benches.driving import Driver, Portal
from benches.sites import BenchError
from benches.watching import Watch, until

OVER = ("finished", "partial", "failed", "cancelled")


def register(driver: Driver, portal: Portal, name: str) -> None:
    driver.action(
        "gxdata_source_create",
        name=name,
        kind="ckan_api",
        url=portal.url,
        organization=records.ORGANIZATION["name"],
        mapping="ckan_api",
        options={},
        defaults={"open_type": "unconditional", "data_grade": "general", "general_level": "1"},
        allow=[f"127.0.0.1:{portal.port}"],
    )


def order(driver: Driver, name: str) -> str:
    """The job."""
    return str(driver.action("gxdata_harvest_run", id=name)["id"])


def status(watch: Watch, job: str) -> str:
    return str(watch.ask("SELECT status FROM gxdata_harvest_job WHERE id = %s", job))


def await_end(driver: Driver, watch: Watch, job: str, patience: float) -> None:
    """Raises BenchError when it ends in another way than well."""
    until(lambda: status(watch, job) in OVER, patience, "gxdata: job over")
    if (ended := status(watch, job)) != "finished":
        told = driver.action("gxdata_harvest_job_show", id=job)
        raise BenchError(f"gxdata: {ended}: {json.dumps(told, ensure_ascii=False)[:2000]}")
