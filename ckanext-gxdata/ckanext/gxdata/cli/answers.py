"""How commands call actions and tell of errors: Chinese first, one line per problem, exit code 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import ckan.plugins.toolkit as tk
import click


class CommandError(click.ClickException):
    """A refusal on standard error, led by 错误 instead of click's English word."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"错误：{self.format_message()}", err=True)


def call(action: str, **data: Any) -> Any:
    """Calls an action as the site's own user; a refusal ends the command with a clear message."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        return tk.get_action(action)({"user": user, "ignore_auth": True}, data)
    except tk.ValidationError as error:
        raise CommandError("\n".join(lines(error.error_dict))) from error
    except tk.ObjectNotFound as error:
        raise CommandError(str(error)) from error


def lines(problems: Mapping[str, Any]) -> list[str]:
    """``field：problem`` for every problem of a ValidationError."""
    return [f"{field}：{text}" for field, texts in problems.items() for text in _texts(texts)]


def _texts(texts: Any) -> list[str]:
    return [str(text) for text in texts] if isinstance(texts, (list, tuple)) else [str(texts)]
