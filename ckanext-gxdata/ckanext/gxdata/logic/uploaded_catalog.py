"""A catalog as one file that somebody hands in: its bytes, and the kind of source that can read it.

Not here: files of datasets (``uploads.py``).
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.base import Capability, ReadsUpload, Source, source_kinds

LARGEST = 50 * 1024 * 1024


def content_of(upload: Any) -> tuple[bytes, str]:
    """Bytes and name. Raises ``ValidationError`` for what is no file, or too large."""
    if not hasattr(upload, "read"):
        raise tk.ValidationError({"upload": [tk._("“upload” must be a file")]})
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise tk.ValidationError({"upload": [tk._("The file is larger than {size} MiB").format(size=LARGEST >> 20)]})
    return content, str(getattr(upload, "filename", "") or "upload")[:200]


def reader(name: str) -> type[ReadsUpload]:
    """The kind of this name. Raises ``FatalError`` where it reads no single file."""
    kinds = source_kinds()
    kind = kinds.get(name)
    if kind is None or not _reads_upload(kind) or not issubclass(kind, ReadsUpload):
        able = "、".join(f"{each}（{kinds[each].title}）" for each in sorted(kinds) if _reads_upload(kinds[each]))
        message = f"类型“{name}”不能试读上传的文件"
        raise FatalError(message, pointer="kind", hint=f"可以试读文件的类型：{able}", rule="no-upload")
    return kind


def _reads_upload(kind: type[Source]) -> bool:
    return Capability.READS_UPLOAD in kind.capabilities
