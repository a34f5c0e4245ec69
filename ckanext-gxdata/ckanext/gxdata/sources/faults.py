"""What can go wrong between us and a department's server, translated to our errors and to Chinese.

Addresses are shown without user info and query: a message ends up in reports, and those parts may hold a secret.
Not here: faults of what an answer says (``answers.py``).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from ckanext.gxdata.core.errors import FatalError, GxdataError, RetriableError
from ckanext.gxdata.sources.certificate_faults import certificate_fault


class AskedToWait(RetriableError):
    """The server said how many seconds to wait."""

    retry_after: float = 0.0


def shown(url: str) -> str:
    """``url`` for a message: scheme, host, port and path, at most 200 characters."""
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "（无法解析的网址）"
    return f"{parts.scheme}://{host}{port}{parts.path}"[:200]


@contextmanager
def translated(url: str, timeout: float) -> Iterator[None]:
    """Turns httpx's exceptions into ours."""
    try:
        yield
    except httpx.TimeoutException as error:
        hint = "系统可能繁忙；经常如此的，调大 timeout_seconds 或减小每页条数"
        raise _retriable("timeout", f"{shown(url)} 在 {timeout:g} 秒内没有答完", url, hint) from error
    except httpx.TransportError as error:
        raise _transport_fault(url, error) from error
    except (httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
        raise FatalError(f"不是可以访问的网址：{shown(url)}", pointer=shown(url), rule="wrong-address") from error


def _transport_fault(url: str, error: httpx.TransportError) -> GxdataError:
    cause = _cause(error, ssl.SSLError)
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason, hint = certificate_fault(cause.verify_code, cause.verify_message)
        return FatalError(f"{shown(url)} 的 TLS 证书不可信：{reason}", pointer=shown(url), rule="tls", hint=hint)
    if cause is not None:
        return _retriable("tls", f"与 {shown(url)} 建立 TLS 连接失败", url, "确认对方端口提供 https")
    if "too many data" in str(error).lower() or "buffer too long" in str(error).lower():
        return FatalError(
            f"{shown(url)} 的响应头过大", pointer=shown(url), rule="headers-too-large", hint="请对方检查服务"
        )
    if "without sending a response" in str(error):
        return _retriable("cut-off", f"{shown(url)} 没有答复就断开了连接", url, "稍后重试；反复出现的，请对方检查服务")
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)):
        return _retriable("cut-off", f"{shown(url)} 中途断开，没有答完", url, "稍后重试；反复出现的，请对方检查服务")
    return _retriable("unreachable", f"无法连接 {shown(url)}", url, "确认地址和端口正确，系统正在运行，网络可达")


def check_status(response: httpx.Response, url: str) -> None:
    """Raises ``http-status``: a ``RetriableError`` for 304, 408, 425, 429 and 5xx, a ``FatalError`` for all but 2xx."""
    status = response.status_code
    if 200 <= status < 300 and status != 206:
        return
    message = f"{shown(url)} 答复 HTTP {status}（{_STATUS.get(status, '出错')}）"
    if status == 304:
        hint = "平台没有发出条件请求；多半是对方的缓存服务配置有误，请对方检查"
        raise _retriable("http-status", message, url, hint)
    if status not in (408, 425, 429) and status < 500:
        raise FatalError(message, pointer=shown(url), rule="http-status", hint="确认地址、参数和访问权限")
    seconds = _retry_after(response.headers.get("retry-after", ""))
    hint = "系统暂时不可用或限制了访问频率；可调大 delay_seconds"
    if seconds is None:
        raise _retriable("http-status", message, url, hint)
    error = AskedToWait(message, pointer=shown(url), rule="http-status", hint=hint)
    error.retry_after = seconds
    raise error


def too_large(url: str, limit: int) -> FatalError:
    return FatalError(
        f"{shown(url)} 的内容超过 {limit / 1024 / 1024:g} MiB，已停止接收",
        pointer=shown(url),
        rule="too-large",
        hint="减小每页条数，或调大 max_page_mib、max_file_mib",
    )


def too_many_redirects(url: str, limit: int) -> FatalError:
    return FatalError(f"转向超过 {limit} 次，最后到 {shown(url)}", pointer=shown(url), rule="too-many-redirects")


def carried_elsewhere(url: str, target: str) -> FatalError:
    """A redirect that would take the body of a POST, and what stands in it, to another origin."""
    message = f"{shown(url)} 要求把提交的内容转发到另一个系统 {shown(target)}，未予转发"
    hint = "确认后把来源地址直接改为新的地址"
    return FatalError(message, pointer=shown(url), rule="redirect-refused", hint=hint)


def cut_off(url: str) -> RetriableError:
    return _retriable("cut-off", f"{shown(url)} 的压缩内容不完整", url, "稍后重试；反复出现的，请对方检查服务")


def unknown_coding(url: str, coding: str) -> FatalError:
    message = f"{shown(url)} 用了不支持的内容压缩方式：{coding[:40]}"
    return FatalError(message, pointer=shown(url), rule="unknown-coding", hint="请对方使用 gzip 或不压缩")


def _retriable(rule: str, message: str, url: str, hint: str) -> RetriableError:
    return RetriableError(message, pointer=shown(url), hint=hint, rule=rule)


def _cause(error: BaseException | None, wanted: type[ssl.SSLError]) -> ssl.SSLError | None:
    while error is not None:
        if isinstance(error, wanted):
            return error
        error = error.__cause__ or error.__context__
    return None


def _retry_after(value: str) -> float | None:
    """Seconds, from a number or an HTTP date; None where the server said nothing usable."""
    plain = value.strip()
    if plain.isascii() and plain.isdigit() and len(plain) < 10:
        return float(plain)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(timezone.utc)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


_STATUS = {
    206: "只给了一部分",
    300: "有多个选择，没有说明取哪个",
    304: "未修改，没有内容",
    305: "要求使用代理",
    400: "参数不对",
    401: "需要登录",
    403: "没有权限",
    404: "没有这个地址",
    405: "请求方法不对",
    408: "请求超时",
    429: "访问过于频繁",
    500: "系统内部错误",
    502: "网关错误",
    503: "暂停服务",
    504: "网关超时",
}
