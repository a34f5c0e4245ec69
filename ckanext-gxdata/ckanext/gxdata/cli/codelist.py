"""``gxdata codelist sync``: departments and zones from the YAML into CKAN."""

from __future__ import annotations

import click

from ckanext.gxdata.logic import codelist_sync


@click.group(short_help="代码表 · code lists")
def codelist() -> None:
    """代码表 · code lists."""


@codelist.command(short_help="按代码表建立或更新部门与专区 · make departments and zones")
def sync() -> None:
    """可重复运行：已有的更新名称，没有的新建，多余的不删。"""
    for kind, counts in codelist_sync.sync().items():
        click.echo(f"{kind}：新建 {counts['created']}，更新 {counts['updated']}，未变 {counts['unchanged']}")
