"""CKAN loaded once in a process of its own, told what to do line by line, so that no figure holds CKAN's start.

    python -m benches.driver        with CKAN_INI; under gxdata's environment or the peers'

Input: one JSON object a line. Output: one JSON object a line, ``{"result": …}`` or ``{"error": …}``; the first when CKAN is
loaded. What CKAN itself prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

from stack.commands import Commands


class Driver:
    """``do`` names the method."""

    def __init__(self) -> None:
        self._ckan = Commands()

    def command(self, words: list[str]) -> int:
        """A command of ``ckan``; its exit code."""
        return self._ckan.run(*words)

    def action(self, name: str, data: dict[str, Any]) -> Any:
        """Calls an action with all rights."""
        return self._ckan.in_request(lambda: _action(name, data))

    def create_all(self, file: str) -> int:
        """``package_create`` for each line of a file of datasets; how many."""
        with open(file, encoding="utf-8") as lines:
            datasets = [json.loads(line) for line in lines]

        def create() -> int:
            for dataset in datasets:
                _action("package_create", dataset)
            return len(datasets)

        return self._ckan.in_request(create)

    def fill_index(self, size: int) -> int:
        """The generated catalog in a stock CKAN's index; how many datasets."""
        from benches import stock_index  # only of the peers' environment

        return self._ckan.in_request(lambda: stock_index.fill(size, _action))

    def knows(self, words: list[str]) -> bool:
        """Whether there is such a command."""
        return self._ckan.knows(*words)


def _action(name: str, data: dict[str, Any]) -> Any:
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return tk.get_action(name)({"ignore_auth": True, "user": user["name"]}, data)


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    driver = Driver()
    print(json.dumps({"result": "ready"}), file=answers)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"result": getattr(driver, order.pop("do"))(**order)}
        except BaseException as error:
            traceback.print_exc()
            answer = {"error": repr(error)}
        print(json.dumps(answer, ensure_ascii=False, default=str), file=answers)


if __name__ == "__main__":
    main()
