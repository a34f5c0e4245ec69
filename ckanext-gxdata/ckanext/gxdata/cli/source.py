"""``gxdata source add | list | show | check | remove``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ckanext.gxdata import config, rulebook
from ckanext.gxdata.cli.answers import CommandError, call
from ckanext.gxdata.core.errors import RuleError


@click.group(short_help="采集源 · department systems")
def source() -> None:
    """采集源 · department systems."""


@source.command(short_help="登记一个部门系统 · register a department system")
@click.argument("name")
@click.option("--kind", required=True, help="类型：json_catalog、dcat、files")
@click.option("--url", required=True, help="地址或文件夹")
@click.option("--org", required=True, help="数源部门的标识，如 gx-tjj")
@click.option("--config", "config_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="选项文件（YAML）")
@click.option("--allow", multiple=True, metavar="HOST:PORT", help="准许访问的内网地址，可多次给出")
def add(name: str, kind: str, url: str, org: str, config_file: Path | None, allow: tuple[str, ...]) -> None:
    """登记采集源 NAME；同名的已登记时，设置相同则不变，不同则更新。"""
    given = _read(config_file)
    wanted = {
        "name": name,
        "kind": kind,
        "url": url,
        "organization": org,
        "title": given.get("title", ""),
        "mapping": given.get("mapping", ""),
        "options": given.get("options", {}),
        "allow": list(allow),
    }
    known = {entry["name"] for entry in call("gxdata_source_list")}
    call("gxdata_source_update" if name in known else "gxdata_source_create", **wanted)
    click.echo(f"采集源“{name}”已{'更新' if name in known else '登记'}")


def _read(config_file: Path | None) -> dict[str, Any]:
    if config_file is None:
        return {}
    try:
        return dict(rulebook.read_source(config_file, config.rulebook().profiles))
    except RuleError as error:
        raise CommandError(f"{error.pointer}：{error.message}") from error


@source.command("list", short_help="列出采集源")
def list_sources() -> None:
    """列出采集源：名称、类型、部门。"""
    for entry in call("gxdata_source_list"):
        click.echo(f"{entry['name']}\t{entry['kind']}\t{entry['organization']}\t{entry['title']}")


@source.command(short_help="显示一个采集源")
@click.argument("name")
def show(name: str) -> None:
    """显示采集源 NAME 的设置。"""
    for key, value in call("gxdata_source_show", id=name).items():
        click.echo(f"{key}：{value}")


@source.command(short_help="试读第一条记录")
@click.argument("name")
def check(name: str) -> None:
    """试读采集源 NAME 的第一条记录，不入库。"""
    answer = call("gxdata_source_check", id=name)
    if not answer["reachable"]:
        raise CommandError("；".join(f"{item['message']} {item['hint']}" for item in answer["findings"]))
    click.echo(f"可以读取：{answer['sample']}")


@source.command(short_help="删除采集源")
@click.argument("name")
@click.option("--with-datasets", is_flag=True, help="连同它带来的数据集一起删除")
def remove(name: str, with_datasets: bool) -> None:
    """删除采集源 NAME；数据集默认保留。"""
    answer = call("gxdata_source_delete", id=name, with_datasets=with_datasets)
    click.echo(f"采集源“{name}”已删除，删除数据集 {answer['datasets_deleted']} 个")
