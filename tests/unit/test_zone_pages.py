"""The pure half of the zone pages: the tile map and its file, figures, the feed, Vietnamese and Thai."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import zone_figures
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.wording import say
from ckanext.gxdata.core.zone_coverage import Candidate
from ckanext.gxdata.core.zone_figures import Member
from ckanext.gxdata.views import tile_map, zone_feed
from ckanext.gxdata.views.tile_map import Node, Tile
from ckanext.gxdata.zone_map_rules import read_zone_map

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config"
EXTENSION = ROOT / "ckanext-gxdata/ckanext/gxdata"

# ── tile map ─────────────────────────────────────────────────────────────────────────────────────────────────────────

NANNING = Tile("450100", 2, 4, {"zh": "南宁"})
CHONGZUO = Tile("451400", 1, 5, {"zh": "崇左"})


def test_a_node_of_a_county_stands_on_the_tile_of_its_city() -> None:
    nodes = [Node("land_port", "451481", {"zh": "友谊关"}, "VN Hữu Nghị"), Node("land_port", "451423", {"zh": "水口"})]
    drawn = tile_map.draw([NANNING, CHONGZUO], {"451400": 3}, nodes)

    assert [(each.count, len(each.marks)) for each in drawn.tiles] == [(0, 0), (3, 2)]
    left, right = drawn.tiles[1].marks
    assert (left.x + right.x) / 2 == drawn.tiles[1].x and right.x - left.x == 15


def test_tiles_touch_but_do_not_lie_on_each_other() -> None:
    first, second = tile_map.draw([NANNING, CHONGZUO], {}, []).tiles

    assert (first.x - second.x, second.y - first.y) == (62, 62)
    assert tile_map.diamond(0, 0).startswith("M5.17 -62.00v10.33h10.33")


def test_a_stepped_diamond_closes_where_it_began() -> None:
    x, y = 5.17, -62.0
    for way, length in re.findall(r"([vh])(-?[\d.]+)", tile_map.diamond(0, 0)):
        x, y = (x + float(length), y) if way == "h" else (x, y + float(length))
    assert (round(x, 1), round(y, 1)) == (5.2, -62.0)


@pytest.mark.parametrize(
    ("count", "largest", "shade"), [(0, 0, 0), (0, 9, 0), (1, 1, 1), (1, 500, 1), (500, 500, 5), (250, 500, 3)]
)
def test_a_tile_is_shaded_by_fifths_of_the_largest(count: int, largest: int, shade: int) -> None:
    assert tile_map.shade(count, largest) == shade


def test_the_map_has_the_14_cities_and_the_region_each_on_a_place_of_its_own() -> None:
    laid = read_zone_map(CONFIG, rulebook.load(CONFIG).codelists)

    assert sorted(tile["division"] for tile in laid.tiles) == ["450000", *(f"45{n:02}00" for n in range(1, 15))]
    assert len({(tile["column"], tile["row"]) for tile in laid.tiles}) == 15
    assert {"seaport", "airport"} <= {node["kind"] for node in laid.nodes["ilstc"]}
    assert {node["faces"] for node in laid.nodes["crossborder"] if node["zh"] == "东兴口岸"} == {"VN Móng Cái"}


MAP = """\
tiles:
  - {division: "450100", column: 2, row: 4, short: {zh: 南宁, en: Nanning, vi: Nam Ninh}}
  - {division: "450400", column: 7, row: 3, short: {zh: 梧州, en: Wuzhou, vi: Ngô Châu}}
kinds:
  seaport: {zh: 海港, en: Seaport, vi: Cảng biển}
zones:
  ilstc: {nodes_of: ilstc, kinds: [seaport]}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words", "hint"),
    [
        ('"450400", column: 7, row: 3', '"450400", column: 2, row: 4', 3, "梧州", "换一格"),
        ('"450400"', '"450499"', 3, "450499", "450400"),
        ("kinds: [seaport]", "kinds: [seeport]", 7, "seeport", "seaport"),
        ("  ilstc:", "  ilstk:", 7, "ilstk", "ilstc"),
    ],
)
def test_a_mistake_in_the_map_is_named_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, words: str, hint: str
) -> None:
    (tmp_path / "zone_map.yaml").write_text(MAP.replace(right, wrong, 1), encoding="utf-8")
    regions = CodeList("region", {"zh": "地区"}, (Code("450100", {"zh": "南宁市"}), Code("450400", {"zh": "梧州市"})))
    zones = CodeList("zone", {"zh": "专区"}, (Code("ilstc", {"zh": "陆海新通道"}),))
    with pytest.raises(RuleError) as refused:
        read_zone_map(tmp_path, {"region": regions, "zone": zones})

    assert refused.value.pointer.endswith(f"zone_map.yaml:{line}")
    assert words in refused.value.message and hint in refused.value.hint


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def member(*regions: str, department: str = "wuzhou", modified: date | None = None, frequency: str = "") -> Member:
    candidate = Candidate("name", "标题", frozenset({"guizihao"}), "unconditional", frozenset(regions))
    return Member(candidate, department, modified, frequency)


def test_a_county_counts_for_its_city_once_a_dataset() -> None:
    found = [member("450421", "450400"), member("450400", "450100"), member("100000")]

    assert zone_figures.by_city(found) == {"450400": 2, "450100": 1, "100000": 1}


def test_on_time_counts_only_what_was_promised() -> None:
    found = [
        member(modified=date(2026, 3, 1), frequency="monthly"),
        member(modified=date(2025, 1, 1), frequency="monthly"),
        member(modified=date(2026, 3, 1), frequency="irregular"),
        member(frequency="monthly"),
    ]
    assert zone_figures.on_time(found, {"monthly": 40}, date(2026, 3, 10)) == (1, 2)


@pytest.mark.parametrize(("language", "text"), [("zh_Hans_CN", "海港"), ("vi", "Cảng"), ("th", "Seaport")])
def test_a_language_that_is_missing_is_answered_in_english(language: str, text: str) -> None:
    assert say({"zh": "海港", "en": "Seaport", "vi": "Cảng"}, language) == text


# ── feed ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

ATOM = "{http://www.w3.org/2005/Atom}"
DATASET: dict[str, Any] = {
    "id": "0b9a4f2e-3c1d-4d58-9f5e-0a1b2c3d4e5f",
    "name": "gx-tjj-1",
    "title": "价格 <script> & “引号”\x0b",
    "notes": "说明\ufffe <b>",
    "metadata_created": "2026-01-02T03:04:05.000006",
    "metadata_modified": "2026-02-03T04:05:06.000007",
    "organization": {"name": "gx-tjj", "title": "统计局"},
    "tags": [{"name": "价格"}],
}
PLACE = zone_feed.Place("zh_Hans_CN", "http://a/zone/x.atom", "http://a/zone/x", "平台", lambda name: f"http://a/dataset/{name}")


def feed(*datasets: dict[str, Any], place: zone_feed.Place = PLACE) -> ET.Element:
    return ET.fromstring(zone_feed.atom({"id": "gz-sugar", "title": "糖业", "about": ""}, datasets, place))


def test_a_feed_names_its_language_itself_and_its_page() -> None:
    made = feed(DATASET)

    assert made.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "zh-Hans"
    assert {link.get("rel"): link.get("href") for link in made.findall(f"{ATOM}link")} == {
        "self": "http://a/zone/x.atom",
        "alternate": "http://a/zone/x",
    }
    assert made.findtext(f"{ATOM}updated") == "2026-02-03T04:05:06.000007+00:00"


def test_an_entry_is_escaped_and_has_no_sign_that_xml_refuses() -> None:
    entry = feed(DATASET).find(f"{ATOM}entry")

    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "价格 <script> & “引号”"
    assert entry.findtext(f"{ATOM}summary") == "说明 <b>"
    assert entry.findtext(f"{ATOM}id") == "urn:uuid:0b9a4f2e-3c1d-4d58-9f5e-0a1b2c3d4e5f"


def test_an_entry_is_in_the_language_of_the_feed_where_it_is_translated() -> None:
    english = zone_feed.Place("en", "http://a/en/x.atom", "http://a/en/x", "Portal", lambda name: name)
    translated = {**DATASET, "title_translated": '{"en": "Prices"}', "notes_translated": {"vi": "Giá"}}
    entry = feed(translated, place=english).find(f"{ATOM}entry")

    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Prices"
    assert entry.findtext(f"{ATOM}summary") == "说明 <b>"
    chinese = feed(translated).find(f"{ATOM}entry")
    assert chinese is not None and chinese.findtext(f"{ATOM}title", "").startswith("价格")


def test_industries_of_zones_are_named_in_their_languages() -> None:
    lists = rulebook.load(CONFIG).codelists
    used = {code.extra["industry"] for code in lists["zone"].codes if code.extra.get("industry")}
    assert [code for code in used if not {"en", "vi", "th"} <= lists["industry"][code].labels.keys()] == []


def test_ids_stay_when_the_portal_moves_and_differ_by_language() -> None:
    moved = zone_feed.Place("zh_Hans_CN", "https://b/x.atom", "https://b/x", "别名", lambda name: f"https://b/{name}")
    english = zone_feed.Place("en", "http://a/en/x.atom", "http://a/en/x", "Portal", lambda name: name)

    ids = [feed(DATASET, place=place).findtext(f"{ATOM}id") for place in (PLACE, moved, english)]
    assert ids[0] == ids[1] != ids[2]


def test_a_feed_without_entries_is_the_same_each_time() -> None:
    assert feed().findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


# ── Vietnamese, Thai ───────────────────────────────────────────────────────────────────────────────────────────────────────

SHOWN = (
    *("templates/header.html", "templates/footer.html", "templates/page.html"),
    "templates/gxdata/snippets/pages.html",
    *("logic/zone_catalog.py", "logic/zone_words.py", "logic/action/zone_read.py", "views/zone.py"),
    *(f"templates/gxdata/zone/{name}.html" for name in ("index", "read", "map", "rules", "parts", "unknown")),
)


@pytest.mark.parametrize("language", ["vi", "th"])
def test_every_string_of_the_zone_pages_is_there_in_vietnamese_and_thai(language: str) -> None:
    with (EXTENSION / f"i18n/{language}/LC_MESSAGES/ckanext-gxdata.po").open("rb") as lines:
        known = read_po(lines, locale=language)
    missing = []
    for name in SHOWN:
        method = "python" if name.endswith(".py") else "ckan.lib.extract:extract_ckan"
        with (EXTENSION / name).open("rb") as source:
            for _line, message, _comments, _context in extract(method, source, {"_": None, "ungettext": (1, 2)}):
                entry = known.get(message[0] if isinstance(message, tuple) else message)
                if entry is None or not entry.string:
                    missing.append(f"{name}: {message}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", ["vi", "th"])
def test_zones_and_their_nodes_are_named_in_vietnamese_and_thai(language: str) -> None:
    rules = rulebook.load(CONFIG)

    assert [code.id for code in rules.codelists["zone"].codes if language not in code.labels] == []
    assert [node["zh"] for node in rules.zone_map.nodes["ilstc"] if language not in node] == []


@pytest.mark.parametrize("name", ["zones.yaml", "zone_targets.yaml", "zone_map.yaml"])
def test_what_the_zones_want_and_say_of_themselves_is_there_in_all_four_languages(name: str) -> None:
    def texts(part: Any) -> Iterator[dict[str, str]]:
        if isinstance(part, dict):
            if "zh" in part:
                yield part
            for each in part.values():
                yield from texts(each)
        elif isinstance(part, list):
            for each in part:
                yield from texts(each)

    found = list(texts(yaml.safe_load((CONFIG / name).read_text(encoding="utf-8"))))

    assert len(found) > 15
    assert [text for text in found if set(text) != {"zh", "en", "vi", "th"}] == []
