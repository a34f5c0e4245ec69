"""The keys of DCAT-US and the properties of DCAT that fill them, so that one mapping serves both.

Here: the tables, and what is particular to DCAT (periods, places, contacts). Not here: how values and languages are
read (``rdf_values.py``), codes (``config/mappings/dcat.yaml``).
"""

from __future__ import annotations

from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, RDFS, SKOS, Namespace
from rdflib.term import Node

from ckanext.gxdata.sources.rdf_values import (
    SCHEMA,
    Reader,
    Table,
    View,
    described,
    in_order,
    name,
    named,
    objects_of,
    one_or_all,
    plain,
    text,
    texts,
    value_of,
)

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own knows DCAT 2 only
DCATAP = Namespace("http://data.europa.eu/r5r/")
LOCN = Namespace("http://www.w3.org/ns/locn#")
POD = Namespace("https://project-open-data.cio.gov/v1.1/schema#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
TIME = Namespace("http://www.w3.org/2006/time#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")


def _period(view: View, values: list[Node], depth: int) -> Any:
    """``start/end`` as DCAT-US writes it, either side empty where the graph is silent."""
    return one_or_all(filter(None, (_one_period(view, each, depth) for each in values)))


def _one_period(view: View, node: Node, depth: int) -> Any:
    if isinstance(node, Literal):
        return str(node)
    start = _instant(view, node, (DCAT.startDate, SCHEMA.startDate, TIME.hasBeginning))
    end = _instant(view, node, (DCAT.endDate, SCHEMA.endDate, TIME.hasEnd))
    return f"{start}/{end}" if start or end else value_of(view, node, depth)


def _instant(view: View, node: Node, predicates: tuple[URIRef, ...]) -> str:
    for value in objects_of(view, node, predicates):
        if isinstance(value, Literal):
            return str(value)
        inner = objects_of(view, value, (TIME.inXSDDateTimeStamp, TIME.inXSDDateTime, TIME.inXSDDate, TIME.inXSDgYear))
        if inner:
            return str(inner[0])
    return ""


def _places(view: View, values: list[Node], depth: int) -> Any:
    """Geometry of places, which have their name under ``spatial``."""
    shapes = (described(view, each, PLACE, depth) for each in values if not isinstance(each, Literal))
    return in_order(shape for shape in shapes if shape.keys() & PLACE.keys())


def _things(table: Table, several: bool) -> Reader:
    """Objects of a known kind; ``several``: a list even of one, as DCAT-US has it."""

    def read(view: View, values: list[Node], depth: int) -> Any:
        objects = in_order(_thing(view, each, table, depth) for each in values)
        return objects if several or len(objects) > 1 else objects[0]

    return read


def _thing(view: View, node: Node, table: Table, depth: int) -> dict[str, Any]:
    if isinstance(node, Literal):
        return {next(iter(table)): str(node)}
    found = described(view, node, table, depth)
    return {"iri": str(node), **found} if isinstance(node, URIRef) else found


PLACE: Table = {
    "bbox": (plain, (DCAT.bbox,)),
    "centroid": (plain, (DCAT.centroid,)),
    "geometry": (plain, (LOCN.geometry,)),
}
CONTACT: Table = {
    "fn": (text, (VCARD.fn, FOAF.name, VCARD["organization-name"])),
    "hasEmail": (plain, (VCARD.hasEmail, VCARD.email, FOAF.mbox)),
    "hasTelephone": (plain, (VCARD.hasTelephone, VCARD.tel, FOAF.phone)),
    "hasURL": (plain, (VCARD.hasURL, FOAF.homepage)),
    "uid": (plain, (VCARD.hasUID,)),
}
AGENT: Table = {
    "name": (text, (FOAF.name, VCARD.fn, SKOS.prefLabel, RDFS.label, SCHEMA.name)),
    "mbox": (plain, (FOAF.mbox, VCARD.hasEmail)),
    "homepage": (plain, (FOAF.homepage,)),
    "identifier": (plain, (DCTERMS.identifier,)),
    "type": (plain, (DCTERMS.type,)),
}
CHECKSUM: Table = {
    "checksumValue": (plain, (SPDX.checksumValue,)),
    "algorithm": (plain, (SPDX.algorithm,)),
}
SERVICE: Table = {
    "title": (text, (DCTERMS.title,)),
    "endpointURL": (plain, (DCAT.endpointURL,)),
    "endpointDescription": (plain, (DCAT.endpointDescription,)),
}
DISTRIBUTION: Table = {
    "title": (text, (DCTERMS.title,)),
    "identifier": (plain, (DCTERMS.identifier,)),
    "description": (text, (DCTERMS.description,)),
    "downloadURL": (plain, (DCAT.downloadURL,)),
    "accessURL": (plain, (DCAT.accessURL,)),
    "mediaType": (name, (DCAT.mediaType,)),
    "mediaTypeIRI": (named, (DCAT.mediaType,)),
    "format": (name, (DCTERMS.format,)),
    "formatIRI": (named, (DCTERMS.format,)),
    "license": (plain, (DCTERMS.license,)),
    "rights": (name, (DCTERMS.rights,)),
    "byteSize": (plain, (DCAT.byteSize,)),
    "checksum": (_things(CHECKSUM, several=False), (SPDX.checksum,)),
    "issued": (plain, (DCTERMS.issued,)),
    "modified": (plain, (DCTERMS.modified,)),
    "language": (plain, (DCTERMS.language,)),
    "conformsTo": (plain, (DCTERMS.conformsTo,)),
    "accessService": (_things(SERVICE, several=True), (DCAT.accessService,)),
}
DATASET: Table = {
    "title": (text, (DCTERMS.title,)),
    "description": (text, (DCTERMS.description,)),
    "identifier": (plain, (DCTERMS.identifier, DCAT.identifier)),
    "otherIdentifier": (plain, (ADMS.identifier,)),
    "keyword": (texts, (DCAT.keyword,)),
    "theme": (name, (DCAT.theme, DCTERMS.subject)),
    "themeIRI": (named, (DCAT.theme, DCTERMS.subject)),
    "issued": (plain, (DCTERMS.issued,)),
    "modified": (plain, (DCTERMS.modified,)),
    "accrualPeriodicity": (plain, (DCTERMS.accrualPeriodicity,)),
    "publisher": (_things(AGENT, several=False), (DCTERMS.publisher,)),
    "creator": (_things(AGENT, several=False), (DCTERMS.creator,)),
    "contactPoint": (_things(CONTACT, several=False), (DCAT.contactPoint, ADMS.contactPoint)),
    "spatial": (name, (DCTERMS.spatial,)),
    "spatialIRI": (named, (DCTERMS.spatial,)),
    "places": (_places, (DCTERMS.spatial,)),
    "temporal": (_period, (DCTERMS.temporal,)),
    "license": (plain, (DCTERMS.license,)),
    "accessLevel": (plain, (POD.accessLevel,)),
    "accessRights": (plain, (DCTERMS.accessRights,)),
    "rights": (name, (DCTERMS.rights,)),
    "language": (plain, (DCTERMS.language,)),
    "landingPage": (plain, (DCAT.landingPage,)),
    "conformsTo": (plain, (DCTERMS.conformsTo,)),
    "version": (plain, (DCAT.version, OWL.versionInfo, ADMS.version)),
    "type": (plain, (DCTERMS.type,)),
    "provenance": (name, (DCTERMS.provenance,)),
    "hvdCategory": (name, (DCATAP.hvdCategory,)),
    "hvdCategoryIRI": (named, (DCATAP.hvdCategory,)),
    "applicableLegislation": (plain, (DCATAP.applicableLegislation,)),
    "isPartOf": (plain, (DCTERMS.isPartOf,)),
    "inSeries": (plain, (DCAT.inSeries,)),
    "distribution": (_things(DISTRIBUTION, several=True), (DCAT.distribution,)),
}
