"""What the publish gate raised by itself is told to the person at the form; a program finds it in the answer."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import has_request_context

FORMS = ("dataset", "dataset_resource")


class NoticeHooks:
    """ISignal."""

    def get_signal_subscriptions(self) -> Any:
        heard = [{"sender": action, "receiver": tell} for action in ("package_create", "package_update")]
        return {tk.signals.action_succeeded: heard}


def tell(sender: str, **signal: Any) -> None:
    """Flashes the ``notices`` of an answer, on CKAN's own forms only."""
    answer = signal.get("result")
    if has_request_context() and tk.request.blueprint in FORMS and isinstance(answer, dict):
        for notice in answer.get("notices") or ():
            tk.h.flash_notice(notice)
