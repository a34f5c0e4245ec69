"""Where the publish gate speaks inside CKAN's validation, so that all reasons are told at once and nothing is saved."""

from __future__ import annotations

from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.gxdata.logic import gate, gate_record


def gxdata_publish_gate(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Adds every reason for refusing the write to the errors of its field; runs after all other validators."""
    verdict = context.get(gate.VERDICT)
    if not isinstance(verdict, gate.Verdict):
        return
    found = gate.refusals(verdict, gate_record.validated(data))
    for field, texts in found.items():
        errors.setdefault((field,), []).extend(texts)
    told = context.get(gate.TOLD)
    if isinstance(told, dict):
        told.update(found)
