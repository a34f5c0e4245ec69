"""De-identification: which way was claimed, whether it is believed of a column, and what it lowers.

Only a believed anonymisation ends that data is personal (PIPL art. 4, 73); the other ways lower the grade at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.grading_items import Item
from ckanext.gxdata.core.grading_rules import Rules, Treatment
from ckanext.gxdata.core.grading_types import Grade
from ckanext.gxdata.core.text import as_text, key

ANONYMISED = "anonymised"


@dataclass(frozen=True, slots=True)
class Believed:
    """What is believed of one column. ``doubt`` says in Chinese why the dataset's claim is not."""

    treatments: tuple[Treatment, ...] = ()
    anonymous: bool = False
    doubt: str = ""

    def lowered(self, grade: Grade) -> Grade:
        return min((each.lowered(grade) for each in self.treatments), default=grade)


def claim_of(dataset: Mapping[str, Any], rules: Rules) -> str:
    """The dataset's ``desensitisation`` as an id with a rule; empty for none and for what is not a code."""
    word = rules.treatment_words.get(key(as_text(dataset.get("desensitisation"))), "")
    return word if word in rules.treatments else ""


def believed(item: Item, kinds: frozenset[str], claim: str, rules: Rules) -> Believed:
    """``kinds`` are those the column has been found to be of."""
    mask = rules.masks.get(key(item.mask_rule))
    own = rules.treatments.get(mask.treatment) if mask and kinds <= mask.fits else None
    treatments = (own,) if own else ()
    if not claim:
        return Believed(treatments)
    claimed = rules.treatments[claim]
    doubt = _doubt(item, kinds, claimed, own)
    if doubt:
        return Believed(treatments, doubt=doubt)
    return Believed((*treatments, claimed), anonymous=claim == ANONYMISED)


def _doubt(item: Item, kinds: frozenset[str], claimed: Treatment, own: Treatment | None) -> str:
    if not kinds & claimed.needs_mask:
        return ""
    if own is None:
        return "该列没有填写适用的脱敏规则（mask_rule），仍按原值看待"
    if own.origin.id not in claimed.masks:
        return f"脱敏规则“{item.mask_rule[:30]}”只是{own.origin.title}，可以还原或重新识别"
    return ""
