"""数据量 of a dataset: computed from its files whenever it is answered, never stored, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.text import as_text


def counted(dataset: Mapping[str, Any]) -> dict[str, int]:
    """``record_count`` as the rows of all resources together; nothing where no resource says how many it has."""
    resources = dataset.get("resources") or ()
    rows = [as_text(resource.get("row_count")) for resource in resources if isinstance(resource, Mapping)]
    known = [int(count) for count in rows if count.isdecimal()]
    return {"record_count": sum(known)} if known else {}
