"""Addresses of department systems are left out of what the public reads. Pure."""

from __future__ import annotations

import re

_END = r"\s”’，。；：（）()\"'"
ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://[^\s”’，。；）)\"']+|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\b[\w.-]+:\d{2,5}\b"
    rf"|(?<![\w/.\]])/(?:[^/{_END}]+/)+[^{_END}]*|(?<![\w/.\]])/(?:data|home|mnt|opt|srv|var)\b[^{_END}]*",
    re.I,
)
PLACEHOLDER = "（地址略）"


def without_addresses(text: str) -> str:
    """The text with every URL, IP address, ``host:port`` and path of a folder replaced."""
    return ADDRESS.sub(PLACEHOLDER, text)
