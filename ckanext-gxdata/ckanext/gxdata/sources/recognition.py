"""Which kind of system an address or a file belongs to, by what it holds: the first step of a dry run.

It proposes kind, address and options; whether they are right the dry run shows. Not here: reading (each kind).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.core.sniffing import kind_of
from ckanext.gxdata.sources.answers import Answer, json_of
from ckanext.gxdata.sources.http import HttpClient

ID_KEYS = (
    *("identifier", "id", "dataId", "cataId", "cata_id", "catalogID", "catalogId", "resId", "datasetId", "rid", "rowGuid"),
    *("iid", "guid", "uuid", "METADATA_ID", "link", "url"),
)
"""As the portals of the harvest notes call them, the surest first."""
_OPORTAL = (b"bottom-content", b"cata-title", b"/catalog/index")
_DEPTH = 5
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
    form = kind_of(answer.content, url, answer.media_type)
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
        return Recognised("files", url, "是数据文件（CSV 或 zip），按文件目录读取")
    raise _unknown("不是认得的目录文件", "可以试读：data.json、RDF（XML、Turtle、JSON-LD）、JSON 目录、1272号文工作簿、CSV")


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
    identifier = next((key for key in ID_KEYS if all(row.get(key) for row in rows[:20])), "id")
    parts = urlsplit(url)
    asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    options = {"list": {"path": asked, "items": path or "@", "id": identifier}}
    said = f"是 JSON 目录：列表在“{path or '整个回答'}”，标识取“{identifier}”；翻页和总数要在选项中补上"
    return Recognised("json_catalog", f"{parts.scheme}://{parts.netloc}" if parts.netloc else url, said, options)


def _list_in(value: Any, path: str = "", depth: int = 0) -> tuple[str, list[dict[str, Any]]]:
    """The longest list of objects and its JMESPath."""
    if isinstance(value, list):
        return path, [each for each in value if isinstance(each, dict)]
    if not isinstance(value, dict) or depth == _DEPTH:
        return path, []
    inner = (_list_in(each, f"{path}.{key}" if path else key, depth + 1) for key, each in value.items() if key.isidentifier())
    return max(inner, key=lambda found: len(found[1]), default=(path, []))


def _unknown(what: str, hint: str) -> FatalError:
    return FatalError(f"认不出是哪种目录：{what}", pointer="url", rule="kind-not-recognised", hint=hint)
