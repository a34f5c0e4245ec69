#!/bin/sh
# curl：检索，读列表，下载 · search, read a list, download
PORTAL="${PORTAL:-http://127.0.0.1:5000}"

# 检索：带“甘蔗”的、无条件开放的数据集 · datasets about sugar cane that are open to everybody
curl -fsSG "$PORTAL/api/3/action/package_search" \
  --data-urlencode "q=甘蔗" --data-urlencode "fq=gx_open_type:unconditional" -d rows=3

# 同样的检索，存成表格 · the same search as a table
curl -fsSG "$PORTAL/dataset.csv" --data-urlencode "q=甘蔗" -o datasets.csv

# 一个专区有什么、缺什么 · what a zone has and what it lacks
curl -fsS "$PORTAL/api/3/action/gxdata_zone_show?id=guizihao&rows=3"
