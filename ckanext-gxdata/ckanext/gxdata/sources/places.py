"""Where a department puts its files: a folder, an archive, or a folder on the web. Here: what they have in common.

Not here: the places themselves (``folders.py``, ``archives.py``, ``web_folders.py``), reading catalogs.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.records import FetchedFile, Finding

SHOWN = 10


class Place(Protocol):
    """Files by name. A reference is relative to the catalog; it never leads outside the place."""

    def names(self) -> list[str]:
        """Paths of the files in it, sorted. Raises ``FatalError`` or ``RetriableError`` when it cannot be had."""
        ...

    def catalog(self, name: str) -> FetchedFile:
        """A file that must be there. Raises as ``names``."""
        ...

    def file(self, reference: str) -> FetchedFile:
        """Raises ``RecordError`` when the file cannot be had."""
        ...

    def findings(self) -> list[Finding]:
        """What is odd about the place as a whole."""
        ...


def chosen_name(pattern: str, place: Place) -> str:
    """The one file a pattern like ``目录*.xlsx`` means; a plain name is passed on. Raises ``FatalError``."""
    if not any(char in pattern for char in "*?["):
        return pattern
    names = place.names()
    found = [name for name in names if fnmatchcase(name, pattern)]
    if len(found) == 1:
        return found[0]
    what = f"有 {len(found)} 个文件符合" if found else "没有文件符合"
    shown = "、".join((found or names)[:SHOWN]) or "无"
    hint = f"{'符合的' if found else '其中的文件'}：{shown}；请改写选项 catalog，使它只指一个文件"
    raise FatalError(f"{what}“{pattern}”", pointer="catalog", rule="catalog-unclear", hint=hint)


def inner_parts(reference: str) -> tuple[str, ...]:
    """A reference as the parts of a relative path; both kinds of slash are judged. Raises ``RecordError``."""
    parts = PureWindowsPath(reference).parts
    absolute = PurePosixPath(reference).is_absolute() or bool(PureWindowsPath(reference).anchor)
    if not parts or absolute or ".." in parts or "\x00" in reference:
        raise outside(reference)
    return parts


def outside(reference: str) -> RecordError:
    hint = "只能写来源文件夹中的文件名，不能是绝对路径、网址或含 .."
    name = reference[:200]
    return RecordError(f"“{name}”不在来源文件夹内", pointer=name, rule="outside-folder", hint=hint)


def missing(reference: str) -> RecordError:
    hint = "核对文件名（含扩展名），并把文件放进同一文件夹"
    return RecordError(f"文件夹中没有“{reference[:200]}”", pointer=reference[:200], rule="file-missing", hint=hint)


def as_fatal(error: RecordError) -> FatalError:
    """What costs one file costs the run when that file is the catalog."""
    return FatalError(f"目录表：{error.message}", pointer=error.pointer, hint=error.hint, rule=error.rule)


def is_web(url: str) -> bool:
    return url.partition(":")[0].strip().lower() in ("http", "https")


def _unfiled(url: str) -> str:
    """The path in a ``file:`` address; anything else as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return unquote(parts.path) if parts.scheme == "file" and parts.netloc in ("", "localhost") else url


def local_path(url: str, example: str) -> Path:
    """The path of a ``file:`` address or absolute path; anything else is a ``FatalError``."""
    path = Path(_unfiled(url))
    if not path.is_absolute() or "\x00" in url:
        hint = f"例如 {example} 或 file://{example}，也可以是 http、https 网址"
        raise FatalError(f"要写绝对路径：{url[:200]}", pointer="url", rule="wrong-address", hint=hint)
    return path
