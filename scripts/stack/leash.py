"""Runs a Python command so that what it forks ends when it ends: gunicorn's workers, the job worker's work horses.

    python -m stack.leash gunicorn …        python -m stack.leash worker QUEUE

Without it a kill -9 of the parent leaves them behind, still writing or still answering on the port.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

from stack.clock import free_locks_of_the_dead
from stack.processes import die_with_parent
from stack.solr import await_solr

COMMANDS = {"worker": ("stack.queue_worker", "main"), "gunicorn": ("gunicorn.app.wsgiapp", "run")}


def main() -> None:
    name = sys.argv[1]
    os.register_at_fork(after_in_child=lambda: die_with_parent(signal.SIGKILL))
    sys.argv = [name, *sys.argv[2:]]
    module, function = COMMANDS[name]
    command = getattr(import_module(module), function)
    if name == "worker":
        free_locks_of_the_dead()
        await_solr()
    sys.exit(command())


if __name__ == "__main__":
    main()
