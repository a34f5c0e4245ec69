"""Programs that become a CKAN of a running portal and look at its outbox and index from inside; run by ``ran``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from stack.paths import Home, Software
from stack.settings import ckan_environment


def ran(portal: Any, name: str, *arguments: str) -> dict[str, Any]:
    """What the program of that name writes as JSON on its last line."""
    environment = {**os.environ, **ckan_environment(Home.at(str(portal.home)), Software())}
    program = Path(__file__).parent / f"{name}.py"
    done = subprocess.run([sys.executable, str(program), *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
