"""Loads staged records one by one through the action API (``package_create``, ``package_update``).

One bad record costs itself only. For portals whose other plugins' hooks must run (``ckanext.gxdata.load_mode = action``);
all others load in sets (``loader``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.gxdata.core import identity
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.harvest import dataset_files, decisions, fence, outcomes, ownership, report
from ckanext.gxdata.harvest.kill_points import passing
from ckanext.gxdata.harvest.outcomes import Outcome
from ckanext.gxdata.harvest.packaging import Package
from ckanext.gxdata.harvest.refusal import refused
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.harvest.staging import StagedRow


def load(run: Run, batches: Iterable[Sequence[StagedRow]], total: int) -> None:
    """``total`` is about how many there are, for the progress."""
    done = 0
    for row in (row for batch in batches for row in batch):
        run.progress("入库", done, total)
        _keep(run, _loaded(run, row))
        done += 1
    run.progress("入库", done, done)


def _keep(run: Run, outcome: Outcome) -> None:
    outcomes.keep(run, [outcome])
    model.Session.commit()
    outcomes.remember(run, [outcome])
    passing("record-counted")


def _loaded(run: Run, row: StagedRow) -> Outcome:
    try:
        package = _judged(run, row)
        digest, related = package.digest(), tuple(listed(package.dataset.get("related_codes")))
        if row.is_held and row.state == "loaded" and row.hash == row.loaded_hash and row.package_hash == digest:
            return Outcome(row, "unchanged", package.findings, digest, row.dataset_id, related)
        passing("record-judged")
        fence.hold(model.Session, run.source.id, run.fence)
        _refuse_of_others(run, row.guid, package)
        existing = model.Package.get(package.dataset["name"])
        dataset_id = write(package, existing, run.user)
        passing("record-written")
    except RecordError as error:
        return Outcome(row, "errored", (report.finding_of(error, row.pointer),))
    return Outcome(row, "updated" if existing else "added", package.findings, digest, dataset_id, related)


def _judged(run: Run, row: StagedRow) -> Package:
    decided, presumed = decisions.about(identity.dataset_name(run.source.name, row.guid), row.said)
    return replace(run.judge.judged(row.raw, row.files, decided), presumed=presumed)


def _refuse_of_others(run: Run, guid: str, package: Package) -> None:
    dataset = package.dataset
    resources = [str(resource["id"]) for resource in dataset["resources"]]
    claim = ownership.Claim(guid, dataset["name"], resources, str(dataset["source_identifier"]))
    for refusal in ownership.refusals(model.Session, run.source, [claim]).values():
        raise refusal


def write(package: Package, existing: model.Package | None, user: str) -> str:
    """Creates or updates the dataset; answers its id. Raises ``RecordError`` with every field that CKAN refused.

    Files are stored last: of a record that the publish gate refuses, no file must take the place of the one before.
    """
    try:
        dataset = _write(package, existing, user)
    except tk.ValidationError as error:
        model.Session.rollback()
        raise refused(error.error_dict) from error
    dataset_files.settle(package.files, [resource["id"] for resource in dataset["resources"]])
    return str(dataset["id"])


def _write(package: Package, existing: model.Package | None, user: str) -> dict[str, Any]:
    context = {"user": user, "ignore_auth": True, "gxdata_landing": True, "gxdata_presumed": package.presumed}
    action = "package_create" if existing is None else "package_update"
    kept = {} if existing is None else {"id": existing.id, "state": existing.state}
    written: dict[str, Any] = tk.get_action(action)(context, {**package.dataset, **kept})
    return written
