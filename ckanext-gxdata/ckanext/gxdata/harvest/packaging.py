"""From a landed draft and its fetched files to what ``package_create`` takes, and the files to store with it.

A table is graded by the columns that its file really has, before anything is opened.
The access rule holds here: what is not unconditionally open, or holds personal data, or could not be read and scanned,
gets neither file nor address nor count; there is then nothing that a route or an API could give away.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ckanext.gxdata.core import held_columns, identity, landing, licence_fit, pii
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.grading import Rules as GradingRules
from ckanext.gxdata.core.grading_review import Decided
from ckanext.gxdata.core.items import is_closed
from ckanext.gxdata.core.records import DatasetDraft, Finding, Table
from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.turns import Turns
from ckanext.gxdata.core.zone_rules import ZoneRules
from ckanext.gxdata.core.zones import memberships
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.links import Links
from ckanext.gxdata.harvest.report import finding_of
from ckanext.gxdata.tables import readers, types

# Fixed for ever: resource ids are derived from it, so that a resource keeps its id over re-harvests.
RESOURCE_NAMESPACE = uuid.UUID("6f1c2f0e-4b0e-5c55-9c5e-67786461746e")
TEXTS = {"名称": "title", "摘要": "notes"}
"""Fields of a dataset that are scanned, by what reports call them."""
TAG = re.compile(r"[\w \-.]{2,100}")
# With a byte-order mark, so that a spreadsheet program shows Chinese; what was UTF-8 already is left as it came.
CONVERTED_ENCODING = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be put into the portal's storage under its resource's id."""

    resource_id: str
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """``dataset`` is complete for ``package_create``; resources named in ``files`` are uploads."""

    dataset: Mapping[str, Any]
    files: tuple[StoredFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    presumed: bool = False
    """The grade stored so far was presumed by the landing rule, and by nobody declared."""

    def digest(self) -> str:
        """Of all that would stand in the catalog: the same again need not be written again."""
        files = [[each.resource_id, each.filename, hashlib.sha256(each.content).hexdigest()] for each in self.files]
        return identity.content_hash({"dataset": self.dataset, "files": files})


@dataclass(frozen=True, slots=True)
class _Built:
    resource: Mapping[str, Any]
    file: StoredFile | None = None
    findings: tuple[Finding, ...] = ()
    personal: bool = False
    tables: tuple[Mapping[str, Any], ...] = ()
    """What was found in the file, sheet by sheet: name, schema and row_count, for grading."""


@dataclass(frozen=True, slots=True)
class Packer:
    """Bound to one source; ``package`` is its only door."""

    source_name: str
    organization: str
    zones: CodeList
    zone_rules: ZoneRules
    rules: pii.Rules
    grading: GradingRules
    store: FileStore
    promising_licences: frozenset[str] = frozenset()
    links: Links = Links()  # noqa: RUF009  frozen

    def package(
        self,
        draft: DatasetDraft,
        staged_files: Mapping[str, Mapping[str, Any]],
        decided: Decided = Decided(),  # noqa: B008  frozen
    ) -> Turns[Package]:
        """Everything that the catalog will hold of this record."""
        name = identity.dataset_name(self.source_name, draft.guid)
        built = [
            self._resource(name, draft, position, resource, staged_files)
            for position, resource in enumerate(draft.resources)
        ]
        yield
        landed = landing.land(draft, self.grading, [table for part in built for table in part.tables], decided)
        landed = landing.Landed(licence_fit.fit(draft, landed.draft, self.promising_licences), landed.public)
        yield
        text = self._scan_text(landed.draft)
        private = not landed.public or bool(text) or any(part.personal for part in built)
        if private or landed.draft.fields["open_type"] != "unconditional":
            built = [replace(part, resource=_withheld(part.resource), file=None) for part in built]
        tags, tag_findings = _tags(landed.draft.fields.get("tags", ()))
        dataset = {
            **{key: value for key, value in landed.draft.fields.items() if key != "tags"},
            "name": name,
            "owner_org": self.organization,
            "private": private,
            "tags": tags,
            "source_identifier": landed.draft.fields.get("source_identifier") or draft.guid,
            "source_values": {key: value for key, value in landed.draft.raw.items() if not key.endswith("].url")},
            "resources": [dict(part.resource) for part in built],
        }
        yield
        dataset["groups"] = [{"name": zone} for zone in self._zone_roots(dataset)]
        findings = [*landed.draft.findings, *text, *tag_findings, *(item for part in built for item in part.findings)]
        return Package(dataset, tuple(part.file for part in built if part.file), tuple(findings))

    def _zone_roots(self, dataset: Mapping[str, Any]) -> list[str]:
        members = memberships(dataset, self.zone_rules)
        return list(dict.fromkeys(self.zones.root_id(member.zone) for member in members))

    def _scan_text(self, draft: DatasetDraft) -> tuple[Finding, ...]:
        row = tuple(str(draft.fields.get(field, "")) for field in TEXTS.values())
        found = _personal_findings(pii.scan(tuple(TEXTS), (row,), self.rules), "")
        return tuple(replace(each, pointer=TEXTS.get(each.pointer, each.pointer)) for each in found)

    def _resource(
        self,
        name: str,
        draft: DatasetDraft,
        position: int,
        resource: Mapping[str, Any],
        staged_files: Mapping[str, Mapping[str, Any]],
    ) -> _Built:
        """As it would be opened; ``package`` withholds it where the dataset is not."""
        raw_url = str(resource.get("url") or "")
        resource_id = _resource_id(f"{self.source_name}\n{draft.guid}\n{raw_url or position}")
        described = {**resource, "id": resource_id, "name": resource.get("name") or landing.short_title(draft)}
        entry = staged_files.get(raw_url)
        if entry is None:
            return self._linked(described, raw_url)
        if not entry:  # a dry run reads no files
            return _Built(described)
        if "error" in entry:
            finding = Finding(
                "file-not-fetched", entry["error"], "error", str(described["name"]), "请检查文件地址是否可用"
            )
            return _Built(_withheld(described), findings=(finding,))
        suffix = f"-{position + 1}" if position else ""
        may_open = draft.fields.get("open_type") == "unconditional"
        return self._table(described, entry, f"{name}{suffix}", may_open)

    def _linked(self, described: Mapping[str, Any], raw_url: str) -> _Built:
        address = self.links.public(raw_url)
        if address or not raw_url:
            return _Built({**described, "url": address} if address else described)
        finding = Finding(
            "address-not-public",
            f"资源“{str(described['name'])[:50]}”的地址公众打不开（内部网络、本机或不完整的地址），未公布",
            pointer=str(described["name"]),
            hint="请提供公众能访问的地址；是数据文件的，在映射的 fetch 中写明格式，由平台取回后提供",
        )
        return _Built(_withheld(described), findings=(finding,))

    def _table(self, described: Mapping[str, Any], entry: Mapping[str, Any], stem: str, may_open: bool) -> _Built:
        content = self.store.get(entry["sha256"])
        filename = str(entry["filename"])
        pointer = str(described["name"])
        try:
            table = readers.read_table(content, filename)
        except RecordError as error:
            return _Built(_withheld(described), findings=(finding_of(error, pointer),))
        personal = pii.scan_table(table, self.rules)
        named = () if personal else pii.header_findings(table.header, self.rules)
        findings = (*table.findings, *_personal_findings(personal, pointer), *named)
        schema = types.table_schema(table)
        findings = (*findings, *_item_count(described.get("schema"), table, pointer))
        found = tuple(_described(pointer, each) for each in (table, *table.beside))
        described = {**described, "schema": described.get("schema") or schema}
        if not may_open or personal:
            return _Built(_withheld(described), findings=findings, personal=bool(personal), tables=found)
        published, encoding = _as_utf8(content, filename, table.encoding)
        stored_name = f"{stem}.{filename.rsplit('.', 1)[-1].lower()}"
        complete = {
            **described,
            "url": stored_name,
            "url_type": "upload",
            "size": len(published),
            "row_count": len(table.rows),
            "encoding": encoding,
            held_columns.FILE: held_columns.found(held_columns.of_file(table, schema)),
        }
        return _Built(complete, StoredFile(str(described["id"]), stored_name, published), findings, tables=found)


def _resource_id(text: str) -> str:
    """``str(uuid.uuid5(RESOURCE_NAMESPACE, text))``, for a fourth of its price."""
    bits = int.from_bytes(hashlib.sha1(RESOURCE_NAMESPACE.bytes + text.encode()).digest()[:16], "big")
    bits = bits & ~(0xF000 << 64) & ~(0xC000 << 48) | 5 << 76 | 0x8000 << 48  # version 5, variant of RFC 4122
    plain = f"{bits:032x}"
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"


def _item_count(declared: Any, table: Table, pointer: str) -> Iterator[Finding]:
    """V8. Closed items may be missing from the file: it is then what was opened."""
    fields = declared.get("fields") if isinstance(declared, Mapping) else None
    items = [field for field in fields or () if isinstance(field, Mapping)]
    opened, columns = sum(not is_closed(field) for field in items), len(table.header)
    if not items or columns in (len(items), opened):
        return
    present = {key(name) for name in table.header}
    absent = [str(each.get("name")) for each in items if not {key(name) for name in _names(each)} & present]
    lacking = f"；文件中没有“{'”“'.join(name[:50] for name in absent[:5])}”" if absent else ""
    message = f"目录填报信息项 {len(items)} 个，文件有 {columns} 列{lacking}"
    yield Finding("item-count", message, pointer=pointer, hint="请核对目录与文件，使信息项与列一一对应", value=str(columns))


def _names(item: Mapping[str, Any]) -> list[str]:
    return [str(item[part]) for part in ("name", "title", "item_name_en") if item.get(part)]


def _described(name: str, table: Table) -> dict[str, Any]:
    return {"name": name, "schema": types.table_schema(table), "row_count": len(table.rows)}


def _withheld(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource as a description only: no address, no file, no count.

    What CKAN keeps in columns of its own it keeps when a write leaves it out: those are emptied by name.
    """
    hidden = ("url", "url_type", "size", "row_count", "encoding", "hash", held_columns.FILE)
    emptied = dict.fromkeys(("url", "url_type", "hash"), "")
    return {**{key: value for key, value in resource.items() if key not in hidden}, **emptied}


def _as_utf8(content: bytes, filename: str, encoding: str) -> tuple[bytes, str]:
    is_text = filename.lower().endswith((".csv", ".tsv", ".txt"))
    if not is_text or encoding.startswith("utf-8"):
        return content, "utf-8" if is_text else ""
    return content.decode(encoding).encode(CONVERTED_ENCODING), "utf-8"


def _tags(words: Any) -> tuple[list[dict[str, str]], list[Finding]]:
    kept = [word for word in dict.fromkeys(words) if TAG.fullmatch(word)]
    dropped = [word for word in words if not TAG.fullmatch(word)]
    findings = [
        Finding("tag-dropped", f"关键词“{word}”未采用：须为 2 至 100 个字，不含标点", "info", "tags", value=word)
        for word in dropped
    ]
    return [{"name": word} for word in sorted(kept)], findings


def _personal_findings(found: tuple[pii.PersonalData, ...], pointer: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule=f"personal-data-{item.kind}",
            message=f"“{item.column}”中发现疑似{item.title} {item.count} 处，已转为不公开",
            severity="error",
            pointer=f"{pointer} › {item.column}" if pointer else item.column,
            hint="脱敏或删去该列后重新提供；确属误报的，由审核人放行",
            value=item.sample,
        )
        for item in found
    )
