"""What pip is told about the network (mirror, certificate, proxy) is told to uv and to the fetching of jars as well.

An operator configures pip once, uv does not read it. Standard library only.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

# pip's setting → the variables of uv and of requests (jgo)
NAMES = {
    "index-url": ("UV_DEFAULT_INDEX",),
    "extra-index-url": ("UV_INDEX",),
    "cert": ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
    "proxy": ("HTTPS_PROXY", "HTTP_PROXY"),
    "trusted-host": ("UV_INSECURE_HOST",),
}


def settings_from_pip(python: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Variables to add to ``environment``; what it sets already is left alone."""
    listing = subprocess.run(
        [python, "-m", "pip", "config", "list"], env=dict(environment), capture_output=True, text=True
    )
    found = translate(listing.stdout)
    if "SSL_CERT_FILE" in found and not os.path.isfile(found["SSL_CERT_FILE"]):
        found = {name: value for name, value in found.items() if value != found["SSL_CERT_FILE"]}
    found["UV_SYSTEM_CERTS"] = "true"
    return {name: value for name, value in found.items() if name not in environment}


def translate(listing: str) -> dict[str, str]:
    """``pip config list`` (``global.index-url='…'`` a line; ``:env:`` outranks files) as environment variables."""
    found: dict[str, str] = {}
    for line in sorted(listing.splitlines(), key=lambda line: line.startswith(":env:")):
        key, _, value = line.partition("=")
        for name in NAMES.get(key.rpartition(".")[2], ()):
            found[name] = " ".join(value.strip("'\"").replace("\\n", " ").split())
    return found
