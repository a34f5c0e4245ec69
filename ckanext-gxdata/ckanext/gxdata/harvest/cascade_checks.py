"""What a cascade asks the catalog: whether a record came from here, or is held already from another source.

One look at the catalog per run, and none for sources that do not cascade. A record that this source has loaded itself is
never refused: who was first keeps a dataset, and gets its updates. Not here: what makes two records one (``core/cascade_refusals``).
"""

from __future__ import annotations

from collections.abc import Callable

from ckan import model

from ckanext.gxdata.core import cascade_refusals
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.model import HarvestRecord, HarvestSource

Intake = Callable[[RawRecord], Finding | None]
"""Why a record is not taken; None for one that is."""


def everything(raw: RawRecord) -> None:
    """The intake of a source that does not cascade."""


def intake(source: HarvestSource, portal: str) -> Intake:
    """``portal`` is our own address."""
    if not source.options.get("cascade"):
        return everything
    own = _own(source)
    held = cascade_refusals.Held(_ours(), _identities(source), _codes(own))

    def refusal(raw: RawRecord) -> Finding | None:
        return None if raw.guid in own else cascade_refusals.refusal(raw.payload, portal, held, raw.pointer)

    return refusal


def _own(source: HarvestSource) -> dict[str, str]:
    """Dataset by guid of what this source brought."""
    query = model.Session.query(HarvestRecord.guid, HarvestRecord.dataset_id)
    return dict(query.filter(HarvestRecord.source_id == source.id, HarvestRecord.dataset_id != "").all())


def _ours() -> dict[str, str]:
    rows = model.Session.query(model.Package.id, model.Package.name, model.Package.private)
    return {identifier: "" if private else name for identifier, name, private in rows}


def _identities(source: HarvestSource) -> dict[str, str]:
    """Of datasets that are there still: what a source has withdrawn, another may bring."""
    query = model.Session.query(HarvestRecord.guid, HarvestSource.title, HarvestSource.name)
    query = query.join(HarvestSource, HarvestSource.id == HarvestRecord.source_id)
    query = query.join(model.Package, model.Package.id == HarvestRecord.dataset_id)
    rows = query.filter(
        HarvestRecord.source_id != source.id,
        HarvestSource.options["cascade"].as_boolean().is_(True),
        model.Package.state == "active",
    )
    return {guid: title or name for guid, title, name in rows}


def _codes(own: dict[str, str]) -> dict[tuple[str, str], str]:
    """Department by provider and resource code of all that this source did not bring."""
    provider, code = (model.Package.extras[name].astext for name in ("provider_code", "resource_code"))
    query = model.Session.query(model.Package.id, provider, code, model.Group.title, model.Group.name)
    query = query.join(model.Group, model.Group.id == model.Package.owner_org)
    rows = query.filter(model.Package.state == "active", provider != "", code != "")
    brought = set(own.values())
    return {(by, of): title or name for identifier, by, of, title, name in rows if identifier not in brought}
