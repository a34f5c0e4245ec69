"""gunicorn's settings that need code: CKAN is loaded once and forked, so that the first page comes sooner."""

from __future__ import annotations

from typing import Any

preload_app = True


def pre_fork(server: Any, worker: Any) -> None:
    """A database connection must not be shared between processes: what loading opened is closed, each worker opens its own."""
    import ckan.model as model
    import ckan.plugins as p

    model.Session.remove()
    model.meta.engine.dispose()
    for plugin in p.PluginImplementations(p.IForkObserver):
        plugin.before_fork()  # the DataStore's
