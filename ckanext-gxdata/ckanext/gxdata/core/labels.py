"""Labels: the words by which portals name a part of a record (上架日期, 数源单位), and the notion each of them means.

Here: the list as a value, a source's own meanings over it, and which notion an unknown label may be. Not here: reading
``config/labels.yaml`` (``label_rules``), finding labels in a record (``labelled``).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ckanext.gxdata.core import moments
from ckanext.gxdata.core.text import as_text, clean

LONGEST = 100
"""A key of more signs is no label but a text that stands in a wrong place."""
NEAR, MOST_SUGGESTIONS = 0.5, 3
_COLONS = ":;,."
_EMAIL = re.compile(r"(?:mailto:)?[^@\s]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(?:\+?86-?)?(?:0\d{2,3}-?)?\d{7,8}(?:[-转]\d{1,6})?|1\d{10}|12345")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_DATES = ("publish_time", "update_time")


@dataclass(frozen=True, slots=True)
class Notion:
    """What labels may mean. ``fields``: the rule by which each field of ours takes it (transforms, many)."""

    id: str
    title: str
    """Chinese."""
    labels: tuple[str, ...]
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Labels that mean this in the portals named, and something else everywhere else."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Notions by id. ``own``: what labels mean in one source, by ``label_key``; it goes before the common meaning.

    An empty meaning is one too: the label says nothing that we keep.
    """

    notions: Mapping[str, Notion] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    _common: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _ordered: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _near: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        common = {label_key(label): notion.id for notion in self.notions.values() for label in notion.labels}
        object.__setattr__(self, "_common", common)
        meant = {**{label: notion for label, notion in common.items() if label not in self.own}, **self.own}
        order = [*self.own, *(label for label in common if label not in self.own)]
        ordered = {name: tuple(label for label in order if meant[label] == name) for name in self.notions}
        object.__setattr__(self, "_ordered", ordered)

    def with_own(self, own: Mapping[str, str]) -> Labels:
        """These labels with meanings of a source laid over those there are."""
        laid = {label_key(label): notion for label, notion in own.items()}
        return replace(self, own={**laid, **{label: name for label, name in self.own.items() if label not in laid}})

    def knows(self, label: str) -> bool:
        """Whether it has a meaning, be it none."""
        plain = label_key(label)
        return plain in self.own or plain in self._common

    def common(self, label: str) -> str:
        """The notion that the label means where no source says otherwise, or nothing."""
        return self._common.get(label_key(label), "")

    def of(self, notion: str) -> tuple[str, ...]:
        """``label_key`` of every label that means the notion; those of the source first."""
        return self._ordered.get(notion, ())

    def elsewhere(self, label: str) -> Mapping[str, tuple[str, ...]]:
        """Portals by the notion that the label means there."""
        plain = label_key(label)
        return {
            notion.id: portals
            for notion in self.notions.values()
            for other, portals in notion.elsewhere.items()
            if label_key(other) == plain
        }

    def suggest(self, label: str, value: Any) -> tuple[Notion, ...]:
        """Up to three notions that the unknown label may mean: by what its value looks like, then by near labels."""
        near = self._alike(label_key(label))
        looks = looks_like(value)
        first = [name for name in near if name in looks] or list(looks)
        names = dict.fromkeys(name for name in (*first, *looks, *near) if name in self.notions)
        return tuple(self.notions[name] for name in list(names)[:MOST_SUGGESTIONS])

    def _alike(self, plain: str) -> tuple[str, ...]:
        if plain not in self._near:
            if len(self._near) >= 1_000:
                self._near.clear()
            alike = difflib.get_close_matches(plain[:LONGEST], list(self._common), n=6, cutoff=NEAR)
            self._near[plain] = tuple(dict.fromkeys(self._common[each] for each in alike))
        return self._near[plain]


@lru_cache(maxsize=8_192)
def label_key(label: str) -> str:
    """The label for comparison: NFKC, without blanks, invisible signs, case and the colon behind it."""
    plain = unicodedata.normalize("NFKC", clean(label[: 2 * LONGEST])).casefold()
    return "".join(plain.split()).rstrip(_COLONS)


def looks_like(value: Any) -> tuple[str, ...]:
    """The notions whose values have this form: dates, an e-mail, a telephone number, an address."""
    text = "".join(unicodedata.normalize("NFKC", as_text(value)[:200]).split())
    if _EMAIL.fullmatch(text):
        return ("email",)
    if _ADDRESS.fullmatch(text):
        return ("url",)
    if not text.startswith("0") and _is_date(text):  # an area code begins so, and ten digits may be seconds
        return _DATES
    return ("telephone",) if _PHONE.fullmatch(text) else ()


def _is_date(text: str) -> bool:
    try:
        moments.parse(text)
    except ValueError:
        return False
    return True


NO_LABELS = Labels()
