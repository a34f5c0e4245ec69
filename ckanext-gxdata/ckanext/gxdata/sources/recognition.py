"""Which kind of system an address or a file belongs to, by what it holds: the first step of a dry run.

It proposes kind, address and options; whether they are right the dry run shows. Not here: reading (each kind).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from ckanext.gxdata.core.decoding import decode
from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError
from ckanext.gxdata.core.sniffing import Kind, kind_of
from ckanext.gxdata.sources.answers import Answer, json_of
from ckanext.gxdata.sources.archives import Archive
from ckanext.gxdata.sources.folders import MIB
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.static_catalogs import DELIMITERS

ID_KEYS = (
    *("identifier", "id", "dataId", "cataId", "cata_id", "catalogID", "catalogId", "resId", "datasetId", "rid", "rowGuid"),
    *("iid", "guid", "uuid", "METADATA_ID", "link", "url"),
    *("信息资源代码", "资源代码", "目录编码", "目录编号", "编号", "标识", "序号"),
)
"""As the portals of the harvest notes call them, the surest first."""
_OPORTAL = (b"bottom-content", b"cata-title", b"/catalog/index")
_DEPTH = 5
_LOOKED_AT = 20
_MOST_OF_CATALOG = 50 * MIB
_CATALOGS = (".xlsx", ".xls", ".csv", ".json")
CASCADE = "gxdata"
"""Name of our extension, as a portal with it says, and of the profile for such portals."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """``said`` tells in Chinese what was seen and what follows from it."""

    kind: str
    url: str
    said: str
    options: Mapping[str, Any] = field(default_factory=dict)
    profile: str = ""
    """The family (``config/sources/profiles``) whose settings fit; empty where the kind alone says enough."""


def of_address(client: HttpClient, url: str) -> Recognised:
    """Asks the address once, and a web page's host once more for CKAN. Raises as ``HttpClient`` does, or ``FatalError``."""
    answer = client.document(url)
    if kind_of(answer.content, url, answer.media_type) != "html":
        return of_content(answer, url)
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    if sum(mark in answer.content for mark in _OPORTAL) >= 2:
        return Recognised("oportal_html", root, "是开放平台门户网页（自治区与各市同款）", _tenant(parts.path))
    for base in dict.fromkeys((url.rstrip("/"), root)):
        if status := _ckan_status(client, base):
            return _ckan(status, base, "网页背后是 CKAN 平台，按它的接口读取")
    raise _unknown("是普通网页，不是目录", "请给出目录接口、data.json 或 RDF 的地址；门户网站的，给出目录列表页的地址")


def _tenant(path: str) -> dict[str, Any]:
    first = path.strip("/").split("/")[0]
    return {"tenant": first} if first and first != "portal" else {}


def _ckan_status(client: HttpClient, base: str) -> Mapping[str, Any]:
    """What a CKAN says of itself; empty where none answers."""
    try:
        answer = json_of(client.page("GET", f"{base}/api/3/action/status_show"), "status_show")
    except GxdataError:
        return {}
    return answer if _is_ckan(answer) else {}


def _is_ckan(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("success") is True and "result" in answer


def _ckan(answer: Mapping[str, Any], base: str, said: str) -> Recognised:
    """One that names our extension is a portal like this one: codes and identifiers are taken as they are."""
    result = answer["result"]
    extensions = result.get("extensions") if isinstance(result, dict) else None
    if isinstance(extensions, list) and CASCADE in extensions:
        return Recognised("ckan_api", base, "是与本平台同款的平台，按级联读取：代码和标识原样保留", {}, CASCADE)
    return Recognised("ckan_api", base, said)


def of_content(answer: Answer, url: str) -> Recognised:
    """What a file or an answer is; ``url`` is the address it came from, or the name of the file."""
    form = _form(answer.content, url, answer.media_type)
    if form in ("xlsx", "xls"):
        return Recognised("workbook_1272", url, "是 Excel 工作簿，按1272号文目录表读取")
    if form == "xml":
        return Recognised("dcat", url, "是 XML，按 DCAT（RDF/XML）目录读取")
    if form == "json":
        return _json(answer, url)
    start = answer.content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"@prefix", b"@base", b"prefix ", b"base ")):
        return Recognised("dcat", url, "是 Turtle，按 DCAT 目录读取")
    if form in ("csv", "zip"):
        return _files(answer.content, form, url)
    raise _unknown("不是认得的目录文件", "可以试读：data.json、RDF（XML、Turtle、JSON-LD）、JSON 目录、1272号文工作簿、CSV")


def _files(content: bytes, form: str, url: str) -> Recognised:
    folder, _, name = url.rpartition("/") if form == "csv" else ("", "", url.rpartition("/")[2])
    options = {**catalog_options(content, name), **({"catalog": name} if form == "csv" else {})}
    address = f"{folder}/" if folder else url
    if form == "csv":
        return Recognised("files", address, f"是 CSV，按文件目录读取：标识取“{options['id']}”一列", options)
    return Recognised("files", address, f"是 zip 压缩包，其中的目录是“{options['catalog']}”", options)


def catalog_options(content: bytes, name: str) -> dict[str, Any]:
    """How a catalog file is read by the kind ``files``: format, identifier, and the catalog in a zip. Empty for workbooks.

    Raises ``FatalError`` where no identifier or no catalog can be told.
    """
    form = _form(content, name)
    if form == "csv":
        return {"format": "csv", "id": _identifier(_table(content, name))}
    if form == "json":
        path, rows = _list_in(json_of(Answer("", content, {}), name))
        return {"format": "json", "items": path or "@", "id": _quoted(_identifier(rows))} if rows else {}
    if form != "zip":
        return {}
    place = Archive(lambda: io.BytesIO(content), name, _MOST_OF_CATALOG)
    catalog = _catalog_in(place.names(), name)
    opened = place.catalog(catalog).content
    inner = {} if _form(opened, catalog) == "zip" else catalog_options(opened, catalog)  # an archive may hold itself
    return {**inner, "catalog": catalog}


def _form(content: bytes, name: str, media_type: str = "") -> Kind:
    """A zip in which a workbook lies uncompressed shows the workbook's own parts."""
    form = kind_of(content, name, media_type)
    return "zip" if form == "xlsx" and name.lower().endswith(".zip") else form


def _catalog_in(names: list[str], archive: str) -> str:
    """The first by name (目录…) and form (workbook, CSV, JSON); a data file beside it has another name."""
    able = [name for name in names if PurePosixPath(name).suffix.lower() in _CATALOGS]
    if not able:
        raise _unknown(f"压缩包“{archive[:100]}”里没有目录表", "请在压缩包里放一个目录表，例如 目录.xlsx、目录.csv 或 目录.json")
    return min(able, key=_likeliness)


def _likeliness(name: str) -> tuple[bool, int, str]:
    path = PurePosixPath(name)
    return "目录" not in path.stem, _CATALOGS.index(path.suffix.lower()), name


def _table(content: bytes, name: str) -> list[dict[str, Any]]:
    """The first rows, by their column."""
    try:
        text = decode(content).text
    except RecordError as error:
        raise FatalError(error.message, pointer=name, rule=error.rule, hint=error.hint) from error
    header = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=max(DELIMITERS, key=header.count))
    try:
        reader.fieldnames = [cell.strip() for cell in reader.fieldnames or ()]
        rows: list[dict[str, Any]] = list(islice(reader, _LOOKED_AT))
    except csv.Error:
        rows = []  # the reader of the kind says where
    return rows or [dict.fromkeys(reader.fieldnames or ("id",), "")]


def _identifier(rows: list[dict[str, Any]]) -> str:
    """A key with a known name that every row fills, else the first that differs in all, else the first at all."""
    looked = rows[:_LOOKED_AT]
    named = next((key for key in ID_KEYS if all(row.get(key) for row in looked)), "")
    return named or next((key for key in looked[0] if key and _differs(key, looked)), "") or next(iter(looked[0]), "id")


def _differs(key: str, rows: list[dict[str, Any]]) -> bool:
    values = [row.get(key) for row in rows]
    plain = all(isinstance(value, str | int) and value not in ("", None) for value in values)
    return plain and len(set(values)) == len(values)


def _quoted(key: str) -> str:
    """A key as JMESPath has it."""
    return key if key.isascii() and key.isidentifier() else json.dumps(key, ensure_ascii=False)


def _json(answer: Answer, url: str) -> Recognised:
    found = json_of(answer, "试读的内容")
    if isinstance(found, dict) and ("@graph" in found or ("@context" in found and "dataset" not in found)):
        return Recognised("dcat", url, "是 JSON-LD，按 DCAT 目录读取")
    if _is_ckan(found):
        return _ckan(found, url.split("/api/")[0], "是 CKAN 接口的回答，按 CKAN 平台读取")
    entries = found.get("dataset") if isinstance(found, dict) else found
    if isinstance(entries, list) and any(isinstance(each, dict) and "identifier" in each for each in entries[:20]):
        return Recognised("dcat", url, "是 DCAT-US 的 data.json")
    return _json_catalog(found, url)


def _json_catalog(found: Any, url: str) -> Recognised:
    path, rows = _list_in(found)
    if not rows:
        raise _unknown("是 JSON，但其中找不到记录列表", "请确认地址是目录列表接口；要用 POST 的，请填写采集类型和选项")
    identifier = _identifier(rows)
    parts = urlsplit(url)
    asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    options = {"list": {"path": asked, "items": path or "@", "id": _quoted(identifier)}}
    said = f"是 JSON 目录：列表在“{path or '整个回答'}”，标识取“{identifier}”；翻页和总数要在选项中补上"
    return Recognised("json_catalog", f"{parts.scheme}://{parts.netloc}" if parts.netloc else url, said, options)


def _list_in(value: Any, path: str = "", depth: int = 0) -> tuple[str, list[dict[str, Any]]]:
    """The longest list of objects and its JMESPath."""
    if isinstance(value, list):
        return path, [each for each in value if isinstance(each, dict)]
    if not isinstance(value, dict) or depth == _DEPTH:
        return path, []
    inner = (_list_in(each, f"{path}.{_quoted(key)}" if path else _quoted(key), depth + 1) for key, each in value.items())
    return max(inner, key=lambda found: len(found[1]), default=(path, []))


def _unknown(what: str, hint: str) -> FatalError:
    return FatalError(f"认不出是哪种目录：{what}", pointer="url", rule="kind-not-recognised", hint=hint)
