"""数据需求: what may be asked and answered, in which steps, and what of it everybody sees. Pure.

Not here: who a person is (``logic/data_requests``), sentences for people (``logic/data_request_words``), contact data in the
words (``asker_contact``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.gxdata.core import asker_contact, pii
from ckanext.gxdata.core.asker_contact import Kind
from ckanext.gxdata.core.text import clean

State = Literal["received", "accepted", "answered", "declined"]
STATES: tuple[State, ...] = ("received", "accepted", "answered", "declined")
OPEN: tuple[State, ...] = ("received", "accepted")
"""Wait for an answer."""
STEPS: Mapping[str, tuple[State, ...]] = {
    "received": ("accepted", "answered", "declined"),
    "accepted": ("answered", "declined"),
    "answered": ("answered", "declined"),
    "declined": ("accepted",),
}
"""Where a request can go from each state; an answer may be put right."""
PUBLISHING: tuple[State, ...] = ("accepted", "answered")
"""Who takes such a step has read the request: from then on everybody sees it."""
WITH_WORDS: tuple[State, ...] = ("answered", "declined")

LONGEST = {"title": 100, "text": 2_000, "query": 500, "answer": 2_000}
SHORTEST = {"title": 2, "answer": 5}
DATASETS_MAX = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a field is refused; ``bound`` is the length that is wanted, ``kinds`` the contact data found."""

    field: str
    problem: Literal["no_text", "short", "long", "contact"]
    bound: int = 0
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of a request by field, cleaned, and everything that is wrong with them."""

    texts: Mapping[str, str]
    faults: tuple[Fault, ...]


def asked(given: Mapping[str, Any], rules: pii.Rules) -> Words:
    """What somebody asks: ``title``, ``text`` and the ``query`` that found nothing, none with contact data."""
    words = _read(given, ("title", "text", "query"))
    found = tuple(
        Fault(name, "contact", kinds=kinds)
        for name, text in words.texts.items()
        if (kinds := asker_contact.kinds(text, rules))
    )
    return Words(words.texts, (*words.faults, *found))


def answered(given: Mapping[str, Any], rules: pii.Rules, state: State) -> Words:
    """The ``answer`` that goes with a step. Offices may be named in it; private numbers of people may not."""
    needed = state in WITH_WORDS or given.get("answer")
    words = _read(given, ("answer",)) if needed else Words({"answer": ""}, ())
    private = tuple(
        kind for kind in asker_contact.kinds(words.texts["answer"], rules) if kind in ("id_number", "mobile")
    )
    return Words(words.texts, (*words.faults, *((Fault("answer", "contact", kinds=private),) if private else ())))


def leads(before: str, after: str) -> bool:
    """Whether there is a step between these states."""
    return after in STEPS.get(before, ())


def is_public(before: bool, state: State, withheld: bool) -> bool:
    """Whether everybody sees it after a step; a declined one stays as it was unless it is withheld."""
    return state in PUBLISHING or (before and not withheld)


def _read(given: Mapping[str, Any], names: tuple[str, ...]) -> Words:
    values = {name: given.get(name) if given.get(name) is not None else "" for name in names}
    texts = {name: clean(value) if isinstance(value, str) else "" for name, value in values.items()}
    faults = [fault for name in names if (fault := _fault(name, values[name], texts[name]))]
    long = {fault.field for fault in faults if fault.problem == "long"}
    return Words({name: "" if name in long else text for name, text in texts.items()}, tuple(faults))


def _fault(name: str, value: Any, text: str) -> Fault | None:
    if not isinstance(value, str):
        return Fault(name, "no_text")
    if len(text) > LONGEST[name]:
        return Fault(name, "long", LONGEST[name])
    return Fault(name, "short", SHORTEST[name]) if len(text) < SHORTEST.get(name, 0) else None
