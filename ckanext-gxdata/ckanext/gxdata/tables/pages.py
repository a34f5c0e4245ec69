"""A web page that calls itself a workbook: what old systems export as ``.xls`` is an HTML table.

The longest table of the page is taken; all other text is there to be scanned. A page that asks for a password or calls
itself an error is refused. Not here: the table's cells (``core/html_tables.py``), header and notes (``layout.py``).
"""

from __future__ import annotations

from dataclasses import replace

from ckanext.gxdata.core.decoding import declared_in, decode, is_telling
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.html_tables import Grid, is_refusal, tables_of, texts_without, title_of
from ckanext.gxdata.core.html_tree import html_tree
from ckanext.gxdata.core.records import Finding, Table
from ckanext.gxdata.tables.layout import lay_out

_NAMES = (".xls", ".xlsx", ".et", ".htm", ".html")


def calls_itself_table(filename: str) -> bool:
    """Whether a page under this name may be a table; one called ``.csv`` never is."""
    return filename.strip().lower().endswith(_NAMES)


def read_page(content: bytes, filename: str, declared: str = "") -> Table:
    """Raises ``RecordError`` (``html-instead-of-file``, ``undecodable``, ``unreadable-table``)."""
    decoded = decode(content, declared if is_telling(declared) else declared_in(content))
    root = html_tree(decoded.text, filename)
    title = title_of(root)
    tables = [] if is_refusal(root) else tables_of(root, filename)
    if not tables:
        raise RecordError(
            f"{filename}：是没有数据表的网页“{title or '无标题'}”",
            pointer=filename,
            rule="html-instead-of-file",
            hint="多半是登录页或出错页；请确认文件不用登录就能下载，或另存为 .xlsx 后重新提供",
        )
    (element, grid), *others = tables
    table = _laid(grid, filename, decoded.encoding)
    beside = tuple(_laid(other, filename, "") for _, other in others)
    texts = dict.fromkeys((*table.outside, *texts_without(root, element)))
    findings = (*table.findings, *_told(filename, len(others)))
    return replace(table, findings=findings, outside=tuple(texts), beside=beside)


def _laid(grid: Grid, filename: str, encoding: str) -> Table:
    return lay_out([*enumerate(grid, start=1)], filename, encoding, padded=True)


def _told(filename: str, others: int) -> list[Finding]:
    hint = "建议另存为 .xlsx 或 CSV（UTF-8）"
    found = [Finding("html-table", "内容是网页中的表格，已按表格读取", "info", filename, hint)]
    if others:
        message = f"网页中还有 {others} 个表格未读，只读取了最长的一个"
        found.append(Finding("other-tables", message, "info", filename, "需要发布其他表格的，请分别存为单独的文件"))
    return found
