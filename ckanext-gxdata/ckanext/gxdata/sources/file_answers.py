"""A web page that came in place of a data file: the log-in page with status 200 is the usual one.

A page that holds a table and calls itself a workbook is a file, though (old systems export so). Not here: reading it
(``tables/``).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ckanext.gxdata.core.decoding import declared_in, decode, is_telling
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.html_tables import is_refusal, tables_of, title_of
from ckanext.gxdata.core.html_tree import html_tree
from ckanext.gxdata.core.sniffing import kind_of
from ckanext.gxdata.sources.answers import Answer

_WORKBOOKS = frozenset(("xls", "xlsx", "et"))
_DATA = _WORKBOOKS | frozenset(
    (
        *("csv", "tsv", "txt", "ods", "json", "geojson", "xml", "rdf", "kml"),
        *("zip", "rar", "7z", "gz", "pdf", "doc", "docx", "wps"),
    )
)
_DATA_TYPES = ("text/csv", "application/vnd.ms-excel", "application/vnd.openxmlformats", "application/json")


def refuse_page_in_place_of_file(answer: Answer, name: str, reference: str) -> None:
    """Raises ``RecordError`` (``html-instead-of-file``) where name, address or media type promise data."""
    promised = {_suffix(name), _suffix(urlsplit(reference).path), _suffix(urlsplit(answer.url).path)} & _DATA
    if not promised and not answer.media_type.startswith(_DATA_TYPES):
        return
    if kind_of(answer.content, name, answer.media_type) != "html":
        return
    title, has_table = _read(answer, name)
    if has_table and (promised & _WORKBOOKS or "excel" in answer.media_type):
        return
    raise RecordError(
        f"“{name}”应为数据文件，得到的是网页“{title or '无标题'}”",
        pointer=reference[:200],
        rule="html-instead-of-file",
        hint="多半是登录页或出错页；确认文件不用登录就能下载，或请对方重新上传",
    )


def _read(answer: Answer, name: str) -> tuple[str, bool]:
    """The page's title, and whether it is a table that somebody saved as a page."""
    declared = answer.charset if is_telling(answer.charset) else declared_in(answer.content)
    try:
        root = html_tree(decode(answer.content, declared).text, name)
        return title_of(root), bool(not is_refusal(root) and tables_of(root, name))
    except RecordError:
        return "", False


def _suffix(path: str) -> str:
    return path.rpartition(".")[2].strip().lower()
