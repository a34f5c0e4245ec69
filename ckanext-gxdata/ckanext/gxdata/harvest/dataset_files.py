"""The files of a dataset in CKAN's storage, under the ids of its resources."""

from __future__ import annotations

import io
from collections.abc import Iterable

from ckan.lib import uploader
from werkzeug.datastructures import FileStorage

from ckanext.gxdata.harvest.packaging import StoredFile


def settle(files: Iterable[StoredFile], resource_ids: Iterable[str]) -> None:
    """Stores ``files`` and removes those of the other resources, so that a revoked opening leaves nothing behind."""
    stored = [_store(file) for file in files]
    for resource_id in resource_ids:
        if resource_id not in stored:
            uploader.get_resource_uploader({"id": resource_id, "clear_upload": True}).upload(resource_id)


def _store(stored: StoredFile) -> str:
    file = FileStorage(stream=io.BytesIO(stored.content), filename=stored.filename)
    upload = uploader.get_resource_uploader({"id": stored.resource_id, "upload": file})
    upload.upload(stored.resource_id, uploader.get_max_resource_size())
    return stored.resource_id
