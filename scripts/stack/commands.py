"""CKAN's commands one after the other in one process: loading CKAN anew for each would take most of a first start.

The commands are those of ``scripts/ckan``, with the same arguments.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

import click
from ckan import plugins
from ckan.cli import CKANConfigLoader
from ckan.cli.db import db
from ckan.cli.search_index import search_index
from ckan.config.middleware import make_app

Answer = TypeVar("Answer")


class Commands:
    """CKAN by the ini of ``CKAN_INI``, loaded once."""

    def __init__(self) -> None:
        application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
        self._flask = application._wsgi_app
        self._context = click.Context(click.Group("ckan"))
        self._context.meta["flask_app"] = self._flask
        found = [
            command for plugin in plugins.PluginImplementations(plugins.IClick) for command in plugin.get_commands()
        ]
        self._known = {command.name.replace("_", "-"): command for command in [db, search_index, *found]}

    def run(self, *words: str) -> int:
        """Run ``ckan WORDS``; its exit code. What it says goes to our own output."""
        print("→ ckan", *words, flush=True)
        command = self._known[words[0]]
        try:
            with command.make_context(words[0], list(words[1:]), parent=self._context) as context:
                command.invoke(context)
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except (click.exceptions.Exit, SystemExit) as exit_:
            return int(getattr(exit_, "exit_code", getattr(exit_, "code", 0)) or 0)
        except Exception:
            traceback.print_exc()
            return 1
        return 0

    def knows(self, *words: str) -> bool:
        """Whether there is such a command."""
        found: Any = self._known.get(words[0])
        for word in words[1:]:
            found = getattr(found, "commands", {}).get(word)
        return found is not None

    def in_request(self, function: Callable[[], Answer]) -> Answer:
        """What a function answers that is called as in a request."""
        with self._flask.test_request_context():
            return function()

    def call(self, name: str, function: Callable[[], None]) -> int:
        """Run a function of ours as in a request; 0, or 1 when it raised."""
        print("→", name, flush=True)
        try:
            self.in_request(function)
        except Exception:
            traceback.print_exc()
            return 1
        return 0
