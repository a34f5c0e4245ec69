"""The options of a database source, as JSON Schema. Not here: what they do (``database.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.sources.options import HTTP_OPTIONS, closed_object

_NAME = {"type": "string", "minLength": 1, "maxLength": 128}
_PATTERNS = {"type": "array", "items": _NAME}

DATABASE_OPTIONS: Mapping[str, Any] = closed_object(
    {
        "schema": {**_NAME, "description": "表所在的模式。PostgreSQL 不写为 public；MySQL 不写为地址中的库名。"},
        "include": {
            **_PATTERNS,
            "default": ["*"],
            "description": "读哪些表或视图，可用 * 和 ?，例如 v_open_*；不写为账户能读的全部。",
        },
        "exclude": {**_PATTERNS, "description": "不读哪些表或视图，写法同上，例如 tmp_*。"},
        "catalog_table": {
            **_NAME,
            "description": "目录表的名称：一行是一个数据集，各列是名称、摘要等（怎样对应写在映射里）。不写则每张表或视图是一个数据集。",
        },
        "id_column": {
            **_NAME,
            "default": "id",
            "description": "目录表中标识所在的列，标识不能变；只与 catalog_table 一起用。",
        },
        "table_column": {
            **_NAME,
            "default": "table_name",
            "description": "目录表中写数据表名的列；只与 catalog_table 一起用。",
        },
        "rows": {
            "enum": ["none", "csv"],
            "default": "none",
            "title": "是否取回表中的行",
            "description": "none 只取目录和信息项；csv 把表中的行也取回，作为 CSV 文件提供。",
        },
        "max_rows": {
            "type": "integer",
            "minimum": 1,
            "maximum": 10_000_000,
            "default": 500_000,
            "description": "一张表最多取多少行；超过的整张不取，并报告。",
        },
        "max_file_mib": HTTP_OPTIONS["max_file_mib"],
        "statement_timeout_seconds": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3600,
            "default": 60,
            "description": "一次查询最多用多少秒。超过由数据库中止，不拖累部门的业务。",
        },
        "connect_timeout_seconds": {
            "type": "integer",
            "minimum": 2,
            "maximum": 60,
            "default": 10,
            "description": "建立连接最多等多少秒。",
        },
        "tls": {
            "enum": ["verify", "require", "prefer", "off"],
            "description": (
                "加密连接：verify 加密并验证证书；require 只加密；prefer 对方支持就加密；off 不加密。"
                "不写时：有 ca_certificate 的为 verify，允许清单中的地址为 prefer，其余为 require。"
            ),
        },
        "ca_certificate": {
            "type": "string",
            "minLength": 1,
            "description": "签发对方证书的 CA 证书（PEM 文本，以 -----BEGIN CERTIFICATE----- 开头）；自签证书填它自己。",
        },
        "encoding": {
            "enum": ["utf8", "gb18030"],
            "default": "utf8",
            "title": "数据库的编码",
            "description": "只在 PostgreSQL 以 SQL_ASCII 建库、里面存的是 GBK 时写 gb18030；其他情况数据库自己转换。",
        },
    }
)
