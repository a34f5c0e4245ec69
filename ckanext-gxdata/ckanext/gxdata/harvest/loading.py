"""The second half of a run: the difference to the catalog is loaded, in sets or through CKAN's actions.

Nothing here touches the network, so the same steps map again from staging (``replay``) and load one record again (``retry``).
Not here: how a record is loaded (``loader``, ``action_loader``), and what becomes of one that is gone (``disappearance``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.catalog.bypassed import bypassed_plugins
from ckanext.gxdata.catalog.known import known
from ckanext.gxdata.harvest import action_loader, catalog_checks, disappearance, loader, report, source_mapping, staging
from ckanext.gxdata.harvest.ahead import MOST, Ahead
from ckanext.gxdata.harvest.children import Children
from ckanext.gxdata.harvest.preparing import Preparer
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.harvest.staging import StagedRow

log = logging.getLogger(__name__)


@contextmanager
def preparing_ahead(run: Run) -> Iterator[Ahead]:
    """What ``load_difference`` goes by, and whom to tell of new records while the source is read."""
    children = Children(lambda: Preparer(run.judge, run.admission(run.user), known(model.Session), run.user), config.load_workers())
    most = MOST if loads_in_sets() else 0
    try:
        yield Ahead(children, run.source.id, run.source.name, run.clock, most)
    finally:
        children.close()


def load_difference(run: Run, proves_whole: bool, ahead: Ahead) -> None:
    """Loads what is new or changed. A record is missing only where the listing is known to be whole.

    Where the mapping is another than the last time, every record is mapped again, also one not read this time.
    """
    ledger = run.ledger
    disappearance.settle(run, chain.from_iterable(staging.missing_guids(run.source.id, ledger)), proves_whole)
    back = disappearance.listed_again(run, ledger.is_listed)
    if source_mapping.mark_applied(run.source) != run.mark:
        _load(run, staging.to_load(run.source.id, again=True, also=back, batch=config.load_batch()), ledger.listed, ahead)
        return
    run.job.unchanged = ledger.unchanged()
    if not ledger.to_load() and not back:
        return
    batches = staging.to_load(run.source.id, ledger.is_listed, also=back, batch=config.load_batch())
    _load(run, batches, ledger.to_load(), ahead)


def load_staged(run: Run) -> None:
    """Maps everything again that is staged and not gone; what comes out as it was is left as it is."""
    with preparing_ahead(run) as ahead:
        batches = staging.to_load(run.source.id, again=True, batch=config.load_batch())
        _load(run, batches, staging.present(run.source.id), ahead)


def load_one(run: Run, guid: str) -> None:
    """Judges and loads one staged record again, whatever the catalog holds of it."""
    with preparing_ahead(run) as ahead:
        _load(run, iter([staging.rows(run.source.id, [guid])]), 1, ahead)


def _load(run: Run, batches: Iterator[Sequence[StagedRow]], total: int, ahead: Ahead) -> None:
    for first in batches:  # none: then nothing is set up for them
        if loads_in_sets():
            loader.load(run, chain([first], batches), total, ahead)
        else:
            _load_one_by_one(run, chain([first], batches), total)
    _compare(run)


def loads_in_sets() -> bool:
    """But where the operator wants CKAN's actions, or a plugin waits for what only those call."""
    return not config.loads_by_actions() and not bypassed_plugins()


def _load_one_by_one(run: Run, batches: Iterator[Sequence[StagedRow]], total: int) -> None:
    if waiting := bypassed_plugins():
        log.warning("records are loaded one by one: in sets nobody would call %s", ", ".join(waiting))
    action_loader.load(run, batches, total)


def _compare(run: Run) -> None:
    """Findings that need the other records, told in the report and kept with the record like all others."""
    compared = catalog_checks.compare(run.source.organization, run.source.name, run.loaded)
    found = iter(catalog_checks.by_guid(compared).items())
    while part := dict(islice(found, staging.BATCH)):
        connection = model.Session.connection()
        staging.add_findings(connection, run.source.id, part)
        report.add_batch(connection, run.job.id, [(guid, finding) for guid, each in part.items() for finding in each])
    model.Session.commit()
