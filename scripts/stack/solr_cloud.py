"""A SolrCloud of a few nodes on this machine, from the same jars and the same configset as the embedded Solr.

For tests and for trying out; ZooKeeper runs inside the first node, which therefore must live. What an operator needs
beyond that (an ensemble of ZooKeepers, a balancer before the nodes) is in docs/scale.md.

    python -m stack.solr_cloud FOLDER [NODES]          runs until Ctrl-C and tells the address for GXDATA_SOLR_URL
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from stack import passwords, ports, processes, solr
from stack.paths import Home, Software

COLLECTION, ALIAS = "ckan-1", solr.CORE
"""The portal asks the alias, so that a collection made anew can take its place."""
PATIENCE = 120.0
ZOOKEEPER = 1000
"""Added to the port of the node that it runs in, by Solr's own rule."""
ZOO = "tickTime=2000\ninitLimit=10\nsyncLimit=5\nclientPortAddress=127.0.0.1\nautopurge.purgeInterval=1\n"


@dataclass
class Cloud:
    """``url`` is that of the alias on the first node, with name and password."""

    folder: Path
    software: Software = field(default_factory=Software)
    ports: list[int] = field(default_factory=list)
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def password(self) -> str:
        return passwords.load(Home(self.folder).secrets)["solr"]

    @property
    def url(self) -> str:
        return solr.url(self.ports[0], self.password)

    def start(self, nodes: int = 2, shards: int = 1) -> None:
        """All nodes up, the collection made: every shard on every node."""
        self.ports = [_free_port() for _ in range(nodes)]
        self.start_node(0)
        self._protect()
        for number in range(1, nodes):
            self.start_node(number)
        self._make_collection(shards)

    def start_node(self, number: int) -> None:
        root, log = self.folder / f"node{number + 1}", self.folder / f"log{number + 1}"
        solr.lay_out_server(root, self.software)
        log.mkdir(exist_ok=True)
        shutil.copyfile(self.software.config / "solr" / "solr-cloud.xml", root / "cores" / "solr.xml")
        (root / "cores" / "zoo.cfg").write_text(ZOO)
        command = solr.command(root, self.software, log, self.ports[number], self._properties(number))
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
        environment[processes.MARK] = str(self.folder)
        self.running[number] = processes.spawn(command, environment, root, log / "console.log")
        self._await(f"node {number + 1}", lambda: self.ask(number, "/admin/info/system").status_code in (200, 401))

    def _properties(self, number: int) -> dict[str, str]:
        """Between nodes HTTP/1.1: our Jetty speaks nothing else."""
        zookeeper = f"127.0.0.1:{self.ports[0] + ZOOKEEPER}"
        properties = {"solr.http1": "true", "zookeeper.admin.enableServer": "false"}
        return properties | ({"zkRun": zookeeper} if number == 0 else {"zkHost": zookeeper})

    def _protect(self) -> None:
        """The password goes into ZooKeeper, where every node reads it and notices it at once."""
        file = self.folder / "security.json"
        passwords.write_private(file, solr.security(self.password))
        tool = [solr.java(), "-cp", f"{self.software.jars}/*", "org.apache.solr.cloud.ZkCLI"]
        at = ["-zkhost", f"127.0.0.1:{self.ports[0] + ZOOKEEPER}"]
        subprocess.run([*tool, *at, "-cmd", "putfile", "/security.json", str(file)], check=True, capture_output=True)
        self._await("password", lambda: httpx.get(self._at(0), trust_env=False).status_code == 401)

    def _make_collection(self, shards: int) -> None:
        self.ask(0, "/admin/configs?action=UPLOAD&name=ckan", self._configset()).raise_for_status()
        wanted = {
            "action": "CREATE",
            "name": COLLECTION,
            "collection.configName": "ckan",
            "numShards": str(shards),
            "replicationFactor": str(len(self.ports)),
            "waitForFinalState": "true",
        }
        query = "&".join(f"{name}={value}" for name, value in wanted.items())
        self.ask(0, f"/admin/collections?{query}").raise_for_status()
        alias = f"/admin/collections?action=CREATEALIAS&name={ALIAS}&collections={COLLECTION}"
        self.ask(0, alias).raise_for_status()
        self._await("collection", lambda: solr.is_ready(self.url))

    def _configset(self) -> bytes:
        """As the embedded one, but replicas fetch from each other by a handler that a single node has switched off."""
        folder = self.folder / "configset"
        solr.write_configset(folder, self.software)
        files = {path.name: path.read_bytes() for path in sorted((folder / solr.CORE / "conf").iterdir())}
        lines = files["solrconfig.xml"].decode().splitlines(keepends=True)
        files["solrconfig.xml"] = "".join(line for line in lines if 'name="/replication"' not in line).encode()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return packed.getvalue()

    def _at(self, number: int) -> str:
        return f"http://127.0.0.1:{self.ports[number]}/solr/admin/info/system"

    def ask(self, number: int, path: str, content: bytes | None = None) -> httpx.Response:
        """A request to one node, by the account of the portal."""
        address, account = f"http://127.0.0.1:{self.ports[number]}/solr{path}", (solr.USER, self.password)
        headers = {"Content-Type": "application/octet-stream"}
        with httpx.Client(auth=account, timeout=180, trust_env=False) as client:
            return client.post(address, content=content, headers=headers) if content else client.get(address)

    def states(self) -> dict[str, list[str]]:
        """Shard → states of its replicas, as ZooKeeper has them; those on a node that is gone are ``down``."""
        status = self.ask(0, "/admin/collections?action=CLUSTERSTATUS").json()["cluster"]
        living = set(status["live_nodes"])
        return {
            name: sorted(each["state"] if each["node_name"] in living else "down" for each in shard["replicas"].values())
            for name, shard in status["collections"][COLLECTION]["shards"].items()
        }

    def kill(self, number: int) -> None:
        """kill -9 of a node."""
        self.running[number].kill()
        self.running.pop(number).wait()

    def stop(self) -> None:
        for number in sorted(self.running, reverse=True):  # the one with ZooKeeper last
            self.running[number].send_signal(signal.SIGTERM)
            try:
                self.running[number].wait(30)
            except subprocess.TimeoutExpired:
                self.running[number].kill()
        self.running.clear()

    def _await(self, what: str, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if condition():
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise TimeoutError(f"SolrCloud：{what} 等了 {PATIENCE:.0f} 秒没有就绪；日志在 {self.folder}")


def _free_port() -> int:
    """One whose neighbour for ZooKeeper is free as well."""
    while True:
        port = ports.find(set())
        if ports.is_free(port + ZOOKEEPER):
            return port


def main() -> int:
    folder = Path(sys.argv[1]).expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    cloud = Cloud(folder)
    try:
        cloud.start(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
        print(f"GXDATA_SOLR_URL={cloud.url}\n按 Ctrl-C 停止 · Ctrl-C ends it", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        cloud.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
