"""Secrets of department systems, as they lie in the database: encrypted with a key made from the portal's SECRET_KEY.

A copy of the database alone gives no secret away. Not here: who may set one (``logic``), and where it goes (``sources``).
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ckanext.gxdata import config
from ckanext.gxdata.core.errors import FatalError


def sealed(secret: str) -> str:
    """What is stored of a secret; nothing of an empty one."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def opened(stored: str) -> str:
    """The secret. Raises ``FatalError`` where the portal's key is no longer the one it was sealed with."""
    if not stored:
        return ""
    try:
        return _box().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        message = "登记的口令打不开：平台的密钥（SECRET_KEY）换过了"
        raise FatalError(message, pointer="secret", hint="请重新填写这个采集源的口令", rule="secret-unreadable") from error


def signing_key(source_id: str) -> bytes:
    """The key that notices of a source are signed with; stable as long as the portal's key is."""
    return _derived(f"gxdata webhook {source_id}")


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived("gxdata source secret")))


def _derived(purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(config.secret_key().encode())
