"""What a start was asked for, handed from ``scripts/run`` to the supervisor's process: demo, number of workers, for whom, Solr warm.

A home with ``workers_of`` runs no portal and no server: its workers serve the queue of the portal at that address. Not
here: what such a home must have (``joining``), and which processes come of it (``supervise``).
"""

from __future__ import annotations

import argparse
import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    demo: bool
    workers: int
    workers_of: str = ""
    tied: bool = False
    warm: bool = True

    @classmethod
    def of_options(cls, options: Namespace) -> Wanted:
        """Of the command line of ``scripts/run``."""
        demo = not (options.no_demo or options.workers_of)
        workers = options.workers or usual_workers()
        return cls(demo, workers, options.workers_of, not options.background, not options.no_warming)

    @classmethod
    def of_flags(cls, words: Sequence[str]) -> Wanted:
        parser = argparse.ArgumentParser(allow_abbrev=False)
        parser.add_argument("--no-demo", action="store_true")
        parser.add_argument("--no-warming", action="store_true")
        parser.add_argument("--tied", action="store_true")
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--workers-of", default="")
        given = parser.parse_args(words)
        return cls(not given.no_demo, given.workers, given.workers_of, given.tied, not given.no_warming)

    def flags(self) -> list[str]:
        """Command line of the supervisor's process; ``of_flags`` reads it."""
        flags = ["--workers", str(self.workers)]
        flags += [] if self.demo else ["--no-demo"]
        flags += ["--tied"] if self.tied else []
        flags += [] if self.warm else ["--no-warming"]
        return flags + (["--workers-of", self.workers_of] if self.workers_of else [])


def usual_workers() -> int:
    """Two, so that a slow department's system does not hold the others; one where the machine has a single core."""
    return 2 if (os.cpu_count() or 1) >= 2 else 1
