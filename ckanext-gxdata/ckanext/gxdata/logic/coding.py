"""信息资源代码 against the catalog: the next code for a dataset that is approved, and which codes are taken.

The shape of a code is in ``core/resource_code``; that an approved dataset must have one is said by ``gate``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan import model

from ckanext.gxdata.core import resource_code


def derived(dataset: Mapping[str, Any]) -> dict[str, str]:
    """The code of a stored dataset without one, where department and catalog class allow; else nothing. One query."""
    if dataset.get("resource_code"):
        return {}
    code = model.Package.extras["resource_code"].astext
    rows = model.Session.query(code, model.Package.owner_org).filter(code != "").all()
    of_department = [each for each, owner in rows if owner == dataset.get("owner_org")]
    found = resource_code.next_code(
        str(dataset.get("catalog_class") or ""), of_department, [each for each, _ in rows]
    )
    return {"resource_code": found} if found else {}
