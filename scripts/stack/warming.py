"""Solr made warm after a start: first visitors and the first harvest do not wait for what Java learns by doing.

    python -m stack.warming

Java has methods interpreted until it knows which of them matter; what it kept from set-up (``solr_archive``) spares it the half of
that. The rest is learned on documents of no consequence, in a core of its own that is gone afterwards, once all else of the portal
is up. A convenience: where it fails nothing but a line in its log tells of it. Not for an operator's Solr, which is not ours to use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import httpx

from stack import solr, solr_samples
from stack.portal import Site
from stack.service import Service
from stack.solr_cores import WARMED

ADDRESS = "GXDATA_WARMED_SOLR"
DOCUMENTS = 4_000
"""The portal's index is not touched; the memory is given back when the core goes."""


def service(site: Site, others: Sequence[Service]) -> Service:
    """After all ``others`` but the portal: that comes up at the same time as they do."""
    return Service(
        name="warming",
        title="预热 Solr · warming Solr up",
        command=site.command("stack.warming"),
        environment={**site.environment, ADDRESS: site.environment[solr.AWAITED]},
        folder=site.home.root,
        after=tuple(each.name for each in others if each.name != "portal"),
        uses=("solr",),
        once=True,
    )


def warm(address: str) -> None:
    """``address`` of the portal's core. Raises httpx.HTTPError."""
    root, _, core = address.rpartition("/")
    with httpx.Client(trust_env=False, verify=False, timeout=60) as client:
        admin = f"{root}/admin/cores"
        drop = {"action": "UNLOAD", "core": WARMED, "deleteInstanceDir": "true"}
        client.get(admin, params=drop)  # of a start that was killed here
        client.get(admin, params={"action": "CREATE", "name": WARMED, "configSet": core}).raise_for_status()
        try:
            solr_samples.feed(client, f"{root}/{WARMED}", DOCUMENTS)
        finally:
            client.get(admin, params=drop)


def main() -> int:
    try:
        warm(os.environ[ADDRESS])
    except httpx.HTTPError as error:
        print(f"Solr 没有预热，开始几次查询会慢一些：{type(error).__name__}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
