"""``gxdata source add | list | show | check | release | restore | remove``."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import IO, Any

import click
from werkzeug.datastructures import FileStorage

from ckanext.gxdata import config, rulebook
from ckanext.gxdata.cli.answers import CommandError, call
from ckanext.gxdata.core.errors import RuleError

STATES = {"queued": "排队", "running": "采集中", "failed": "失败", "never": "未采集", "paused": "已暂停", "idle": "正常"}
STOPPED = {"": "全部", "limit": "到达条数上限，", "time": "到达时限，", "error": "出错前"}
SHOWN = 5


@click.group(short_help="采集源 · department systems")
def source() -> None:
    """采集源 · department systems."""


@source.command(short_help="登记一个部门系统 · register a department system")
@click.argument("name")
@click.option("--kind", default="", help="类型，如 json_catalog、dcat、files；选项文件用了档案（profile）的不必写")
@click.option("--url", default="", help="地址或文件夹；选项文件写了 url 的不必写")
@click.option("--org", default="", help="数源部门的标识，如 gx-tjj；选项文件写了 organization 的不必写")
@click.option("--config", "config_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="选项文件（YAML）")
@click.option("--allow", multiple=True, metavar="HOST:PORT", help="准许访问的内网地址，可多次给出")
@click.option("--secret-file", type=click.File(), help="口令或令牌所在的文件（- 为标准输入）；加密保存，不再显示")
def add(
    name: str,
    kind: str,
    url: str,
    org: str,
    config_file: Path | None,
    allow: tuple[str, ...],
    secret_file: IO[str] | None,
) -> None:
    """登记采集源 NAME；同名的已登记时，设置相同则不变，不同则更新。"""
    given = _read(config_file)
    wanted = {
        "name": name,
        "kind": kind or given.get("kind", ""),
        "url": url or given.get("url", ""),
        "organization": org or given.get("organization", ""),
        **{key: given.get(key, "") for key in ("title", "mapping", "profile")},
        **{key: given[key] for key in ("schedule",) if key in given},  # else the one that the department chose stays
        "options": given.get("options", {}),
        "defaults": given.get("defaults", {}),
        "allow": [*given.get("allow", ()), *allow],
        "secret": secret_file.read().strip() if secret_file else "",
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
    """列出采集源：名称、类型、部门、标题、状态、下次采集。"""
    for entry in call("gxdata_source_list"):
        state = STATES.get(entry["state"], entry["state"])
        columns = (entry["name"], entry["kind"], entry["organization"], entry["title"], state, entry["next_run"] or "")
        click.echo("\t".join(columns).rstrip())


@source.command(short_help="显示一个采集源")
@click.argument("name")
def show(name: str) -> None:
    """显示采集源 NAME 的设置和状态；口令不显示。"""
    for key, value in call("gxdata_source_show", id=name).items():
        click.echo(f"{key}：{value}")


@source.command(short_help="试读：地址、文件或采集源 · dry run")
@click.argument("target", metavar="URL|FILE|NAME")
@click.option("--kind", default="", help="类型；不写则按内容判断")
@click.option("--org", default="", help="数源部门的标识")
@click.option("--profile", default="", help="接口类型档案")
@click.option("--allow", multiple=True, metavar="HOST:PORT", help="准许访问的内网地址，可多次给出")
@click.option("--limit", default=500, show_default=True, help="最多读多少条")
@click.option("--with-files", is_flag=True, help="也取数据文件并扫描个人信息")
@click.option("--json", "as_json", is_flag=True, help="标准输出只给 JSON")
def check(
    target: str, kind: str, org: str, profile: str, allow: tuple[str, ...], limit: int, with_files: bool, as_json: bool
) -> None:
    """试读，不入库：说出会得到什么、有哪些问题。"""
    settings = {"kind": kind, "organization": org, "profile": profile}
    wanted: dict[str, Any] = {key: value for key, value in settings.items() if value}
    answer = call("gxdata_source_check", **wanted, **_target(target, allow), limit=limit, with_files=with_files)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _tell(answer)
    if not answer["reachable"]:
        raise CommandError("不能读取：" + "；".join(f"{item['message']} {item['hint']}" for item in answer["findings"]))


def _target(target: str, allow: tuple[str, ...]) -> dict[str, Any]:
    """An address, a file of this machine, or the name of a source; a folder is an address of ``--kind files``."""
    path = Path(target)
    if "://" in target or path.is_dir():
        return {"url": target if "://" in target else str(path.resolve()), "allow": list(allow)}
    if path.is_file():
        return {"upload": FileStorage(io.BytesIO(path.read_bytes()), path.name)}
    return {"id": target}


def _tell(answer: dict[str, Any]) -> None:
    if answer["recognised"]:
        click.echo(answer["recognised"])
    click.echo(f"{STOPPED[answer['stopped']]}读取 {answer['seen']} 条，类型 {answer['kind']}")
    for record in answer["mapped"][:SHOWN]:
        click.echo(f"  {record['guid']}：{record['mapped'].get('title', '（不能入库）')}")
    for problem in answer["problems"]:
        click.echo(f"  [{problem['severity']}] {problem['records']} 条：{problem['message']} {problem['hint']}".rstrip())


@source.command(short_help="解除隔离 · release from quarantine")
@click.argument("name")
@click.argument("decision", type=click.Choice(("accept", "keep")))
def release(name: str, decision: str) -> None:
    """解除采集源 NAME 的隔离：accept 确已撤下（转为缺失，宽限期后归档），keep 没有撤下（照旧保留）。"""
    answer = call("gxdata_source_release", id=name, decision=decision)
    click.echo(f"采集源“{name}”已解除隔离，{answer['records']} 条记录{'转为缺失' if decision == 'accept' else '照旧保留'}")


@source.command(short_help="恢复已归档的数据集 · restore an archived dataset")
@click.argument("name")
@click.argument("guid")
def restore(name: str, guid: str) -> None:
    """恢复采集源 NAME 中标识为 GUID 的记录的数据集。"""
    answer = call("gxdata_harvest_record_restore", source=name, guid=guid)
    if answer["status"] != "finished":
        raise CommandError(f"没有恢复：{answer['message']}")
    click.echo(f"“{guid}”的数据集已恢复")


@source.command(short_help="删除采集源")
@click.argument("name")
@click.option("--with-datasets", is_flag=True, help="连同它带来的数据集一起删除")
def remove(name: str, with_datasets: bool) -> None:
    """删除采集源 NAME；数据集默认保留。"""
    answer = call("gxdata_source_delete", id=name, with_datasets=with_datasets)
    click.echo(f"采集源“{name}”已删除，删除数据集 {answer['datasets_deleted']} 个")
