"""What a validator's code reaches: a database or a clock. Read from the code once, when a plan is compiled; runs nothing.

It errs on the safe side: every function that a name could mean counts. Not seen: what is reached through objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

DATABASE = frozenset(("Session", "session", "get_action", "check_access"))
CLOCK = frozenset(("now", "today", "utcnow", "utc_now"))
REQUEST = frozenset(("has_request_context", "request", "current_user"))


def reaches(validator: Callable[..., Any], words: frozenset[str]) -> bool:
    """Whether a word is a name in its code, or in that of a function it may call; CKAN's model counts as database."""
    names, of_model = _reached(validator)
    return not words.isdisjoint(names) or (words is DATABASE and of_model)


@lru_cache(maxsize=2_000)
def _reached(validator: Callable[..., Any]) -> tuple[frozenset[str], bool]:
    """All names in its code and in that of whatever it may call; whether one of them is CKAN's model."""
    waiting, seen = list(_functions(validator)), set[FunctionType]()
    names: set[str] = set()
    of_model = False
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        own, own_model, called = _looked_at(function)
        names |= own
        of_model = of_model or own_model
        waiting.extend(called)
    return frozenset(names), of_model


@lru_cache(maxsize=10_000)
def _looked_at(function: FunctionType) -> tuple[frozenset[str], bool, tuple[FunctionType, ...]]:
    """One function's code: its names, whether they mean CKAN's model, and what it may call. Many validators call the same."""
    names = frozenset(_names(function.__code__))
    meant = [function.__globals__[name] for name in names if name in function.__globals__]
    meant.extend(cell.cell_contents for cell in function.__closure__ or () if _is_set(cell))
    return (
        names,
        any(map(_is_model, meant)),
        tuple(dict.fromkeys(found for each in meant for found in _called(each, names))),
    )


def _called(meant: Any, names: frozenset[str]) -> Iterator[FunctionType]:
    if isinstance(meant, ModuleType):
        for name in names:
            yield from _functions(getattr(meant, name, None))
    elif isinstance(meant, Mapping) and type(meant) is dict:
        for each in meant.values():
            yield from _functions(each)
    else:
        yield from _functions(meant)


def _functions(meant: Any) -> Iterator[FunctionType]:
    """A function itself; of one that is wrapped, also what is inside."""
    while meant is not None:
        if isinstance(meant, FunctionType) and str(meant.__module__).startswith(("ckan.", "ckanext.")):
            yield meant
        meant = getattr(meant, "__wrapped__", None) or getattr(meant, "__func__", None) if callable(meant) else None


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_model(meant: Any) -> bool:
    name = (
        meant.__name__
        if isinstance(meant, ModuleType)
        else getattr(meant, "__module__", "")
        if isinstance(meant, type)
        else ""
    )
    return name == "ckan.model" or (isinstance(meant, type) and str(name).startswith("ckan.model."))


def _is_set(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
