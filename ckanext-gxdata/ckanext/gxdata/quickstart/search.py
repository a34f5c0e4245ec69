"""Python（httpx）：检索，取第一个数据集的 CSV · search, and take the CSV of the first dataset"""

import csv
import io
import os

import httpx

PORTAL = os.environ.get("PORTAL", "http://127.0.0.1:5000")
ASKED = {"q": "甘蔗", "fq": "res_format:CSV AND gx_open_type:unconditional", "rows": 3}

with httpx.Client(base_url=PORTAL, timeout=30, follow_redirects=True) as portal:
    found = portal.get("/api/3/action/package_search", params=ASKED).json()["result"]
    for dataset in found["results"]:
        print(dataset["name"], dataset["title"])

    file = next(each for each in found["results"][0]["resources"] if each["format"] == "CSV")
    rows = list(csv.DictReader(io.StringIO(portal.get(file["url"]).text)))
    print(len(rows), rows[0])
