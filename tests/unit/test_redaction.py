"""What the public reads of a job holds no address of a department's system."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.redaction import without_addresses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("无法连接 http://10.1.2.3:8080/list?page=1，请检查", "无法连接 （地址略），请检查"),
        ("无法连接 data.example.gov.cn:8443", "无法连接 （地址略）"),
        ("找不到文件夹 /data/农业农村厅/目录", "找不到文件夹 （地址略）"),
        ("找不到文件夹 /data", "找不到文件夹 （地址略）"),
        ("读不了文件“/srv/share/a b.csv”：没有权限", "读不了文件“（地址略） b.csv”：没有权限"),
        ("postgresql://reader:secret@db/x 拒绝连接", "（地址略） 拒绝连接"),
    ],
)
def test_addresses_and_folders_are_left_out(text: str, expected: str) -> None:
    assert without_addresses(text) == expected


@pytest.mark.parametrize(
    "text",
    ["日期 2023/06/15 不对", "第 3 页第 7 条", "resources[0].format", "开放/共享方式", "data.json › dataset", "甘蔗/糖业/产量"],
)
def test_other_text_stays(text: str) -> None:
    assert without_addresses(text) == text
