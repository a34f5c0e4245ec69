"""What was given brought into the form it is stored in, then judged: the same for forms, API and harvests."""

from __future__ import annotations

from typing import Any

from ckan.types import Context

from ckanext.gxdata.core.turns import Turns, alone
from ckanext.gxdata.logic import (
    form_fields,
    gate,
    gate_record,
    given_codes,
    given_groups,
    uploads,
    value_fields,
    zone_fields,
)


def judged(context: Context, data: dict[str, Any], original: dict[str, Any]) -> gate.Verdict:
    """In place; ``original`` is empty for a dataset being created. The order matters.

    Extras, form inputs and labels become fields before anything looks at a field, files tell their columns before the
    gate grades them, and only what a person decided is put back after it.
    """
    return alone(in_turns(context, data, original))


def in_turns(context: Context, data: dict[str, Any], original: dict[str, Any]) -> Turns[gate.Verdict]:
    """As ``judged``."""
    gate_record.fold_extras(data, original)
    form_fields.fold(data)
    given_codes.settle(data)
    uploads.take_in(context, data, original)
    zone_fields.keep_declared(context, data, original)
    given_groups.keep_zones(data, original, given_groups.zones(context))
    yield
    verdict = gate.judge(context, data, original)
    yield
    value_fields.keep_decided(context, data, original)
    return verdict
