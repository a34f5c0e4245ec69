"""``gxdata harvest NAME… | --all [--json]`` and ``gxdata replay NAME``: run now, in this process.

Exit code 0: all well; 2: some records errored; 1: a source failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ckanext.gxdata.cli.answers import CommandError, call
from ckanext.gxdata.logic import harvest_now

EXIT_CODES = {"finished": 0, "partial": 2, "cancelled": 2, "failed": 1}
STATUS_WORDS = {"finished": "完成", "partial": "部分完成", "failed": "失败", "cancelled": "已停止"}
COUNT_WORDS = {"added": "新增", "updated": "更新", "unchanged": "未变", "missing": "缺失", "deleted": "删除", "errored": "出错"}
FINDINGS_SHOWN = 20


@click.command(short_help="立即采集 · harvest now")
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="全部采集源")
@click.option("--json", "as_json", is_flag=True, help="标准输出只给 JSON 列表")
def harvest(names: tuple[str, ...], every: bool, as_json: bool) -> None:
    """采集 NAME…，或用 --all 采集全部。"""
    if bool(names) == every:
        raise click.UsageError("请给出采集源名称，或用 --all 采集全部（二者取一）")
    wanted = [entry["name"] for entry in call("gxdata_source_list")] if every else list(names)
    known = {entry["name"] for entry in call("gxdata_source_list")}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise CommandError(f"没有采集源：{'、'.join(unknown)}；已登记的：{'、'.join(sorted(known)) or '（无）'}")
    _finish([_run(harvest_now.harvest, name, as_json) for name in wanted], as_json)


@click.command(short_help="用暂存记录重新映射 · map again from staging")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="标准输出只给 JSON 列表")
def replay(name: str, as_json: bool) -> None:
    """用今天的规则重新映射采集源 NAME 的暂存记录，不访问网络。"""
    call("gxdata_source_show", id=name)
    _finish([_run(harvest_now.replay, name, as_json)], as_json)


def _run(steps: harvest_now.Steps, name: str, as_json: bool) -> dict[str, Any]:
    with _progress_bar(name) as progress:
        line = harvest_now.run_now(steps, name, progress)
    if not as_json:
        _tell(line)
    elif line["status"] == "failed":
        click.echo(f"{name}：{harvest_now.reason(line['job_id'])}", err=True)
    return line


@contextmanager
def _progress_bar(name: str) -> Iterator[Callable[[str, int, int | None], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def progress(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(f"{name} · {step}", total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield progress


def _tell(line: dict[str, Any]) -> None:
    counts = "，".join(f"{word} {line[key]}" for key, word in COUNT_WORDS.items())
    click.echo(f"{line['source']}：{STATUS_WORDS[line['status']]}，{counts}，用时 {line['seconds']} 秒")
    findings = harvest_now.job_findings(line["job_id"])
    for finding in findings[:FINDINGS_SHOWN]:
        place = "，".join(part for part in (finding["guid"], finding["pointer"]) if part)
        click.echo(f"  [{finding['severity']}] {place}：{finding['message']} {finding['hint']}".rstrip())
    if len(findings) > FINDINGS_SHOWN:
        click.echo(f"  另有 {len(findings) - FINDINGS_SHOWN} 条，见任务 {line['job_id']}")


def _finish(lines: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False))
    codes = {EXIT_CODES[line["status"]] for line in lines}
    sys.exit(1 if 1 in codes else max(codes, default=0))
