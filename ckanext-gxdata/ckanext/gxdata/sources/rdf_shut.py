"""rdflib without ways out: while it parses, it opens no address and no file, whatever a document asks for.

It fetches contexts of JSON-LD with urllib, which knows nothing of our guard and opens ``file:`` too. What documents may
ask for is refused by name before (``rdf_graph.py``); this holds where that look misses something.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, NoReturn

import rdflib.parser
from rdflib.plugins.shared.jsonld import context as json_ld_context

_WAYS_OUT: tuple[tuple[ModuleType, str], ...] = (
    (json_ld_context, "source_to_json"),
    (rdflib.parser, "_urlopen"),
    (rdflib.parser, "URLInputSource"),
    (rdflib.parser, "FileInputSource"),
    (rdflib.parser, "open"),  # the builtin until a name of the module hides it
)
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def shut_in(refusal: Callable[[str], Exception]) -> Iterator[None]:
    """``refusal`` makes the error that is raised, from what was to be opened."""

    def refuse(place: object = "", *others: object, **named: object) -> NoReturn:
        raise refusal(str(place))

    with _ONE_AT_A_TIME, ExitStack() as stack:
        for module, name in _WAYS_OUT:
            stack.callback(_put_back, module, name, vars(module).get(name))
            setattr(module, name, refuse)
        yield


def _put_back(module: ModuleType, name: str, before: Any) -> None:
    if before is None:
        delattr(module, name)
    else:
        setattr(module, name, before)
