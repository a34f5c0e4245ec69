"""The second half of a run: the difference to the catalog is loaded, in sets or through CKAN's actions.

Nothing here touches the network, so the same steps map again from staging (``replay``) and load one record again (``retry``).
Not here: how a record is loaded (``loader``, ``action_loader``), and what becomes of one that is gone (``disappearance``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from types import ModuleType

from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.catalog.bypassed import bypassed_plugins
from ckanext.gxdata.harvest import action_loader, catalog_checks, disappearance, loader, report, source_mapping, staging
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.harvest.staging import StagedRow

log = logging.getLogger(__name__)


def load_difference(run: Run, proves_whole: bool) -> None:
    """Loads what is new or changed. A record is missing only where the listing is known to be whole.

    Where the mapping is another than the last time, every record is mapped again, also one not read this time.
    """
    ledger = run.ledger
    disappearance.settle(run, chain.from_iterable(staging.missing_guids(run.source.id, ledger)), proves_whole)
    back = disappearance.listed_again(run, ledger.is_listed)
    if source_mapping.mark_applied(run.source) != run.mark:
        _load(run, staging.to_load(run.source.id, again=True, also=back, batch=config.load_batch()), ledger.listed)
        return
    run.job.unchanged = ledger.unchanged()
    if not ledger.to_load() and not back:
        return
    batches = staging.to_load(run.source.id, ledger.is_listed, also=back, batch=config.load_batch())
    _load(run, batches, ledger.to_load())


def load_staged(run: Run) -> None:
    """Maps everything again that is staged and not gone; what comes out as it was is left as it is."""
    _load(run, staging.to_load(run.source.id, again=True, batch=config.load_batch()), staging.present(run.source.id))


def load_one(run: Run, guid: str) -> None:
    """Judges and loads one staged record again, whatever the catalog holds of it."""
    _load(run, iter([staging.rows(run.source.id, [guid])]), 1)


def _load(run: Run, batches: Iterator[Sequence[StagedRow]], total: int) -> None:
    for first in batches:  # none: then nothing is set up for them
        loader_now().load(run, chain([first], batches), total)
    _compare(run)


def loader_now() -> ModuleType:
    """In sets, but where the operator wants CKAN's actions, or a plugin waits for what only those call."""
    if config.loads_by_actions():
        return action_loader
    if waiting := bypassed_plugins():
        log.warning("records are loaded one by one: in sets nobody would call %s", ", ".join(waiting))
        return action_loader
    return loader


def _compare(run: Run) -> None:
    """Findings that need the other records, told in the report and kept with the record like all others."""
    compared = catalog_checks.compare(run.source.organization, run.source.name, run.loaded)
    found = iter(catalog_checks.by_guid(compared).items())
    while part := dict(islice(found, staging.BATCH)):
        connection = model.Session.connection()
        staging.add_findings(connection, run.source.id, part)
        report.add_batch(connection, run.job.id, [(guid, finding) for guid, each in part.items() for finding in each])
    model.Session.commit()
