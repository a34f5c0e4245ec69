"""Whose certificates a source's servers may show: the system's roots, and those that the source adds itself.

Verification is never off. A source adds the certificate of its own authority or of the server itself. Not here: the
words for a certificate that is not trusted (``faults.py``).
"""

from __future__ import annotations

import re
import ssl
from functools import lru_cache

from ckanext.gxdata.sources.options import option_fault

OPTION = "ca_certificate"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@lru_cache(maxsize=64)
def tls_context(certificates: str) -> ssl.SSLContext:
    """``certificates``: PEM, one or more, or empty. Raises ``FatalError`` (``wrong-option``) naming the option.

    Kept, because reading the system's roots takes a while.
    """
    context = ssl.create_default_context()
    if not certificates.strip():
        return context
    _require_certificates(certificates)
    try:
        context.load_verify_locations(cadata="\n".join(_CERTIFICATE.findall(certificates)))
    except (ssl.SSLError, ValueError, TypeError) as error:
        raise option_fault(OPTION, "中的证书读不出来", "请重新导出 PEM（Base64）格式，完整粘贴首尾两行") from error
    # A server's own certificate may stand for itself; old authorities lack the extensions that newer Pythons ask for.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _require_certificates(text: str) -> None:
    if "PRIVATE KEY" in text:
        raise option_fault(OPTION, "中有私钥", "私钥不能交给平台；只粘贴 BEGIN CERTIFICATE 部分，并更换已外传的私钥")
    if not text.isascii() or not _CERTIFICATE.search(text):
        hint = "以 -----BEGIN CERTIFICATE----- 开头，以 -----END CERTIFICATE----- 结尾"
        raise option_fault(OPTION, "不是 PEM 证书", hint)
