"""CKAN's licence register, filled from the code list of licences instead of CKAN's own list."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.model.license import License, LicenseRegister

from ckanext.gxdata.core.codelists import Code, CodeList


class CodeListLicences(LicenseRegister):  # type: ignore[misc]
    """The licences of ``config/codelists/licences.yaml``; one that is not marked open is not shown as open."""

    def __init__(self, licences: CodeList) -> None:
        self.licenses = [License(_as_licence(code)) for code in licences.codes]


def _as_licence(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "title": code.labels["zh"],
        "url": str(code.extra.get("url", "")),
        "status": "active",
        "od_conformance": "approved" if code.extra.get("open") is True else "not reviewed",
    }


def install(licences: CodeList) -> None:
    """CKAN reads its register once and keeps it on the class; ours takes that place at start."""
    model.Package._license_register = CodeListLicences(licences)
