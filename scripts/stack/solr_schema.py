"""The Solr configset: CKAN's own schema merged with ours, and the table that turns Traditional signs into Simplified.

Here: files made at set-up from installed packages, so that no copy of them is kept. Not here: solrconfig.xml (a file of
``config/solr/``), and what a query looks like (``ckanext.gxdata.core.search_terms``).
"""

from __future__ import annotations

import copy
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

SCHEMA_NAME = "ckan-2.12"  # CKAN checks it at start
ADDITIONS = "search/schema-additions.xml"

Element = etree._Element


class SchemaError(Exception):
    """A package does not hold what the schema is made from. The message is complete and Chinese."""


def build_configset(target: Path, config_dir: Path) -> None:
    """Write schema.xml, mapping-t2s.txt and mapping-text.txt into ``target``, a configset's conf folder.

    ``config_dir`` is the repository's config/. Raises SchemaError.
    """
    target.mkdir(parents=True, exist_ok=True)
    schema = merge(_parse(_package_file("ckan", "config/solr/schema.xml")), _parse(config_dir / ADDITIONS))
    characters = _package_file("opencc", "dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    _write(target / "schema.xml", etree.tostring(schema, pretty_print=True, xml_declaration=True, encoding="UTF-8"))
    simplified = simplification(characters)
    _write(target / "mapping-t2s.txt", simplified.encode())
    _write(target / "mapping-text.txt", f'{simplified}"_" => " "\n'.encode())  # one table: each char filter costs


def merge(schema: Element, additions: Element) -> Element:
    """CKAN's schema with our types, fields and copies. Raises SchemaError where CKAN's has an unexpected shape."""
    merged = copy.deepcopy(schema)
    if merged.get("name") != SCHEMA_NAME:
        raise _changed(f"名称是“{merged.get('name')}”，应为“{SCHEMA_NAME}”")
    for section in ("types", "fields"):
        _merge_named(_child(merged, section), _child(additions, section))
    for unwanted in _child(additions, "remove"):
        _remove_copy(merged, unwanted)
    merged.extend(copy.deepcopy(field) for field in _child(additions, "copyFields").iterchildren("copyField"))
    _check_references(merged)
    return merged


def simplification(characters: str) -> str:
    """A Solr mapping file from OpenCC's table: one sign, a tab, its Simplified forms with the usual one first."""
    rows = (line.split("\t", 1) for line in characters.splitlines() if "\t" in line)
    pairs = [(source, forms.split()[0]) for source, forms in rows]
    if len(pairs) < 2000:
        raise SchemaError("软件包 opencc-python-reimplemented 的 TSCharacters.txt 不完整：请重新安装锁定的版本")
    return "".join(f'"{source}" => "{form}"\n' for source, form in pairs if source != form)


def _merge_named(section: Element, ours: Element) -> None:
    known = _named(section)
    for name, entry in _named(ours).items():
        theirs = known.get(name)
        if theirs is None:
            section.append(copy.deepcopy(entry))
        else:
            section.replace(theirs, copy.deepcopy(entry))


def _named(section: Element) -> dict[str, Element]:
    return {entry.get("name", ""): entry for entry in section.iterchildren(tag=etree.Element)}


def _remove_copy(schema: Element, unwanted: Element) -> None:
    source, dest = unwanted.get("source"), unwanted.get("dest")
    found = schema.xpath("copyField[@source=$source and @dest=$dest]", source=source, dest=dest)
    if not found:
        raise _changed(f"找不到 copyField {source} → {dest}")
    for entry in found:
        schema.remove(entry)


def _check_references(schema: Element) -> None:
    """Solr would only say this in its log, and the portal would wait for a core that never comes up."""
    types, fields = _named(_child(schema, "types")), _named(_child(schema, "fields"))
    copies = list(schema.iterchildren("copyField"))
    wanted = {(entry.get("type"), "types") for entry in fields.values()}
    wanted |= {(entry.get(end), "fields") for entry in copies for end in ("source", "dest")}
    missing = sorted(str(name) for name, where in wanted if name not in (types if where == "types" else fields))
    if missing:
        raise _changed("缺少字段或类型 " + "、".join(missing))


def _child(parent: Element, name: str) -> Element:
    found = parent.find(name)
    if found is None:
        raise _changed(f"没有 <{name}> 一节")
    return found


def _changed(what: str) -> SchemaError:
    return SchemaError(f"CKAN 自带的 Solr schema.xml 与预期不符：{what}。请安装 requirements.txt 中锁定的 ckan 版本，"
                       f"或修改 config/{ADDITIONS}")


def _parse(path: Path) -> Element:
    parser = etree.XMLParser(remove_comments=True, remove_blank_text=True, resolve_entities=False, no_network=True)
    try:
        return etree.parse(str(path), parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise SchemaError(f"无法读取 {path}：{error}") from error


def _package_file(package: str, inside: str) -> Path:
    """A file of an installed package, without importing it (importing ckan costs a second)."""
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise SchemaError(f"没有安装软件包 {package}：请先运行 scripts/run 完成安装")
    return Path(spec.origin).parent / inside


def _write(path: Path, content: bytes) -> None:
    """Only when it differs: Solr reloads nothing by itself, but a stack may compare times."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
