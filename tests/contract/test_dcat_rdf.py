"""DCAT in RDF: four syntaxes that say the same, pages, and files that want more than to be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import rdflib

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources import rdf_budget, rdf_graph, rdf_shut
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.dcat import Dcat
from tests.fixtures.hostile_department import BEHAVIOURS, HostileDepartment, Reply, hostile_department

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "dcat"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">%s</rdf:RDF>'
ONE = '<https://d.example.gov.cn/1> a dcat:Dataset ; dct:title "甘蔗" .'


def upload(content: str | bytes, **options: Any) -> list[RawRecord | Finding]:
    whole = content.encode() if isinstance(content, str) else content
    return list(Dcat.read_upload(whole, "catalog", options))


def turtle(body: str) -> list[RawRecord | Finding]:
    return upload(PREFIXES + body)


def refusal(content: str | bytes, **options: Any) -> FatalError:
    with pytest.raises(FatalError) as caught:
        upload(content, **options)
    return caught.value


def only(found: list[RawRecord | Finding]) -> RawRecord:
    (record,) = found
    assert isinstance(record, RawRecord)
    return record


def guids(found: list[RawRecord | Finding]) -> list[str]:
    return [item.guid for item in found if isinstance(item, RawRecord)]


def rules(found: list[RawRecord | Finding]) -> list[tuple[str, str]]:
    return [(item.rule, item.value) for item in found if isinstance(item, Finding)]


def serve(pages: dict[str, Reply | str]) -> None:
    for path, page in pages.items():
        reply = page if isinstance(page, Reply) else Reply((PREFIXES + page).encode(), media_type="text/turtle")
        BEHAVIOURS[path] = lambda request, reply=reply: reply


def read(department: HostileDepartment, path: str, **options: Any) -> list[RawRecord | Finding]:
    address = department.url + path
    return list(Dcat(SourceConfig("t", "dcat", address, {"tries": 1, **options}, department.allow)).records())


# ── syntaxes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.rdf", "catalog.jsonld", "catalog.nt"])
def test_the_same_catalog_gives_the_same_records_in_every_syntax(name: str) -> None:
    found = upload((FIXTURES / name).read_bytes())
    expected = json.loads((FIXTURES / "records.json").read_text("utf-8"))
    got = {item.guid: item.payload for item in found if isinstance(item, RawRecord)}
    assert len(found) == 3
    assert got == {
        "gx-nynct-sugarcane": expected[0],
        "https://data.example.gov.cn/dataset/rice": expected[1],
        "": expected[2],
    }


def test_the_content_decides_and_a_wrong_content_type_is_told(department: HostileDepartment) -> None:
    serve({"/as-xml.ttl": Reply((PREFIXES + ONE).encode(), media_type="application/rdf+xml")})
    found = read(department, "/as-xml.ttl")
    assert guids(found) == ["https://d.example.gov.cn/1"]
    assert rules(found) == [("content-type-differs", "application/rdf+xml")]


def test_a_turtle_file_that_opens_with_a_bracket_is_no_json(department: HostileDepartment) -> None:
    body = '[] a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/identifier> "a-1" .'
    serve({"/bracket": Reply(body.encode(), media_type="text/turtle")})
    assert guids(read(department, "/bracket")) == ["a-1"]


def test_rdf_xml_in_gbk_is_read_whatever_its_declaration() -> None:
    body = (
        XML
        % '<dcat:Dataset rdf:about="https://d.example.gov.cn/1"><dct:title xml:lang="zh_CN">甘蔗</dct:title></dcat:Dataset>'
    )
    for encoding in ("GB2312", "utf-8"):
        content = f'<?xml version="1.0" encoding="{encoding}"?>\n{body}'.encode("gb18030")
        assert only(upload(content)).payload["title"] == "甘蔗"


def test_a_data_json_with_a_context_is_read_by_its_own_keys() -> None:
    catalog = {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "dataset": [{"identifier": "a", "@type": "dcat:Dataset"}],
    }
    assert only(upload(json.dumps(catalog))).guid == "a"


@pytest.mark.parametrize("more", [{}, {"http://purl.org/dc/terms/title": [{"@value": "甘蔗"}]}])
def test_expanded_json_ld_is_known_although_its_first_node_has_no_properties(more: dict[str, Any]) -> None:
    page = {"@id": "https://d.example.gov.cn/page", "@type": ["http://xmlns.com/foaf/0.1/Document"]}
    dataset = {"@id": "https://d.example.gov.cn/1", "@type": ["http://www.w3.org/ns/dcat#Dataset"], **more}
    assert guids(upload(json.dumps([page, dataset]))) == ["https://d.example.gov.cn/1"]


def test_the_option_format_is_held_to() -> None:
    assert refusal(PREFIXES + ONE, format="xml").rule == "wrong-format"
    assert guids(upload(PREFIXES + ONE, format="ttl")) == ["https://d.example.gov.cn/1"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("", "empty-answer"),
        ("<html><title>登录</title></html>", "html-instead-of-rdf"),
        ("目录", "unknown-format"),
        ('{"dataset": 1}', "items-not-a-list"),
        ('{"@graph": [', "broken-json"),
    ],
)
def test_what_is_no_catalog_is_refused_by_name(content: str, rule: str) -> None:
    assert refusal(content).rule == rule


# ── broken ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_broken_turtle_is_refused_with_the_line() -> None:
    error = refusal(f'{PREFIXES}{ONE}\n<https://d.example.gov.cn/2> dct:title "没有写完\n')
    assert (error.rule, error.pointer) == ("broken-rdf", "第 1 页 第 7 行")
    assert error.hint


def test_broken_n_triples_are_refused_with_the_line() -> None:
    line = '<https://d.example.gov.cn/1> <http://purl.org/dc/terms/title> "甘蔗" .\n'
    assert refusal(line * 3 + "<https://d.example.gov.cn/2> <x\n").pointer == "第 1 页 第 4 行"


def test_broken_rdf_xml_is_refused_with_the_line() -> None:
    assert "第 3 行" in refusal('<?xml version="1.0"?>\n' + (XML % "\n<dcat:Dataset>")).message


def test_rdf_xml_that_is_no_rdf_is_refused() -> None:
    error = refusal(XML % '<dcat:Dataset rdf:about="a" rdf:nodeID="b" rdf:ID="c"/>')
    assert error.rule == "broken-rdf"


@pytest.mark.parametrize("opening", ["[ dct:relation ", "( "])
def test_turtle_nested_without_end_is_refused(opening: str) -> None:
    assert refusal(PREFIXES + "<https://d.example.gov.cn/1> dct:relation " + opening * 50_000).rule == "broken-rdf"


def test_blank_nodes_that_point_at_each_other_cost_their_record_only() -> None:
    ring = "\n".join(f"_:b{i} dct:relation " + ", ".join(f"_:b{j}" for j in range(12)) + " ." for i in range(12))
    found = turtle(f"{ONE}\n<https://d.example.gov.cn/2> a dcat:Dataset ; dct:relation _:b0 .\n{ring}")
    assert guids(found) == ["https://d.example.gov.cn/1"]
    assert rules(found) == [("graph-too-deep", "https://d.example.gov.cn/2")]


def test_numbers_stay_as_they_were_written_and_are_never_written_out() -> None:
    big = '"1E999999999"^^xsd:decimal, "007"^^xsd:integer, "2013-04-26T00:00:00Z"^^xsd:dateTime'
    other = only(turtle(f"{ONE[:-1]} ; dct:extent {big} .")).payload["other"]
    assert other == {"http://purl.org/dc/terms/extent": ["007", "1E999999999", "2013-04-26T00:00:00Z"]}


# ── nothing is fetched, opened or expanded ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "context",
    ['"CANARY/c.jsonld"', '[{}, "CANARY/c.jsonld"]', '{"@import": "CANARY/c.jsonld"}', '"file:///etc/hostname"',
     '{"a": {"@id": "http://x/a", "@context": "CANARY/c.jsonld"}}', '"c.jsonld"', '[["CANARY/c.jsonld"]]',
     '[[[{}], [null, ["file:///etc/hostname"]]]]', '{"@context": [["CANARY/c.jsonld"]]}', '""', '[""]',
     '{"a": {"@id": "http://x/a", "@context": [["CANARY/c.jsonld"]]}}', '{"@import": ["CANARY/c.jsonld"]}'],
)  # fmt: skip
def test_a_context_elsewhere_is_refused_and_never_asked_for(context: str) -> None:
    with hostile_department() as canary:
        link = context.replace("CANARY", canary.url)
        assert refusal('{"@context": ' + link + ', "@graph": [{"@id": "http://x/1", "a": 1}]}').rule == "remote-context"
        inner = '{"@id": "http://x/1", "http://x/p": {"@context": ' + link + "}}"
        assert refusal('{"@graph": [' + inner + "]}").rule == "remote-context"
    assert canary.requests == []


@pytest.mark.parametrize(
    "context", ["CANARY/c.jsonld", "file://FILE", {"@import": "CANARY/c.jsonld"}, {"@import": "FILE"}]
)
def test_rdflib_itself_opens_nothing_while_it_parses(
    context: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Even where our look at the contexts would miss one."""
    (tmp_path / "c.jsonld").write_text('{"@context": {"title": "http://purl.org/dc/terms/title"}}')
    monkeypatch.setattr(rdf_graph, "_refuse_elsewhere", lambda document, pointer: None)
    with hostile_department() as canary:
        written = json.dumps(context).replace("CANARY", canary.url).replace("FILE", str(tmp_path / "c.jsonld"))
        item = '{"@id": "http://x/1", "@type": "http://www.w3.org/ns/dcat#Dataset", "title": "甘蔗"}'
        assert refusal('{"@context": ' + written + ', "@graph": [' + item + "]}").rule == "remote-context"
    assert canary.requests == []


@pytest.mark.parametrize("place", ["CANARY/x.ttl", "file:///etc/hostname", "/etc/hostname"])
def test_none_of_rdflibs_ways_to_open_a_place_is_open_while_it_parses(place: str) -> None:
    with (
        hostile_department() as canary,
        rdf_shut.shut_in(lambda link: PermissionError(link)),
        pytest.raises(PermissionError),
    ):
        rdflib.Graph().parse(place.replace("CANARY", canary.url))
    assert canary.requests == []
    assert "open" not in vars(rdflib.parser), "what was shut is as it was"


def long_list(syntax: str, length: int) -> str:
    items = [str(number) for number in range(length)]
    if syntax == "turtle":
        return PREFIXES + f"<http://x/1> a dcat:Dataset ; dcat:keyword {','.join(items)} ."
    if syntax == "collection":
        return PREFIXES + f"<http://x/1> a dcat:Dataset ; dcat:keyword ({' '.join(items)}) ."
    if syntax == "xml":
        return XML % (
            "<dcat:Dataset rdf:about='http://x/1'>" + "<dcat:keyword>糖</dcat:keyword>" * length + "</dcat:Dataset>"
        )
    keyword = {"http://www.w3.org/ns/dcat#keyword": items, "@type": "http://www.w3.org/ns/dcat#Dataset"}
    return json.dumps({"@id": "http://x/1", **keyword})


@pytest.mark.parametrize("syntax", ["turtle", "collection", "xml", "json"])
def test_triples_are_counted_while_they_are_parsed(syntax: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of 4 MB can take 800 MB of memory: what is too much is refused before it is there."""
    monkeypatch.setattr(rdf_budget, "MOST_TRIPLES", 1000)
    assert len(upload(long_list(syntax, 400))) == 1
    added: list[object] = []
    for store in (rdf_budget.SimpleMemory, rdf_budget.Memory):
        add = store.add
        monkeypatch.setattr(store, "add", lambda *given, _add=add: (added.append(given[1]), _add(*given)))
    assert refusal(long_list(syntax, 50_000)).message == "第 1 页：RDF 超过 1000 个三元组"
    assert len(added) <= 1000


def test_imports_and_addresses_in_a_graph_are_names_only() -> None:
    with hostile_department() as canary:
        body = f"""@prefix owl: <http://www.w3.org/2002/07/owl#> .
            <> owl:imports <{canary.url}/ontology.ttl>, <file:///etc/passwd> .
            <{canary.url}/1> a dcat:Dataset ; dct:title "甘蔗" ; dcat:theme <{canary.url}/theme> ;
              dct:source <file:///etc/passwd> ; dcat:distribution <file:///etc/hostname> ."""
        record = only(turtle(body))
        assert record.payload["distribution"] == [{"iri": "file:///etc/hostname"}]
        assert record.payload["other"] == {"http://purl.org/dc/terms/source": "file:///etc/passwd"}
    assert canary.requests == []


ENTITIES = {
    "external": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE r [<!ENTITY % x SYSTEM "CANARY/x.dtd"> %x;]>',
    "laughs": "<!DOCTYPE r ["
    + '<!ENTITY l0 "哈">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>",
}


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_are_refused_and_nothing_is_opened(name: str) -> None:
    entity = {"external": "&x;", "parameter": "", "laughs": "&l9;"}[name]
    with hostile_department() as canary:
        body = (
            XML % f'<dcat:Dataset rdf:about="https://d.example.gov.cn/1"><dct:title>{entity}</dct:title></dcat:Dataset>'
        )
        error = refusal('<?xml version="1.0"?>' + ENTITIES[name].replace("CANARY", canary.url) + body)
        assert error.rule == "xml-entities"
    assert canary.requests == []


def test_a_document_type_elsewhere_is_not_fetched() -> None:
    with hostile_department() as canary:
        body = XML % '<dcat:Dataset rdf:about="https://d.example.gov.cn/1"/>'
        assert guids(upload(f'<!DOCTYPE rdf:RDF SYSTEM "{canary.url}/x.dtd">{body}')) == ["https://d.example.gov.cn/1"]
    assert canary.requests == []


def test_relative_names_of_an_upload_hold_no_path_of_this_machine() -> None:
    record = only(turtle('<dataset/1> a dcat:Dataset ; dct:title "甘蔗" .'))
    assert record.guid == "http://upload.invalid/dataset/1"
    assert not re.search("file:|/tmp|/work", json.dumps(record.payload))


# ── identity ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_several_identifiers_leave_the_iri() -> None:
    assert only(turtle(f'{ONE[:-1]} ; dct:identifier "a", "b" .')).guid == "https://d.example.gov.cn/1"


def test_a_dataset_that_is_listed_but_not_typed_is_read() -> None:
    found = turtle('<> a dcat:Catalog ; dcat:dataset <1> . <1> dct:title "甘蔗" .')
    assert guids(found) == ["http://upload.invalid/1"]


def test_a_dataset_that_is_listed_but_not_described_is_an_error_with_its_name() -> None:
    found = turtle(
        f"<> a dcat:Catalog ; dcat:dataset <https://d.example.gov.cn/1>, <https://d.example.gov.cn/2> . {ONE}"
    )
    assert rules(found) == [("not-described", "https://d.example.gov.cn/2")]


def test_another_order_of_the_same_triples_is_the_same_record() -> None:
    lines = [line for line in (FIXTURES / "catalog.nt").read_text("utf-8").splitlines() if line]
    one, other = upload("\n".join(lines)), upload("\n".join(reversed(lines)))
    by_guid = {item.guid: item.payload for item in other if isinstance(item, RawRecord)}
    assert {item.guid: item.payload for item in one if isinstance(item, RawRecord)} == by_guid


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def page(numbers: list[int], following: str = "", total: int = 5) -> str:
    """As ckanext-dcat writes a page: the address of the next one is a literal."""
    link = f' ; hydra:next "{following}" ; hydra:nextPage "{following}"' if following else ""
    datasets = "\n".join(f'<https://d.example.gov.cn/{n}> a dcat:Dataset ; dct:title "第{n}个" .' for n in numbers)
    return f'<> a hydra:PagedCollection ; hydra:totalItems "{total}"{link} .\n{datasets}'


def test_pages_are_followed_to_the_end_and_a_dataset_seen_again_counts_once(department: HostileDepartment) -> None:
    serve(
        {
            "/c/1.ttl": page([1, 2], f"{department.url}/c/2.ttl"),
            "/c/2.ttl": page([2, 3, 4], "3.ttl#top"),
            "/c/3.ttl": page([5]),
        }
    )
    found = read(department, "/c/1.ttl")
    assert guids(found) == [f"https://d.example.gov.cn/{n}" for n in (1, 2, 3, 4, 5)]
    assert rules(found) == []
    assert isinstance(found[-1], RawRecord) and found[-1].pointer == "第 3 页第 1 条"


def test_a_dataset_that_differs_on_two_pages_is_shown_to_the_harvest(department: HostileDepartment) -> None:
    serve({"/d/1": page([1], "/d/2", 2), "/d/2": '<https://d.example.gov.cn/1> a dcat:Dataset ; dct:title "另一个" .'})
    assert guids(read(department, "/d/1")) == ["https://d.example.gov.cn/1"] * 2


@pytest.mark.parametrize(
    "link",
    ['</l/2>; rel="next"', "</l/2>;rel=next", '</l/9>; rel="last", </l/2>; title="a, b"; rel="prev next"'],
)
def test_the_header_link_is_followed(department: HostileDepartment, link: str) -> None:
    first = Reply((PREFIXES + ONE).encode(), media_type="text/turtle", headers={"Link": link})
    serve({"/l/1": first, "/l/2": page([2], total=2)})
    assert guids(read(department, "/l/1")) == ["https://d.example.gov.cn/1", "https://d.example.gov.cn/2"]


def test_a_partial_collection_view_is_followed(department: HostileDepartment) -> None:
    view = "<?page=1> a hydra:PartialCollectionView ; hydra:next </view?page=2> ."
    BEHAVIOURS["/view"] = lambda request: Reply(
        (PREFIXES + (view + ONE if request.number("page") != 2 else page([2], total=2))).encode()
    )
    assert guids(read(department, "/view")) == ["https://d.example.gov.cn/1", "https://d.example.gov.cn/2"]


def test_pages_that_go_round_are_an_error_and_what_was_read_lands(department: HostileDepartment) -> None:
    serve({"/r/1": page([1], "/r/2"), "/r/2": page([2], "/r/1")})
    found = read(department, "/r/1")
    assert len(guids(found)) == 2
    assert isinstance(found[-1], Finding) and found[-1].severity == "error"
    assert (found[-1].rule, found[-1].pointer) == ("repeating-page", "第 2 页")


def test_fewer_than_the_total_is_not_the_whole(department: HostileDepartment) -> None:
    serve({"/s/1": page([1, 2], total=5)})
    assert [rule for rule, _ in rules(read(department, "/s/1"))] == ["listing-incomplete"]


def test_an_empty_catalog_is_told(department: HostileDepartment) -> None:
    serve({"/e/1": "<> a dcat:Catalog .", "/e/0": page([], total=0)})
    assert [rule for rule, _ in rules(read(department, "/e/1"))] == ["listing-empty"]
    assert [rule for rule, _ in rules(read(department, "/e/0"))] == ["listing-empty"]


@pytest.mark.parametrize(
    "following", ["http://169.254.169.254/2.ttl", "file:///etc/passwd", "http://localhost:CANARY/2"]
)
def test_a_next_page_where_the_source_must_not_go_is_not_asked_for(
    department: HostileDepartment, following: str
) -> None:
    with hostile_department() as canary:
        serve({"/n/1": page([1], following.replace("CANARY", str(canary.port)))})
        found = read(department, "/n/1")
    assert len(guids(found)) == 1 and [rule for rule, _ in rules(found)] == ["listing-incomplete"]
    assert isinstance(found[-1], Finding) and (found[-1].severity, found[-1].pointer) == ("error", "第 2 页")
    assert canary.requests == []


def test_a_second_page_that_is_a_login_page_ends_the_walk(department: HostileDepartment) -> None:
    serve({"/p/1": page([1], "/login-page")})
    found = read(department, "/p/1")
    assert len(guids(found)) == 1 and isinstance(found[-1], Finding)
    assert (found[-1].rule, found[-1].severity) == ("listing-incomplete", "error") and "网页" in found[-1].message


def test_an_upload_of_a_paged_catalog_says_that_it_is_one_page() -> None:
    assert rules(turtle(page([1], "http://d.example.gov.cn/?page=2"))) == [("only-first-page", "")]


def test_a_page_of_rdf_larger_than_allowed_is_refused_before_it_is_parsed() -> None:
    error = refusal(PREFIXES + ONE + "#" * 20_000, max_page_mib=0.01)
    assert error.rule == "too-large" and "max_page_mib" in error.hint
