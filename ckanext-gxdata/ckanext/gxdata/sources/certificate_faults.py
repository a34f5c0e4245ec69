"""Why a certificate is not trusted, and what to do about it, in Chinese.

Not here: whose certificates are trusted (``trust.py``).
"""

from __future__ import annotations

_RENEW = "请数源部门更换有效证书；证书验证不能关闭"
_ADD_OURS = "对方用自建机构或自签名证书的，把它的 PEM 证书填入此来源的选项 ca_certificate；证书验证不能关闭"
_NAMES = "来源地址要写证书上的域名，或请数源部门更换包含此主机名（SAN）的证书"
_CERTIFICATE = {
    9: ("证书尚未生效", "请数源部门核对服务器时间和证书"),
    10: ("证书已过期", _RENEW),
    18: ("是自签名证书", _ADD_OURS),
    19: ("证书链中有自签名的机构证书，平台不认识", _ADD_OURS),
    20: ("签发机构不被信任", _ADD_OURS),
    21: ("签发机构不被信任，服务器也没有提供中间证书", "请数源部门补上中间证书；或将其填入选项 ca_certificate"),
    23: ("证书已被吊销", _RENEW),
    26: ("证书不能用于网站", _RENEW),
    62: ("证书不是发给这个主机名的", _NAMES),
    64: ("证书不是发给这个 IP 地址的", _NAMES),
    66: ("证书的密钥太弱", _RENEW),
    68: ("证书的签名算法太弱", _RENEW),
}
"""By OpenSSL's verification code: what is wrong, and what to do."""


def certificate_fault(code: int, words: str) -> tuple[str, str]:
    """Reason and remedy by OpenSSL's verification code; ``words`` are OpenSSL's own for a code not listed."""
    return _CERTIFICATE.get(code, (words or "未通过验证", _RENEW))
