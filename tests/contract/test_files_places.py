"""Folders, archives and web folders: what departments hand in, and what somebody may have hidden in it."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.files import Files
from ckanext.gxdata.sources.workbook_source import Workbook1272
from tests.fixtures.hostile_department import BEHAVIOURS, HostileDepartment, Reply
from tests.fixtures.web_folder import CATALOG, DATA

OPTIONS = {"catalog": "目录.xlsx"}


def source(tmp_path: Path, content: bytes, **options: Any) -> Files:
    path = tmp_path / "nyt.zip"
    path.write_bytes(content)
    return Files(SourceConfig("nyt", "files", str(path), {**OPTIONS, **options}))


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


class GbkName(zipfile.ZipInfo):
    """A member as Windows writes it: its name in GBK, and no flag that says so."""

    __slots__ = ()

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def encrypted(content: bytes) -> bytes:
    """The flag that says so, in both headers: the content is not asked for."""
    plain = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := bytes(plain).find(mark, at + 1)) >= 0:
            plain[at + place] |= 1
    return bytes(plain)


def guids(found: Any) -> list[str]:
    return [item.guid for item in found if isinstance(item, RawRecord)]


def refusal(files: Files, reference: str) -> RecordError:
    with pytest.raises(RecordError) as caught:
        files.fetch_file(reference)
    assert caught.value.hint
    return caught.value


def fault(files: Files) -> FatalError:
    with pytest.raises(FatalError) as caught:
        list(files.records())
    assert caught.value.hint
    return caught.value


# ── archives ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    files = source(tmp_path, zipped((GbkName("目录.xlsx"), CATALOG), (GbkName("数据/甘蔗.csv"), DATA)))
    assert guids(files.records()) == ["307001/1", "307001/2"]
    file = files.fetch_file("数据/甘蔗.csv")
    assert (file.content, file.filename) == (DATA, "甘蔗.csv")


def test_names_in_utf8_that_nobody_declared_are_read(tmp_path: Path) -> None:
    class Utf8Name(GbkName):
        __slots__ = ()

        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode("utf-8"), self.flag_bits & ~0x800

    files = source(tmp_path, zipped((Utf8Name("目录.xlsx"), CATALOG)))
    assert guids(files.records()) == ["307001/1", "307001/2"]


def test_names_are_relative_to_the_catalog_wherever_it_lies(tmp_path: Path) -> None:
    files = source(
        tmp_path, zipped(("农业厅/目录.xlsx", CATALOG), ("农业厅/甘蔗.csv", DATA), ("总说明.csv", b"a\n1\n"))
    )
    assert guids(files.records()) == ["307001/1", "307001/2"]
    assert files.fetch_file("甘蔗.csv").content == DATA
    assert files.fetch_file("总说明.csv").content == b"a\n1\n"


def test_two_catalogs_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    error = fault(source(tmp_path, zipped(("甲/目录.xlsx", CATALOG), ("乙/目录.xlsx", CATALOG))))
    assert error.rule == "file-missing" and "甲/目录.xlsx" in error.hint


def test_links_and_names_that_lead_outside_are_left_out_and_told(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    content = zipped(
        ("目录.xlsx", CATALOG), ("../上级.csv", DATA), ("/etc/a.csv", DATA), ("C:\\a.csv", DATA), (link, b"../secret")
    )
    files = source(tmp_path, content)
    told = [item for item in files.records() if isinstance(item, Finding)]
    assert [item.rule for item in told] == ["archive-entry-refused"] * 4
    for reference in ("../上级.csv", "上级.csv", "/etc/a.csv", "a.csv", "link.csv"):
        assert refusal(files, reference).rule in ("outside-folder", "file-missing")


def test_a_bomb_stops_at_the_limit_whatever_its_header_claims(tmp_path: Path) -> None:
    bomb = zipped(("目录.xlsx", CATALOG), ("a.csv", b"0" * 5_000_000))
    assert refusal(source(tmp_path, bomb, max_file_mib=1), "a.csv").rule == "too-large"
    size = struct.pack("<I", 5_000_000)
    liar = bomb.replace(size, struct.pack("<I", 1000))
    assert liar != bomb
    assert refusal(source(tmp_path, liar, max_file_mib=1), "a.csv").rule in ("too-large", "broken-archive")


def test_an_archive_that_claims_terabytes_or_many_members_is_refused(tmp_path: Path) -> None:
    many = zipped(*((f"{n}.csv", b"") for n in range(10_001)), method=zipfile.ZIP_STORED)
    assert fault(source(tmp_path, many)).rule == "archive-too-large"


def test_a_password_is_refused_by_name(tmp_path: Path) -> None:
    content = encrypted(zipped(("目录.xlsx", CATALOG), ("a.csv", DATA)))
    files = source(tmp_path, content)
    assert fault(files).rule == "encrypted-archive"
    assert "密码" in refusal(files, "a.csv").message


@pytest.mark.parametrize("name", ["更多.zip", "更多.rar", "更多.7z"])
def test_an_archive_in_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    content = zipped(("目录.xlsx", CATALOG), (name, zipped(("a.csv", DATA))))
    assert refusal(source(tmp_path, content), name).rule == "nested-archive"


@pytest.mark.parametrize("cut", [0, 10, 200, -30])
def test_a_damaged_archive_is_refused(tmp_path: Path, cut: int) -> None:
    assert fault(source(tmp_path, zipped(("目录.xlsx", CATALOG))[:cut])).rule == "broken-archive"


def test_a_damaged_member_costs_itself(tmp_path: Path) -> None:
    content = bytearray(zipped(("目录.xlsx", CATALOG), ("a.csv", DATA * 50), method=zipfile.ZIP_STORED))
    content[content.find(DATA) + 3] ^= 0xFF
    files = source(tmp_path, bytes(content))
    assert guids(files.records()) == ["307001/1", "307001/2"]
    assert refusal(files, "a.csv").rule == "broken-archive"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_damaged_in_any_compression_is_refused_in_words(tmp_path: Path, method: int) -> None:
    content = bytearray(zipped(("目录.csv", "编号,名称\n".encode() * 30), method=method))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        place = archive.getinfo("目录.csv").header_offset + 30 + len("目录.csv".encode())
    for at in (place + 4, place + 12, place + 20):
        content[at] ^= 0xFF
    files = source(tmp_path, bytes(content), catalog="目录.csv", format="csv", id="编号")
    assert fault(files).rule == "broken-archive"


def directory_of(count: int, said: int) -> bytes:
    """An archive whose directory has ``count`` entries, and says it has ``said``."""
    entry = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0)
    directory = b"".join(entry + b"%06x" % number for number in range(count))
    return directory + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, said, said, len(directory), 0, 0)


@pytest.mark.parametrize(("count", "said"), [(150_000, 1), (20_000, 20_000), (20_000, 3)])
def test_a_directory_of_many_members_is_refused_before_it_is_in_memory(tmp_path: Path, count: int, said: int) -> None:
    files = source(tmp_path, directory_of(count, said))
    tracemalloc.start()
    refused = fault(files)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (refused.rule, refused.message) == ("archive-too-large", "nyt.zip 文件过多")
    assert peak < 30_000_000


def test_a_local_archive_is_not_read_whole(tmp_path: Path) -> None:
    """50 MB of it are no concern of the catalog."""
    members = ("a.bin", bytes(50_000_000)), ("目录.csv", "编号,名称\n1,甘蔗\n".encode())
    files = source(tmp_path, zipped(*members, method=zipfile.ZIP_STORED), catalog="目录.csv", format="csv", id="编号")
    tracemalloc.start()
    assert guids(files.records()) == ["1"]
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_with_one_name_neither_is_chosen(tmp_path: Path) -> None:
    one, other = ("目录.csv", "编号,名称\n1,甲\n".encode()), ("目录.csv", "编号,名称\n2,乙\n".encode())
    options = {"catalog": "目录.csv", "format": "csv", "id": "编号"}
    refused = fault(source(tmp_path, zipped(one, other), **options))
    assert (refused.rule, refused.hint) == ("archive-entry-twice", "请重新压缩")
    files = source(tmp_path, zipped(one, ("a.csv", b"1"), ("a.csv", b"2")), **options)
    found = list(files.records())
    assert guids(found) == ["1"]
    assert [(item.rule, item.severity) for item in found if isinstance(item, Finding)] == [
        ("archive-entry-twice", "error")
    ]
    assert refusal(files, "a.csv").rule == "archive-entry-twice"


def test_an_uploaded_archive_is_tried_like_the_place_it_is() -> None:
    found = Files.read_upload(zipped(("目录.xlsx", CATALOG)), "nyt.zip", OPTIONS)
    assert guids(found) == ["307001/1", "307001/2"]
    assert guids(Files.read_upload(CATALOG, "目录.xlsx", {})) == ["307001/1", "307001/2"]


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_pattern_means_one_file(tmp_path: Path) -> None:
    (tmp_path / "目录2023.xlsx").write_bytes(CATALOG)
    files = Files(SourceConfig("nyt", "files", str(tmp_path), {"catalog": "目录*.xlsx"}))
    assert guids(files.records()) == ["307001/1", "307001/2"]
    (tmp_path / "目录2024.xlsx").write_bytes(CATALOG)
    error = fault(files)
    assert error.rule == "catalog-unclear" and "目录2023.xlsx、目录2024.xlsx" in error.hint


@pytest.mark.parametrize("format", ["json", "csv"])
def test_a_static_catalog_needs_its_identifier(tmp_path: Path, format: str) -> None:
    with pytest.raises(FatalError) as caught:
        Files(SourceConfig("nyt", "files", str(tmp_path), {"catalog": "a", "format": format}))
    assert caught.value.pointer == "id"


# ── web folders ──────────────────────────────────────────────────────────────────────────────────────────────────────


def web(department: HostileDepartment, path: str, **options: Any) -> Files:
    config = SourceConfig("nyt", "files", department.url + path, {"tries": 1, **OPTIONS, **options}, department.allow)
    return Files(config)


@pytest.mark.parametrize("path", ["/mulu", "/mulu/", "/mulu/?C=M;O=A"])
def test_the_index_page_gives_the_catalog_among_the_files_of_the_folder(
    department: HostileDepartment, path: str
) -> None:
    assert guids(web(department, path, catalog="*.xlsx").records()) == ["307001/1", "307001/2"]


def test_an_index_of_nginx_is_read(department: HostileDepartment) -> None:
    page = (
        '<html><body><h1>Index of /n/</h1><pre><a href="../">../</a>\n<a href="a.csv">a.csv</a> 1K</pre></body></html>'
    )
    BEHAVIOURS["/n/"] = lambda request: Reply(page.encode(), media_type="text/html")
    BEHAVIOURS["/n/a.csv"] = lambda request: Reply("编号,名称\n1,甘蔗\n".encode())
    assert guids(web(department, "/n/", catalog="*.csv", format="csv", id="编号").records()) == ["1"]


@pytest.mark.parametrize(
    "reference",
    ["../data.json", "..%2Fdata.json", "/data.json", "http://127.0.0.1:PORT/data.json", "http://127.0.0.1:PORT/mulu/../data.json",
     "http://127.0.0.1:PORT/mulu/%2e%2e/data.json", "//127.0.0.1:PORT/data.json", "\\\\host\\a.csv"],
)  # fmt: skip
def test_nothing_above_the_web_folder_is_asked_for(department: HostileDepartment, reference: str) -> None:
    files, before = web(department, "/mulu/"), len(department.requests)
    with pytest.raises(RecordError):
        files.fetch_file(reference.replace("PORT", str(department.port)))
    assert not any("data.json" in request and "/mulu/" not in request for request in department.requests[before:])


def test_a_file_by_its_own_address_beneath_the_folder_is_fetched(department: HostileDepartment) -> None:
    address = f"{department.url}/mulu/files/%E7%94%98%E8%94%97.csv"
    assert web(department, "/mulu/").fetch_file(address).content == DATA


def test_a_web_folder_without_its_catalog_is_refused(department: HostileDepartment) -> None:
    assert fault(web(department, "/mulu/", catalog="无.xlsx")).rule == "http-status"


def test_a_workbook_behind_a_query_is_asked_for_as_it_was_written(department: HostileDepartment) -> None:
    BEHAVIOURS["/down"] = lambda request: Reply(CATALOG if request.query.get("id") == "5" else b"", 200)
    config = SourceConfig("nyt", "workbook_1272", f"{department.url}/down?id=5", {"tries": 1}, department.allow)
    assert guids(Workbook1272(config).records()) == ["307001/1", "307001/2"]
