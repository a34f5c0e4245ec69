"""Loads ``config/*.yaml`` into frozen rules. A fault is a ``RuleError`` that names file and line.

To look at: ``codelists/`` (by id), ``mappings/`` and ``sources/`` (by file name), ``pii.yaml``. Nothing is cached here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.badge_rules import read_badges
from ckanext.gxdata.core import pii
from ckanext.gxdata.core.badge_rules import Rules as BadgeRules
from ckanext.gxdata.core.codelists import LANGUAGES, Code, CodeList
from ckanext.gxdata.core.cross_border import CrossBorderRules
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.grading import Rules as GradingRules
from ckanext.gxdata.core.labels import Labels
from ckanext.gxdata.core.mapping_lines import MappingLine
from ckanext.gxdata.core.mapping_rules import RecordMapping
from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.zone_coverage import Targets
from ckanext.gxdata.core.zone_rules import ZoneRules
from ckanext.gxdata.cross_border_rules import read_cross_border
from ckanext.gxdata.dataset_fields import dataset_fields
from ckanext.gxdata.grading_rules import load_grading
from ckanext.gxdata.label_rules import read_labels
from ckanext.gxdata.tailoring import Tailor
from ckanext.gxdata.yaml_lines import Document, Place
from ckanext.gxdata.zone_map_rules import ZoneMap, read_zone_map
from ckanext.gxdata.zone_rules import read_zones
from ckanext.gxdata.zone_target_rules import read_zone_targets

T = TypeVar("T")
_OWN_KEYS = frozenset((*LANGUAGES, "id", "aliases", "children"))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that ``config/`` says, checked as a whole."""

    codelists: Mapping[str, CodeList]
    mappings: Mapping[str, RecordMapping]
    sources: Mapping[str, Mapping[str, Any]]
    profiles: Mapping[str, Mapping[str, Any]]
    pii: pii.Rules
    grading: GradingRules
    zone_targets: Targets
    zone_map: ZoneMap
    zones: ZoneRules
    badges: BadgeRules
    cross_border: CrossBorderRules
    documents: Mapping[str, Mapping[str, Any]]
    """The mappings as their files write them."""
    tailor: Tailor
    reading: str
    """A digest of the files by which a record is mapped: code lists, mappings, labels."""
    zoning: str
    """A digest of the files by which zones are found: code lists, rules of zones."""

    @property
    def labels(self) -> Labels:
        """The common meanings of labels."""
        return self.tailor.labels

    def mapping(self, name: str) -> RecordMapping:
        """Raises ``RuleError`` for a name without a file."""
        return _named(self.mappings, name, "mappings", "映射")

    def tailored(
        self,
        name: str,
        defaults: Mapping[str, Any],
        lines: Iterable[MappingLine] = (),
        labels: Mapping[str, str] | None = None,
    ) -> RecordMapping:
        """The mapping of one source: its constants, what labels mean there, people's answers laid over the file's.

        Raises ``RuleError`` for a name without a file, and for a constant or an answer that does not fit, naming it.
        """
        document = _named(self.documents, name, "mappings", "映射")
        meanings = (MappingLine("label", "", label, notion) for label, notion in (labels or {}).items())
        return self.tailor.tailored(name, document, defaults, (*meanings, *lines))

    def source(self, name: str) -> Mapping[str, Any]:
        """As ``read_source`` answers it. Raises ``RuleError`` for a name without a file."""
        return _named(self.sources, name, "sources", "采集源配置")


def load(config_dir: Path) -> Rulebook:
    """Reads and checks everything; the first fault is raised."""
    codelists = _read_codelists(config_dir)
    fields = dataset_fields()
    tailor = Tailor(codelists, fields, read_labels(config_dir, fields))
    written = {path.stem: read for path, read in _files(config_dir, "mappings")}
    mappings = {name: _mapping(read, name, tailor) for name, read in written.items()}
    profiles = {path.stem: _profile(read) for path, read in _files(config_dir, "sources/profiles")}
    sources = {name: _profiled(read, profiles) for name, read in _source_files(config_dir).items()}
    zone_targets = read_zone_targets(config_dir, codelists)
    zones = read_zones(config_dir, codelists)
    return Rulebook(
        codelists,
        mappings,
        sources,
        profiles,
        _read_pii(config_dir),
        grading=load_grading(config_dir, codelists),
        zone_targets=zone_targets,
        zone_map=read_zone_map(config_dir, codelists),
        zones=zones,
        badges=read_badges(config_dir, codelists, fields, zone_targets, zones),
        cross_border=read_cross_border(config_dir, codelists),
        documents={name: read.data for name, read in written.items()},
        tailor=tailor,
        reading=_digest(config_dir, "codelists", "mappings", "labels.yaml"),
        zoning=_digest(config_dir, "codelists", "zones.yaml"),
    )


def read_source(path: Path, profiles: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """One source file, wherever it lies, laid over its profile; every key is optional (``rule_schemas.SOURCE``)."""
    return _profiled(yaml_lines.read(path), profiles)


def over_profile(given: Mapping[str, Any], profile: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, laid over a profile: ``options`` and ``defaults`` key by key at every depth, everything else whole."""
    shared = {name: value for name, value in profile.items() if name != "title"}  # of the profile, not of a source
    both = {name: _merged(profile.get(name, {}), given.get(name, {})) for name in ("options", "defaults")}
    return {**shared, **given, "options": both["options"], **({"defaults": both["defaults"]} if both["defaults"] else {})}


def read_mapping(path: Path, rules: Rulebook) -> RecordMapping:
    """One mapping file, wherever it lies."""
    return _mapping(yaml_lines.read(path), path.stem, rules.tailor)


def _files(config_dir: Path, folder: str) -> list[tuple[Path, Document]]:
    paths = sorted((config_dir / folder).glob("*.yaml"))
    return [(path, yaml_lines.read(path, f"{config_dir.name}/{folder}/{path.name}")) for path in paths]


def _digest(config_dir: Path, *parts: str) -> str:
    found = sorted(path for part in parts for path in _under(config_dir / part) if path.exists())
    digest = blake2b(digest_size=16)
    for path in found:
        digest.update(f"{path.relative_to(config_dir)}\0".encode() + blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


def _under(path: Path) -> Iterable[Path]:
    return (each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)


def _named(known: Mapping[str, T], name: str, folder: str, title: str) -> T:
    if name not in known:
        names = "、".join(sorted(known)) or "（没有）"
        raise RuleError(f"没有名为“{name}”的{title}", pointer=f"{folder}/{name}.yaml", hint=f"现有：{names}")
    return known[name]


# ── code lists ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_codelists(config_dir: Path) -> dict[str, CodeList]:
    codelists: dict[str, CodeList] = {}
    for _, document in _files(config_dir, "codelists"):
        codelist = _codelist(document)
        if codelist.id in codelists:
            raise document.fault(("id",), f"代码表“{codelist.id}”在另一个文件中已有", "请改用别的 id", "duplicate-id")
        codelists[codelist.id] = codelist
    if not codelists:
        hint = "请检查设置 ckanext.gxdata.config_dir"
        raise RuleError("没有找到任何代码表", pointer=f"{config_dir / 'codelists'}", hint=hint, rule="missing-file")
    return codelists


def _codelist(document: Document) -> CodeList:
    rule_schemas.check(document, rule_schemas.CODE_LIST)
    data = document.data
    placed = _codes(data["codes"], ("codes",), "")
    _refuse_doubles(document, placed)
    return CodeList(
        id=data["id"],
        title=data["title"],
        codes=tuple(code for _, code in placed),
        source=data["source"],
        certainty=data["certainty"],
    )


def _codes(entries: list[dict[str, Any]], place: Place, parent: str) -> list[tuple[Place, Code]]:
    placed: list[tuple[Place, Code]] = []
    for number, entry in enumerate(entries):
        here = (*place, number)
        code = Code(
            id=entry["id"],
            labels={language: entry[language] for language in LANGUAGES if language in entry},
            aliases=tuple(entry.get("aliases", ())),
            parent=parent,
            extra={name: value for name, value in entry.items() if name not in _OWN_KEYS},
        )
        placed.append((here, code))
        placed.extend(_codes(entry.get("children", []), (*here, "children"), code.id))
    return placed


def _refuse_doubles(document: Document, placed: list[tuple[Place, Code]]) -> None:
    first: dict[str, Place] = {}
    for place, code in placed:
        if code.id in first:
            line = document.pointer((*first[code.id], "id")).rpartition(":")[2]
            message = f"代码“{code.id}”重复，第 {line} 行已有"
            raise document.fault((*place, "id"), message, "每个代码的 id 在一张表内只能出现一次", "duplicate-id")
        first[code.id] = place


# ── mappings, sources, personal data ─────────────────────────────────────────────────────────────────────────────────


def _mapping(document: Document, name: str, tailor: Tailor) -> RecordMapping:
    rule_schemas.check(document, rule_schemas.MAPPING)
    try:
        return tailor.compiled(name, document.data)
    except RuleError as error:
        raise document.fault(_place(error.pointer), error.message, error.hint, error.rule) from error


def _place(pointer: str) -> Place:
    # A key of ``codes`` may hold a slash itself; the nearest written value above is then named.
    return tuple(int(part) if part.isdigit() and not below_codes else part for part, below_codes in _parts(pointer))


def _parts(pointer: str) -> list[tuple[str, bool]]:
    parts = pointer.split("/")
    return [(part, number > 0 and parts[number - 1] in ("codes", "labels")) for number, part in enumerate(parts)]


def _profile(document: Document) -> Mapping[str, Any]:
    rule_schemas.check(document, rule_schemas.PROFILE)
    return {name: value for name, value in document.data.items() if name != "source"}


def _profiled(document: Document, profiles: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    rule_schemas.check(document, rule_schemas.SOURCE)
    name = document.data.get("profile")
    if name is None:
        return dict(document.data)
    if name not in profiles:
        known = "、".join(sorted(profiles)) or "（没有）"
        raise document.fault(("profile",), f"没有名为“{name}”的接口类型档案", f"现有：{known}", "unknown-profile")
    return over_profile(document.data, profiles[name])


def _merged(under: Any, over: Any) -> Any:
    if not (isinstance(under, Mapping) and isinstance(over, Mapping)):
        return over
    return {**under, **{key: _merged(under[key], value) if key in under else value for key, value in over.items()}}


def _source_files(config_dir: Path) -> dict[str, Document]:
    """By file name, of ``sources/`` and its folders by region, profiles excepted."""
    folders = sorted(path.name for path in (config_dir / "sources").glob("*/") if path.name != "profiles")
    found: dict[str, Document] = {}
    for name in ("", *folders):
        for path, document in _files(config_dir, f"sources/{name}".rstrip("/")):
            if path.stem in found:
                message = f"采集源“{path.stem}”在 {found[path.stem].name} 中已有"
                raise document.fault((), message, "不同文件夹中的文件也不能同名，请改名", "duplicate-source")
            found[path.stem] = document
    return found


def _read_pii(config_dir: Path) -> pii.Rules:
    document = yaml_lines.read(config_dir / "pii.yaml", f"{config_dir.name}/pii.yaml")
    rule_schemas.check(document, rule_schemas.pii_schema(tuple(detector.kind for detector in pii.DETECTORS)))
    return pii.Rules({kind: _detector_rules(rule) for kind, rule in document.data.items()})


def _detector_rules(rule: Mapping[str, Any]) -> pii.DetectorRules:
    words = {part: tuple(key(word) for word in rule.get(part, ())) for part in ("context", "headers", "figures")}
    return pii.DetectorRules(**words, share=rule.get("share", 0.5))
