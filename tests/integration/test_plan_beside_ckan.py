"""A plan says of every dataset what CKAN's own validation says: data with the order of its keys, types, and errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stack.paths import Home, Software
from stack.settings import ckan_environment

BESIDE = Path(__file__).parent / "planned" / "beside_ckan.py"


def compared(portal: Any, seed: int, generated: int) -> dict[str, Any]:
    environment = {**os.environ, **ckan_environment(Home.at(str(portal.home)), Software())}
    command = [sys.executable, str(BESIDE), str(seed), str(generated)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_plan_validates_as_ckan_does(portal: Any) -> None:
    found = compared(portal, 20260101, 500)
    assert (found["differing"], found["wrong"]) == (0, [])
    assert found["seen"] > 600


def test_a_record_is_admitted_where_there_is_no_database(portal: Any) -> None:
    found = compared(portal, 3, 0)["without_database"]
    assert found["failed"] == []
    assert found["admitted"] == 40


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_ten_thousand_generated_datasets_are_validated_as_ckan_does(portal: Any, seed: int) -> None:
    found = compared(portal, seed, 3000)
    assert (found["differing"], found["wrong"]) == (0, [])
    assert found["seen"] > 3000
