"""``gxdata index check|repair|rebuild``: the search index against the database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ckanext.gxdata.cli.answers import CommandError
from ckanext.gxdata.index import check as checking
from ckanext.gxdata.index import rebuild as rebuilding
from ckanext.gxdata.index.check import Drift
from ckanext.gxdata.index.posting import IndexAway

SHOWN = 20
KINDS = {"missing": "缺文档", "stale": "文档已旧", "ghosts": "多余文档"}


@click.group(short_help="检索索引 · search index")
def index() -> None:
    """检索索引与数据库核对、修复、重建 · check, repair and rebuild the search index."""


@index.command(short_help="核对索引与数据库 · compare index and database")
@click.option("--json", "as_json", is_flag=True, help="标准输出只给 JSON")
def check(as_json: bool) -> None:
    """逐条按内容比对。一致时退出码为 0，有出入为 1。"""
    with _solr():
        drift = checking.check()
    _tell(drift, as_json, "")
    sys.exit(1 if drift.ids else 0)


@index.command(short_help="只修有出入的 · mend what differs")
@click.option("--json", "as_json", is_flag=True, help="标准输出只给 JSON")
def repair(as_json: bool) -> None:
    """只重发有出入的文档，修完再核对一次。全部一致时退出码为 0。"""
    with _solr():
        before, after = checking.repair()
    _tell(after, as_json, f"原有出入 {len(before.ids)} 条；")
    sys.exit(1 if after.ids else 0)


@index.command(short_help="重建整个索引 · rebuild the whole index")
@click.option("--json", "as_json", is_flag=True, help="标准输出只给 JSON")
def rebuild(as_json: bool) -> None:
    """在另一个核心中重建后切换；其间检索结果始终完整，期间的编辑不会丢。"""
    with _solr(), _bar() as progress:
        made = rebuilding.rebuild(progress)
    if as_json:
        click.echo(
            json.dumps(
                {"documents": made.documents, "refused": made.refused, "in_place": made.in_place}, ensure_ascii=False
            )
        )
        return
    click.echo(f"已重建：{made.documents} 个文档" + ("（就地重发）" if made.in_place else ""))
    _list("无法索引", list(made.refused), made.refused)


def _tell(drift: Drift, as_json: bool, before: str) -> None:
    if as_json:
        click.echo(json.dumps(drift.answer(), ensure_ascii=False))
        return
    counts = "，".join(f"{word} {len(getattr(drift, kind))}" for kind, word in KINDS.items())
    click.echo(f"{before}数据集 {drift.datasets}，文档 {drift.documents}；{counts}；待处理 {drift.waiting}")
    for kind, word in KINDS.items():
        _list(word, list(getattr(drift, kind)), drift.refused)
    _list("无法索引", [each for each in drift.refused if each not in drift.ids], drift.refused)


def _list(word: str, ids: list[str], why: Any) -> None:
    for each in ids[:SHOWN]:
        click.echo(f"  {word} {each}" + (f"：{why[each]}" if each in why else ""))
    if len(ids) > SHOWN:
        click.echo(f"  另有 {len(ids) - SHOWN} 条，见 --json")


@contextmanager
def _solr() -> Iterator[None]:
    try:
        yield
    except IndexAway as error:
        raise CommandError(f"Solr 没有应答（{error}）：索引保持原样，请在 Solr 恢复后再试") from error
    except rebuilding.RebuildRunning as error:
        raise CommandError("另一次重建还没有结束，请等它完成") from error
    except rebuilding.Incomplete as error:
        raise CommandError("新索引不完整，没有切换，现有索引不变；请查看 Solr 日志") from error


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("重建索引", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
