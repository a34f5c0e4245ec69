"""Python（ckanapi）：同样的事，用 CKAN 的客户端 · the same with CKAN's client"""

import os

import ckanapi

PORTAL = os.environ.get("PORTAL", "http://127.0.0.1:5000")

with ckanapi.RemoteCKAN(PORTAL, get_only=True) as portal:
    found = portal.action.package_search(q="甘蔗", rows=3)
    for dataset in found["results"]:
        print(dataset["name"], dataset["title"])

    zone = portal.action.gxdata_zone_show(id="guizihao", rows=3)
    print(zone["title"], zone["have"], "/", zone["target"])
